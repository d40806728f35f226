/** What callers are told while they wait, how long each was foretold to, and both among what explains an interaction. */
export const announcements = {
  name: '0024-announcements',
  sql: `
ALTER TABLE queue ADD COLUMN announcements jsonb;
COMMENT ON COLUMN queue.announcements IS 'What callers are told while they wait, and how often; null: nothing.';

ALTER TABLE segment
  ADD COLUMN expected_ms integer,
  ADD COLUMN expected_low_ms integer,
  ADD COLUMN expected_high_ms integer;
COMMENT ON COLUMN segment.expected_ms IS 'Of a time in a queue: how long it was likely to take, when it began; null: nobody could say.';
COMMENT ON COLUMN segment.expected_low_ms IS 'Nine of ten were to take from this to expected_high_ms.';
CREATE INDEX segment_foretold ON segment (ended_at) INCLUDE (queue_id, started_at, expected_ms, expected_low_ms, expected_high_ms)
  WHERE kind = 'queue' AND outcome = 'accepted' AND expected_ms IS NOT NULL;
COMMENT ON INDEX segment_foretold IS 'How the waits of the last day turned out against what was foretold of them.';

DROP INDEX routing_event_decisions;
CREATE INDEX routing_event_decisions ON routing_event ((payload ->> 'interactionId'), position) WHERE type IN
  ('InteractionQueued', 'InteractionDiverted', 'DiversionDropped', 'RequirementRelaxed', 'WaitAnnounced', 'PriorityChanged',
   'OfferMade', 'OfferAccepted', 'OfferDeclined', 'OfferMissed', 'OfferWithdrawn', 'InteractionReturned', 'CoolDownEnded',
   'InteractionMoved', 'TaskAccepted', 'TaskReturned', 'CallbackPromised', 'CallbackOffered', 'CallbackGranted',
   'CallbackDialed', 'CallbackPutOff', 'CallbackEnded', 'WorkHandedOver', 'WorkHandedBack')
  OR (type = 'InteractionEnded' AND payload ->> 'stage' = 'dialing');
COMMENT ON INDEX routing_event_decisions IS 'For the decisions of one interaction; only of the types that explain it, so that the others cost nothing.';
`,
}
