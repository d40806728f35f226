export { type FileStoreOptions, fileRecordingStore } from './files.ts'
export type {
  RecordingFormat,
  RecordingRange,
  RecordingRead,
  RecordingStore,
  RecordingWriter,
  StorageFailure,
  StoredRecording,
} from './outcomes.ts'
