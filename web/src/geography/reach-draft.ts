import type { Reach } from '#protocol/http/geography.ts'

/** How far agents may work as it is typed; an empty `kind` says nothing of it. */
export interface ReachDraft {
  readonly kind: '' | 'region' | 'neighbors' | 'anywhere' | 'km'
  readonly km: string
}

export const reachKinds = ['region', 'neighbors', 'km', 'anywhere'] as const

export const reachDraft = (reach: Reach | null | undefined): ReachDraft =>
  reach == null
    ? { kind: '', km: '' }
    : typeof reach === 'string'
      ? { kind: reach, km: '' }
      : { kind: 'km', km: String(reach.km) }

function readKm(text: string): number | undefined {
  const value = Number(text.trim())
  return text.trim() !== '' && Number.isInteger(value) && value >= 1 && value <= 20_000 ? value : undefined
}

export const isReachWrong = ({ kind, km }: ReachDraft): boolean => kind === 'km' && readKm(km) === undefined

/** What is sent; `null`: nothing is said. Call it when it is not wrong. */
export function reachOf({ kind, km }: ReachDraft): Reach | null {
  if (kind === '') return null
  return kind === 'km' ? { km: readKm(km) ?? 1 } : kind
}
