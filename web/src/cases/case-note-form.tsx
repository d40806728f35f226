import { Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { CaseId, InteractionId } from '#kernel/ids.ts'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { CallFailed, call, newIdempotencyKey } from '../sign-in/api.ts'
import { forgetKept, useKept } from '../state/use-kept.ts'
import styles from './cases.module.css'

interface CaseNoteFormProps {
  readonly caseId: CaseId
  /** In which interaction it is written. */
  readonly interactionId: InteractionId | undefined
}

/** Writes a note in a case. What is typed stays in this browser until it is written. */
export function CaseNoteForm({ caseId, interactionId }: CaseNoteFormProps) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const draft = `case-note.${caseId}`
  const [text, setText] = useKept(draft, 'text', '')
  const key = useRef(newIdempotencyKey())
  const write = useMutation({
    mutationFn: () =>
      call('createCaseNote', {
        id: caseId,
        idempotencyKey: key.current,
        body: { text: text.trim(), ...(interactionId && { interactionId }) },
      }),
    onSuccess: () => {
      key.current = newIdempotencyKey()
      forgetKept(draft)
      setText('')
      void client.invalidateQueries({ queryKey: ['case-history', caseId] })
    },
    onError: (error) => {
      const isRefused = error instanceof CallFailed && error.status >= 400 && error.status < 500
      if (isRefused) key.current = newIdempotencyKey()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() !== '') write.mutate()
  }
  return (
    <form onSubmit={submit} className={styles.form} noValidate>
      <Textarea
        label={t('cases.note')}
        autosize
        minRows={1}
        maxRows={8}
        dir="auto"
        maxLength={20_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {write.isError && <ErrorNotice error={write.error} />}
      {text.trim() !== '' && (
        <div className={styles.actions}>
          <Button type="submit" kind="primary" size="small" isBusy={write.isPending}>
            {t('cases.write')}
          </Button>
        </div>
      )}
    </form>
  )
}
