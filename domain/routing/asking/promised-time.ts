import { mostBoostMs, noWishes, type Wishes } from './wishes.ts'

/**
 * Earliest deadline first: the deadline of whoever comes is the end of what his queue promises everybody. Work that was promised
 * for a time before that counts as if it had come so much earlier; what is due later takes its turn like everything else.
 * @param promiseMs within which the queue promises to answer
 */
export function hastened(
  wishes: Wishes | undefined,
  {
    dueAtMs,
    promiseMs,
    nowMs,
  }: { readonly dueAtMs: number | null; readonly promiseMs: number; readonly nowMs: number },
): Wishes | undefined {
  const hurryMs = dueAtMs === null ? 0 : nowMs + promiseMs - dueAtMs
  if (hurryMs <= 0) return wishes
  const { boostMs, ...others } = wishes ?? noWishes
  return { ...others, boostMs: Math.min(boostMs + hurryMs, mostBoostMs) }
}
