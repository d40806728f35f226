import { Select, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { QueueId, TeamId } from '#kernel/ids.ts'
import type { BreakLimit, ShownBreakLimit } from '#protocol/http/presence-reasons.ts'
import { Button, IconButton } from '../design/button.tsx'
import { Card } from '../design/card.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'
import own from './staffing.module.css'

interface Draft {
  readonly target: TeamId | QueueId
  readonly amount: string
  readonly isPercent: boolean
}

/** How many of a team or queue may be away at once. */
export function LimitsCard() {
  const { t } = useTranslation()
  const limits = useQuery({
    queryKey: ['break-limits'],
    queryFn: ({ signal }) => call('breakLimits', { signal }),
    refetchOnMount: 'always',
    gcTime: 0,
  })
  if (limits.isError) return <ErrorNotice error={limits.error} retry={() => void limits.refetch()} />
  if (!limits.data) return <p role="status">{t('common.loading')}</p>
  return <Loaded key={limits.dataUpdatedAt} known={limits.data.items} />
}

function Loaded({ known }: { readonly known: readonly ShownBreakLimit[] }) {
  const { t } = useTranslation()
  const { number } = useFormats()
  const teams = useQuery({ queryKey: ['teams'], queryFn: ({ signal }) => call('teams', { signal }) })
  const queues = useQuery({ queryKey: ['managed-queues'], queryFn: ({ signal }) => call('managedQueues', { signal }) })
  const [drafts, setDrafts] = useState<readonly Draft[]>(() => known.map(draftOf))
  const [isChecked, setChecked] = useState(false)
  const names = new Map<string, string>([
    ...(teams.data?.items ?? []).map(
      ({ teamId, name }) => [teamId, t('staffing.limits.team', { name })] as [string, string],
    ),
    ...(queues.data?.items ?? [])
      .filter(({ isActive }) => isActive)
      .map(({ queueId, name }) => [queueId, t('staffing.limits.queue', { name })] as [string, string]),
  ])
  const nowOf = new Map(known.map((limit) => [draftOf(limit).target, limit]))
  const taken = new Set<string>(drafts.map(({ target }) => target))
  const others = [...names].filter(([target]) => !taken.has(target))
  const change = (target: string, more: Partial<Draft>) =>
    setDrafts(drafts.map((draft) => (draft.target === target ? { ...draft, ...more } : draft)))
  const save = useSaving(() => call('setBreakLimits', { body: { items: drafts.map(limitOf) } }), {
    touches: [['break-limits']],
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (drafts.every(isWorkable)) save.mutate()
  }
  return (
    <Card title={t('staffing.limits.title')}>
      <form onSubmit={submit} noValidate className={form.form}>
        {drafts.length === 0 && <p className={form.hint}>{t('staffing.limits.emptyText')}</p>}
        {drafts.length > 0 && (
          <ul className={own.limits}>
            {drafts.map((draft) => {
              const { target, amount, isPercent } = draft
              const name = names.get(target) ?? '…'
              const now = nowOf.get(target)
              return (
                <li key={target} className={own.limit}>
                  <span className={own.limitName}>
                    <bdi>{name}</bdi>
                    {now && (
                      <span className={form.hint}>
                        {t('staffing.limits.nowText', {
                          away: number(now.away),
                          asking: number(now.asking),
                          here: number(now.here),
                        })}
                      </span>
                    )}
                  </span>
                  <TextInput
                    aria-label={`${t('staffing.limits.amount')}: ${name}`}
                    className={own.amount}
                    dir="ltr"
                    inputMode="numeric"
                    value={amount}
                    error={isChecked && !isWorkable(draft) ? t('staffing.limits.wrong') : undefined}
                    onChange={({ currentTarget: { value } }) => change(target, { amount: value })}
                  />
                  <Select
                    aria-label={`${t('staffing.limits.unit')}: ${name}`}
                    allowDeselect={false}
                    data={[
                      { value: 'people', label: t('staffing.limits.people') },
                      { value: 'percent', label: t('staffing.limits.percent') },
                    ]}
                    value={isPercent ? 'percent' : 'people'}
                    onChange={(value) => change(target, { isPercent: value === 'percent' })}
                  />
                  <IconButton
                    label={t('staffing.limits.take', { name })}
                    icon={<IconX size={17} />}
                    onClick={() => setDrafts(drafts.filter((one) => one.target !== target))}
                  />
                </li>
              )
            })}
          </ul>
        )}
        <Select
          label={t('staffing.limits.add')}
          data={others.map(([value, label]) => ({ value, label }))}
          value={null}
          searchable
          disabled={others.length === 0}
          nothingFoundMessage={t('telephony.nobody')}
          onChange={(target) =>
            target && setDrafts([...drafts, { target: target as TeamId, amount: '1', isPercent: false }])
          }
        />
        {save.isError && <ErrorNotice error={save.error} />}
        <div className={form.actions}>
          <Button type="submit" kind="primary" isBusy={save.isPending}>
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Card>
  )
}

const draftOf = ({ teamId, queueId, most, percent }: ShownBreakLimit): Draft => ({
  target: (teamId ?? queueId) as TeamId,
  amount: String(percent ?? most ?? 0),
  isPercent: percent !== undefined,
})

const isWorkable = ({ amount, isPercent }: Draft): boolean => {
  const value = Number(amount.trim())
  const [least, most] = isPercent ? [1, 100] : [0, 100_000]
  return amount.trim() !== '' && Number.isInteger(value) && value >= least && value <= most
}

const limitOf = ({ target, amount, isPercent }: Draft): BreakLimit => ({
  ...(target.startsWith('tem_') ? { teamId: target as TeamId } : { queueId: target as QueueId }),
  ...(isPercent ? { percent: Number(amount) } : { most: Number(amount) }),
})
