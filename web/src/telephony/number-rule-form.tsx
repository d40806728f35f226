import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NumberRule } from '#protocol/http/number-plan.ts'
import { ErrorNotice } from '../design/error-notice.tsx'
import { languages } from '../languages/languages.ts'
import { call } from '../sign-in/api.ts'
import { AskFirst } from './ask-first.tsx'
import { ChoiceField, CodeField, WordField } from './fields.tsx'
import { FormActions } from './form-actions.tsx'
import { dialText } from './lines.ts'
import { useMayChange } from './may-change.ts'
import { useBusinessUnits } from './queries.ts'
import { patternReach, targetDraft, targetOf } from './target-draft.ts'
import { TargetPicker } from './target-picker.tsx'
import styles from './telephony.module.css'
import { useSaving } from './use-saving.ts'

/** Adds or changes one of our numbers. */
export function NumberRuleForm({ rule, done }: { readonly rule: NumberRule | undefined; done(): void }) {
  const { t } = useTranslation()
  const mayChange = useMayChange()
  const units = useBusinessUnits()
  const [typed, setPattern] = useState(rule?.pattern ?? '')
  const [description, setDescription] = useState(rule?.description ?? '')
  const [businessUnitId, setUnit] = useState<string>(rule?.businessUnitId ?? '')
  const [language, setLanguage] = useState<string>(rule?.language ?? '')
  const [target, setTarget] = useState(() => targetDraft(rule?.target))
  const [isChecked, setChecked] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const pattern = dialText(typed).replace(/x/g, 'X')
  const reach = patternReach(pattern)
  const chosen = targetOf(target)
  const touches = [['number-rules']]
  const save = useSaving(
    (idempotencyKey) => {
      const body = {
        pattern,
        description: description.trim(),
        target: chosen as NumberRule['target'],
        ...(businessUnitId === '' ? {} : { businessUnitId: businessUnitId as NumberRule['businessUnitId'] }),
      }
      const spoken = language === '' ? undefined : (language as NonNullable<NumberRule['language']>)
      return rule
        ? call('changeNumberRule', {
            id: rule.numberRuleId,
            ifMatch: rule.etag,
            body: { ...body, language: spoken ?? null },
          })
        : call('createNumberRule', { idempotencyKey, body: { ...body, ...(spoken && { language: spoken }) } })
    },
    { touches, done },
  )
  const remove = useSaving(() => call('removeNumberRule', { id: rule?.numberRuleId ?? '' }), { touches, done })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (reach !== undefined && chosen) save.mutate()
  }
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <fieldset className={styles.form} disabled={!mayChange}>
        <CodeField
          label={t('telephony.numbers.pattern')}
          hint={t('telephony.numbers.patternHint')}
          value={typed}
          isFirst
          maxLength={40}
          problem={isChecked && reach === undefined ? t('telephony.numbers.patternBad') : undefined}
          set={setPattern}
        />
        {reach !== undefined && reach !== 1 && (
          <p className={styles.hint} role="status">
            <bdi dir="ltr">{pattern}</bdi>
            {': '}
            {reach === 'any' ? t('telephony.numbers.fitsAny') : t('telephony.numbers.fits', { count: reach })}
          </p>
        )}
        <TargetPicker draft={target} isChecked={isChecked && !chosen} set={setTarget} />
        <ChoiceField
          label={t('telephony.numbers.language')}
          hint={t('telephony.numbers.languageHint')}
          value={language}
          choices={[
            { value: '', label: t('telephony.numbers.languageOfHouse') },
            ...languages.map(({ code, name }) => ({ value: code, label: name })),
          ]}
          set={setLanguage}
        />
        <WordField
          label={t('telephony.numbers.description')}
          value={description}
          maxLength={200}
          set={setDescription}
        />
        {(units.data?.items.length ?? 0) > 1 && (
          <ChoiceField
            label={t('telephony.unit')}
            value={businessUnitId}
            choices={(units.data?.items ?? []).map((unit) => ({ value: unit.businessUnitId, label: unit.name }))}
            set={setUnit}
          />
        )}
      </fieldset>
      {save.isError && <ErrorNotice error={save.error} />}
      {isAsking && rule && (
        <AskFirst
          title={t('telephony.removeAsk', { name: `\u2066${rule.pattern}\u2069` })}
          deed={t('telephony.remove')}
          isBusy={remove.isPending}
          error={remove.error}
          onYes={() => remove.mutate()}
          onNo={() => setAsking(false)}
        />
      )}
      <FormActions
        isNew={!rule}
        addWord={t('telephony.numbers.add')}
        isBusy={save.isPending}
        close={done}
        {...(rule && !isAsking ? { remove: () => setAsking(true) } : {})}
      />
    </form>
  )
}
