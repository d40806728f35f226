import type { FlowRun, FlowSource, Leaving } from '#domain/flows/index.ts'
import type { Call } from '#domain/routing/index.ts'
import type { CollectId, FlowId, FlowVersionId, InteractionId, ListeningId, PlayId } from '#kernel/ids.ts'
import type { CallerAnswer } from '#protocol/http/index.ts'

/** A run, and what of it is under way outside of it. */
export interface CarriedRun {
  readonly run: FlowRun
  /** Which way through a flow it is: as the state has it. */
  readonly enteredAtMs: number
  /** What is being said, and the rest that its end answers; `null`: nothing was said yet. */
  readonly saying: { readonly playId: PlayId; readonly rest: number } | null
  /** Where it leaves to, as long as it is not there; `null`: it does not. */
  readonly leaving: Leaving | null
  /** What the caller said and chose, as a person reads it; nothing secret. */
  readonly answers: readonly CallerAnswer[]
  /** Where it begins again when a core dies: before whatever is secret was asked, which is kept nowhere. Absent: where it is. */
  readonly again?: FlowRun
  /** Keys that nobody sees, until they are taken: the edge masks them as long. Absent: none are. */
  readonly secretly?: { readonly collectId: CollectId; readonly rest: number }
  /** What a block asks of another system, until it goes on: asked again after a death, it is the same request. Absent: nothing. */
  readonly asked?: { readonly versionId: FlowVersionId; readonly blockId: string; readonly key: string }
  /** What he says is listened to, for these phrases. Absent: it is not. */
  readonly listening?: Listening
  /** He has heard that something went wrong, or hears it now: once is enough. Absent: he has not. */
  readonly isExcused?: true
  /** He has left; what he said goes with him as long as his call lives. Absent: he is in the flow. */
  readonly isOver?: true
}

export interface Listening {
  readonly listeningId: ListeningId
  readonly language: string
  readonly phrases: readonly string[]
}

/** As it is kept for another core: without anything secret, from before that was asked. */
export function storedRun({ again, run, secretly: _, ...carried }: CarriedRun): CarriedRun {
  if (!again) return { ...carried, run: carried.leaving ? run : { ...run, memo: null } }
  return { ...carried, run: { ...again, memo: null }, leaving: null }
}

/** What of a stored run is so by the state of a core that begins: its call may be over by now, or have left the flow. */
export function foundAgain(carried: CarriedRun, call: Call | undefined): CarriedRun | null {
  if (!call || call.stage === 'wrapUp') return null
  const isInIt = call.flow?.enteredAtMs === carried.enteredAtMs || call.callbackDueIn !== undefined
  return isInIt ? carried : { ...carried, saying: null, leaving: null, isOver: true }
}

/** What a process may know of flows. */
export interface FlowsView {
  readonly runOf: (interactionId: InteractionId) => CarriedRun | undefined
  /** `null`: the version that is published now. `undefined`: there is none. */
  readonly sourceOf: (flowId: FlowId, versionId: FlowVersionId | null) => FlowSource | undefined
}

export interface FlowPlaceCount {
  readonly versionId: FlowVersionId
  readonly blockId: string
  readonly count: number
}

/** The runs of the callers who are in a flow now, or were in this call. Filled by what processes ask for, and from the table when a core starts. */
export class FlowBook {
  readonly #runs = new Map<InteractionId, CarriedRun>()
  /** How many are at each block, by flow, then by version and block: kept as they come and go, so that looking costs nothing. */
  readonly #places = new Map<FlowId, Map<string, FlowPlaceCount>>()

  readonly runOf = (interactionId: InteractionId): CarriedRun | undefined => this.#runs.get(interactionId)

  put(interactionId: InteractionId, run: CarriedRun | null): void {
    this.#count(this.#runs.get(interactionId), -1)
    this.#count(run ?? undefined, 1)
    if (run) this.#runs.set(interactionId, run)
    else this.#runs.delete(interactionId)
  }

  /** Where in this flow callers are now. Whoever is in a flow that it calls is at the block that called it, too. */
  placesIn(flowId: FlowId): readonly FlowPlaceCount[] {
    return [...(this.#places.get(flowId)?.values() ?? [])]
  }

  #count(carried: CarriedRun | undefined, by: 1 | -1): void {
    if (!carried || carried.isOver) return
    const { run } = carried
    this.#countAt(run, by)
    for (const place of run.callers) this.#countAt(place, by)
  }

  #countAt({ flowId, versionId, blockId }: Pick<FlowRun, 'flowId' | 'versionId' | 'blockId'>, by: 1 | -1): void {
    const places = this.#places.get(flowId) ?? new Map<string, FlowPlaceCount>()
    const key = `${versionId} ${blockId}`
    const count = (places.get(key)?.count ?? 0) + by
    if (count > 0) places.set(key, { versionId, blockId, count })
    else places.delete(key)
    if (places.size > 0) this.#places.set(flowId, places)
    else this.#places.delete(flowId)
  }

  get runs(): Iterable<readonly [InteractionId, CarriedRun]> {
    return this.#runs
  }
}
