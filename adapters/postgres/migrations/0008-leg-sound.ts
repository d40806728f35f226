/** How the legs of each interaction sounded: what was reported each five seconds, in its mean and its worst. */
export const legSound = {
  name: '0008-leg-sound',
  sql: `
CREATE TABLE leg_sound (
  interaction_id text NOT NULL,
  leg_id text NOT NULL,
  role text NOT NULL CHECK (role IN ('customer', 'agent', 'other')),
  codec text,
  mos_mean real,
  mos_worst real,
  heard_mos_mean real,
  heard_mos_worst real,
  loss_percent real,
  heard_loss_percent real,
  jitter_ms real,
  round_trip_ms real,
  silent_from_ms integer NOT NULL DEFAULT 0,
  silent_to_ms integer NOT NULL DEFAULT 0,
  at timestamptz NOT NULL,
  PRIMARY KEY (interaction_id, leg_id)
);
COMMENT ON COLUMN leg_sound.heard_mos_mean IS 'What the far end heard of us, by its own reports.';
COMMENT ON COLUMN leg_sound.silent_from_ms IS 'How long nothing came from the far end that should have.';
COMMENT ON COLUMN leg_sound.silent_to_ms IS 'How long the far end said that it got nothing of what we sent.';
`,
}
