import { Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RecordingRule } from '#protocol/http/recordings.ts'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { AskFirst } from '../telephony/ask-first.tsx'
import { ChoiceField, NumberField } from '../telephony/fields.tsx'
import { useEverybody } from '../telephony/queries.ts'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'
import { changeOf, type RuleDraft, ruleDraft, ruleOf, ruleProblems } from './rule-draft.ts'

interface RuleFormProps {
  readonly rule: RecordingRule | undefined
  done(): void
}

/** Which part of whose conversations is recorded, for how long it is kept, and when it pauses. */
export function RuleForm({ rule, done }: RuleFormProps) {
  const { t } = useTranslation()
  const { number } = useFormats()
  const [draft, setDraft] = useState(() => ruleDraft(rule))
  const [isChecked, setChecked] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const problems = ruleProblems(draft)
  const touches = [['recording-rules']]
  const save = useSaving(
    (idempotencyKey) =>
      rule
        ? call('changeRecordingRule', { id: rule.recordingRuleId, ifMatch: rule.etag, body: changeOf(draft) })
        : call('createRecordingRule', { idempotencyKey, body: ruleOf(draft) }),
    { touches, done },
  )
  const remove = useSaving(() => call('removeRecordingRule', { id: rule?.recordingRuleId ?? '' }), { touches, done })
  const sentence = (name: keyof RuleDraft): string | undefined => {
    const problem = isChecked ? problems[name] : undefined
    if (problem === undefined) return undefined
    if (problem === 'needed') return t('recordings.needed')
    return t('recordings.outOfRange', { from: number(problem[0]), to: number(problem[1]) })
  }
  const bound = (name: 'sharePercent' | 'keepDays' | 'pausesAtDigits' | 'subjectId') => ({
    value: draft[name],
    problem: sentence(name),
    set: (value: string) => setDraft((now) => ({ ...now, [name]: value })),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (Object.keys(problems).length === 0) save.mutate()
  }
  return (
    <form onSubmit={submit} noValidate className={form.form}>
      {!rule && (
        <div className={form.pair}>
          <ChoiceField
            label={t('recordings.rule.for')}
            value={draft.kind}
            choices={(['queue', 'agent'] as const).map((value) => ({ value, label: t(`recordings.rule.of.${value}`) }))}
            set={(kind) => setDraft((now) => ({ ...now, kind: kind as RuleDraft['kind'], subjectId: '' }))}
          />
          <SubjectField kind={draft.kind} {...bound('subjectId')} />
        </div>
      )}
      <div className={form.pair}>
        <NumberField
          label={t('recordings.rule.share')}
          hint={t('recordings.rule.shareHint')}
          {...bound('sharePercent')}
        />
        <NumberField label={t('recordings.rule.keep')} hint={t('recordings.rule.keepHint')} {...bound('keepDays')} />
      </div>
      <ChoiceField
        label={t('recordings.rule.consent.label')}
        hint={t(`recordings.rule.consent.${draft.consent}Hint`)}
        value={draft.consent}
        choices={(['none', 'announced', 'asked'] as const).map((value) => ({
          value,
          label: t(`recordings.rule.consent.${value}`),
        }))}
        set={(consent) => setDraft((now) => ({ ...now, consent: consent as RuleDraft['consent'] }))}
      />
      <NumberField
        label={t('recordings.rule.digits')}
        hint={t('recordings.rule.digitsHint')}
        {...bound('pausesAtDigits')}
      />
      <Switch
        label={t('recordings.rule.mayPause')}
        checked={draft.mayPause}
        onChange={({ currentTarget: { checked } }) => setDraft((now) => ({ ...now, mayPause: checked }))}
      />
      {save.isError && <ErrorNotice error={save.error} />}
      {isAsking && (
        <AskFirst
          title={t('recordings.rule.removeAsk', { name: rule?.name ?? '' })}
          deed={t('recordings.rule.remove')}
          isBusy={remove.isPending}
          error={remove.error}
          onYes={() => remove.mutate()}
          onNo={() => setAsking(false)}
        >
          {t('recordings.rule.removeText')}
        </AskFirst>
      )}
      <div className={form.actions}>
        <Button type="submit" kind="primary" isBusy={save.isPending}>
          {rule ? t('common.save') : t('recordings.rule.add')}
        </Button>
        <Button onClick={done}>{t('common.cancel')}</Button>
        {rule && rule.scope.kind !== 'all' && !isAsking && (
          <Button kind="quiet" className={form.away} onClick={() => setAsking(true)}>
            {t('recordings.rule.remove')}
          </Button>
        )}
      </div>
    </form>
  )
}

interface SubjectFieldProps {
  readonly kind: RuleDraft['kind']
  readonly value: string
  readonly problem: string | undefined
  set(value: string): void
}

function SubjectField({ kind, ...field }: SubjectFieldProps) {
  const { t } = useTranslation()
  const queues = useQuery({ queryKey: ['queues'], queryFn: ({ signal }) => call('queues', { signal }) })
  const people = useEverybody()
  const choices =
    kind === 'queue'
      ? (queues.data?.items ?? []).map(({ queueId, name }) => ({ value: queueId as string, label: name }))
      : (people.data?.items ?? []).flatMap(({ agentId, name }) =>
          agentId === undefined ? [] : [{ value: agentId as string, label: name }],
        )
  const label = kind === 'all' ? '' : t(`recordings.rule.of.${kind}`)
  return <ChoiceField label={label} choices={choices} {...field} />
}
