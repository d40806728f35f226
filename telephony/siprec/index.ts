/** SIPREC's door: a recording client (RFC 7866) and its metadata (RFC 7865), without a socket. */
export type { RecordedParty } from './metadata.ts'
export {
  acceptRecorder,
  newRecordingSession,
  type RecordedStream,
  type RecordingSession,
  recordingOffer,
  recordingSourceFeature,
  siprecOptionTag,
} from './recording-session.ts'
