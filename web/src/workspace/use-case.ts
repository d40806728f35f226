import { useQuery } from '@tanstack/react-query'
import type { CaseId } from '#kernel/ids.ts'
import { call } from '../sign-in/api.ts'

/** A case by its id, read once for whoever shows it. */
export const useCase = (caseId: string | undefined) =>
  useQuery({
    queryKey: ['case', caseId],
    queryFn: ({ signal }) => call('case', { id: caseId as CaseId, signal }),
    enabled: caseId !== undefined,
  })

/** What people call it. */
export const caseName = (of: { readonly number: number } | undefined): string => (of ? `#${of.number}` : '…')
