import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Case, ChangeCase } from '#protocol/http/cases.ts'
import { reportFailure } from '../app/failures.ts'
import { call } from '../sign-in/api.ts'

/** Changes a case as it is on the screen; what a colleague changed meanwhile is refused, and shown in its place. */
export function useCaseChange({ caseId, etag }: Case) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: ChangeCase) => call('changeCase', { id: caseId, ifMatch: etag, body }),
    onSuccess: (changed) => {
      client.setQueryData(['case', caseId], changed)
      void client.invalidateQueries({ queryKey: ['case-history', caseId] })
      void client.invalidateQueries({ queryKey: ['cases'] })
    },
    onError: (error) => {
      reportFailure(error)
      void client.invalidateQueries({ queryKey: ['case', caseId] })
    },
  })
}
