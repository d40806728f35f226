import { Modal } from '@mantine/core'
import { IconCalendarTime, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ShiftPattern } from '#protocol/http/shifts.ts'
import { Button } from '../design/button.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { ListCard } from '../telephony/list-card.tsx'
import styles from '../telephony/telephony.module.css'
import { clockText } from './pattern-draft.ts'
import { PatternForm } from './pattern-form.tsx'

export const usePatterns = () =>
  useQuery({ queryKey: ['shift-patterns'], queryFn: ({ signal }) => call('shiftPatterns', { signal }) })

/** What shifts there are. */
export function PatternsCard({ mayChange }: { readonly mayChange: boolean }) {
  const { t } = useTranslation()
  const { number } = useFormats()
  const [open, setOpen] = useState<ShiftPattern | 'new' | undefined>()
  const patterns = usePatterns()
  const rows = patterns.data?.items ?? []
  const close = () => setOpen(undefined)
  const add = mayChange && (
    <Button size="small" icon={<IconPlus size={16} />} onClick={() => setOpen('new')}>
      {t('staffing.shifts.addPattern')}
    </Button>
  )
  return (
    <>
      <ListCard
        caption={t('staffing.shifts.patterns')}
        title={t('staffing.shifts.patterns')}
        actions={rows.length > 0 && add}
        asked={patterns}
        rows={rows}
        columns={[
          {
            key: 'name',
            title: t('telephony.name'),
            isWide: true,
            cell: (each) =>
              mayChange ? (
                <button type="button" className={styles.open} onClick={() => setOpen(each)}>
                  <bdi>{each.name}</bdi>
                </button>
              ) : (
                <bdi>{each.name}</bdi>
              ),
          },
          { key: 'days', title: t('staffing.shifts.week'), isExtra: true, cell: (each) => <Days of={each} /> },
          {
            key: 'people',
            title: t('staffing.shifts.people'),
            isEnd: true,
            cell: ({ agents }) => (agents === 0 ? t('telephony.nobody') : number(agents)),
          },
        ]}
        keyOf={({ shiftPatternId }) => shiftPatternId}
        empty={
          <EmptyState icon={<IconCalendarTime size={22} />} title={t('staffing.shifts.noPatterns')} action={add}>
            {t('staffing.shifts.noPatternsText')}
          </EmptyState>
        }
      />
      <Modal
        opened={open !== undefined}
        onClose={close}
        size="lg"
        title={t(open === 'new' ? 'staffing.shifts.addPattern' : 'staffing.shifts.editPattern')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {open !== undefined && <PatternForm pattern={open === 'new' ? undefined : open} done={close} />}
      </Modal>
    </>
  )
}

/** Its days, each with its hours; days of the same hours together. */
function Days({ of: { days } }: { readonly of: ShiftPattern }) {
  const { t } = useTranslation()
  const { list, number } = useFormats()
  const inDigits = (minute: number) => clockText(minute).replace(/\d/g, (digit) => number(Number(digit)))
  const bySpan = new Map<string, string[]>()
  for (const { weekday, beginsMinute, endsMinute } of days) {
    const span = `${inDigits(beginsMinute)}–${inDigits(endsMinute)}`
    bySpan.set(span, [...(bySpan.get(span) ?? []), t(`telephony.hours.day.${(weekday - 1) as 0}`)])
  }
  return (
    <>
      {[...bySpan].map(([span, names]) => (
        <div key={span}>
          {list(names)} <bdi dir="ltr">{span}</bdi>
        </div>
      ))}
    </>
  )
}
