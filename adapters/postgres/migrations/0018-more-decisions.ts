/** Callbacks, tasks, and work that others do are explained too; the end of a dial is, and that of other calls costs nothing. */
export const moreDecisions = {
  name: '0018-more-decisions',
  sql: `
DROP INDEX routing_event_decisions;
CREATE INDEX routing_event_decisions ON routing_event ((payload ->> 'interactionId'), position) WHERE type IN
  ('InteractionQueued', 'InteractionDiverted', 'DiversionDropped', 'RequirementRelaxed', 'PriorityChanged', 'OfferMade',
   'OfferAccepted', 'OfferDeclined', 'OfferMissed', 'OfferWithdrawn', 'InteractionReturned', 'CoolDownEnded',
   'InteractionMoved', 'TaskAccepted', 'TaskReturned', 'CallbackPromised', 'CallbackOffered', 'CallbackGranted',
   'CallbackDialed', 'CallbackPutOff', 'CallbackEnded', 'WorkHandedOver', 'WorkHandedBack')
  OR (type = 'InteractionEnded' AND payload ->> 'stage' = 'dialing');
COMMENT ON INDEX routing_event_decisions IS 'For the decisions of one interaction; only of the types that explain it, so that the others cost nothing.';
`,
}
