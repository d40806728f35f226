import { Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { promptLabel } from '../languages/prompt-label.ts'
import { useFormats } from '../languages/use-formats.ts'
import { ChoiceField, NumberField, WordField } from '../telephony/fields.tsx'
import { useBusinessHours, usePrompts } from '../telephony/queries.ts'
import form from '../telephony/telephony.module.css'
import {
  type CallbackDraft,
  callbackBounds,
  callbackKeys,
  callbackProblems,
  mostRetries,
  retryBounds,
} from './callback-draft.ts'

interface CallbackFieldsProps {
  readonly draft: CallbackDraft
  readonly isChecked: boolean
  set(draft: CallbackDraft): void
}

/** Whether and how a queue calls back, and by which key callers ask for it. */
export function CallbackFields({ draft, isChecked, set }: CallbackFieldsProps) {
  const { t, i18n } = useTranslation()
  const { number } = useFormats()
  const hours = useBusinessHours()
  const prompts = usePrompts()
  const problems = isChecked ? callbackProblems(draft) : new Set<string>()
  const change = (part: Partial<CallbackDraft>) => set({ ...draft, ...part })
  const outOf = (name: 'ringS' | 'standardS') =>
    problems.has(name)
      ? t('telephony.outOfRange', { from: number(callbackBounds[name][0]), to: number(callbackBounds[name][1]) })
      : undefined
  return (
    <fieldset className={form.group}>
      <legend>{t('telephony.callback.title')}</legend>
      <Switch
        label={t('telephony.callback.on')}
        description={t('telephony.callback.onHint')}
        checked={draft.isOn}
        onChange={({ currentTarget: { checked } }) => change({ isOn: checked })}
      />
      {draft.isOn && (
        <>
          <ChoiceField
            label={t('telephony.callback.dials')}
            hint={t(`telephony.callback.dialsHint.${draft.dials}`)}
            value={draft.dials}
            choices={(['agent-first', 'ahead'] as const).map((value) => ({
              value,
              label: t(`telephony.callback.dialsBy.${value}`),
            }))}
            set={(dials) => change({ dials: dials === 'ahead' ? 'ahead' : 'agent-first' })}
          />
          <div className={form.pair}>
            <WordField
              label={t('telephony.callback.retries')}
              hint={t('telephony.callback.retriesHint')}
              value={draft.retries}
              problem={
                problems.has('retries')
                  ? t('telephony.callback.retriesWrong', { most: number(mostRetries), to: number(retryBounds[1]) })
                  : undefined
              }
              set={(retries) => change({ retries })}
            />
            <NumberField
              label={t('telephony.callback.ring')}
              value={draft.ringS}
              problem={outOf('ringS')}
              set={(ringS) => change({ ringS })}
            />
          </div>
          <ChoiceField
            label={t('telephony.callback.hours')}
            hint={t('telephony.callback.hoursHint')}
            value={draft.hoursId}
            choices={[
              { value: '', label: t('telephony.callback.asQueue') },
              ...(hours.data?.items ?? []).map(({ businessHoursId, name }) => ({
                value: businessHoursId,
                label: name,
              })),
            ]}
            set={(hoursId) => change({ hoursId: hoursId as CallbackDraft['hoursId'] })}
          />
          <Switch
            label={t('telephony.callback.onWeb')}
            description={t('telephony.callback.onWebHint')}
            checked={draft.isOnWeb}
            onChange={({ currentTarget: { checked } }) => change({ isOnWeb: checked })}
          />
          <Switch
            label={t('telephony.callback.offer')}
            description={t('telephony.callback.offerHint')}
            checked={draft.isOffered}
            onChange={({ currentTarget: { checked } }) => change({ isOffered: checked })}
          />
          {draft.isOffered && (
            <div className={form.pair}>
              <NumberField
                label={t('telephony.callback.standard')}
                hint={t('telephony.callback.standardHint')}
                value={draft.standardS}
                problem={outOf('standardS')}
                set={(standardS) => change({ standardS })}
              />
              <ChoiceField
                label={t('telephony.callback.key')}
                value={draft.key}
                choices={callbackKeys.map((value) => ({ value, label: value }))}
                set={(key) => change({ key })}
              />
            </div>
          )}
          {draft.isOffered && (
            <ChoiceField
              label={t('telephony.callback.prompt')}
              hint={t('telephony.callback.promptHint')}
              value={draft.prompt}
              choices={(prompts.data?.items ?? []).map((prompt) => ({
                value: prompt.name,
                label: promptLabel(prompt, i18n.language),
              }))}
              set={(prompt) => change({ prompt })}
            />
          )}
        </>
      )}
    </fieldset>
  )
}
