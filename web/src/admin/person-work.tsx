import { Select, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { LoadFields } from './load-fields.tsx'
import styles from './person-form.module.css'
import type { WorkDraft } from './work-draft.ts'

const modes = ['queue', 'none', 'timed', 'extendable', 'optional'] as const satisfies readonly WorkDraft['mode'][]

interface PersonWorkProps {
  readonly draft: WorkDraft
  readonly problem: string | undefined
  /** What he bears is said by his profile. */
  readonly hasProfile: boolean
  set(draft: WorkDraft): void
}

/** How one person writes up, and what he bears at once. */
export function PersonWork({ draft, problem, hasProfile, set }: PersonWorkProps) {
  const { t } = useTranslation()
  const { mode, loads } = draft
  const number = (label: string, value: string, change: (value: string) => void) => (
    <TextInput
      key={label}
      label={label}
      dir="ltr"
      inputMode="numeric"
      maxLength={8}
      value={value}
      onChange={({ currentTarget }) => change(currentTarget.value)}
    />
  )
  return (
    <>
      <Select
        label={t('admin.wrapUp.label')}
        description={t('admin.wrapUp.text')}
        allowDeselect={false}
        data={modes.map((value) => ({ value: value as string, label: t(`admin.wrapUp.${value}`) }))}
        value={mode}
        onChange={(value) => value && set({ ...draft, mode: value as WorkDraft['mode'] })}
      />
      {mode !== 'queue' && mode !== 'none' && (
        <div className={styles.numbers}>
          {number(t('admin.wrapUp.seconds'), draft.seconds, (seconds) => set({ ...draft, seconds }))}
          {mode !== 'timed' &&
            number(t('admin.wrapUp.extensions'), draft.extensions, (extensions) => set({ ...draft, extensions }))}
          {mode !== 'timed' &&
            number(t('admin.wrapUp.extensionS'), draft.extensionS, (extensionS) => set({ ...draft, extensionS }))}
        </div>
      )}
      {!hasProfile && (
        <LoadFields
          legend={t('admin.loads.label')}
          loads={loads}
          problem={problem}
          set={(changed) => set({ ...draft, loads: changed })}
        />
      )}
    </>
  )
}
