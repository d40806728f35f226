/** Times that people write, `2026-11-23T09:00`, as they are meant in their zone. */

const partsOf = (atMs: number, timeZone: string): string => {
  const parts = new Intl.DateTimeFormat('en-CA-u-ca-gregory-nu-latn', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit' },
  }).formatToParts(atMs)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`
}

/** As a field shows it; empty for none. */
export const toLocal = (instant: string | undefined, timeZone: string): string =>
  instant === undefined ? '' : partsOf(Date.parse(instant), timeZone)

/** The moment that is meant; `undefined`: it is none. Of an hour that a clock set back has twice, the first. */
export function fromLocal(local: string, timeZone: string): string | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(local)) return undefined
  const asIfUtcMs = Date.parse(`${local}:00Z`)
  if (Number.isNaN(asIfUtcMs)) return undefined
  const offsetAt = (atMs: number) => Date.parse(`${partsOf(atMs, timeZone)}:00Z`) - Math.floor(atMs / 60_000) * 60_000
  const guessMs = asIfUtcMs - offsetAt(asIfUtcMs)
  return new Date(asIfUtcMs - offsetAt(guessMs)).toISOString()
}
