import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DispositionId } from '#kernel/ids.ts'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { reportFailure } from '../app/failures.ts'
import { useShortcut } from '../app/use-shortcut.ts'
import { ErrorNotice } from '../design/error-notice.tsx'
import { KeyHint } from '../design/key-hint.tsx'
import { call as ask } from '../sign-in/api.ts'
import styles from './outcome-choice.module.css'

/** What came of it: one of the organisation's dispositions, kept at the click. */
export function OutcomeChoice({ call }: { readonly call: DeskInteraction }) {
  const { t } = useTranslation()
  const group = useRef<HTMLFieldSetElement>(null)
  const list = useQuery({
    queryKey: ['dispositions'],
    queryFn: ({ signal }) => ask('dispositions', { signal }),
    staleTime: 300_000,
  })
  const [chosen, setChosen] = useState(call.dispositionId)
  // Chosen on another page.
  useEffect(() => setChosen(call.dispositionId), [call.dispositionId])
  const choose = useMutation({
    mutationFn: (dispositionId: DispositionId) =>
      ask('setDisposition', { id: call.interactionId, body: { dispositionId } }),
    onMutate: (dispositionId) => setChosen(dispositionId),
    onError: (error) => {
      setChosen(call.dispositionId)
      reportFailure(error)
    },
  })
  const shortcut = useShortcut('O', () => {
    const inputs = group.current?.querySelectorAll('input')
    const current = [...(inputs ?? [])].find((input) => input.checked) ?? inputs?.[0]
    current?.focus()
  })
  if (list.isError) return <ErrorNotice error={list.error} retry={() => void list.refetch()} />
  return (
    <fieldset className={styles.group} ref={group} aria-busy={list.isPending || undefined}>
      <legend className={styles.legend}>
        {t('desk.outcome')} {shortcut && <KeyHint keys={shortcut} />}
      </legend>
      <div className={styles.choices}>
        {list.data?.items.map(({ dispositionId, name }) => (
          <label key={dispositionId} className={styles.choice}>
            <input
              type="radio"
              name={`outcome-${call.interactionId}`}
              checked={chosen === dispositionId}
              onChange={() => choose.mutate(dispositionId)}
            />
            <span>{name}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
