import type { OwnLoad, Person, WrapUpRule } from '#protocol/http/people.ts'

/** How one person writes up and what he bears, as it is typed. */
export interface WorkDraft {
  readonly mode: 'queue' | 'none' | 'timed' | 'extendable' | 'optional'
  readonly seconds: string
  readonly extensions: string
  readonly extensionS: string
  /** Empty: as for everybody. */
  readonly loads: Readonly<Record<ShownChannel, { readonly atOnce: string; readonly weight: string }>>
}
export const shownChannels = ['voice', 'task'] as const
export type ShownChannel = (typeof shownChannels)[number]

export function workDraft(person: Pick<Person, 'wrapUp' | 'ownLoads'> | undefined): WorkDraft {
  const { wrapUp, ownLoads = [] } = person ?? {}
  const loadOf = (channel: ShownChannel) => {
    const load = ownLoads.find((one) => one.channel === channel)
    return { atOnce: load ? String(load.atOnce) : '', weight: load ? String(load.weight) : '' }
  }
  return {
    mode: modeOf(wrapUp),
    seconds: String((wrapUp?.limitMs ?? 60_000) / 1000),
    extensions: String(wrapUp?.extensions ?? 2),
    extensionS: String((wrapUp?.extensionMs ?? 30_000) / 1000),
    loads: { voice: loadOf('voice'), task: loadOf('task') },
  }
}

function modeOf(rule: WrapUpRule | undefined): WorkDraft['mode'] {
  if (!rule) return 'queue'
  if (rule.limitMs === 0) return 'none'
  if (rule.isOptional) return 'optional'
  return rule.extensions > 0 ? 'extendable' : 'timed'
}

const whole = (text: string, least: number, most: number): number | undefined => {
  const value = Number(text.trim())
  return text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most ? value : undefined
}

export function isWorkable({ mode, seconds, extensions, extensionS, loads }: WorkDraft): boolean {
  const hasTime = mode !== 'queue' && mode !== 'none'
  const hasMore = mode === 'extendable' || mode === 'optional'
  if (hasTime && whole(seconds, 1, 86_400) === undefined) return false
  if (hasMore && (whole(extensions, 0, 1000) ?? whole(extensionS, 1, 86_400)) === undefined) return false
  if (hasMore && whole(extensionS, 1, 86_400) === undefined) return false
  return shownChannels.every((channel) => {
    const { atOnce, weight } = loads[channel]
    if (atOnce.trim() === '' && weight.trim() === '') return true
    return whole(atOnce, 0, channel === 'voice' ? 1 : 100) !== undefined && whole(weight, 0, 100) !== undefined
  })
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

export const loadsOf = ({ loads }: WorkDraft): OwnLoad[] =>
  shownChannels.flatMap((channel) => {
    const { atOnce, weight } = loads[channel]
    return atOnce.trim() === '' ? [] : [{ channel, atOnce: Number(atOnce), weight: Number(weight) }]
  })
