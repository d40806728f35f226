/** What was counted of one queue in one replication. Sums, so that ratios can be taken over all replications. */
export interface QueueCounts {
  offered: number
  answered: number
  answeredInThreshold: number
  abandoned: number
  abandonedInThreshold: number
  blocked: number
  delayed: number
  /** Who still waited when the replication ended. */
  unfinished: number
  /** Of those who were answered, in milliseconds. */
  answeredWaitMs: number
  /** Of those who were answered or left. */
  waitMs: number
  /** How many waited, summed up over the milliseconds that count. */
  waitingArea: number
  /** Of the answered, those who were foretold a wait when they came, … */
  foretold: number
  /** … whose wait was between the bounds that were told, … */
  foretoldWithin: number
  /** … and by how much it was another one than the likely one, added up. */
  foretoldErrorMs: number
  /** Whom the queue sent to another one, and who is counted here all the same. */
  diverted: number
  /** Who was answered at a number outside. */
  outside: number
  /** Who hung up, because he will be called back, … */
  promised: number
  /** … was called back and talked to an agent, … */
  reached: number
  /** … or was given up. */
  givenUp: number
  /** How often their telephones were rung, … */
  dials: number
  /** … and how long it took from the promise to the talk, of the reached. */
  callbackWaitMs: number
  /** Who left a message, … */
  messages: number
  /** … of which so many were heard, … */
  messagesHandled: number
  /** … and how long it took from its end until somebody heard it. */
  messageWaitMs: number
  /** Who never came through, or was cut off while he waited. */
  lost: number
  /** Of the answered, who was cut off in the midst of it. */
  cutOff: number
}

/** What was counted of a carrier. */
export interface CarrierCounts {
  failures: number
  downMs: number
  lost: number
  cutOff: number
}

/** What was counted of the core. */
export interface CoreCounts {
  deaths: number
  downMs: number
  /** Who called while there was none for longer than the edge holds anybody. */
  refused: number
}

/** What was counted of one group of agents in one replication, in milliseconds of all of them together. */
export interface GroupCounts {
  busyMs: number
  /** In a shift, and after it until the last customer was served. */
  staffedMs: number
}

/** What was counted of one flow in one replication. */
export interface FlowCounts {
  /** By a number, or because a queue sent them: not from another flow. */
  entered: number
  /** How they left it. */
  readonly ways: Record<WayOut, number>
  /** From coming in to leaving, in milliseconds of all who left. */
  timeMs: number
  /** By the id of the block, as they are drawn. */
  readonly blocks: ReadonlyMap<string, BlockCounts>
}

/** How callers leave a flow: into a queue, …; let go by it, by hanging up, by a failure, cut off, or not yet. */
export const waysOut = [
  'queue',
  'number',
  'voicemail',
  'callback',
  'hungUpByFlow',
  'hungUpByCaller',
  'failed',
  'lost',
  'unfinished',
] as const
export type WayOut = (typeof waysOut)[number]

export interface BlockCounts {
  /** How often somebody came to it. */
  entered: number
  /** Who hung up there. */
  gaveUp: number
  /** By which exit they went on; who left the flow there went by none. */
  readonly exits: Record<string, number>
}

export interface ReplicationCounts {
  readonly queues: readonly QueueCounts[]
  readonly agents: readonly GroupCounts[]
  /** In the order of the model. */
  readonly flows: readonly FlowCounts[]
  /** In the order of the model. */
  readonly carriers: readonly CarrierCounts[]
  readonly core: CoreCounts
  readonly decisions: number
}

export const noCounts = (): QueueCounts => ({
  offered: 0,
  answered: 0,
  answeredInThreshold: 0,
  abandoned: 0,
  abandonedInThreshold: 0,
  blocked: 0,
  delayed: 0,
  unfinished: 0,
  answeredWaitMs: 0,
  waitMs: 0,
  waitingArea: 0,
  foretold: 0,
  foretoldWithin: 0,
  foretoldErrorMs: 0,
  diverted: 0,
  outside: 0,
  promised: 0,
  reached: 0,
  givenUp: 0,
  dials: 0,
  callbackWaitMs: 0,
  messages: 0,
  messagesHandled: 0,
  messageWaitMs: 0,
  lost: 0,
  cutOff: 0,
})

/** All queues' counts in one. */
export function sumOf(all: readonly QueueCounts[]): QueueCounts {
  const sum = noCounts()
  for (const counts of all) for (const name of Object.keys(sum) as (keyof QueueCounts)[]) sum[name] += counts[name]
  return sum
}
