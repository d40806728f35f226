import type { OwnLoad, Person, WrapUpRule } from '#protocol/http/people.ts'
import { areLoadsWorkable, type LoadDrafts, loadDrafts, ownLoadsOf, whole } from './load-draft.ts'

/** How one person writes up and what he bears, as it is typed. */
export interface WorkDraft {
  readonly mode: 'queue' | 'none' | 'timed' | 'extendable' | 'optional'
  readonly seconds: string
  readonly extensions: string
  readonly extensionS: string
  readonly loads: LoadDrafts
}

export function workDraft(person: Pick<Person, 'wrapUp' | 'ownLoads'> | undefined): WorkDraft {
  const { wrapUp, ownLoads = [] } = person ?? {}
  return {
    mode: modeOf(wrapUp),
    seconds: String((wrapUp?.limitMs ?? 60_000) / 1000),
    extensions: String(wrapUp?.extensions ?? 2),
    extensionS: String((wrapUp?.extensionMs ?? 30_000) / 1000),
    loads: loadDrafts(ownLoads),
  }
}

function modeOf(rule: WrapUpRule | undefined): WorkDraft['mode'] {
  if (!rule) return 'queue'
  if (rule.limitMs === 0) return 'none'
  if (rule.isOptional) return 'optional'
  return rule.extensions > 0 ? 'extendable' : 'timed'
}

export function isWorkable({ mode, seconds, extensions, extensionS, loads }: WorkDraft): boolean {
  const hasTime = mode !== 'queue' && mode !== 'none'
  const hasMore = mode === 'extendable' || mode === 'optional'
  if (hasTime && whole(seconds, 1, 86_400) === undefined) return false
  if (hasMore && (whole(extensions, 0, 1000) ?? whole(extensionS, 1, 86_400)) === undefined) return false
  if (hasMore && whole(extensionS, 1, 86_400) === undefined) return false
  return areLoadsWorkable(loads)
}

/** What is sent; `null`: each queue's. Call it when it is workable. */
export function wrapUpOf({ mode, seconds, extensions, extensionS }: WorkDraft): WrapUpRule | null {
  if (mode === 'queue') return null
  if (mode === 'none') return { limitMs: 0, extensions: 0 }
  const limitMs = Number(seconds) * 1000
  if (mode === 'timed') return { limitMs, extensions: 0 }
  const more = { limitMs, extensions: Number(extensions), extensionMs: Number(extensionS) * 1000 }
  return mode === 'optional' ? { ...more, isOptional: true } : more
}

export const loadsOf = ({ loads }: WorkDraft): OwnLoad[] => ownLoadsOf(loads)
