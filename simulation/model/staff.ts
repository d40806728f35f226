import type { AgentId } from '#kernel/ids.ts'
import type { GroupCounts } from './counts.ts'

/** Who is there and who has something in hand, counted by group. @param within how much of a time counts */
export class Staff {
  readonly #groupOf: ReadonlyMap<AgentId, number>
  readonly #groups: readonly GroupCounts[]
  readonly #within: (fromMs: number, toMs: number) => number
  readonly #hereSinceMs = new Map<AgentId, number>()
  readonly #busy = new Map<AgentId, { sinceMs: number; held: number }>()

  constructor(
    groupOf: ReadonlyMap<AgentId, number>,
    groups: readonly GroupCounts[],
    within: (fromMs: number, toMs: number) => number,
  ) {
    this.#groupOf = groupOf
    this.#groups = groups
    this.#within = within
  }

  comes(agentId: AgentId, nowMs: number): void {
    if (!this.#hereSinceMs.has(agentId)) this.#hereSinceMs.set(agentId, nowMs)
  }

  goes(agentId: AgentId, nowMs: number): void {
    const sinceMs = this.#hereSinceMs.get(agentId)
    if (sinceMs === undefined) return
    this.#hereSinceMs.delete(agentId)
    const group = this.#groupAt(agentId)
    if (group) group.staffedMs += this.#within(sinceMs, nowMs)
  }

  takes(agentId: AgentId, nowMs: number): void {
    const busy = this.#busy.get(agentId)
    if (busy === undefined) this.#busy.set(agentId, { sinceMs: nowMs, held: 1 })
    else if (busy.held++ === 0) busy.sinceMs = nowMs
  }

  lets(agentId: AgentId, nowMs: number): void {
    const busy = this.#busy.get(agentId)
    if (busy === undefined || --busy.held > 0) return
    const group = this.#groupAt(agentId)
    if (group) group.busyMs += this.#within(busy.sinceMs, nowMs)
  }

  /** It is over: whoever is there, and whoever has something, is counted until now. */
  close(nowMs: number): void {
    for (const agentId of [...this.#hereSinceMs.keys()]) this.goes(agentId, nowMs)
    for (const [agentId, busy] of this.#busy) {
      if (busy.held === 0) continue
      busy.held = 1
      this.lets(agentId, nowMs)
    }
  }

  #groupAt = (agentId: AgentId): GroupCounts | undefined => this.#groups[this.#groupOf.get(agentId) ?? -1]
}
