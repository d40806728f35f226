import { cpus } from 'node:os'

/** A row of a bench's table. */
export type Row = Readonly<Record<string, string | number>>

/** Prints the rows as a table that a person reads, then the whole result as one line of JSON, last, for programs. */
export function report(bench: string, rows: readonly Row[]): void {
  const columns = Object.keys(rows[0] ?? {})
  const texts = [columns, ...rows.map((row) => columns.map((column) => format(row[column])))]
  const widths = columns.map((_, i) => Math.max(...texts.map((line) => line[i]?.length ?? 0)))
  for (const line of texts) write(line.map((text, i) => text.padStart(widths[i] ?? 0)).join('  '))
  write(JSON.stringify({ bench, node: process.version, cores: cpus().length, rows }))
}

const format = (value: string | number | undefined): string =>
  typeof value === 'number' ? String(Math.round(value * 100) / 100) : (value ?? '')
const write = (line: string) => process.stdout.write(`${line}\n`)

/** The value that `share` (0 to 1) of `values` do not exceed; NaN for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))] ?? Number.NaN
}
