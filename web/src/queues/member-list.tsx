import { Select, TextInput } from '@mantine/core'
import { IconSearch, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AgentId } from '#kernel/ids.ts'
import { foldText } from '#kernel/text-folding.ts'
import type { ListedAgent } from '#protocol/http/queues.ts'
import { IconButton } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import form from '../telephony/telephony.module.css'
import styles from './member-list.module.css'

interface MemberListProps<Member extends { readonly agentId: AgentId }> {
  readonly legend: string
  readonly none: string
  readonly takeIn: string
  takeOut(name: string): string
  readonly members: readonly Member[]
  /** Who can be taken in; absent: everybody. */
  isChoosable?(agent: ListedAgent): boolean
  /** What is set of each. */
  fieldsOf(member: Member, name: string): ReactNode
  added(agentId: AgentId): void
  removed(agentId: AgentId): void
}

/** So many stand there at once, and so many can be chosen from: a centre may have thousands. */
const mostShown = 50
const mostChoices = 100

/** Agents, each with what is set of them; thousands are found by their names. */
export function MemberList<Member extends { readonly agentId: AgentId }>(props: MemberListProps<Member>) {
  const { legend, none, takeIn, takeOut, members, isChoosable, fieldsOf, added, removed } = props
  const { t } = useTranslation()
  const { number } = useFormats()
  const [search, setSearch] = useState('')
  const agents = useQuery({ queryKey: ['agents'], queryFn: ({ signal }) => call('agents', { signal }) })
  const names = useMemo(
    () => new Map((agents.data?.items ?? []).map(({ agentId, name }) => [agentId, name])),
    [agents.data],
  )
  const others = useMemo(() => {
    const taken = new Set(members.map(({ agentId }) => agentId))
    return (agents.data?.items ?? []).filter((agent) => !taken.has(agent.agentId) && (isChoosable?.(agent) ?? true))
  }, [agents.data, members, isChoosable])
  const folded = foldText(search.trim())
  const found =
    folded === '' ? members : members.filter(({ agentId }) => foldText(names.get(agentId) ?? '').includes(folded))
  const hidden = found.length - Math.min(found.length, mostShown)
  return (
    <fieldset className={form.group}>
      <legend>{legend}</legend>
      {agents.isError && <ErrorNotice error={agents.error} />}
      {members.length === 0 && <p className={form.hint}>{none}</p>}
      {members.length > mostShown && (
        <TextInput
          aria-label={t('telephony.queues.search')}
          placeholder={t('telephony.queues.search')}
          leftSection={<IconSearch size={16} />}
          value={search}
          onChange={({ currentTarget: { value } }) => setSearch(value)}
        />
      )}
      {found.length > 0 && (
        <ul className={styles.members}>
          {found.slice(0, mostShown).map((member) => {
            const name = names.get(member.agentId) ?? '…'
            return (
              <li key={member.agentId} className={styles.member}>
                <span className={styles.name}>
                  <bdi>{name}</bdi>
                </span>
                <span className={styles.fields}>{fieldsOf(member, name)}</span>
                <IconButton label={takeOut(name)} icon={<IconX size={17} />} onClick={() => removed(member.agentId)} />
              </li>
            )
          })}
        </ul>
      )}
      {hidden > 0 && (
        <p className={form.hint}>{t('telephony.queues.moreMembers', { count: hidden, shown: number(hidden) })}</p>
      )}
      <Select
        label={takeIn}
        data={others.map(({ agentId, name }) => ({ value: agentId as string, label: name }))}
        limit={mostChoices}
        value={null}
        searchable
        disabled={others.length === 0}
        nothingFoundMessage={t('telephony.nobody')}
        onChange={(agentId) => agentId && added(agentId as AgentId)}
      />
    </fieldset>
  )
}
