import { useQuery } from '@tanstack/react-query'
import type { FlowSummary } from '#protocol/http/flows.ts'
import { call } from '../sign-in/api.ts'
import { may, useMe } from '../sign-in/me.ts'

/** What the pages of telephony ask the server for; each list once, whoever shows it. */
export const useTrunks = () =>
  useQuery({ queryKey: ['trunks'], queryFn: ({ signal }) => call('trunks', { signal }), refetchOnMount: 'always' })

export const useNumberRules = () =>
  useQuery({ queryKey: ['number-rules'], queryFn: ({ signal }) => call('numberRules', { signal }) })

export const useBusinessHours = () =>
  useQuery({ queryKey: ['business-hours'], queryFn: ({ signal }) => call('businessHours', { signal }) })

export const useOutboundRules = () =>
  useQuery({ queryKey: ['outbound-rules'], queryFn: ({ signal }) => call('outboundRules', { signal }) })

export const useBusinessUnits = () =>
  useQuery({
    queryKey: ['business-units'],
    queryFn: ({ signal }) => call('businessUnits', { signal }),
    staleTime: 300_000,
  })

export const useQueues = () =>
  useQuery({ queryKey: ['queues'], queryFn: ({ signal }) => call('queues', { signal }), staleTime: 300_000 })

/** Flows that callers can be sent into; none for whom they are not shown to. */
export const useFlowsForCalls = (): readonly FlowSummary[] => usePublishedFlows('voice')

/** What is published for this channel; nothing to who may not see flows. */
export function usePublishedFlows(channel: FlowSummary['channels'][number]): readonly FlowSummary[] {
  const me = useMe()
  const flows = useQuery({
    queryKey: ['flows'],
    queryFn: ({ signal }) => call('flows', { signal }),
    enabled: may(me, 'flows.manage'),
  })
  return (flows.data?.items ?? []).filter(
    ({ published, archivedAt, channels }) => published && !archivedAt && channels.includes(channel),
  )
}

export const usePrompts = () =>
  useQuery({ queryKey: ['prompts'], queryFn: ({ signal }) => call('prompts', { signal }), staleTime: 300_000 })

/** Everybody, for those who may see them; others see «A person». At most as many as one page holds. */
export function useEverybody() {
  const me = useMe()
  return useQuery({
    queryKey: ['people', 'all'],
    queryFn: ({ signal }) => call('people', { query: { limit: 200 }, signal }),
    enabled: may(me, 'people.manage'),
    staleTime: 60_000,
  })
}
