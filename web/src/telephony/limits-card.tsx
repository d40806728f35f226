import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DialLimits } from '#protocol/http/number-plan.ts'
import { Button } from '../design/button.tsx'
import { Card } from '../design/card.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { ChoiceField, LinesField, NumberField } from './fields.tsx'
import {
  countLimits,
  type LimitProblem,
  type LimitsDraft,
  limitProblems,
  limitsBody,
  limitsDraft,
  moneyLimits,
} from './limits-draft.ts'
import { useMayChange } from './may-change.ts'
import { useBusinessHours } from './queries.ts'
import styles from './telephony.module.css'
import { useSaving } from './use-saving.ts'

/** What stops toll fraud. */
export function LimitsCard() {
  const { t } = useTranslation()
  const limits = useQuery({
    queryKey: ['dial-limits'],
    queryFn: ({ signal }) => call('dialLimits', { signal }),
    refetchOnMount: 'always',
  })
  return (
    <Card title={t('telephony.limits.title')}>
      {limits.isError && <ErrorNotice error={limits.error} retry={() => void limits.refetch()} />}
      {limits.isPending && <p role="status">{t('common.loading')}</p>}
      {limits.data && <LimitsForm limits={limits.data} />}
    </Card>
  )
}

function LimitsForm({ limits }: { readonly limits: DialLimits }) {
  const { t } = useTranslation()
  const { number } = useFormats()
  const mayChange = useMayChange()
  const hours = useBusinessHours().data?.items ?? []
  const [draft, setDraft] = useState(() => limitsDraft(limits))
  // What this form began with: only what was changed here is sent, also when somebody else saved meanwhile.
  const [base, setBase] = useState(limits)
  const [isChecked, setChecked] = useState(false)
  const save = useSaving(() => call('changeDialLimits', { ifMatch: limits.etag, body: limitsBody(draft, base) }), {
    touches: [['dial-limits']],
    done: (answer) => {
      setDraft(limitsDraft(answer))
      setBase(answer)
    },
  })
  const problems = limitProblems(draft)
  const sentence = (name: keyof LimitsDraft): string | undefined => {
    const problem: LimitProblem | undefined = isChecked ? problems[name] : undefined
    if (problem === undefined) return undefined
    if (problem === 'badForm') return t('telephony.badForm')
    if ('value' in problem) {
      const value = `\u2066${problem.value}\u2069`
      return name === 'emergencyNumbers'
        ? t('telephony.limits.emergencyBad', { value })
        : t('telephony.outbound.prefixBad', { value })
    }
    return t('telephony.outOfRange', { from: problem[0], to: problem[1] })
  }
  const bound = (name: keyof LimitsDraft) => ({
    value: draft[name],
    problem: sentence(name),
    set: (value: string) => setDraft((now) => ({ ...now, [name]: value })),
  })
  const spent = {
    spendPerHourMicros: limits.spentThisHourMicros,
    spendPerDayMicros: limits.spentTodayMicros,
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (Object.keys(problems).length === 0) save.mutate()
  }
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <p className={styles.hint}>{t('telephony.limits.text')}</p>
      <fieldset className={styles.form} disabled={!mayChange}>
        <div className={styles.pair}>
          <LinesField
            label={t('telephony.limits.emergencyNumbers')}
            hint={t('telephony.limits.emergencyNumbersHint')}
            {...bound('emergencyNumbers')}
          />
          <LinesField
            label={t('telephony.limits.blockedPrefixes')}
            hint={t('telephony.limits.blockedPrefixesHint')}
            {...bound('blockedPrefixes')}
          />
          {countLimits.map((name) => (
            <NumberField key={name} label={t(`telephony.limits.${name}`)} {...bound(name)} />
          ))}
          {moneyLimits.map((name) => (
            <NumberField
              key={name}
              label={t(`telephony.limits.${name}`)}
              hint={t('telephony.limits.spendHint', { spent: number(spent[name] / 1_000_000, 2) })}
              {...bound(name)}
            />
          ))}
          <ChoiceField
            label={t('telephony.limits.businessHours')}
            choices={[
              { value: '', label: t('telephony.limits.always') },
              ...hours.map(({ businessHoursId, name }) => ({ value: businessHoursId as string, label: name })),
            ]}
            {...bound('businessHoursId')}
          />
        </div>
      </fieldset>
      {save.isError && <ErrorNotice error={save.error} />}
      {mayChange ? (
        <div className={styles.actions}>
          <Button type="submit" isBusy={save.isPending}>
            {t('common.save')}
          </Button>
          {save.isSuccess && <span role="status">{t('telephony.saved')}</span>}
        </div>
      ) : (
        <p className={styles.hint}>{t('telephony.readOnly')}</p>
      )}
    </form>
  )
}
