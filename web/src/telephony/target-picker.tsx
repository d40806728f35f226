import { useTranslation } from 'react-i18next'
import type { NumberTarget } from '#protocol/http/number-plan.ts'
import { promptLabel } from '../languages/prompt-label.ts'
import { ChoiceField, CodeField } from './fields.tsx'
import { useBusinessHours, useEverybody, useFlowsForCalls, usePrompts, useQueues } from './queries.ts'
import type { DirectDraft, TargetDraft } from './target-draft.ts'
import styles from './telephony.module.css'

const directKinds = ['queue', 'flow', 'person', 'number', 'announcement'] as const
const allKinds = [
  'queue',
  'flow',
  'person',
  'hours',
  'number',
  'announcement',
] as const satisfies readonly NumberTarget['kind'][]

interface TargetPickerProps {
  readonly draft: TargetDraft
  /** Says at each empty field that it is needed. */
  readonly isChecked: boolean
  set(draft: TargetDraft): void
}

/** Chooses where calls go: the kind first, then what that kind needs. */
export function TargetPicker({ draft, isChecked, set }: TargetPickerProps) {
  const { t } = useTranslation()
  const hours = useBusinessHours()
  const needed = (value: string) => (isChecked && value.trim() === '' ? t('telephony.needed') : undefined)
  return (
    <div className={styles.group}>
      <ChoiceField
        label={t('telephony.target.label')}
        value={draft.kind}
        choices={allKinds.map((value) => ({ value, label: t(`telephony.target.kind.${value}`) }))}
        set={(kind) => set({ ...draft, kind: kind as TargetDraft['kind'] })}
      />
      {draft.kind === 'hours' ? (
        <>
          <ChoiceField
            label={t('telephony.target.hours')}
            hint={hours.data?.items.length === 0 ? t('telephony.hours.emptyText') : undefined}
            value={draft.businessHoursId}
            problem={needed(draft.businessHoursId)}
            choices={(hours.data?.items ?? []).map(({ businessHoursId, name }) => ({
              value: businessHoursId,
              label: name,
            }))}
            set={(businessHoursId) => set({ ...draft, businessHoursId })}
          />
          {(['open', 'closed'] as const).map((when) => (
            <fieldset key={when} className={styles.group}>
              <legend>{t(when === 'open' ? 'telephony.target.whenOpen' : 'telephony.target.whenClosed')}</legend>
              <ChoiceField
                label={t('telephony.target.label')}
                value={draft[when].kind}
                choices={directKinds.map((value) => ({ value, label: t(`telephony.target.kind.${value}`) }))}
                set={(kind) => set({ ...draft, [when]: { ...draft[when], kind: kind as DirectDraft['kind'] } })}
              />
              <DirectFields
                kind={draft[when].kind}
                draft={draft[when]}
                needed={needed}
                set={(change) => set({ ...draft, [when]: { ...draft[when], ...change } })}
              />
            </fieldset>
          ))}
        </>
      ) : (
        <DirectFields kind={draft.kind} draft={draft} needed={needed} set={(change) => set({ ...draft, ...change })} />
      )}
    </div>
  )
}

interface DirectFieldsProps {
  readonly kind: DirectDraft['kind']
  readonly draft: Omit<DirectDraft, 'kind'>
  needed(value: string): string | undefined
  set(change: Partial<Omit<DirectDraft, 'kind'>>): void
}

function DirectFields({ kind, draft, needed, set }: DirectFieldsProps) {
  const { t } = useTranslation()
  const queues = useQueues()
  const everybody = useEverybody()
  const flows = useFlowsForCalls()
  if (kind === 'queue') {
    return (
      <div className={styles.pair}>
        <ChoiceField
          label={t('telephony.target.queue')}
          value={draft.queueId}
          problem={needed(draft.queueId)}
          choices={(queues.data?.items ?? []).map(({ queueId, name }) => ({ value: queueId, label: name }))}
          set={(queueId) => set({ queueId })}
        />
        <PromptField
          label={t('telephony.target.greeting')}
          value={draft.greeting}
          isOptional
          set={(greeting) => set({ greeting })}
        />
      </div>
    )
  }
  if (kind === 'flow') {
    return (
      <ChoiceField
        label={t('telephony.target.flow')}
        hint={flows.length === 0 ? t('telephony.target.flowNone') : undefined}
        value={draft.flowId}
        problem={needed(draft.flowId)}
        choices={flows.map(({ flowId, name }) => ({ value: flowId, label: name }))}
        set={(flowId) => set({ flowId })}
      />
    )
  }
  if (kind === 'person') {
    return (
      <ChoiceField
        label={t('telephony.person')}
        value={draft.personId}
        problem={needed(draft.personId)}
        choices={(everybody.data?.items ?? [])
          .filter(({ isActive, personId }) => isActive || personId === draft.personId)
          .map(({ personId, name }) => ({ value: personId, label: name }))}
        set={(personId) => set({ personId })}
      />
    )
  }
  if (kind === 'number') {
    return (
      <CodeField
        label={t('telephony.number')}
        value={draft.number}
        problem={needed(draft.number)}
        maxLength={40}
        set={(number) => set({ number })}
      />
    )
  }
  return (
    <PromptField
      label={t('telephony.target.prompt')}
      value={draft.prompt}
      problem={needed(draft.prompt)}
      set={(prompt) => set({ prompt })}
    />
  )
}

interface PromptFieldProps {
  readonly label: string
  readonly value: string
  readonly isOptional?: boolean
  readonly problem?: string | undefined
  set(name: string): void
}

/** One of the prompts that there are; one that was chosen once and is there no more stays until another is chosen. */
function PromptField({ label, value, isOptional, problem, set }: PromptFieldProps) {
  const { t, i18n } = useTranslation()
  const prompts = usePrompts()
  const all = prompts.data?.items ?? []
  const isKnown = all.some(({ name }) => name === value)
  const isGone = value !== '' && prompts.isSuccess && !isKnown
  return (
    <ChoiceField
      label={label}
      value={value}
      problem={problem}
      hint={isGone ? t('telephony.target.promptUnknown', { name: value }) : undefined}
      choices={[
        ...(isOptional ? [{ value: '', label: t('telephony.target.greetingNone') }] : []),
        ...(value !== '' && !isKnown ? [{ value, label: value }] : []),
        ...all.map((one) => ({ value: one.name, label: promptLabel(one, i18n.language) })),
      ]}
      set={set}
    />
  )
}
