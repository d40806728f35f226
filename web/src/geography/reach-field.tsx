import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { inputWrapperOrder, NumberField } from '../telephony/fields.tsx'
import { isReachWrong, type ReachDraft, reachKinds } from './reach-draft.ts'

interface ReachFieldProps {
  readonly value: ReachDraft
  /** What it means to say nothing. */
  readonly silence: 'none' | 'before'
  readonly isChecked: boolean
  readonly hint?: string
  set(value: ReachDraft): void
}

/** How far from the customer agents may work. */
export function ReachField({ value, silence, isChecked, hint, set }: ReachFieldProps) {
  const { t } = useTranslation()
  return (
    <>
      <Select
        label={t('telephony.asking.reach')}
        description={hint}
        inputWrapperOrder={inputWrapperOrder}
        allowDeselect={false}
        data={[
          { value: '', label: t(`telephony.asking.reaches.${silence}`) },
          ...reachKinds.map((kind) => ({ value: kind as string, label: t(`telephony.asking.reaches.${kind}`) })),
        ]}
        value={value.kind}
        onChange={(kind) => set({ ...value, kind: (kind ?? '') as ReachDraft['kind'] })}
      />
      {value.kind === 'km' && (
        <NumberField
          label={t('telephony.asking.km')}
          value={value.km}
          problem={isChecked && isReachWrong(value) ? t('telephony.asking.problem.km') : undefined}
          set={(km) => set({ ...value, km })}
        />
      )}
    </>
  )
}
