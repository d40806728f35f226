import type { CallbackSettings } from '#domain/routing/index.ts'
import type { InteractionId } from '#kernel/ids.ts'
import type { Random } from '#kernel/random.ts'
import { outsideBegins } from './outside-telephone.ts'
import type { World } from './world.ts'

/** People who want to be called back: by a key while they wait, and from outside, at once or later, some of them twice. */

export const callbackNumbers = [0, 1, 2].map((number) => `${outsideBegins}070${number}`)

/** How the queue calls back, drawn anew while calls go on. */
export function changesCallbacks(world: World): void {
  const { random: chance } = world
  const callback: CallbackSettings = {
    dials: chance.pick(['agent-first', 'ahead']),
    retryAfterMs: chance.pick([[10_000], [10_000, 60_000, 120_000], []]),
    ringTimeoutMs: 15_000,
    ...(chance.next() < 0.7 && {
      offer: { standardMs: chance.pick([0, 5000, 60_000]), key: '1', prompt: 'callback-offer' },
    }),
  }
  world.changesQueue(world.queueId, { callback })
}

/** One deed of somebody who does not want to wait on the line. */
export function asksToBeCalled(world: World): void {
  const { core, queueId, edge, random: chance } = world
  const asked = { queueId, edgeId: edge.edgeId, isOverTrunk: true, number: chance.pick(callbackNumbers) } as const
  const ways = [
    () => core.askCallback({ ...asked, interactionId: null, askedBy: 'outside' }),
    () =>
      core.askCallback({
        ...asked,
        interactionId: null,
        askedBy: 'outside',
        notBeforeMs: world.clock.nowMs + chance.integer(120_000),
      }),
    () => {
      const offered = [...(core.state?.calls.values() ?? [])].filter(({ waiting }) => waiting?.isCallbackOffered)
      const one = offered[0]
      if (one) core.askCallback({ ...asked, interactionId: one.interactionId, askedBy: 'key' })
    },
    () => {
      const [open] = openCallbacks(world)
      if (open && chance.next() < 0.3)
        core.execute({ type: 'EndInteraction', interactionId: open, reason: 'cancelled' })
    },
  ]
  chance.pick(ways)()
}

const openCallbacks = ({ core }: World): readonly InteractionId[] =>
  [...(core.state?.interactions.values() ?? [])].flatMap((one) =>
    one.kind === 'callback' || (one.kind === 'call' && one.promise && one.stage === 'dialing')
      ? [one.interactionId]
      : [],
  )

/** At the end of the day whoever waits still is called no more. */
export function takesCallbacksBack(world: World): void {
  for (const interactionId of openCallbacks(world)) {
    world.core.execute({ type: 'EndInteraction', interactionId, reason: 'cancelled' })
  }
}

/** Pauses between two who ask. */
export const betweenAskingMs = (chance: Random): number => Math.round(-Math.log(1 - chance.next()) * 20_000)
