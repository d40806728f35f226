import type {
  DeskEntries,
  DeskGoneTask,
  DeskInteraction,
  DeskMessage,
  DeskMonitoring,
  DeskOffer,
  DeskReminder,
  DeskUnreached,
} from '#protocol/realtime/index.ts'

/** The desk's topic, ordered for the screen. */
export interface DeskView {
  readonly presence: DeskEntries['presence'] | undefined
  readonly station: DeskEntries['station'] | undefined
  /** `undefined` before the first word: neither up nor down. */
  readonly isEdgeConnected: boolean | undefined
  /** Oldest first. */
  readonly offers: readonly DeskOffer[]
  /** The one that is being talked to first, then those in wrap-up, oldest first. */
  readonly calls: readonly DeskInteraction[]
  /** In the same order. */
  readonly tasks: readonly DeskInteraction[]
  /** A colleague's call that this supervisor is beside. */
  readonly monitoring: DeskMonitoring | undefined
  /** Whom this agent called last and did not reach. */
  readonly unreached: DeskUnreached | undefined
  /** A task in hand that was taken back. */
  readonly goneTask: DeskGoneTask | undefined
  /** Unread words of supervisors, oldest first. */
  readonly messages: readonly DeskMessage[]
  /** By their time. */
  readonly reminders: readonly DeskReminder[]
}

const nothing: DeskView = {
  presence: undefined,
  station: undefined,
  isEdgeConnected: undefined,
  offers: [],
  calls: [],
  tasks: [],
  monitoring: undefined,
  unreached: undefined,
  goneTask: undefined,
  messages: [],
  reminders: [],
}

let seen: Partial<DeskEntries> | undefined
let view = nothing

/** The same entries give the same view, so that nothing renders for nothing. */
export function deskView(entries: Partial<DeskEntries> | undefined): DeskView {
  if (entries === seen) return view
  seen = entries
  view = entries ? orderedView(entries) : nothing
  return view
}

function orderedView(entries: Partial<DeskEntries>): DeskView {
  const offers: DeskOffer[] = []
  const held: DeskInteraction[] = []
  const messages: DeskMessage[] = []
  const reminders: DeskReminder[] = []
  for (const [key, entry] of Object.entries(entries)) {
    if (key.startsWith('offer:')) offers.push(entry as DeskOffer)
    else if (key.startsWith('interaction:')) held.push(entry as DeskInteraction)
    else if (key.startsWith('message:')) messages.push(entry as DeskMessage)
    else if (key.startsWith('reminder:')) reminders.push(entry as DeskReminder)
  }
  offers.sort((a, b) => a.offeredAtMs - b.offeredAtMs)
  messages.sort((a, b) => a.atMs - b.atMs)
  reminders.sort((a, b) => a.dueAtMs - b.dueAtMs)
  held.sort((a, b) => rank(a) - rank(b) || a.acceptedAtMs - b.acceptedAtMs)
  return {
    presence: entries.presence,
    station: entries.station,
    isEdgeConnected: entries.edge?.isConnected,
    offers,
    calls: held.filter(({ channel }) => channel !== 'task'),
    tasks: held.filter(({ channel }) => channel === 'task'),
    monitoring: entries.monitoring,
    unreached: entries.unreached,
    goneTask: entries.goneTask,
    messages,
    reminders,
  }
}

const rank = ({ state }: DeskInteraction): number => (state === 'engaged' ? 0 : 1)
