import { Select, TextInput } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Case, CaseStatus } from '#protocol/http/cases.ts'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { Button } from '../design/button.tsx'
import { Parts } from '../design/parts.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { may, useMe } from '../sign-in/me.ts'
import { caseName } from '../workspace/use-case.ts'
import { CaseHistory } from './case-history.tsx'
import styles from './cases.module.css'
import { OwnerField } from './owner-field.tsx'
import { StatusTag } from './status-tag.tsx'
import { useCaseChange } from './use-case-change.ts'

interface CaseViewProps {
  readonly of: Case
  /** In hand: it may be said that it belongs to the case. */
  readonly inHand?: DeskInteraction | undefined
  /** Opens a customer or an interaction in the place of leaving the page. */
  open?(kind: 'customer' | 'interaction', id: string): void
}

const statuses: readonly CaseStatus[] = ['open', 'waiting', 'closed']

/** One case: what it is about, how it stands and who has it, and all that happened in it. */
export function CaseView({ of, inHand, open }: CaseViewProps) {
  const { t } = useTranslation()
  const me = useMe()
  const { date } = useFormats()
  const change = useCaseChange(of)
  const mayWrite = may(me, 'cases.write')
  const { customerId, customerName, createdAt, closedAt, status } = of
  return (
    <div className={styles.cases}>
      <Subject of={of} mayWrite={mayWrite} change={change} />
      <p className={styles.detail}>
        <Link
          to="/customers/$customerId"
          params={{ customerId }}
          onClick={(event) => {
            if (!open || event.ctrlKey || event.metaKey || event.shiftKey) return
            event.preventDefault()
            open('customer', customerId)
          }}
        >
          <bdi>{customerName}</bdi>
        </Link>
        {' · '}
        <Parts
          of={[
            caseName(of),
            t('cases.since', { date: date(Date.parse(createdAt)) }),
            closedAt && t('cases.closedOn', { date: date(Date.parse(closedAt)) }),
          ]}
        />
      </p>
      {mayWrite ? (
        <div className={styles.fields}>
          <Select
            label={t('cases.stands')}
            allowDeselect={false}
            disabled={change.isPending}
            data={statuses.map((one) => ({ value: one as string, label: t(`cases.status.${one}`) }))}
            value={status}
            onChange={(next) => next && change.mutate({ status: next as CaseStatus })}
          />
          <OwnerField
            value={of.ownerAgentId ?? ''}
            name={of.ownerName}
            isDisabled={change.isPending}
            set={(ownerAgentId) => change.mutate({ ownerAgentId: ownerAgentId || null })}
          />
        </div>
      ) : (
        <p className={styles.detail}>
          <StatusTag status={status} /> <bdi>{of.ownerName ?? t('cases.nobody')}</bdi>
        </p>
      )}
      <CaseHistory caseId={of.caseId} inHand={inHand} mayWrite={mayWrite} open={open} />
    </div>
  )
}

interface SubjectProps {
  readonly of: Case
  readonly mayWrite: boolean
  readonly change: ReturnType<typeof useCaseChange>
}

/** The one line that says what it is about. */
function Subject({ of, mayWrite, change }: SubjectProps) {
  const { t } = useTranslation()
  const [text, setText] = useState<string>()
  if (text === undefined) {
    return (
      <header className={styles.head}>
        <h3 className={styles.title}>
          <bdi>{of.subject}</bdi>
        </h3>
        {mayWrite && (
          <Button size="small" kind="quiet" icon={<IconPencil size={15} />} onClick={() => setText(of.subject)}>
            {t('common.change')}
          </Button>
        )}
      </header>
    )
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const subject = text.trim()
    if (subject !== '') change.mutate({ subject }, { onSuccess: () => setText(undefined) })
  }
  return (
    <form onSubmit={submit} className={styles.form} noValidate>
      <TextInput
        label={t('cases.subject')}
        autoFocus
        dir="auto"
        maxLength={200}
        value={text}
        error={text.trim() === '' ? t('cases.subjectMissing') : undefined}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={styles.actions}>
        <Button type="submit" kind="primary" isBusy={change.isPending}>
          {t('common.save')}
        </Button>
        <Button onClick={() => setText(undefined)}>{t('common.cancel')}</Button>
      </div>
    </form>
  )
}
