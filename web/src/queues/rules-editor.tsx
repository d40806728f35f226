import { IconPlus, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { QueueId } from '#kernel/ids.ts'
import { Button, IconButton } from '../design/button.tsx'
import { promptLabel } from '../languages/prompt-label.ts'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import styles from '../skills/relaxation-editor.module.css'
import { ChoiceField, NumberField, WordField } from '../telephony/fields.tsx'
import { useFlowsForCalls, usePrompts } from '../telephony/queries.ts'
import {
  amounts,
  callbackChoice,
  mostRules,
  newRule,
  outsideChoice,
  promptChoice,
  type RuleDraft,
  ruleProblem,
  voicemailChoice,
  type When,
  whens,
  withWhen,
} from './rules-draft.ts'

interface RulesEditorProps {
  readonly rules: readonly RuleDraft[]
  /** The queue itself, which sends nobody to itself; absent: it is new. */
  readonly queueId: QueueId | undefined
  readonly isChecked: boolean
  set(rules: readonly RuleDraft[]): void
}

/** Whom a queue does not take, or keeps no longer, and where they go: the first rule that holds. */
export function RulesEditor({ rules, queueId, isChecked, set }: RulesEditorProps) {
  const { t } = useTranslation()
  const places = usePlaces(queueId)
  return (
    <div className={styles.steps}>
      {rules.map((rule, index) => (
        <Rule
          key={rule.key}
          rule={rule}
          place={index + 1}
          places={places}
          isChecked={isChecked}
          set={(changed) => set(rules.map((one) => (one.key === rule.key ? changed : one)))}
          remove={() => set(rules.filter((one) => one.key !== rule.key))}
        />
      ))}
      {rules.length < mostRules && (
        <div>
          <Button size="small" icon={<IconPlus size={16} />} onClick={() => set([...rules, newRule()])}>
            {t('telephony.queueRules.add')}
          </Button>
        </div>
      )}
    </div>
  )
}

interface Place {
  readonly value: string
  readonly label: string
}

/** Other queues that are in use, and what can be said before the call ends. */
function usePlaces(queueId: QueueId | undefined): readonly Place[] {
  const { t, i18n } = useTranslation()
  const queues = useQuery({ queryKey: ['managed-queues'], queryFn: ({ signal }) => call('managedQueues', { signal }) })
  const prompts = usePrompts()
  const flows = useFlowsForCalls()
  const others = (queues.data?.items ?? []).filter((queue) => queue.isActive && queue.queueId !== queueId)
  return [
    { value: callbackChoice, label: t('telephony.queueRules.toCallback') },
    { value: voicemailChoice, label: t('telephony.queueRules.toVoicemail') },
    { value: outsideChoice, label: t('telephony.queueRules.toNumber') },
    ...others.map((queue) => ({
      value: queue.queueId,
      label: t('telephony.queueRules.toQueue', { name: queue.name }),
    })),
    ...flows.map(({ flowId, name }) => ({ value: flowId, label: t('telephony.queueRules.toFlow', { name }) })),
    ...(prompts.data?.items ?? []).map((prompt) => ({
      value: promptChoice(prompt.name),
      label: t('telephony.queueRules.toPrompt', { words: promptLabel(prompt, i18n.language) }),
    })),
  ]
}

interface RuleProps {
  readonly rule: RuleDraft
  readonly place: number
  readonly places: readonly Place[]
  readonly isChecked: boolean
  set(rule: RuleDraft): void
  remove(): void
}

function Rule({ rule, place, places, isChecked, set, remove }: RuleProps) {
  const { t } = useTranslation()
  const { number } = useFormats()
  const amount = amounts[rule.when]
  const problem = isChecked ? ruleProblem(rule) : undefined
  return (
    <fieldset className={styles.step}>
      <legend>{t('telephony.queueRules.rule', { place: number(place) })}</legend>
      <div className={styles.fields}>
        <div className={styles.wide}>
          <div className={styles.reach}>
            <ChoiceField
              label={t('telephony.queueRules.when')}
              value={rule.when}
              choices={whens.map((when) => ({ value: when, label: t(`telephony.queueRules.whens.${when}`) }))}
              set={(when) => set(withWhen(rule, when as When))}
            />
            {amount && (
              <NumberField
                label={t(
                  `telephony.queueRules.amounts.${rule.when as 'full' | 'expected-wait' | 'service-level' | 'waited'}`,
                )}
                value={rule.amount}
                problem={
                  problem === 'amount'
                    ? t('telephony.outOfRange', { from: number(amount.least), to: number(amount.most) })
                    : undefined
                }
                set={(typed) => set({ ...rule, amount: typed })}
              />
            )}
          </div>
          <div className={styles.reach}>
            <ChoiceField
              label={t('telephony.queueRules.to')}
              value={rule.to}
              choices={places}
              placeholder={t('telephony.queueRules.choose')}
              problem={problem === 'to' ? t('telephony.needed') : undefined}
              set={(to) => set({ ...rule, to })}
            />
            {rule.to === outsideChoice && (
              <WordField
                label={t('telephony.queueRules.number')}
                hint={t('telephony.queueRules.numberHint')}
                value={rule.number}
                problem={problem === 'number' ? t('telephony.needed') : undefined}
                set={(typed) => set({ ...rule, number: typed })}
              />
            )}
          </div>
        </div>
      </div>
      <IconButton
        className={styles.remove ?? ''}
        label={t('telephony.queueRules.remove', { place: number(place) })}
        icon={<IconX size={17} />}
        onClick={remove}
      />
    </fieldset>
  )
}
