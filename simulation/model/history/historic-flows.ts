import type { FlowId } from '#kernel/ids.ts'
import type { Model } from '../model.ts'
import type { Period } from './day.ts'
import type { FlowHistory, HistoricFlow } from './flow-history.ts'
import { type FlowDay, historicFlow } from './historic-flow.ts'

/** The flows of a day, and who came into them by a number. */
export class HistoricFlows {
  readonly #history: FlowHistory
  readonly #period: Period
  /** By flow, the version through which most went. */
  readonly #flows = new Map<FlowId, HistoricFlow>()
  readonly #names = new Map<FlowId, string>()
  readonly #hours: ReadonlyMap<string, { fromMs: number; toMs: number }[]>
  readonly #day: FlowDay

  constructor(
    history: FlowHistory,
    drawn: readonly HistoricFlow[],
    period: Period,
    day: Pick<FlowDay, 'nameOf' | 'messagesOf' | 'allHandledMs'>,
  ) {
    this.#history = history
    this.#period = period
    const often = ({ versionId }: HistoricFlow) => history.versions.get(versionId) ?? 0
    for (const flow of drawn) {
      const other = this.#flows.get(flow.flowId)
      if (!other || often(flow) >= often(other)) this.#flows.set(flow.flowId, flow)
    }
    for (const [flowId, { name }] of this.#flows) {
      const isTaken = [...this.#names.values()].includes(name.slice(0, 60))
      this.#names.set(flowId, isTaken ? `${name.slice(0, 59 - flowId.length)} ${flowId}` : name.slice(0, 60))
    }
    this.#hours = this.#openingTimes()
    this.#day = {
      ...day,
      history,
      nameOf: (id) => this.#names.get(id as FlowId) ?? day.nameOf(id),
      isOpenKnown: (id) => this.#hours.has(id),
    }
  }

  nameOf = (flowId: FlowId): string | undefined => this.#names.get(flowId)

  ofModel(): Pick<Model, 'flows' | 'entrances' | 'hours'> {
    if (this.#flows.size === 0) return {}
    const entrances = [...this.#history.entered].flatMap(([flowId, times]) => {
      const name = this.nameOf(flowId)
      const atMs = times.map((ms) => Math.max(0, ms - this.#period.fromMs)).sort((a, b) => a - b)
      return name === undefined ? [] : [{ id: name, flow: name, arrivals: { atMs } }]
    })
    return {
      flows: [...this.#flows].map(([flowId, flow]) => historicFlow(this.nameOf(flowId) ?? flowId, flow, this.#day)),
      ...(entrances.length > 0 && { entrances }),
      ...(this.#hours.size > 0 && { hours: [...this.#hours].map(([id, open]) => ({ id, open })) }),
    }
  }

  /** As callers found them; where somebody found a holiday, as many are told so as were. */
  #openingTimes(): Map<string, { fromMs: number; toMs: number }[]> {
    const seen = new Map<string, { atMs: number; exit: string }[]>()
    for (const [flowId, { definition }] of this.#flows) {
      for (const { blockId, kind, settings } of definition.blocks) {
        if (kind !== 'hours') continue
        const { businessHoursId } = settings as { readonly businessHoursId: string }
        const all = seen.get(businessHoursId) ?? []
        seen.set(businessHoursId, all.concat(this.#history.of(flowId, blockId).seen))
      }
    }
    const hours = new Map<string, { fromMs: number; toMs: number }[]>()
    for (const [id, all] of seen) {
      if (all.every(({ exit }) => exit === 'open' || exit === 'closed')) hours.set(id, this.#spansOf(all))
    }
    return hours
  }

  /** From the first who found it open to the first who found it closed; before the first of all as he found it. */
  #spansOf(seen: readonly { readonly atMs: number; readonly exit: string }[]): { fromMs: number; toMs: number }[] {
    const { fromMs, toMs } = this.#period
    const spans: { fromMs: number; toMs: number }[] = []
    let sinceMs: number | null = null
    const inOrder = [...seen].sort((one, other) => one.atMs - other.atMs)
    for (const [index, { atMs, exit }] of inOrder.entries()) {
      const inMs = Math.max(0, atMs - fromMs)
      if (exit === 'open') sinceMs ??= index === 0 ? 0 : inMs
      else if (sinceMs !== null) {
        if (inMs > sinceMs) spans.push({ fromMs: sinceMs, toMs: inMs })
        sinceMs = null
      }
    }
    if (inOrder.length === 0) sinceMs = 0
    if (sinceMs !== null) spans.push({ fromMs: sinceMs, toMs: toMs - fromMs })
    return spans
  }
}
