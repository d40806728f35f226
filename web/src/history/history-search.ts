/** What the history's address says of its filters: `/history?search=…&queue=…&state=…&mine=true`. */
export interface HistorySearch {
  readonly search?: string
  readonly queue?: string
  readonly state?: string
  readonly mine?: boolean
}

/** Reads the filters from an address; what is no filter is left out. */
export const readHistorySearch = (search: Record<string, unknown>): HistorySearch => ({
  ...(typeof search.search === 'string' && search.search !== '' ? { search: search.search.slice(0, 100) } : {}),
  ...(typeof search.queue === 'string' ? { queue: search.queue } : {}),
  ...(typeof search.state === 'string' ? { state: search.state } : {}),
  ...(search.mine === true ? { mine: true } : {}),
})
