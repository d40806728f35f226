import { useQuery } from '@tanstack/react-query'
import { call } from '../sign-in/api.ts'

export const useProfiles = () =>
  useQuery({
    queryKey: ['routing-profiles'],
    queryFn: ({ signal }) => call('routingProfiles', { signal }),
    refetchOnMount: 'always',
  })

/** By their ids; empty until they are known. */
export function useQueueNames(): ReadonlyMap<string, string> {
  const queues = useQuery({ queryKey: ['queues'], queryFn: ({ signal }) => call('queues', { signal }) })
  return new Map((queues.data?.items ?? []).map(({ queueId, name }) => [queueId, name]))
}
