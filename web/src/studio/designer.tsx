import { Modal, TextInput } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconLayoutDistributeHorizontal,
  IconList,
  IconPlayerPlay,
  IconPlus,
  IconSchema,
  IconSearch,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { foldText } from '#kernel/text-folding.ts'
import type { DrawnBlock, DrawnFlow } from '#protocol/http/flow-definition.ts'
import type { FlowDraft, FlowReference } from '#protocol/http/flows.ts'
import { Button, IconButton } from '../design/button.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Notice } from '../design/notice.tsx'
import { BlockList } from './block-list.tsx'
import { BlockPanel } from './block-panel.tsx'
import { kindLooks } from './blocks/kinds.ts'
import { gistOf } from './blocks/words-of-settings.ts'
import { Canvas } from './canvas.tsx'
import {
  arranged,
  changed,
  connected,
  moved,
  newBlockId,
  type Place,
  pasted,
  placeFor,
  withBlock,
  withoutBlocks,
  withSettings,
} from './drawing.ts'
import { FlowPanel, NotePanel } from './flow-panel.tsx'
import { Palette } from './palette.tsx'
import { ReviewDialog } from './review-dialog.tsx'
import styles from './studio.module.css'
import { type Lit, TryPanel } from './try-panel.tsx'
import { useBlockWords } from './use-block-words.ts'
import { useDraft } from './use-draft.ts'
import { useProblems } from './use-references.ts'
import { VersionsDialog } from './versions-dialog.tsx'

const nobody: ReadonlySet<string> = new Set()

interface DesignerProps {
  readonly draft: FlowDraft
  readonly references: readonly FlowReference[]
}

