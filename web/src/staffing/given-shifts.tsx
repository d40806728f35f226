import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { AgentId } from '#kernel/ids.ts'
import { IconButton } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'
import { usePatterns } from './patterns-card.tsx'
import own from './staffing.module.css'

/** By which patterns somebody works, and from when to when. */
export function GivenShifts({ of: agentId, mayChange }: { readonly of: AgentId; readonly mayChange: boolean }) {
  const { t } = useTranslation()
  const { date } = useFormats()
  const patterns = new Map((usePatterns().data?.items ?? []).map(({ shiftPatternId, name }) => [shiftPatternId, name]))
  const given = useQuery({
    queryKey: ['shift-assignments'],
    queryFn: ({ signal }) => call('shiftAssignments', { signal }),
    refetchOnMount: 'always',
  })
  const takeBack = useSaving<unknown, string>((_, id) => call('removeShiftAssignment', { id }), {
    touches: [['shift-assignments'], ['shifts'], ['shift-patterns']],
  })
  const shown = (day: string) => date(Date.parse(`${day}T12:00:00Z`))
  const rows = (given.data?.items ?? []).filter((row) => row.agentId === agentId)
  if (given.isError) return <ErrorNotice error={given.error} retry={() => void given.refetch()} />
  return (
    <div className={form.form}>
      {given.isPending && <p role="status">{t('common.loading')}</p>}
      {given.data && rows.length === 0 && <p className={form.hint}>{t('staffing.shifts.nobody')}</p>}
      <ul className={own.limits}>
        {rows.map(({ shiftAssignmentId, shiftPatternId, fromDate, untilDate }) => {
          const name = patterns.get(shiftPatternId) ?? '…'
          return (
            <li key={shiftAssignmentId} className={own.limit}>
              <span className={own.limitName}>
                <bdi>{name}</bdi>
                <span className={form.hint}>
                  {untilDate === undefined
                    ? t('staffing.shifts.openEnd', { from: shown(fromDate) })
                    : t('staffing.shifts.span', { from: shown(fromDate), to: shown(untilDate) })}
                </span>
              </span>
              {mayChange && (
                <IconButton
                  label={t('staffing.shifts.takeBack', { name })}
                  icon={<IconX size={17} />}
                  onClick={() => takeBack.mutate(shiftAssignmentId)}
                />
              )}
            </li>
          )
        })}
      </ul>
      {takeBack.isError && <ErrorNotice error={takeBack.error} />}
    </div>
  )
}
