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
export const interactionKinds = ['call'] as const
export type InteractionKind = (typeof interactionKinds)[number]

/**
 *     inFlow --> queued --> engaged --> wrapUp --> (gone)
 *        |         ^ |         |
 *        |         | '---------|--> (gone: abandoned)
 *        |         '-----------'    the agent was lost: back to the front
 *        '--> (gone)
 */
export const stages = ['inFlow', 'queued', 'engaged', 'wrapUp'] as const
export type Stage = (typeof stages)[number]

/** Why the contact with the customer ended. With stage `queued`, `customer-left` is an abandonment. */
export const interactionEndReasons = [
  'customer-left',
  'agent-ended',
  'supervisor-ended',
  /** No media or signalling from the customer for longer than the edge waits. */
  'connection-lost',
  /** The edge process that carried it ended. */
  'edge-lost',
  'error',
] as const
export type InteractionEndReason = (typeof interactionEndReasons)[number]
