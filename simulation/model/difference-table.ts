import { livedBy } from './answer-table.ts'
import type { Comparison, Difference } from './difference.ts'

/** Two worlds side by side, for a person: what changed, and between what it surely did. */
export function differenceTable(
  { queues, all, flows = [] }: Comparison,
  changes: readonly string[],
  { seed, replications, isWhole }: { readonly seed: number; readonly replications: number; readonly isWhole: boolean },
): string {
  const blocks = queues.map(({ id, differences }) => block(`queue ${id}`, differences))
  if (queues.length > 1) blocks.push(block('all queues', all))
  blocks.push(...flows.map(({ id, differences }) => block(`flow ${id}`, differences)))
  const head = `seed ${seed}, ${replications} replications, ${livedBy(isWhole)}; changed: ${changes.join('; ')}`
  const columns = `  ${'figure'.padEnd(36)}${'before'.padStart(12)}${'after'.padStart(12)}${'change'.padStart(12)}   95 % interval`
  return `${head}\n\n${columns}\n\n${blocks.join('\n\n')}`
}

const block = (title: string, differences: readonly Difference[]): string =>
  [title, ...differences.filter(({ before, after }) => before !== 0 || after !== 0).map(line)].join('\n')

function line({ figure, before, after, change: { mean, low, high } }: Difference): string {
  const write = (value: number | null) => (value === null ? '-' : figures(value))
  const interval = low === null || high === null ? '' : `   ${figures(low)} to ${figures(high)}`
  return `  ${figure.padEnd(36)}${write(before).padStart(12)}${write(after).padStart(12)}${write(mean).padStart(12)}${interval}`
}

/** Four figures that say something. */
const figures = (value: number): string =>
  Math.abs(value) >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(4)))
