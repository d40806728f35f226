import type { Call } from '#domain/routing/index.ts'
import type { EdgeId, LegId } from '#kernel/ids.ts'
import type { PlayItem } from '#protocol/edge/index.ts'
import type { Action } from './actions.ts'
import type { ProcessEnvironment } from './view.ts'

/** What a customer hears who is in no bridge. */
export function play(
  { edgeId, customerLegId }: Call,
  { newId }: ProcessEnvironment,
  items: PlayItem[],
  loop: boolean,
): Action {
  const command = { type: 'leg.play', legId: customerLegId, playId: newId('play'), items, loop } as const
  return { kind: 'edge', edgeId, command }
}

export const playMusic = (interaction: Call, environment: ProcessEnvironment): Action =>
  play(interaction, environment, [{ kind: 'music' }], true)

/** It rings at the far end, and he was answered already: the edge's own ringing is for those who were not. */
export const playRingback = (interaction: Call, environment: ProcessEnvironment): Action =>
  play(interaction, environment, [{ kind: 'tone', tone: 'ringback', durationMs: 5000 }], true)

/** What an agent's leg hears while it rings at whom he calls. */
export const ringback = (edgeId: EdgeId, legId: LegId, { newId }: ProcessEnvironment): Action => ({
  kind: 'edge',
  edgeId,
  command: {
    type: 'leg.play',
    legId,
    playId: newId('play'),
    items: [{ kind: 'tone', tone: 'ringback', durationMs: 5000 }],
    loop: true,
  },
})

/** Nobody is there: what a telephone would say to that. */
export const busyTone = (edgeId: EdgeId, legId: LegId, { newId }: ProcessEnvironment): Action => ({
  kind: 'edge',
  edgeId,
  command: {
    type: 'leg.play',
    legId,
    playId: newId('play'),
    items: [{ kind: 'tone', tone: 'busy', durationMs: 2000 }],
    loop: false,
  },
})
