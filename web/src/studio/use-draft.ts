import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useReducer, useRef, useState } from 'react'
import type { DrawnFlow } from '#protocol/http/flow-definition.ts'
import type { ChangeFlow, FlowDraft } from '#protocol/http/flows.ts'
import { CallFailed, call } from '../sign-in/api.ts'
import { readLocal, writeLocal } from '../state/local-setting.ts'

/** What is drawn in this tab: the definition, and what else the flow is. */
export interface Drawing {
  readonly name: string
  readonly channels: FlowDraft['channels']
  readonly languages: FlowDraft['languages']
  readonly definition: DrawnFlow
  readonly tests: FlowDraft['tests']
  readonly slug: string
}

interface History {
  readonly before: readonly Drawing[]
  readonly now: Drawing
  readonly after: readonly Drawing[]
  /** Changes to one field in a row are one step. */
  readonly about: string
}
type Step =
  | { readonly kind: 'change'; readonly to: (now: Drawing) => Drawing; readonly about: string }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }
  | { readonly kind: 'load'; readonly drawing: Drawing }

const mostSteps = 200

function step(history: History, done: Step): History {
  const { before, now, after, about } = history
  if (done.kind === 'load') return { before: [], now: done.drawing, after: [], about: '' }
  if (done.kind === 'undo') {
    const last = before.at(-1)
    return last ? { before: before.slice(0, -1), now: last, after: [now, ...after], about: '' } : history
  }
  if (done.kind === 'redo') {
    const [next, ...rest] = after
    return next ? { before: [...before, now], now: next, after: rest, about: '' } : history
  }
  const next = done.to(now)
  if (next === now) return history
  const isSame = done.about !== '' && done.about === about
  return { before: isSame ? before : [...before, now].slice(-mostSteps), now: next, after: [], about: done.about }
}

export type Keeping = 'saved' | 'waiting' | 'saving' | 'failed' | 'elsewhere'

const pauseMs = 800
const keyOf = (flowId: string) => `parley.flow.${flowId}`

/** A drawing that saves itself, keeps what the server does not have yet in this browser, and can be taken back step by step. */
export function useDraft(draft: FlowDraft) {
  const { flowId } = draft
  const client = useQueryClient()
  const kept = useRef(readKept(flowId))
  const [history, dispatch] = useReducer(step, undefined, () => ({
    ...{ before: [], after: [], about: '' },
    now: kept.current?.drawing ?? drawingOf(draft),
  }))
  const etag = useRef(draft.etag)
  const saved = useRef<Drawing>(drawingOf(draft))
  const [keeping, setKeeping] = useState<Keeping>(
    kept.current ? (kept.current.etag === draft.etag ? 'waiting' : 'elsewhere') : 'saved',
  )
  const [error, setError] = useState<unknown>(null)
  const { now } = history
  const latest = useRef(now)
  latest.current = now

  /** Resolves with whether all that is drawn is with the server. */
  const save = useCallback(
    async (isForced = false): Promise<boolean> => {
      const drawing = latest.current
      const body = changesOf(saved.current, drawing)
      if (Object.keys(body).length === 0 && !isForced) {
        setKeeping('saved')
        return true
      }
      setKeeping('saving')
      try {
        const answer = await call('changeFlow', {
          ...{ id: flowId, ifMatch: isForced ? '*' : etag.current },
          body: isForced ? { ...drawing } : body,
        })
        etag.current = answer.etag
        saved.current = drawing
        setError(null)
        client.setQueryData(['flow', flowId], answer)
        void client.invalidateQueries({ queryKey: ['flows'] })
        if (latest.current !== drawing) return await save()
        writeLocal(keyOf(flowId), '')
        setKeeping('saved')
        return true
      } catch (failed) {
        const isStale = failed instanceof CallFailed && failed.code === 'request.stale'
        setKeeping(isStale ? 'elsewhere' : 'failed')
        setError(isStale ? null : failed)
        return false
      }
    },
    [flowId, client],
  )

  useEffect(() => {
    if (now === saved.current || keeping === 'elsewhere') return
    // A browser that is closed in the pause has it still.
    writeLocal(keyOf(flowId), JSON.stringify({ etag: etag.current, drawing: now }))
    setKeeping('waiting')
    const timer = setTimeout(() => void save(), pauseMs)
    return () => clearTimeout(timer)
  }, [now, flowId, save, keeping === 'elsewhere'])

  return {
    ...{ drawing: now, keeping, error, save },
    /** @param about names the field, so that typing into it is one step */
    change: (to: (now: Drawing) => Drawing, about = '') => dispatch({ kind: 'change', to, about }),
    undo: history.before.length > 0 ? () => dispatch({ kind: 'undo' }) : undefined,
    redo: history.after.length > 0 ? () => dispatch({ kind: 'redo' }) : undefined,
    etag: () => etag.current,
    /** What somebody else saved, in place of what is drawn here. */
    async takeTheirs() {
      const answer = await call('flow', { id: flowId })
      etag.current = answer.etag
      saved.current = drawingOf(answer)
      writeLocal(keyOf(flowId), '')
      client.setQueryData(['flow', flowId], answer)
      dispatch({ kind: 'load', drawing: saved.current })
      setKeeping('saved')
    },
    /** What is drawn here, in place of what somebody else saved. */
    keepMine: () => save(true),
  }
}
export type DraftState = ReturnType<typeof useDraft>

const drawingOf = ({ name, channels, languages, definition, tests, slug }: FlowDraft): Drawing => ({
  ...{ name, channels, languages, definition, tests, slug },
})

function changesOf(before: Drawing, now: Drawing): ChangeFlow {
  const keys = ['name', 'channels', 'languages', 'definition', 'tests', 'slug'] as const
  return Object.fromEntries(keys.filter((key) => before[key] !== now[key]).map((key) => [key, now[key]]))
}

function readKept(flowId: string): { readonly etag: string; readonly drawing: Drawing } | undefined {
  const text = readLocal(keyOf(flowId))
  if (!text) return undefined
  try {
    const kept = JSON.parse(text)
    return typeof kept.etag === 'string' && Array.isArray(kept.drawing?.definition?.blocks) ? kept : undefined
  } catch {
    return undefined
  }
}
