import { Checkbox, Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Proficiency, SkillReservation } from '#protocol/http/skills.ts'
import { useFormats } from '../languages/use-formats.ts'
import { NumberField } from '../telephony/fields.tsx'
import form from '../telephony/telephony.module.css'

/** Whether whoever has the skill is kept for it: texts as they are typed. */
export interface ReservationDraft {
  readonly isOn: boolean
  readonly least: Proficiency
  readonly keepFree: string
  readonly untilS: string
}

export const reservationDraft = (known: SkillReservation | null | undefined): ReservationDraft => ({
  isOn: known != null,
  least: known?.least ?? 3,
  keepFree: String(known?.keepFree ?? 1),
  untilS: known?.untilWaitedMs === undefined ? '' : String(known.untilWaitedMs / 1000),
})

/** What is sent; `undefined`: a number is missing or out of range. */
export function reservationOf({
  isOn,
  least,
  keepFree,
  untilS,
}: ReservationDraft): SkillReservation | null | undefined {
  if (!isOn) return null
  const free = Number(keepFree)
  const untilWaitedMs = untilS.trim() === '' ? undefined : Math.round(Number(untilS) * 1000)
  if (!Number.isInteger(free) || free < 1 || free > 100) return undefined
  if (untilWaitedMs === undefined) return { least, keepFree: free }
  if (!(untilWaitedMs >= 1000 && untilWaitedMs <= 86_400_000)) return undefined
  return { least, keepFree: free, untilWaitedMs }
}

interface ReservationFieldsProps {
  readonly draft: ReservationDraft
  readonly isChecked: boolean
  set(draft: ReservationDraft): void
}

/** Keeps agents for work that asks for their scarce skill. */
export function ReservationFields({ draft, isChecked, set }: ReservationFieldsProps) {
  const { t } = useTranslation()
  const { number } = useFormats()
  const problem = isChecked && reservationOf(draft) === undefined ? t('telephony.outOfRange') : undefined
  return (
    <fieldset className={form.group}>
      <legend>{t('telephony.skills.reservation.title')}</legend>
      <Checkbox
        label={t('telephony.skills.reservation.keep')}
        checked={draft.isOn}
        onChange={({ currentTarget: { checked } }) => set({ ...draft, isOn: checked })}
      />
      {draft.isOn && (
        <>
          <div className={form.pair}>
            <Select
              label={t('telephony.skills.reservation.least')}
              allowDeselect={false}
              data={[1, 2, 3, 4, 5].map((level) => ({ value: String(level), label: number(level) }))}
              value={String(draft.least)}
              onChange={(value) => value && set({ ...draft, least: Number(value) as Proficiency })}
            />
            <NumberField
              label={t('telephony.skills.reservation.keepFree')}
              value={draft.keepFree}
              problem={problem}
              set={(keepFree) => set({ ...draft, keepFree })}
            />
          </div>
          <NumberField
            label={t('telephony.skills.reservation.until')}
            hint={t('telephony.skills.reservation.untilHint')}
            value={draft.untilS}
            problem={problem}
            set={(untilS) => set({ ...draft, untilS })}
          />
        </>
      )}
    </fieldset>
  )
}
