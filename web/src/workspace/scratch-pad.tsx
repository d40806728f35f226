import { Textarea } from '@mantine/core'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useShortcut } from '../app/use-shortcut.ts'
import { useMe } from '../sign-in/me.ts'
import { useStore } from '../state/use-store.ts'
import { Part } from './part.tsx'
import { scratchDraftOf } from './scratch-draft.ts'
import styles from './scratch-pad.module.css'
import type { Owner } from './tabs.ts'

const longest = 20_000

/** Paper at hand, a sheet for each thing in hand and one of the agent's own. While he writes, the sheet stays under his pen. */
export function ScratchPad({ about }: { readonly about: Owner }) {
  const { t } = useTranslation()
  const { personId } = useMe()
  const field = useRef<HTMLTextAreaElement>(null)
  const [isWriting, setWriting] = useState(false)
  const [sheet, setSheet] = useState(about)
  useEffect(() => {
    if (!isWriting) setSheet(about)
  }, [isWriting, about])
  const draft = useMemo(() => scratchDraftOf(personId, sheet), [personId, sheet])
  const { text, phase } = useStore(draft.state)
  useEffect(() => draft.loaded(''), [draft])
  const key = useShortcut('S', () => field.current?.focus())
  return (
    <Part
      name="scratchPad"
      isFlush
      actions={
        <span className={styles.phase} data-phase={phase} role="status">
          {text !== '' && t(`desk.notePhase.${phase}`)}
        </span>
      }
    >
      <Textarea
        ref={field}
        classNames={{ root: styles.root ?? '', wrapper: styles.wrapper ?? '', input: styles.input ?? '' }}
        aria-label={t('workspace.part.scratchPad')}
        aria-keyshortcuts={key}
        placeholder={t('workspace.scratchHint')}
        maxLength={longest}
        dir="auto"
        value={text}
        onChange={(event) => draft.write(event.currentTarget.value)}
        onFocus={() => setWriting(true)}
        onBlur={() => {
          setWriting(false)
          void draft.flush()
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
    </Part>
  )
}
