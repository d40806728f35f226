import type { DirectoryKind } from '#protocol/http/directory.ts'

/** In the order of the directory. The contract's own list would bring its schemas along. */
export const directoryKinds = ['agent', 'queue', 'team', 'unit', 'outside'] as const satisfies readonly DirectoryKind[]

/** What the directory's address says: what is looked for, of which kind, and in which branch or team. */
export interface DirectorySearch {
  readonly search?: string
  readonly kind?: DirectoryKind
  readonly unit?: string
  readonly team?: string
  /** What that branch or team is called. */
  readonly of?: string
}

/** Reads it from an address; what is nothing of it is left out. */
export const readDirectorySearch = (search: Record<string, unknown>): DirectorySearch => ({
  ...(typeof search.search === 'string' && search.search !== '' ? { search: search.search.slice(0, 100) } : {}),
  ...(directoryKinds.includes(search.kind as DirectoryKind) ? { kind: search.kind as DirectoryKind } : {}),
  ...(typeof search.unit === 'string' ? { unit: search.unit } : {}),
  ...(typeof search.team === 'string' ? { team: search.team } : {}),
  ...(typeof search.of === 'string' ? { of: search.of.slice(0, 120) } : {}),
})
