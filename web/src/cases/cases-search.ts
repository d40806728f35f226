/** Which cases the list shows. */
export const caseFilters = ['in-hand', 'mine', 'open', 'waiting', 'closed', 'all'] as const

/** What the address of the list says; absent: all that are not closed. */
export interface CasesSearch {
  readonly search?: string
  readonly show?: (typeof caseFilters)[number]
}

export function readCasesSearch({ search, show }: Record<string, unknown>): CasesSearch {
  const known = caseFilters.find((one) => one === show)
  return {
    ...(typeof search === 'string' && search !== '' && { search: search.slice(0, 100) }),
    ...(known && known !== 'in-hand' && { show: known }),
  }
}
