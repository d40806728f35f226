import type { TelephonyEntries } from '#protocol/realtime/index.ts'

/** The entries of one kind (`leg`, `trunk`, `registration`, `edge`) of the live view, in the order of their keys. */
export const entriesOf = <Entry>(all: TelephonyEntries | undefined, kind: string): readonly Entry[] =>
  Object.entries(all ?? {})
    .filter(([key]) => key.startsWith(`${kind}:`))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, entry]) => entry as Entry)
