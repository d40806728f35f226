import type { AgentId, InteractionId, QueueId } from '#kernel/ids.ts'
import type { RecordingConsent } from './consent.ts'

/** For whom a rule is. The most particular one counts: the person's, then the queue's, then everybody's. */
export type RecordingScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'queue'; readonly queueId: QueueId }
  | { readonly kind: 'agent'; readonly agentId: AgentId }

export interface RecordingRule {
  readonly scope: RecordingScope
  /** Of a hundred conversations, how many: 0 to 100. */
  readonly sharePercent: number
  /** What the customer hears before he is recorded. */
  readonly consent: RecordingConsent
  /** Days after which a recording is erased; `null`: kept until somebody erases it. */
  readonly keepDays: number | null
  /** Pauses by itself when the customer presses this many digits in a row; 0: never. */
  readonly pausesAtDigits: number
  /** Whether agents may pause and resume by hand. */
  readonly mayPause: boolean
}

/** The rules that there are, ready to be asked. */
export class RecordingRules {
  readonly #all: RecordingRule
  readonly #byQueue = new Map<QueueId, RecordingRule>()
  readonly #byAgent = new Map<AgentId, RecordingRule>()

  /** @param rules with one for all among them; without it nothing is recorded that no other rule names */
  constructor(rules: Iterable<RecordingRule>) {
    let all: RecordingRule | undefined
    for (const rule of rules) {
      if (rule.scope.kind === 'queue') this.#byQueue.set(rule.scope.queueId, rule)
      else if (rule.scope.kind === 'agent') this.#byAgent.set(rule.scope.agentId, rule)
      else all = rule
    }
    this.#all = all ?? nothingIsRecorded
  }

  /** The rule that counts for a conversation of this agent, of this queue's or of none. */
  for(queueId: QueueId | null, agentId: AgentId): RecordingRule {
    return this.#byAgent.get(agentId) ?? this.forQueue(queueId)
  }

  /** The rule that counts before it is known who answers. */
  forQueue(queueId: QueueId | null): RecordingRule {
    return (queueId === null ? undefined : this.#byQueue.get(queueId)) ?? this.#all
  }

  /** The person's own rule; `undefined` when the queue's counts. */
  ofAgent(agentId: AgentId): RecordingRule | undefined {
    return this.#byAgent.get(agentId)
  }
}

const nothingIsRecorded: RecordingRule = {
  scope: { kind: 'all' },
  sharePercent: 0,
  consent: 'none',
  keepDays: null,
  pausesAtDigits: 0,
  mayPause: false,
}

/**
 * Whether an interaction is among the share that is recorded. The same answer whenever and wherever it is asked, so that a
 * check afterwards knows what ought to be there; the last characters of an id are chance.
 */
export function isInShare(interactionId: InteractionId, sharePercent: number): boolean {
  if (sharePercent >= 100) return true
  if (sharePercent <= 0) return false
  // FNV-1a, 32 bit, and a last mixing: its low bits alone are uneven for texts of one length.
  let hash = 0x811c9dc5
  for (let i = 0; i < interactionId.length; i++) hash = Math.imul(hash ^ interactionId.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b)
  return ((hash ^ (hash >>> 16)) >>> 0) % 100 < sharePercent
}
