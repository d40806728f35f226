import { type FlowDefinition, FlowDefinitionSchema } from '#domain/flows/index.ts'
import type { RoutingEvent } from '#domain/routing/index.ts'
import type { FlowId, FlowVersionId, InteractionId } from '#kernel/ids.ts'
import { checkShape, type Shape } from '../shape.ts'

/** A version of a flow, as a table or a file has it. */
export interface StoredFlow {
  readonly flowId: string
  readonly versionId: string
  readonly name: string
  readonly definition: unknown
}

/** Those that are flows. */
export const flowsIn = (stored: readonly StoredFlow[]): readonly HistoricFlow[] =>
  stored.filter(
    (flow): flow is HistoricFlow => checkShape(FlowDefinitionSchema as unknown as Shape, flow?.definition, 'it').ok,
  )

/** A version of a flow through which somebody went. */
export interface HistoricFlow extends StoredFlow {
  readonly flowId: FlowId
  readonly versionId: FlowVersionId
  readonly name: string
  readonly definition: FlowDefinition
}

/** What the log says of one block. */
export interface BlockHistory {
  /** By which exit callers went on, and how often; `left`: to what a queue does for those who do not wait in it. */
  readonly exits: Map<string, number>
  gaveUp: number
  /** From coming to rest there until they went on, by exit. */
  readonly restedMs: Map<string, number[]>
  /** When it was found to be which way: for opening times. */
  readonly seen: { readonly atMs: number; readonly exit: string }[]
  /** Talks at the number that it called. */
  readonly talkedMs: number[]
}

interface Caller {
  flowId: FlowId
  blockId: string
  sinceMs: number
  answeredAtMs: number | null
}

/** Reads out of a log who went through which flow, and by which ways. What they said stands in no log. */
export class FlowHistory {
  /** Who came into a flow by a number, and when. */
  readonly entered = new Map<FlowId, number[]>()
  /** How often which version was gone into or through. */
  readonly versions = new Map<FlowVersionId, number>()
  readonly #blocks = new Map<string, BlockHistory>()
  readonly #callers = new Map<InteractionId, Caller>()
  readonly #isKnown: (flowId: FlowId) => boolean

  /** @param isKnown its definition is there; callers of other flows are customers of their queues alone */
  constructor(isKnown: (flowId: FlowId) => boolean) {
    this.#isKnown = isKnown
  }

  of(flowId: FlowId, blockId: string): BlockHistory {
    const key = `${flowId} ${blockId}`
    const known = this.#blocks.get(key)
    if (known) return known
    const begun: BlockHistory = { exits: new Map(), gaveUp: 0, restedMs: new Map(), seen: [], talkedMs: [] }
    this.#blocks.set(key, begun)
    return begun
  }

  /** @param hasCome his queue has had him already @returns whether he came by a flow just now, in which he counts */
  read(event: RoutingEvent, hasCome: (interactionId: InteractionId) => boolean): boolean {
    if (!('interactionId' in event)) return false
    const { interactionId, atMs } = event
    const caller = this.#callers.get(interactionId)
    switch (event.type) {
      case 'FlowEntered': {
        const { flowId, versionId, blockId } = event
        this.#callers.set(interactionId, { flowId, blockId, sinceMs: atMs, answeredAtMs: null })
        this.versions.set(versionId, (this.versions.get(versionId) ?? 0) + 1)
        if (hasCome(interactionId) || !this.#isKnown(flowId)) return false
        this.entered.set(flowId, [...(this.entered.get(flowId) ?? []), atMs])
        return true
      }
      case 'FlowAdvanced':
        if (!caller) return false
        for (const [index, { flowId, versionId, blockId, exit }] of event.passed.entries()) {
          this.#passes(this.of(flowId, blockId), exit, atMs, index === 0 ? atMs - caller.sinceMs : null)
          if (flowId !== caller.flowId) this.versions.set(versionId, (this.versions.get(versionId) ?? 0) + 1)
        }
        Object.assign(caller, { flowId: event.flowId, blockId: event.blockId, sinceMs: atMs })
        return false
      case 'FlowLeft':
        if (caller) this.#passes(this.of(caller.flowId, caller.blockId), 'left', atMs, atMs - caller.sinceMs)
        this.#callers.delete(interactionId)
        return false
      case 'InteractionQueued':
      case 'InteractionDiverted':
        this.#callers.delete(interactionId)
        return false
      case 'CalledPartyAnswered':
        if (caller) caller.answeredAtMs = atMs
        return false
      case 'InteractionEnded':
        if (caller) this.#ends(caller, event.reason, atMs)
        this.#callers.delete(interactionId)
        return false
      default:
        return false
    }
  }

  #passes({ exits, restedMs, seen }: BlockHistory, exit: string, atMs: number, rested: number | null): void {
    exits.set(exit, (exits.get(exit) ?? 0) + 1)
    seen.push({ atMs, exit })
    if (rested !== null) restedMs.set(exit, [...(restedMs.get(exit) ?? []), rested])
  }

  #ends({ flowId, blockId, answeredAtMs }: Caller, reason: string, atMs: number): void {
    const block = this.of(flowId, blockId)
    if (answeredAtMs !== null) block.talkedMs.push(atMs - answeredAtMs)
    else if (reason !== 'flow-ended' && reason !== 'error') block.gaveUp++
  }
}
