/** Incidents that many call about, and the decisions that they and customers' tiers led to. */
export const incidents = {
  name: '0027-incidents',
  sql: `
CREATE TABLE incident (
  incident_id text PRIMARY KEY,
  title text NOT NULL,
  match jsonb NOT NULL,
  level integer NOT NULL CHECK (level BETWEEN -1000 AND 1000),
  boost_ms integer NOT NULL CHECK (boost_ms BETWEEN -86400000 AND 86400000),
  declared_at timestamptz NOT NULL DEFAULT now(),
  declared_by text REFERENCES person ON DELETE SET NULL,
  ends_at timestamptz,
  ended_at timestamptz,
  ended_by text REFERENCES person ON DELETE SET NULL,
  ended_cause text CHECK (ended_cause IN ('supervisor', 'time', 'lost'))
);
CREATE INDEX incident_lasting ON incident (declared_at) WHERE ended_at IS NULL;
COMMENT ON COLUMN incident.match IS 'What belongs to it: each that is named has to hold, by one of its values.';
COMMENT ON COLUMN incident.ended_cause IS 'lost: routing never knew of it, because the core died between the two.';

DROP INDEX routing_event_decisions;
CREATE INDEX routing_event_decisions ON routing_event ((payload ->> 'interactionId'), position) WHERE type IN
  ('InteractionQueued', 'InteractionDiverted', 'DiversionDropped', 'RequirementRelaxed', 'WaitAnnounced', 'PriorityChanged', 'OfferMade',
   'OfferAccepted', 'OfferDeclined', 'OfferMissed', 'OfferWithdrawn', 'InteractionReturned', 'CoolDownEnded',
   'InteractionMoved', 'TaskAccepted', 'TaskReturned', 'CallbackPromised', 'CallbackOffered', 'CallbackGranted',
   'CallbackDialed', 'CallbackPutOff', 'CallbackEnded', 'WorkHandedOver', 'WorkHandedBack', 'CustomerNoted',
   'InteractionLifted', 'InteractionLowered')
  OR (type = 'InteractionEnded' AND payload ->> 'stage' = 'dialing');
COMMENT ON INDEX routing_event_decisions IS 'For the decisions of one interaction; only of the types that explain it, so that the others cost nothing.';
`,
}
