import { Modal, Select } from '@mantine/core'
import { IconCalendarTime, IconChevronLeft, IconChevronRight, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AgentId, TeamId } from '#kernel/ids.ts'
import type { PlannedShift } from '#protocol/http/shifts.ts'
import { Button, IconButton } from '../design/button.tsx'
import { Card } from '../design/card.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { useMe } from '../sign-in/me.ts'
import { serverNowMs } from '../stream/stream.ts'
import { fromLocal, toLocal } from '../substitutions/zone-time.ts'
import form from '../telephony/telephony.module.css'
import { AssignForm } from './assign-form.tsx'
import { GivenShifts } from './given-shifts.tsx'
import own from './staffing.module.css'

const dayMs = 86_400_000

/** The midnight so many days after the one on which `atMs` lies, by the reader's clock: a day may have 23 hours. */
function daysAfter(atMs: number, days: number, timeZone: string): number {
  const noon = new Date(`${dateOf(atMs, timeZone)}T12:00Z`)
  noon.setUTCDate(noon.getUTCDate() + days)
  return Date.parse(fromLocal(`${noon.toISOString().slice(0, 10)}T00:00`, timeZone) ?? '')
}
/** Monday's midnight of the week in which `atMs` lies. */
function weekOf(atMs: number, timeZone: string): number {
  const weekday = new Date(`${dateOf(atMs, timeZone)}T12:00Z`).getUTCDay()
  return daysAfter(atMs, -((weekday + 6) % 7), timeZone)
}
const dateOf = (atMs: number, timeZone: string) => toLocal(new Date(atMs).toISOString(), timeZone).slice(0, 10)

/** A team's week: who is to be there from when to when. */
export function WeekCard({ mayChange }: { readonly mayChange: boolean }) {
  const { t } = useTranslation()
  const { date } = useFormats()
  const { timeZone } = useMe()
  const [fromMs, setFromMs] = useState(() => weekOf(serverNowMs(), timeZone))
  const [teamId, setTeamId] = useState('')
  const [open, setOpen] = useState<{ readonly agentId: AgentId; readonly name: string } | 'assign' | undefined>()
  const toMs = daysAfter(fromMs, 7, timeZone)
  const teams = useQuery({ queryKey: ['teams'], queryFn: ({ signal }) => call('teams', { signal }) })
  const query = {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    ...(teamId !== '' && {
      teamId: teamId as TeamId,
    }),
  }
  const shifts = useQuery({
    queryKey: ['shifts', query],
    queryFn: ({ signal }) => call('shifts', { query, signal }),
  })
  const rows = shifts.data?.items ?? []
  const close = () => setOpen(undefined)
  const assign = mayChange && (
    <Button
      size="small"
      kind="primary"
      className={own.assign}
      icon={<IconPlus size={16} />}
      onClick={() => setOpen('assign')}
    >
      {t('staffing.shifts.assign')}
    </Button>
  )
  return (
    <Card title={`${t('staffing.shifts.week')} · ${date(fromMs)} – ${date(toMs - dayMs / 2)}`} actions={assign}>
      <div className={form.form}>
        <div className={form.actions}>
          <Select
            className={own.teamChoice}
            aria-label={t('staffing.shifts.team')}
            allowDeselect={false}
            data={[
              { value: '', label: t('staffing.shifts.everybody') },
              ...(teams.data?.items ?? []).map((team) => ({ value: team.teamId as string, label: team.name })),
            ]}
            value={teamId}
            onChange={(value) => setTeamId(value ?? '')}
          />
          <span className={own.turn}>
            <IconButton
              label={t('staffing.shifts.before')}
              icon={<IconChevronLeft size={18} />}
              onClick={() => setFromMs(daysAfter(fromMs, -7, timeZone))}
            />
            <IconButton
              label={t('staffing.shifts.after')}
              icon={<IconChevronRight size={18} />}
              onClick={() => setFromMs(daysAfter(fromMs, 7, timeZone))}
            />
          </span>
        </div>
        {shifts.isError && <ErrorNotice error={shifts.error} retry={() => void shifts.refetch()} />}
        {shifts.isPending && <p role="status">{t('common.loading')}</p>}
        {shifts.data && rows.length === 0 && (
          <EmptyState icon={<IconCalendarTime size={22} />} title={t('staffing.shifts.nobody')}>
            {t('staffing.shifts.nobodyText')}
          </EmptyState>
        )}
        {rows.length > 0 && <Week shifts={rows} fromMs={fromMs} choose={setOpen} />}
      </div>
      <Modal
        opened={open !== undefined}
        onClose={close}
        size="lg"
        title={
          open === 'assign' || open === undefined
            ? t('staffing.shifts.assign')
            : t('staffing.shifts.given', { name: open.name })
        }
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {open === 'assign' && <AssignForm teams={teams.data?.items ?? []} done={close} />}
        {open !== undefined && open !== 'assign' && <GivenShifts of={open.agentId} mayChange={mayChange} />}
      </Modal>
    </Card>
  )
}

interface WeekProps {
  readonly shifts: readonly PlannedShift[]
  readonly fromMs: number
  choose(person: { readonly agentId: AgentId; readonly name: string }): void
}

function Week({ shifts, fromMs, choose }: WeekProps) {
  const { t } = useTranslation()
  const { dayOfYear, time } = useFormats()
  const { timeZone } = useMe()
  const days = Array.from({ length: 7 }, (_, nth) => daysAfter(fromMs, nth, timeZone))
  const people = new Map<AgentId, { readonly name: string; readonly shifts: PlannedShift[] }>()
  for (const shift of shifts) {
    const known = people.get(shift.agentId)
    if (known) known.shifts.push(shift)
    else people.set(shift.agentId, { name: shift.name, shifts: [shift] })
  }
  return (
    <div className={own.scroll}>
      <table className={own.week} aria-label={t('staffing.shifts.week')}>
        <thead>
          <tr>
            <th scope="col">{t('staffing.shifts.people')}</th>
            {days.map((atMs, nth) => (
              <th key={atMs} scope="col">
                {t(`telephony.hours.day.${nth as 0}`)}
                <span className={own.dayOfMonth}>{dayOfYear(atMs)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...people].map(([agentId, person]) => (
            <tr key={agentId}>
              <th scope="row">
                <button type="button" className={own.person} onClick={() => choose({ agentId, name: person.name })}>
                  <bdi>{person.name}</bdi>
                </button>
              </th>
              {days.map((atMs) => {
                const nextMs = daysAfter(atMs, 1, timeZone)
                const ofDay = person.shifts.filter(({ beginsAt }) => {
                  const beginsMs = Date.parse(beginsAt)
                  // What began before the week is shown at its beginning.
                  return (beginsMs >= atMs || atMs === fromMs) && beginsMs < nextMs
                })
                return (
                  <td key={atMs}>
                    {ofDay.map(({ beginsAt, endsAt, breaks }) => (
                      <span key={beginsAt} className={own.shift}>
                        <bdi dir="ltr">
                          {/* Of what began before the week, the part in it: it is not begun on this day. */}
                          {time(Math.max(Date.parse(beginsAt), fromMs))}–{time(Date.parse(endsAt))}
                        </bdi>
                        {breaks.map((one) => (
                          <bdi key={one.beginsAt} dir="ltr" className={own.pause}>
                            {time(Date.parse(one.beginsAt))}–{time(Date.parse(one.endsAt))}
                          </bdi>
                        ))}
                      </span>
                    ))}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
