import { Checkbox, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AgentId, CustomerId } from '#kernel/ids.ts'
import type { Case } from '#protocol/http/cases.ts'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { CallFailed, call, newIdempotencyKey } from '../sign-in/api.ts'
import { useMe } from '../sign-in/me.ts'
import { forgetKept, useKept } from '../state/use-kept.ts'
import styles from './cases.module.css'
import { OwnerField } from './owner-field.tsx'

interface CaseFormProps {
  /** Under which name this browser keeps what is typed. */
  readonly draft: string
  readonly customerId: CustomerId
  /** In hand: whether it belongs to the case is asked. */
  readonly inHand: DeskInteraction | undefined
  saved(made: Case): void
  cancel(): void
}

/** Opens a case for a customer; whoever opens it has it in hand, unless he says otherwise. */
export function CaseForm({ draft, customerId, inHand, saved, cancel }: CaseFormProps) {
  const { t } = useTranslation()
  const me = useMe()
  const client = useQueryClient()
  const [subject, setSubject] = useKept(draft, 'subject', '')
  const [ownerAgentId, setOwner] = useKept<AgentId | ''>(draft, 'ownerAgentId', me.agentId ?? '')
  const [isAttached, setAttached] = useState(true)
  const [isChecked, setChecked] = useState(false)
  // The same attempt repeated after a lost answer must not make a second case.
  const key = useRef(newIdempotencyKey())
  const save = useMutation({
    mutationFn: () =>
      call('createCase', {
        idempotencyKey: key.current,
        body: {
          ...{ customerId, subject: subject.trim() },
          ...(ownerAgentId && { ownerAgentId }),
          ...(inHand && isAttached && { interactionId: inHand.interactionId }),
        },
      }),
    onSuccess: (made) => {
      client.setQueryData(['case', made.caseId], made)
      void client.invalidateQueries({ queryKey: ['cases'] })
      forgetKept(draft)
      saved(made)
    },
    onError: (error) => {
      const isRefused = error instanceof CallFailed && error.status >= 400 && error.status < 500
      if (isRefused) key.current = newIdempotencyKey()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (subject.trim() !== '') save.mutate()
  }
  return (
    <form onSubmit={submit} className={styles.form} noValidate>
      <TextInput
        label={t('cases.subject')}
        autoFocus
        dir="auto"
        maxLength={200}
        value={subject}
        error={isChecked && subject.trim() === '' ? t('cases.subjectMissing') : undefined}
        onChange={(event) => setSubject(event.currentTarget.value)}
      />
      <OwnerField value={ownerAgentId} name={me.name} set={setOwner} />
      {inHand && (
        <Checkbox
          label={t('cases.belongs')}
          checked={isAttached}
          onChange={(event) => setAttached(event.currentTarget.checked)}
        />
      )}
      {save.isError && <ErrorNotice error={save.error} />}
      <div className={styles.actions}>
        <Button type="submit" kind="primary" isBusy={save.isPending}>
          {t('cases.create')}
        </Button>
        <Button
          onClick={() => {
            forgetKept(draft)
            cancel()
          }}
        >
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  )
}
