/** Why each interaction went where it went is asked of the log by interaction. */
export const decisions = {
  name: '0015-decisions',
  sql: `
CREATE INDEX routing_event_decisions ON routing_event ((payload ->> 'interactionId'), position) WHERE type IN
  ('InteractionQueued', 'InteractionDiverted', 'DiversionDropped', 'RequirementRelaxed', 'PriorityChanged', 'OfferMade',
   'OfferAccepted', 'OfferDeclined', 'OfferMissed', 'OfferWithdrawn', 'InteractionReturned', 'CoolDownEnded');
COMMENT ON INDEX routing_event_decisions IS 'For the decisions of one interaction; only of the types that explain it, so that the others cost nothing.';
`,
}
