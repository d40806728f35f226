import { TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type LoadDrafts, shownChannels } from './load-draft.ts'
import styles from './person-form.module.css'

interface LoadFieldsProps {
  readonly legend: string
  readonly loads: LoadDrafts
  readonly problem: string | undefined
  set(loads: LoadDrafts): void
}

/** How many of each channel at once, and what each weighs. */
export function LoadFields({ legend, loads, problem, set }: LoadFieldsProps) {
  const { t } = useTranslation()
  return (
    <fieldset className={styles.roles}>
      <legend>{legend}</legend>
      <p className={styles.hint}>{t('admin.loads.text')}</p>
      <div className={styles.numbers}>
        {shownChannels.flatMap((channel) =>
          (['atOnce', 'weight'] as const).map((part) => (
            <TextInput
              key={`${channel} ${part}`}
              label={t(`admin.loads.${part}`, { channel: t(`admin.loads.${channel}`) })}
              dir="ltr"
              inputMode="numeric"
              maxLength={8}
              value={loads[channel][part]}
              onChange={({ currentTarget: { value } }) =>
                set({ ...loads, [channel]: { ...loads[channel], [part]: value } })
              }
            />
          )),
        )}
      </div>
      {problem && <p className={styles.problem}>{problem}</p>}
    </fieldset>
  )
}
