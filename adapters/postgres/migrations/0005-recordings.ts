/** Recordings that are encrypted, archived, kept for a time or for good, and erased. */
export const recordings = {
  name: '0005-recordings',
  sql: `
ALTER TABLE recording DROP CONSTRAINT recording_state_check;
ALTER TABLE recording ADD CONSTRAINT recording_state_check CHECK (state IN ('recording', 'ready', 'failed', 'erased'));
ALTER TABLE recording
  ADD COLUMN format text NOT NULL DEFAULT 'wav' CHECK (format IN ('wav', 'opus')),
  ADD COLUMN key_id text,
  ADD COLUMN stored_in text NOT NULL DEFAULT 'spool' CHECK (stored_in IN ('spool', 'disk', 's3')),
  ADD COLUMN pauses jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN stale_path text,
  ADD COLUMN next_try_at timestamptz,
  ADD COLUMN tries integer NOT NULL DEFAULT 0,
  ADD COLUMN keep_until timestamptz,
  ADD COLUMN held_at timestamptz,
  ADD COLUMN held_by text REFERENCES person ON DELETE SET NULL,
  ADD COLUMN hold_reason text,
  ADD COLUMN erased_at timestamptz,
  ADD COLUMN erased_by text REFERENCES person ON DELETE SET NULL;
CREATE INDEX recording_to_archive ON recording (closed_at)
  WHERE (state = 'ready' AND stored_in = 'spool') OR (state = 'erased' AND path IS NOT NULL) OR stale_path IS NOT NULL;
CREATE INDEX recording_keep_until ON recording (keep_until) WHERE state = 'ready' AND held_at IS NULL AND keep_until IS NOT NULL;
COMMENT ON COLUMN recording.format IS 'What the file holds once it is decrypted: WAV as it was recorded, or Ogg Opus.';
COMMENT ON COLUMN recording.key_id IS 'Which key the file is encrypted under; NULL: it is plain, from before recordings were encrypted.';
COMMENT ON COLUMN recording.stored_in IS 'spool: where the edge wrote it, to be archived; disk: in the same folder for good; s3: an object of that key.';
COMMENT ON COLUMN recording.pauses IS 'A list of {fromMs, toMs}: silence stands in these places.';
COMMENT ON COLUMN recording.stale_path IS 'A file of the spool that another has taken the place of, and that is still to be deleted.';
COMMENT ON COLUMN recording.next_try_at IS 'When it is archived next; NULL: at once.';
COMMENT ON COLUMN recording.keep_until IS 'Erased after this; NULL: kept until somebody erases it.';
COMMENT ON COLUMN recording.held_at IS 'Since when a legal hold keeps it, whatever keep_until says.';
COMMENT ON COLUMN recording.erased_at IS 'The sound is gone from every store since; the row says that there was one.';
`,
}
