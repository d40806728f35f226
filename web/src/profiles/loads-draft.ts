import type { ChannelLoad } from '#protocol/http/channels.ts'
import { mostAtOnce, shownChannels, whole } from '../admin/load-draft.ts'

/** What everybody bears of a channel, as it is typed. */
export interface ChannelDraft {
  readonly channel: ChannelLoad['channel']
  readonly atOnce: string
  readonly weight: string
  readonly interruptedBy: readonly ChannelLoad['channel'][]
}

export const channelDrafts = (loads: readonly ChannelLoad[]): readonly ChannelDraft[] =>
  [...loads]
    .sort((a, b) => rankOf(a) - rankOf(b))
    .map(({ channel, atOnce, weight, interruptedBy }) => ({
      ...{ channel, atOnce: String(atOnce), weight: String(weight), interruptedBy },
    }))

const rankOf = ({ channel }: ChannelLoad): number => shownChannels.indexOf(channel)

/** The first that cannot be carried out. */
export const wrongPart = ({ channel, atOnce, weight }: ChannelDraft): 'atOnce' | 'weight' | undefined => {
  if (whole(atOnce, 0, mostAtOnce(channel)) === undefined) return 'atOnce'
  return whole(weight, 0, 100) === undefined ? 'weight' : undefined
}

/** What is sent: call it when nothing is wrong. */
export const channelLoadsOf = (drafts: readonly ChannelDraft[]): ChannelLoad[] =>
  drafts.map(({ channel, atOnce, weight, interruptedBy }) => ({
    ...{ channel, atOnce: Number(atOnce), weight: Number(weight), interruptedBy: [...interruptedBy] },
  }))

/** How many of a channel somebody has at most who has nothing else in hand; a weight of 0 costs him nothing. */
export function mostInHand(draft: ChannelDraft): number | undefined {
  if (wrongPart(draft)) return undefined
  const [atOnce, weight] = [Number(draft.atOnce), Number(draft.weight)]
  return weight === 0 ? atOnce : Math.min(atOnce, Math.floor(100 / weight))
}
