import type { FlowLive } from '#protocol/http/flows.ts'

export type Period = '24h' | '7d'

/** Of one block in the version that is looked at. */
export interface Tally {
  readonly now: number
  readonly came: number
  readonly gaveUp: number
  /** How often something went wrong there in the last seven days. */
  readonly failed: number
}

export const noTally: Tally = { now: 0, came: 0, gaveUp: 0, failed: 0 }

/** By block. */
export function talliesOf(
  { blocks, failures }: FlowLive,
  flowVersionId: string,
  period: Period,
): ReadonlyMap<string, Tally> {
  const tallies = new Map<string, Tally>()
  for (const block of blocks) {
    if (block.flowVersionId !== flowVersionId) continue
    const [came, gaveUp] =
      period === '24h' ? [block.came24h, block.gaveUp24h] : ([block.came7d, block.gaveUp7d] as const)
    tallies.set(block.blockId, { now: block.now, came, gaveUp, failed: 0 })
  }
  for (const failure of failures) {
    if (failure.flowVersionId !== flowVersionId) continue
    const tally = tallies.get(failure.blockId) ?? noTally
    tallies.set(failure.blockId, { ...tally, failed: tally.failed + failure.times })
  }
  return tallies
}
