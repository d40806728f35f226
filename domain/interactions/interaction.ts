/** The kind of medium; never a call, never a topic. */
export const channels = [
  'voice',
  'video',
  'chat',
  'email',
  'sms',
  'fax',
  'whatsapp',
  'viber',
  'telegram',
  'task',
] as const
export type Channel = (typeof channels)[number]

/** What it is on its channel: a callback or a voicemail is an interaction on `voice` of that kind. */
export const interactionKinds = ['call', 'task', 'callback', 'voicemail'] as const
export type InteractionKind = (typeof interactionKinds)[number]

/** Who called whom: the customer us, or somebody of ours out (or another phone of ours). */
export const directions = ['inbound', 'outbound'] as const
export type Direction = (typeof directions)[number]

/**
 *     inFlow --> queued --> engaged --> wrapUp --> (gone)
 *      | |         ^ |       ^ | ^ <--> parked      the agent lets the customer wait where anybody picks him up
 *      | |         | '-------|-|-|--> (gone: abandoned)
 *      | |         '---------|-' |    the agent was lost or sent the customer on: waiting again
 *      | |         dialing --'   |    an agent calls somebody: his from the beginning
 *      | '--> through <----------'    put through to an outside number or a phone without us between them
 *      '--> (gone)
 *     scheduled <--> queued --> dialing --> engaged   a callback: nobody is on the line until he is dialled, and whom that
 *         ^------------------------'                  does not reach is dialled later
 */
export const stages = ['inFlow', 'scheduled', 'queued', 'dialing', 'engaged', 'through', 'parked', 'wrapUp'] as const
export type Stage = (typeof stages)[number]

/** Why the contact with the customer ended. With stage `queued`, `customer-left` is an abandonment. */
export const interactionEndReasons = [
  'customer-left',
  'agent-ended',
  'supervisor-ended',
  /** Whatever system had given us the task took it back; or whoever was to be called back wants it no more. */
  'cancelled',
  /** On a call that goes through: the far end hung up. */
  'far-left',
  /** Who was called could not be reached, for a reason that is none of the next five. */
  'not-reached',
  'busy',
  'declined',
  'no-answer',
  'unknown-number',
  'unreachable',
  /** An agent joined its party with another customer of his; what goes on is the other interaction. */
  'transferred',
  /** An announcement was heard to its end. */
  'flow-ended',
  /** The agent of a call that no queue stands behind was lost. */
  'agent-lost',
  /** It was longer, or cost more, than the limits allow. */
  'limit',
  /** No media or signalling from the customer for longer than the edge waits. */
  'connection-lost',
  /** The edge process that carried it ended. */
  'edge-lost',
  'error',
] as const
export type InteractionEndReason = (typeof interactionEndReasons)[number]

/** Why somebody whom we called was not reached. */
export const notReachedReasons = [
  'not-reached',
  'busy',
  'declined',
  'no-answer',
  'unknown-number',
  'unreachable',
] as const satisfies readonly InteractionEndReason[]
export type NotReachedReason = (typeof notReachedReasons)[number]
