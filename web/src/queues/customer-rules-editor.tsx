import { MultiSelect } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { CustomerKinds } from '#protocol/http/customer-kinds.ts'
import { Button, IconButton } from '../design/button.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import styles from '../skills/relaxation-editor.module.css'
import { RequirementEditor } from '../skills/requirement-editor.tsx'
import { ChoiceField, NumberField } from '../telephony/fields.tsx'
import form from '../telephony/telephony.module.css'
import {
  type CustomerRuleDraft,
  customerRuleProblem,
  mostCustomerRules,
  newCustomerRule,
} from './customer-rules-draft.ts'

interface CustomerRulesProps {
  readonly rules: readonly CustomerRuleDraft[]
  readonly isChecked: boolean
  set(rules: readonly CustomerRuleDraft[]): void
}

/** What a queue asks besides, and whom it lets stand before others, by who the customer is. */
export function CustomerRulesEditor({ rules, isChecked, set }: CustomerRulesProps) {
  const { t } = useTranslation()
  const kinds = useQuery({ queryKey: ['customer-kinds'], queryFn: ({ signal }) => call('customerKinds', { signal }) })
  return (
    <div className={styles.steps}>
      {rules.map((rule, index) => (
        <Rule
          key={rule.key}
          rule={rule}
          place={index + 1}
          kinds={kinds.data}
          isChecked={isChecked}
          set={(changed) => set(rules.map((one) => (one.key === rule.key ? changed : one)))}
          remove={() => set(rules.filter((one) => one.key !== rule.key))}
        />
      ))}
      {rules.length < mostCustomerRules && (
        <div>
          <Button size="small" icon={<IconPlus size={16} />} onClick={() => set([...rules, newCustomerRule()])}>
            {t('telephony.customerRules.add')}
          </Button>
        </div>
      )}
    </div>
  )
}

interface RuleProps {
  readonly rule: CustomerRuleDraft
  readonly place: number
  readonly kinds: CustomerKinds | undefined
  readonly isChecked: boolean
  set(rule: CustomerRuleDraft): void
  remove(): void
}

function Rule({ rule, place, kinds, isChecked, set, remove }: RuleProps) {
  const { t } = useTranslation()
  const { number } = useFormats()
  const skills = useQuery({ queryKey: ['skills'], queryFn: ({ signal }) => call('skills', { signal }) })
  const problem = isChecked ? customerRuleProblem(rule) : undefined
  const outside = (is: boolean, from: number, to: number) =>
    is ? t('telephony.outOfRange', { from: number(from), to: number(to) }) : undefined
  const tiers = (kinds?.tiers ?? []).map(({ tierId, name }) => ({ value: tierId as string, label: name }))
  const segments = (kinds?.segments ?? []).map(({ segmentId, name }) => ({ value: segmentId as string, label: name }))
  return (
    <fieldset className={styles.step}>
      <legend>{t('telephony.customerRules.rule', { place: number(place) })}</legend>
      <div className={styles.fields}>
        <ChoiceField
          label={t('telephony.customerRules.tier')}
          value={rule.tierId}
          choices={[{ value: '', label: t('telephony.customerRules.any') }, ...tiers]}
          problem={problem === 'condition' ? t('telephony.customerRules.needsCondition') : undefined}
          set={(tierId) => set({ ...rule, tierId: tierId as CustomerRuleDraft['tierId'] })}
        />
        {segments.length > 0 && (
          <MultiSelect
            label={t('telephony.customerRules.segments')}
            hidePickedOptions
            maxValues={50}
            data={segments}
            value={[...rule.segmentIds]}
            onChange={(values) => set({ ...rule, segmentIds: values as unknown as CustomerRuleDraft['segmentIds'] })}
          />
        )}
        <NumberField
          label={t('telephony.customerRules.value')}
          value={rule.value}
          placeholder={t('telephony.customerRules.any')}
          problem={outside(problem === 'value', 0, 1_000_000_000_000)}
          set={(value) => set({ ...rule, value })}
        />
        <NumberField
          label={t('floor.incidents.level')}
          hint={t('floor.incidents.levelHint')}
          value={rule.level}
          problem={outside(problem === 'level', -1000, 1000)}
          set={(level) => set({ ...rule, level })}
        />
        <NumberField
          label={t('floor.incidents.boost')}
          hint={t('floor.incidents.boostHint')}
          value={rule.boostS}
          problem={outside(problem === 'boostS', -86_400, 86_400)}
          set={(boostS) => set({ ...rule, boostS })}
        />
        <div className={styles.wide}>
          <p className={form.hint}>{t('telephony.customerRules.asks')}</p>
          <RequirementEditor
            group={rule.requirement}
            skills={skills.data?.items ?? []}
            isChecked={isChecked}
            set={(requirement) => set({ ...rule, requirement })}
          />
        </div>
      </div>
      <IconButton
        className={styles.remove ?? ''}
        label={t('telephony.customerRules.remove', { place: number(place) })}
        icon={<IconX size={17} />}
        onClick={remove}
      />
    </fieldset>
  )
}
