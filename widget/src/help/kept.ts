import type { PageValues } from './question.ts'

/** What a page keeps while its tab is open: by which it goes on after a reload, and what was typed and not sent. */
export interface Kept {
  readonly token: string
  readonly rest?: number
  readonly values?: PageValues
}

const keyOf = (slug: string) => `parley.help.${slug}`

export const newToken = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')

export function readKept(slug: string): Kept | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(keyOf(slug)) ?? 'null') as Kept | null
    return typeof kept?.token === 'string' ? kept : undefined
  } catch {
    return undefined
  }
}

export function keep(slug: string, kept: Kept): void {
  try {
    sessionStorage.setItem(keyOf(slug), JSON.stringify(kept))
  } catch {
    // A browser that keeps nothing begins anew after a reload.
  }
}
