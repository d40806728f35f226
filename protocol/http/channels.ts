import { type Static, Type } from 'typebox'
import { pageOf } from './fields.ts'
import { Channel } from './interactions.ts'

/** How much an agent bears, channel by channel. */
const load = {
  /** How many of it an agent takes at once; one call at most. */
  atOnce: Type.Integer({ minimum: 0, maximum: 100 }),
  /** What each takes of him, of a hundred. */
  weight: Type.Integer({ minimum: 0, maximum: 100 }),
  /** Work of these channels takes him from it, and it goes back to its queue. */
  interruptedBy: Type.Array(Channel, { maxItems: 10, uniqueItems: true }),
}
export const ChannelLoad = Type.Object({ channel: Channel, ...load })
export type ChannelLoad = Static<typeof ChannelLoad>
export const SetChannelLoads = Type.Object({
  items: Type.Array(ChannelLoad, { minItems: 1, maxItems: 10 }),
})
export type SetChannelLoads = Static<typeof SetChannelLoads>

export const channelRoutes = {
  channelLoads: {
    method: 'GET',
    path: '/channel-loads',
    permission: 'signed-in',
    summary: 'How much an agent bears, channel by channel',
    answer: pageOf(ChannelLoad),
  },
  setChannelLoads: {
    method: 'PUT',
    path: '/channel-loads',
    permission: 'queues.manage',
    summary: 'Say how much an agent bears of these channels; others stay as they are',
    body: SetChannelLoads,
    answer: pageOf(ChannelLoad),
  },
} as const
