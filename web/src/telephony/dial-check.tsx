import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DialCheck, DialCheckQuery } from '#protocol/http/number-plan.ts'
import { Button } from '../design/button.tsx'
import { Card } from '../design/card.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { StatusDot } from '../design/status-dot.tsx'
import { formatNumber } from '../desk/number-formats.ts'
import { useOpenWord } from '../languages/use-open-word.ts'
import { call } from '../sign-in/api.ts'
import { ChoiceField, CodeField } from './fields.tsx'
import { dialText } from './lines.ts'
import { useEverybody, useNumberRules, useOutboundRules, useTrunks } from './queries.ts'
import { useTargetWords } from './target-words.ts'
import styles from './telephony.module.css'

/** «What would happen if this number were dialed?», by one person or by nobody in particular. */
export function DialCheckCard({ asksWho }: { readonly asksWho: boolean }) {
  const { t } = useTranslation()
  const everybody = useEverybody()
  const [number, setNumber] = useState('')
  const [personId, setPersonId] = useState('')
  const [asked, setAsked] = useState<DialCheckQuery | undefined>()
  const check = useQuery({
    queryKey: ['dial-check', asked],
    queryFn: ({ signal }) => call('dialCheck', { query: asked as DialCheckQuery, signal }),
    enabled: asked !== undefined,
    staleTime: 0,
    gcTime: 0,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const dialed = dialText(number)
    if (dialed === '') return
    const next = {
      number: dialed,
      ...(personId === '' ? {} : { personId: personId as DialCheckQuery['personId'] & string }),
    }
    if (JSON.stringify(next) === JSON.stringify(asked)) void check.refetch()
    else setAsked(next)
  }
  return (
    <Card title={t('telephony.check.title')}>
      <form onSubmit={submit} className={styles.form}>
        <p className={styles.hint}>{t(asksWho ? 'telephony.check.dialText' : 'telephony.check.numberText')}</p>
        {asksWho && (
          <ChoiceField
            label={t('telephony.check.who')}
            value={personId}
            choices={[
              { value: '', label: t('telephony.check.anybody') },
              ...(everybody.data?.items ?? []).map((person) => ({
                value: person.personId as string,
                label: person.name,
              })),
            ]}
            set={setPersonId}
          />
        )}
        <div className={styles.row}>
          <div className={styles.grow}>
            <CodeField label={t('telephony.number')} value={number} maxLength={40} set={setNumber} />
          </div>
          <Button type="submit" isBusy={check.isFetching}>
            {t('telephony.check.deed')}
          </Button>
        </div>
        {check.isError && <ErrorNotice error={check.error} />}
        {check.data && !check.isError && <Answer of={check.data} />}
      </form>
    </Card>
  )
}

function Answer({ of }: { readonly of: DialCheck }) {
  const { t } = useTranslation()
  const word = useOpenWord()
  const targetWords = useTargetWords()
  const rule = useNumberRules().data?.items.find(({ numberRuleId }) => numberRuleId === of.numberRuleId)
  const outbound = useOutboundRules().data?.items.find(({ outboundRuleId }) => outboundRuleId === of.outboundRuleId)
  const trunks = useTrunks().data?.items
  const sentence = () => {
    if (rule)
      return t('telephony.check.inside', { pattern: `\u2066${rule.pattern}\u2069`, target: targetWords(rule.target) })
    if (!of.isAllowed) return `${t('telephony.check.refused')} ${word('errors', of.refusal) ?? ''}`
    const names = of.trunkIds.map((id) => trunks?.find(({ trunkId }) => trunkId === id)?.name ?? id)
    return t('telephony.check.out', {
      rule: outbound?.name ?? t('telephony.removed'),
      trunks: names.join(t('common.listComma')),
    })
  }
  return (
    <div role="status" className={styles.answer}>
      <p className={styles.state}>
        <StatusDot tone={of.isAllowed ? 'positive' : 'danger'} />
        <span>{sentence()}</span>
      </p>
      <p className={styles.hint}>
        {t('telephony.check.as')}
        {': '}
        <bdi dir="ltr">{formatNumber(of.number)}</bdi>
      </p>
    </div>
  )
}
