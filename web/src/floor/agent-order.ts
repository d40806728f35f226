import type { Presence } from '#protocol/http/people.ts'
import type { AgentEntry } from '#protocol/realtime/index.ts'

const ranks: Readonly<Record<Presence, number>> = { available: 1, break: 2, notReady: 3, offline: 4 }
/** Who asks for a break comes first: somebody has to answer him. */
const rankOf = ({ breakRequest, presence }: AgentEntry) => (breakRequest?.state === 'asked' ? 0 : ranks[presence])

type Agents = Readonly<Record<string, AgentEntry>>

/**
 * Everybody on the floor by what they do, and by name among equals. Names are sorted again only when somebody comes, goes or is
 * called otherwise: to compare thousands of names at each change of a busy floor takes longer than a frame.
 */
export class AgentOrder {
  #byName: readonly AgentEntry[] = []

  inOrder(agents: Agents): readonly AgentEntry[] {
    this.#byName = this.#still(agents) ?? Object.values(agents).sort((a, b) => collator.compare(a.name, b.name))
    const ranked: AgentEntry[][] = [[], [], [], [], []]
    for (const agent of this.#byName) ranked[rankOf(agent)]?.push(agent)
    return ranked.flat()
  }

  /** The same people under the same names, as they are now. */
  #still(agents: Agents): readonly AgentEntry[] | undefined {
    const now: AgentEntry[] = []
    for (const { agentId, name } of this.#byName) {
      const agent = agents[agentId]
      if (agent?.name !== name) return undefined
      now.push(agent)
    }
    let known = 0
    for (const _ in agents) known++
    return known === now.length ? now : undefined
  }
}

const collator = new Intl.Collator()

/** A menu longer than this is a list that nobody reads. */
const shown = 30

/** To whom work could be given now, who has none first. */
export function ableIn(inOrder: readonly AgentEntry[]): readonly AgentEntry[] {
  const available = inOrder.filter(({ presence }) => presence === 'available')
  const isIdle = ({ workState }: AgentEntry) => workState === 'idle'
  return [...available.filter(isIdle), ...available.filter((agent) => !isIdle(agent))].slice(0, shown)
}
