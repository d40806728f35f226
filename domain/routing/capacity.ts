import type { Channel } from '../interactions/index.ts'
import type { AgentSettings } from './settings.ts'
import type { HeldWork } from './state.ts'

/** Of what an agent can bear, in hundredths. */
export const wholeLoad = 100

/** What one interaction of a channel takes of an agent, of a hundred, where nobody says otherwise. */
export const usualWeights: Readonly<Record<Channel, number>> = {
  voice: 100,
  video: 100,
  chat: 33,
  sms: 25,
  email: 25,
  fax: 25,
  whatsapp: 33,
  viber: 33,
  telegram: 33,
  task: 20,
}

/** By which channels work in hand is interrupted, where nobody says otherwise: whoever writes can wait for who speaks. */
export const usualInterruptions: Readonly<Partial<Record<Channel, readonly Channel[]>>> = {
  email: ['voice', 'video'],
  fax: ['voice', 'video'],
  task: ['voice', 'video'],
}

/** Channels that are spoken: they need a station, and an agent has one mouth. */
export const isSpoken = (channel: Channel): boolean => channel === 'voice' || channel === 'video'

/** An agent by what he can bear and what he bears. */
interface Bearer {
  readonly settings: Pick<AgentSettings, 'capacity' | 'weights' | 'interruptedBy'>
  readonly work: readonly HeldWork[]
}

const weightOf = ({ settings }: Bearer, channel: Channel): number =>
  settings.weights?.[channel] ?? usualWeights[channel]

export const loadOf = (agent: Bearer): number =>
  agent.work.reduce((sum, { channel }) => sum + weightOf(agent, channel), 0)

/** Whether work of this channel takes him from this. Only from what he works on: an offer is a question, and a wrap-up is short. */
const isInterrupted = ({ settings }: Bearer, held: HeldWork, by: Channel): boolean =>
  held.workState === 'engaged' &&
  !isSpoken(held.channel) &&
  ((settings.interruptedBy ?? usualInterruptions)[held.channel]?.includes(by) ?? false)

/**
 * Whether one more interaction of this channel may be offered to him: not more of it than he takes at a time, never a second
 * voice, and no more in all than he can bear, without what it would interrupt.
 */
export function hasRoomFor(agent: Bearer, channel: Channel): boolean {
  let ofChannel = 0
  let load = weightOf(agent, channel)
  for (const held of agent.work) {
    if (held.channel === channel) ofChannel++
    if (isSpoken(channel) && isSpoken(held.channel)) return false
    if (!isInterrupted(agent, held, channel)) load += weightOf(agent, held.channel)
  }
  return ofChannel < (agent.settings.capacity[channel] ?? 0) && load <= wholeLoad
}

/** What he has to let go of so that work of this channel has room, which he holds already as an offer: the latest first. */
export function interruptedBy(agent: Bearer, channel: Channel): readonly HeldWork[] {
  let load = loadOf(agent)
  const interrupted: HeldWork[] = []
  const latestFirst = [...agent.work].sort((a, b) => b.sinceMs - a.sinceMs)
  for (const held of latestFirst) {
    if (load <= wholeLoad) break
    if (!isInterrupted(agent, held, channel)) continue
    interrupted.push(held)
    load -= weightOf(agent, held.channel)
  }
  return interrupted
}

/** Whether these can be carried out. A weight beyond all that he can bear would mean a channel that he never gets. */
export function isWorkableCapacity({ capacity, weights = {} }: Bearer['settings']): boolean {
  const counts = Object.values(capacity)
  if (!counts.every((count) => Number.isSafeInteger(count) && count >= 0 && count <= 100)) return false
  if (!Object.values(weights).every((weight) => Number.isSafeInteger(weight) && weight >= 0 && weight <= wholeLoad))
    return false
  return (capacity.voice ?? 0) <= 1 && (capacity.video ?? 0) <= 1
}
