import { Textarea } from '@mantine/core'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { useShortcut } from '../app/use-shortcut.ts'
import { directionWhileEmpty } from '../design/direction-while-empty.ts'
import { nothingWritten } from '../desk/written.ts'
import { useMe } from '../sign-in/me.ts'
import { useStore } from '../state/use-store.ts'
import { AttachBar } from './attach-bar.tsx'
import { LeftSheets } from './left-sheets.tsx'
import { Part } from './part.tsx'
import { scratchDraftOf } from './scratch-draft.ts'
import styles from './scratch-pad.module.css'
import type { Owner } from './tabs.ts'
import { useSheets } from './use-sheets.ts'

const longest = 20_000

interface ScratchPadProps {
  readonly about: Owner
  readonly inHand: readonly DeskInteraction[]
}

/** Paper at hand, a sheet for each thing in hand and one of the agent's own. While he writes, the sheet stays under his pen. */
export function ScratchPad({ about, inHand }: ScratchPadProps) {
  const { t } = useTranslation()
  const { personId } = useMe()
  const field = useRef<HTMLTextAreaElement>(null)
  const [isWriting, setWriting] = useState(false)
  const [held, setHeld] = useState(about)
  /** An earlier sheet that was taken up, until something else is in front. */
  const [earlier, setEarlier] = useState<Owner>()
  useEffect(() => {
    if (isWriting) return
    setHeld(about)
    setEarlier((one) => (one === about ? undefined : one))
  }, [isWriting, about])
  useEffect(() => setEarlier(undefined), [held])
  const sheet = earlier ?? held
  const draft = useMemo(() => scratchDraftOf(personId, sheet), [personId, sheet])
  const { text, phase, isMerged } = useStore(draft.state)
  const sheets = useSheets(personId, about)
  useEffect(() => {
    if (sheets.data && !sheets.isPlaceholderData)
      draft.loaded(sheets.data.find((one) => one.about === sheet) ?? nothingWritten)
    // Without an answer one may write all the same; it is kept here.
    else if (sheets.isError) draft.loaded(undefined)
  }, [draft, sheet, sheets.data, sheets.isPlaceholderData, sheets.isError])
  const key = useShortcut('S', () => field.current?.focus())
  return (
    <Part
      name="scratchPad"
      isFlush
      actions={
        <>
          <span className={styles.phase} data-phase={phase} role="status">
            {(text !== '' || phase === 'kept') &&
              t(`desk.notePhase.${isMerged && phase !== 'kept' ? 'merged' : phase}`)}
          </span>
          <LeftSheets
            items={(sheets.data ?? []).filter(
              (one) => one.about !== about && !inHand.some(({ interactionId }) => interactionId === one.about),
            )}
            sheet={sheet}
            about={about}
            show={(one) => setEarlier(one === held ? undefined : one)}
          />
        </>
      }
    >
      <div className={styles.pad}>
        <Textarea
          ref={field}
          classNames={{ root: styles.root ?? '', wrapper: styles.wrapper ?? '', input: styles.input ?? '' }}
          aria-label={t('workspace.part.scratchPad')}
          aria-keyshortcuts={key}
          placeholder={t('workspace.scratchHint')}
          maxLength={longest}
          dir={directionWhileEmpty(text)}
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
        <AttachBar draft={draft} sheet={sheet} inHand={inHand} />
      </div>
    </Part>
  )
}
