import type {
  AgentEntry,
  AlarmEntry,
  DeskEntries,
  FloorCall,
  ParkedEntry,
  QueueEntry,
  StreamToPage,
  TelephonyEntries,
  TopicName,
  WaitingEntry,
} from '#protocol/realtime/index.ts'

/** What each topic holds, by key. Any of the desk's entries may still be missing. */
export interface TopicEntries {
  readonly desk: Partial<DeskEntries>
  readonly queues: Readonly<Record<string, QueueEntry>>
  readonly agents: Readonly<Record<string, AgentEntry>>
  readonly telephony: TelephonyEntries
  readonly alarms: Readonly<Record<string, AlarmEntry>>
  readonly parked: Readonly<Record<string, ParkedEntry>>
  readonly calls: Readonly<Record<string, FloorCall>>
  readonly waiting: Readonly<Record<string, WaitingEntry>>
}

export interface TopicState {
  readonly position: number
  readonly entries: Readonly<Record<string, unknown>>
}

type Message<Type extends StreamToPage['type']> = Extract<StreamToPage, { type: Type }>

export const fromSnapshot = ({ position, entries }: Message<'snapshot'>): TopicState => ({ position, entries })

/** The topic after a delta. One that is not newer was seen before and changes nothing. */
export function withDelta(state: TopicState, { position, set, remove }: Message<'delta'>): TopicState {
  if (position <= state.position) return state
  const entries: Record<string, unknown> = { ...state.entries, ...set }
  for (const key of remove) delete entries[key]
  return { position, entries }
}

/** By name, so that the compiler misses one that a page would not hear of. */
const topics: Readonly<Record<TopicName, true>> = {
  desk: true,
  queues: true,
  agents: true,
  telephony: true,
  alarms: true,
  parked: true,
  calls: true,
  waiting: true,
}
const isTopic = (value: unknown): value is TopicName => typeof value === 'string' && Object.hasOwn(topics, value)
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** Reads one frame of the stream, `undefined` for what this page does not know: a newer server may say more. */
export function readStreamMessage(text: string): StreamToPage | undefined {
  let message: unknown
  try {
    message = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isRecord(message)) return undefined
  const { type, topic, position } = message
  if (type === 'hello' && typeof message.origin === 'string' && typeof message.serverTimeMs === 'number') {
    return message as unknown as StreamToPage
  }
  if (type === 'pong' && typeof message.serverTimeMs === 'number') return message as unknown as StreamToPage
  if (type === 'refused') return message as unknown as StreamToPage
  if (!isTopic(topic) || typeof position !== 'number') return undefined
  if (type === 'snapshot' && isRecord(message.entries)) return message as unknown as StreamToPage
  if (type === 'delta' && isRecord(message.set) && Array.isArray(message.remove)) {
    return message as unknown as StreamToPage
  }
  return undefined
}
