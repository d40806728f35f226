/** What the customer of each call heard or answered about being recorded. */
export const recordingConsent = {
  name: '0010-recording-consent',
  sql: `
ALTER TABLE interaction ADD COLUMN recording_consent text
  CHECK (recording_consent IN ('announced', 'agreed', 'refused', 'unanswered'));
ALTER TABLE interaction ADD COLUMN recording_consent_at timestamptz;
COMMENT ON COLUMN interaction.recording_consent IS 'NULL: nothing was said of it. Refused and unanswered: nothing was recorded from then on.';
`,
}
