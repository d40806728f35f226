import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { AgentId } from '#kernel/ids.ts'
import type { RoutingProfile } from '#protocol/http/routing-profiles.ts'
import { useFormats } from '../languages/use-formats.ts'
import { MemberList } from '../queues/member-list.tsx'
import { call } from '../sign-in/api.ts'
import form from '../telephony/telephony.module.css'

interface ProfilePeopleProps {
  readonly profile: RoutingProfile | undefined
  readonly agentIds: readonly AgentId[]
  set(agentIds: readonly AgentId[]): void
}

/** Who has a profile: somebody, or a whole team at once; and what becomes of whoever comes to it or leaves it. */
export function ProfilePeople({ profile, agentIds, set }: ProfilePeopleProps) {
  const { t } = useTranslation()
  const named = useNamed()
  const teams = useQuery({ queryKey: ['teams'], queryFn: ({ signal }) => call('teams', { signal }) })
  const had = new Set(profile?.agentIds)
  const have = new Set(agentIds)
  const moving = agentIds.filter((agentId) => !had.has(agentId))
  const leaving = [...had].filter((agentId) => !have.has(agentId))
  const useful = (teams.data?.items ?? []).filter((team) => team.agentIds.some((agentId) => !have.has(agentId)))
  const give = (teamId: string) => {
    const team = useful.find((one) => one.teamId === teamId)
    if (team) set([...new Set([...agentIds, ...team.agentIds])])
  }
  return (
    <>
      <MemberList
        legend={t('staffing.profiles.people')}
        none={t('staffing.profiles.noPeople')}
        takeIn={t('staffing.profiles.takeIn')}
        takeOut={(name) => t('staffing.profiles.takeOut', { name })}
        members={agentIds.map((agentId) => ({ agentId }))}
        fieldsOf={() => null}
        added={(agentId) => set([...agentIds, agentId])}
        removed={(agentId) => set(agentIds.filter((one) => one !== agentId))}
      />
      {useful.length > 0 && (
        <Select
          label={t('staffing.profiles.giveTeam')}
          data={useful.map(({ teamId, name }) => ({ value: teamId as string, label: name }))}
          value={null}
          searchable
          onChange={(teamId) => teamId && give(teamId)}
        />
      )}
      {moving.length > 0 && <p className={form.hint}>{t('staffing.profiles.moving', { names: named(moving) })}</p>}
      {leaving.length > 0 && <p className={form.hint}>{t('staffing.profiles.leaving', { names: named(leaving) })}</p>}
    </>
  )
}

const mostNamed = 5

/** A few of them by their names, and how many more. */
export function useNamed(): (agentIds: readonly AgentId[]) => string {
  const { t } = useTranslation()
  const { number } = useFormats()
  const agents = useQuery({ queryKey: ['agents'], queryFn: ({ signal }) => call('agents', { signal }) })
  const names = new Map((agents.data?.items ?? []).map(({ agentId, name }) => [agentId, name]))
  return (agentIds) => {
    const some = agentIds.slice(0, mostNamed).map((agentId) => names.get(agentId) ?? '…')
    const listed = some.join(t('common.listComma'))
    const others = agentIds.length - some.length
    return others > 0 ? t('staffing.profiles.more', { names: listed, shown: number(others) }) : listed
  }
}