/** Where a flow is drawn, tried and published. */
export function Designer({ draft, references }: DesignerProps) {
  const { t } = useTranslation()
  const words = useBlockWords()
  const state = useDraft(draft)
  const { drawing, change } = state
  const { definition: flow, channels, languages } = drawing
  const problems = useProblems(draft.flowId, drawing, references)
  const [selected, setSelected] = useState<ReadonlySet<string>>(nobody)
  const [focus, setFocus] = useState<string>()
  const isNarrow = useMediaQuery('(max-width: 820px)') ?? false
  const [isListWished, setListWished] = useState(false)
  const isList = isNarrow || isListWished
  const [search, setSearch] = useState('')
  const [open, setOpen] = useState<'review' | 'versions' | 'try'>()
  const [lit, setLit] = useState<Lit>()
  const redraw = useCallback(
    (to: (flow: DrawnFlow) => DrawnFlow, about?: string) =>
      change((now) => {
        const definition = to(now.definition)
        return definition === now.definition ? now : { ...now, definition }
      }, about),
    [change],
  )
  const errors = problems.filter(({ severity }) => severity === 'error')
  const only = selected.size === 1 ? [...selected][0] : undefined
  const block = flow.blocks.find(({ blockId }) => blockId === only)
  const note = flow.notes?.find(({ noteId }) => noteId === only)
  const nameOf = (blockId: string) => {
    const found = flow.blocks.find((each) => each.blockId === blockId)
    return found ? words.block(found) : blockId
  }
  const show = (blockId: string) => {
    setSelected(new Set([blockId]))
    setFocus(blockId)
  }

  const found = useMemo(() => {
    const wanted = foldText(search.trim())
    if (wanted === '') return undefined
    const hits = flow.blocks.filter((each) => {
      const text = [
        words.block(each),
        words.kind(each.kind),
        gistOf(each, languages, references),
        JSON.stringify(each.settings),
      ]
      return foldText(text.join(' ')).includes(wanted)
    })
    return new Set(hits.map(({ blockId }) => blockId))
    // The words change with the language, and with them the whole page.
  }, [search, flow, languages, references, words])

  const add = (kind: string, at?: Place, behind?: { readonly blockId: string; readonly exit: string }) => {
    const blockId = newBlockId(flow, kind)
    const place = at ?? placeFor(flow, behind?.blockId)
    const made: DrawnBlock = { blockId, kind, settings: kindLooks[kind]?.begins() ?? {}, exits: {}, at: place }
    redraw((now) => withBlock(now, made, behind))
    show(blockId)
  }
  /** Behind what is chosen, where one of its exits leads nowhere yet. */
  const addBehind = (kind: string) => {
    const free =
      block && problems.find((each) => each.blockId === block.blockId && each.code === 'exit-leads-nowhere')?.exit
    add(kind, undefined, block && free !== undefined ? { blockId: block.blockId, exit: free } : undefined)
  }
  const addNote = () => {
    const taken = new Set(flow.notes?.map(({ noteId }) => noteId))
    let count = 1
    while (taken.has(`note-${count}`)) count++
    const noteId = `note-${count}`
    redraw((now) => ({ ...now, notes: [...(now.notes ?? []), { noteId, text: '', at: placeFor(now) }] }))
    setSelected(new Set([noteId]))
  }
  const remove = (ids: ReadonlySet<string>) => {
    redraw((now) => {
      const rest = withoutBlocks(now, ids)
      return now.notes ? { ...rest, notes: now.notes.filter(({ noteId }) => !ids.has(noteId)) } : rest
    })
    setSelected(nobody)
  }
  const paste = (copied: readonly DrawnBlock[]) => {
    const made = pasted(flow, copied)
    redraw(() => made.drawn)
    setSelected(new Set(made.blockIds))
  }
  const declare = (label: string): string | undefined => {
    if (label === '') return undefined
    const taken = new Set(flow.variables.map(({ name }) => name))
    const base =
      foldText(label)
        .replace(/[^a-z0-9]+/g, '_')
        .replace(/^[^a-z]+|_+$/g, '')
        .slice(0, 40) || 'value'
    let name = base
    for (let count = 2; taken.has(name); count++) name = `${base}_${count}`
    redraw((now) => ({ ...now, variables: [...now.variables, { name, label }] }))
    return name
  }

  const { undo, redo } = state
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return
      const isTyping =
        event.target instanceof Element && event.target.closest('input, textarea, [contenteditable], [role="dialog"]')
      if (isTyping) return
      const key = event.key.toLowerCase()
      if (key === 'z') {
        event.preventDefault()
        if (event.shiftKey) redo?.()
        else undo?.()
      } else if (key === 'y') {
        event.preventDefault()
        redo?.()
      } else if (key === 'c' || key === 'x') {
        const copied = flow.blocks.filter(({ blockId }) => selected.has(blockId))
        if (copied.length === 0 || !globalThis.getSelection()?.isCollapsed) return
        event.preventDefault()
        clipboard = copied
        if (key === 'x') remove(selected)
      } else if (key === 'v' && clipboard.length > 0) {
        event.preventDefault()
        paste(clipboard)
      }
    }
    globalThis.addEventListener('keydown', onKey)
    return () => globalThis.removeEventListener('keydown', onKey)
  })

  const panelOf = (of: DrawnBlock, isWithoutExits: boolean) => (
    <BlockPanel
      flow={flow}
      block={of}
      channels={channels}
      languages={languages}
      references={references}
      problems={problems}
      isWithoutExits={isWithoutExits}
      rename={(name) => redraw((now) => changed(now, of.blockId, { name }), `${of.blockId} name`)}
      setSettings={(settings, about) => redraw((now) => withSettings(now, of.blockId, settings), about)}
      declare={declare}
      connect={(exit, to) => redraw((now) => connected(now, of.blockId, exit, to))}
      add={(exit, kind) => add(kind, undefined, { blockId: of.blockId, exit })}
      makeStart={() => redraw((now) => ({ ...now, start: of.blockId }))}
      duplicate={() => paste([of])}
      remove={() => remove(new Set([of.blockId]))}
    />
  )
  const flowPanel = (
    <FlowPanel
      drawing={drawing}
      references={references}
      problems={problems}
      nameOf={nameOf}
      show={show}
      change={change}
    />
  )

  return (
    <div className={styles.designer}>
      <header className={styles.bar}>
        <Link to="/studio/flows">{t('frame.section.flows')}</Link>
        <span aria-hidden="true">/</span>
        <h1>
          <bdi>{drawing.name}</bdi>
        </h1>
        <span className={styles.kept} role="status">
          {t(`studio.keeping.${state.keeping}`)}
        </span>
        <div className={styles.away}>
          <IconButton label={t('studio.undo')} icon={<IconArrowBackUp size={18} />} disabled={!undo} onClick={undo} />
          <IconButton
            label={t('studio.redo')}
            icon={<IconArrowForwardUp size={18} />}
            disabled={!redo}
            onClick={redo}
          />
          {!isNarrow && (
            <>
              <IconButton
                label={t('studio.arrange')}
                icon={<IconLayoutDistributeHorizontal size={18} />}
                onClick={() => redraw(arranged)}
              />
              <IconButton
                label={t(isList ? 'studio.asCanvas' : 'studio.asList')}
                icon={isList ? <IconSchema size={18} /> : <IconList size={18} />}
                onClick={() => setListWished(!isListWished)}
              />
            </>
          )}
          <TextInput
            aria-label={t('studio.search')}
            placeholder={t('studio.search')}
            leftSection={<IconSearch size={16} aria-hidden="true" />}
            w={160}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            onKeyDown={(event) => {
              const first = found && [...found][0]
              if (event.key === 'Enter' && first !== undefined) show(first)
            }}
          />
          <Button
            icon={<IconPlayerPlay size={16} />}
            className={styles.pressed}
            aria-pressed={open === 'try'}
            onClick={() => {
              setOpen(open === 'try' ? undefined : 'try')
              setLit(undefined)
            }}
          >
            {t('studio.try')}
          </Button>
          <Link to="/studio/flows/$flowId/live" params={{ flowId: draft.flowId }} search={{}}>
            {t('studio.live.title')}
          </Link>
          <Button onClick={() => setOpen('versions')}>{t('studio.versions')}</Button>
          <Button kind="primary" onClick={() => setOpen('review')}>
            {t('studio.review')}
          </Button>
        </div>
      </header>
      <div className={styles.notices}>
        {state.keeping === 'elsewhere' && (
          <Notice
            tone="caution"
            role="alert"
            title={t('studio.elsewhere')}
            actions={
              <>
                <Button onClick={() => void state.takeTheirs()}>{t('studio.takeTheirs')}</Button>
                <Button onClick={() => void state.keepMine()}>{t('studio.keepMine')}</Button>
              </>
            }
          >
            {t('studio.elsewhereText')}
          </Notice>
        )}
        {state.error !== null && <ErrorNotice error={state.error} retry={() => void state.save()} />}
      </div>
      <div className={styles.body} data-view={isList ? 'list' : 'canvas'}>
        {!isNarrow && <Palette channels={channels} add={addBehind} addNote={addNote} />}
        {flow.blocks.length === 0 && (isNarrow || isList) ? (
          <EmptyState
            icon={<IconSchema size={22} />}
            title={t('studio.nothingDrawn')}
            action={
              <Button kind="primary" icon={<IconPlus size={16} />} onClick={() => add('say')}>
                {t('studio.firstBlock')}
              </Button>
            }
          >
            {t('studio.nothingDrawnText')}
          </EmptyState>
        ) : isList ? (
          <BlockList
            flow={flow}
            channels={channels}
            languages={languages}
            references={references}
            problems={problems}
            selected={selected}
            found={found}
            here={lit?.at}
            {...(isNarrow && { panel: (of: DrawnBlock) => panelOf(of, true) })}
            select={(blockId) => setSelected(selected.has(blockId) ? nobody : new Set([blockId]))}
            connect={(blockId, exit, to) => redraw((now) => connected(now, blockId, exit, to))}
            add={(blockId, exit, kind) => add(kind, undefined, { blockId, exit })}
          />
        ) : (
          <Canvas
            flow={flow}
            languages={languages}
            references={references}
            problems={problems}
            selected={selected}
            found={found}
            lit={lit}
            focus={focus}
            select={setSelected}
            move={(places) => redraw((now) => moved(now, places))}
            connect={(blockId, exit, to) => redraw((now) => connected(now, blockId, exit, to))}
            remove={remove}
            drop={(kind, at) => add(kind, at)}
          />
        )}
        <aside className={styles.panel} aria-label={t('studio.settings')}>
          {open === 'try' ? (
            <TryPanel
              flowId={draft.flowId}
              drawing={drawing}
              references={references}
              nameOf={nameOf}
              light={setLit}
              change={change}
            />
          ) : block && !isNarrow ? (
            panelOf(block, isList)
          ) : note ? (
            <NotePanel
              text={note.text}
              set={(text) =>
                redraw(
                  (now) => ({
                    ...now,
                    notes: (now.notes ?? []).map((each) => (each.noteId === note.noteId ? { ...each, text } : each)),
                  }),
                  note.noteId,
                )
              }
              remove={() => remove(new Set([note.noteId]))}
            />
          ) : (
            flowPanel
          )}
        </aside>
      </div>
      <Modal
        opened={open === 'review'}
        onClose={() => setOpen(undefined)}
        size="lg"
        title={t('studio.review')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {open === 'review' && (
          <ReviewDialog
            draft={draft}
            state={state}
            errors={errors}
            nameOf={nameOf}
            show={(blockId) => {
              setOpen(undefined)
              show(blockId)
            }}
            close={() => setOpen(undefined)}
          />
        )}
      </Modal>
      <Modal
        opened={open === 'versions'}
        onClose={() => setOpen(undefined)}
        size="lg"
        title={t('studio.versions')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {open === 'versions' && (
          <VersionsDialog
            flowId={draft.flowId}
            takeOver={(definition) => {
              redraw(() => definition)
              setOpen(undefined)
            }}
          />
        )}
      </Modal>
    </div>
  )
}

/** Copied blocks go from one flow to another while the page lives. */
let clipboard: readonly DrawnBlock[] = []
