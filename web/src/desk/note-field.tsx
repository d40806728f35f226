import { Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useShortcut } from '../app/use-shortcut.ts'
import { directionWhileEmpty } from '../design/direction-while-empty.ts'
import { KeyHint } from '../design/key-hint.tsx'
import { useStore } from '../state/use-store.ts'
import { noteDraftOf, readNote } from './note-draft.ts'
import styles from './note-field.module.css'

const longestNote = 20_000

/** The note, saved while it is written. */
export function NoteField({ interactionId }: { readonly interactionId: string }) {
  const { t } = useTranslation()
  const field = useRef<HTMLTextAreaElement>(null)
  const draft = useMemo(() => noteDraftOf(interactionId), [interactionId])
  const { text, phase, isMerged } = useStore(draft.state)
  const stored = useQuery({
    queryKey: ['interaction', interactionId, 'note'],
    queryFn: ({ signal }) => readNote(interactionId, signal),
    enabled: phase === 'loading',
    staleTime: Number.POSITIVE_INFINITY,
  })
  useEffect(() => {
    if (stored.data !== undefined) draft.loaded(stored.data)
    // Without an answer one may write all the same; it is kept here.
    else if (stored.isError) draft.loaded(undefined)
  }, [draft, stored.data, stored.isError])
  const shortcut = useShortcut('N', () => field.current?.focus())
  return (
    <Textarea
      ref={field}
      classNames={{ label: styles.label ?? '' }}
      label={
        <>
          <span>{t('desk.note')}</span> {shortcut && <KeyHint keys={shortcut} />}
          <span className={styles.phase} data-phase={phase} role="status">
            {t(`desk.notePhase.${isMerged && phase !== 'kept' ? 'merged' : phase}`)}
          </span>
        </>
      }
      aria-label={t('desk.note')}
      placeholder={t('desk.notePlaceholder')}
      autosize
      minRows={3}
      maxRows={12}
      maxLength={longestNote}
      dir={directionWhileEmpty(text)}
      value={text}
      onChange={(event) => draft.write(event.currentTarget.value)}
      onBlur={() => void draft.flush()}
      onKeyDown={(event) => {
        // Back to the keys that steer the call.
        if (event.key === 'Escape') event.currentTarget.blur()
      }}
    />
  )
}
