import type { OwnLoad } from '#protocol/http/people.ts'

/** What somebody bears otherwise than everybody, as it is typed; empty: as everybody. */
export type LoadDrafts = Readonly<Record<ShownChannel, { readonly atOnce: string; readonly weight: string }>>
export const shownChannels = ['voice', 'task'] as const
export type ShownChannel = (typeof shownChannels)[number]

export function loadDrafts(loads: readonly OwnLoad[]): LoadDrafts {
  const of = (channel: ShownChannel) => {
    const load = loads.find((one) => one.channel === channel)
    return { atOnce: load ? String(load.atOnce) : '', weight: load ? String(load.weight) : '' }
  }
  return { voice: of('voice'), task: of('task') }
}

/** A whole number within these bounds, else `undefined`. */
export const whole = (text: string, least: number, most: number): number | undefined => {
  const value = Number(text.trim())
  return text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most ? value : undefined
}

/** Nobody talks to two at once. */
export const mostAtOnce = (channel: string): number => (channel === 'voice' || channel === 'video' ? 1 : 100)

/** Both numbers of a channel, or neither. */
export const areLoadsWorkable = (loads: LoadDrafts): boolean =>
  shownChannels.every((channel) => {
    const { atOnce, weight } = loads[channel]
    if (atOnce.trim() === '' && weight.trim() === '') return true
    return whole(atOnce, 0, mostAtOnce(channel)) !== undefined && whole(weight, 0, 100) !== undefined
  })

/** What is sent: call it when it is workable. */
export const ownLoadsOf = (loads: LoadDrafts): OwnLoad[] =>
  shownChannels.flatMap((channel) => {
    const { atOnce, weight } = loads[channel]
    return atOnce.trim() === '' ? [] : [{ channel, atOnce: Number(atOnce), weight: Number(weight) }]
  })
