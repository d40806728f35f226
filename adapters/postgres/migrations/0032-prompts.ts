/** What callers hear: prompts with their versions by language, words that were spoken ahead, and the sound of both. */
export const prompts = {
  name: '0032-prompts',
  sql: `
CREATE TABLE sound (
  sound_hash text PRIMARY KEY CHECK (sound_hash ~ '^[0-9a-f]{64}$'),
  audio bytea NOT NULL CHECK (length(audio) BETWEEN 1 AND 1920000),
  loudness_lufs real,
  made_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE sound ALTER COLUMN audio SET STORAGE EXTERNAL;
COMMENT ON TABLE sound IS 'Raw G.711 mu-law, 8 kHz, mono, by the SHA-256 of its bytes; what nothing refers to is deleted.';
COMMENT ON COLUMN sound.loudness_lufs IS 'Gated loudness (ITU-R BS.1770) after evening; null: too short or too quiet to tell.';

CREATE TABLE prompt (
  prompt_id text PRIMARY KEY,
  name text NOT NULL,
  purpose text NOT NULL DEFAULT '',
  version integer NOT NULL DEFAULT 1,
  made_at timestamptz NOT NULL DEFAULT now(),
  made_by text REFERENCES person ON DELETE SET NULL
);
CREATE UNIQUE INDEX prompt_name ON prompt (lower(name));

CREATE TABLE prompt_recording (
  prompt_id text NOT NULL REFERENCES prompt ON DELETE CASCADE,
  language text NOT NULL,
  number integer NOT NULL CHECK (number >= 1),
  sound_hash text NOT NULL REFERENCES sound,
  words text NOT NULL DEFAULT '',
  source text NOT NULL CHECK (source IN ('recorded', 'uploaded', 'rendered')),
  voice text,
  is_current boolean NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  made_by text REFERENCES person ON DELETE SET NULL,
  PRIMARY KEY (prompt_id, language, number)
);
CREATE UNIQUE INDEX prompt_recording_current ON prompt_recording (prompt_id, language) WHERE is_current;
CREATE INDEX prompt_recording_sound ON prompt_recording (sound_hash);
COMMENT ON COLUMN prompt_recording.number IS 'Counts up within a language; an older one can be made the current one again.';
COMMENT ON COLUMN prompt_recording.voice IS 'Who spoke it, where a machine did.';

CREATE TABLE spoken_text (
  language text NOT NULL,
  words_hash text NOT NULL,
  words text NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'spoken', 'failed')),
  voice text,
  sound_hash text REFERENCES sound,
  failure text,
  tries integer NOT NULL DEFAULT 0,
  asked_at timestamptz NOT NULL DEFAULT now(),
  due_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (language, words_hash),
  CHECK (state <> 'spoken' OR sound_hash IS NOT NULL)
);
CREATE INDEX spoken_text_waiting ON spoken_text (due_at) WHERE state = 'waiting';
CREATE INDEX spoken_text_sound ON spoken_text (sound_hash);
COMMENT ON TABLE spoken_text IS 'Words that flows say, and their sound, made before anybody calls.';
COMMENT ON COLUMN spoken_text.words_hash IS 'SHA-256 of the words.';
`,
}
