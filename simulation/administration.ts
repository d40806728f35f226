import type { RecordingConsent } from '#domain/recordings/index.ts'
import { answersBreak, changesBreaks, setUpBreaks } from './break-rules.ts'
import type { SimulatedAgent } from './people.ts'
import { administerRouting, setUpRouting } from './routing-rules.ts'
import type { World } from './world.ts'

/** What administrators change while calls go on: queues, who serves them, and who is recorded. */

const consents: readonly RecordingConsent[] = ['none', 'announced', 'asked']

/** How the tables are when the day begins. */
export function setUp(world: World): void {
  const chance = world.random
  world.changesQueue(world.queueId, {
    recordingConsent: chance.pick(['none', ...consents]),
    recordedPercent: chance.pick([100, 100, 50]),
    isAutoAnswered: chance.next() < 0.2,
  })
  world.pausesAtDigits = chance.pick([0, 3])
  for (const agent of world.agents) {
    world.changesAgent(agent, {
      isAutoAnswered: chance.next() < 0.2,
      recordedPercentWithoutQueue: chance.pick([0, 100]),
      recordingConsentWithoutQueue: chance.pick(consents),
      ...(chance.next() < 0.2 && { recordedPercent: 100, recordingConsent: chance.pick(consents) }),
    })
  }
  setUpRouting(world)
  setUpBreaks(world)
}

/** One deed, whoever waits or talks meanwhile. */
export function administer(world: World): void {
  const chance = world.random
  const { queueId, otherQueueId } = world
  const agent = chance.pick(world.agents)
  const ways = [
    () => world.changesQueue(queueId, { recordingConsent: chance.pick(consents) }),
    () => world.changesQueue(queueId, { recordedPercent: chance.pick([0, 50, 100]) }),
    () => world.changesQueue(queueId, { isAutoAnswered: chance.next() < 0.3 }),
    () => world.changesQueue(queueId, { wrapUpLimitMs: chance.pick([0, 20_000]) }),
    () => world.changesQueue(queueId, { isWrapUpOptional: chance.next() < 0.4, wrapUpExtensionMs: 5000 }),
    () =>
      world.changesAgent(agent, {
        ...agent.settings,
        wrapUp: { limitMs: 7000, extensions: 1, isOptional: chance.next() < 0.5 },
      }),
    () => changesWrapUp(world, agent),
    () => changesWrapUp(world, agent),
    () => world.changesQueue(queueId, { parkTimeoutMs: chance.pick([5000, 120_000]) }),
    () => world.changesQueue(queueId, { priority: chance.pick([0, 10]) }),
    () => world.changesAgent(agent, { ...agent.settings, isAutoAnswered: chance.next() < 0.5 }),
    () => world.changesAgent(agent, { ...agent.settings, recordingConsentWithoutQueue: chance.pick(consents) }),
    () =>
      world.changesAgent(agent, { recordedPercent: chance.pick([0, 100]), recordingConsent: chance.pick(consents) }),
    () => world.changesAgent(agent, {}),
  ]
  const openOrClose = () => {
    if (world.hasQueue(otherQueueId)) world.removesQueue(otherQueueId)
    else
      world.changesQueue(otherQueueId, { ringTimeoutMs: 15_000, wrapUpLimitMs: 10_000, priority: chance.pick([0, 5]) })
  }
  const rules = () => administerRouting(world)
  const breaks = () => chance.pick([answersBreak, answersBreak, answersBreak, answersBreak, changesBreaks])(world)
  const often = (times: number, way: () => void) => Array.from({ length: times }, () => way)
  chance.pick([...ways, ...often(5, breaks), ...often(3, openOrClose), ...often(8, rules)])()
}

/** An agent says that he will write up, or takes more time for it. */
function changesWrapUp({ core, random: chance }: World, { agentId, desk }: SimulatedAgent): void {
  for (const { interactionId, workState } of desk?.work ?? []) {
    if (workState === 'wrapUp') core.execute({ type: 'ExtendWrapUp', interactionId, agentId })
    else core.execute({ type: 'PlanWrapUp', interactionId, agentId, isWanted: chance.next() < 0.7 })
  }
}

/** A supervisor puts his hand to what waits, or to who does not. */
export function direct(world: World): void {
  const chance = world.random
  const { core, otherQueueId, queueId, agents } = world
  if (agents.some(({ desk }) => desk?.breakRequest?.state === 'asked') && chance.next() < 0.5) {
    answersBreak(world)
    return
  }
  const waiting = [...(core.state?.interactions.values() ?? [])].filter((interaction) => interaction.waiting !== null)
  const agent = chance.pick(agents)
  if (waiting.length === 0) {
    const presence = chance.pick([{ kind: 'available' }, { kind: 'break', reason: 'other' }] as const)
    core.execute({ type: 'SetPresence', agentId: agent.agentId, presence, by: 'supervisor' })
    world.changesQueue(queueId, { missedOffers: { notReadyAfter: chance.pick([0, 1, 2]), coolDownMs: 5000 } })
    return
  }
  const { interactionId, waiting: where } = chance.pick(waiting)
  const there = where?.queueId === otherQueueId ? queueId : otherQueueId
  const ways = [
    () => core.execute({ type: 'PushInteraction', interactionId, agentId: agent.agentId }),
    () => core.execute({ type: 'PushInteraction', interactionId, agentId: agent.agentId }),
    () => core.execute({ type: 'MoveInteraction', interactionId, queueId: there }),
    () => core.execute({ type: 'MoveInteraction', interactionId, queueId: there }),
    () => core.execute({ type: 'ChangePriority', interactionId, level: chance.pick([0, 5]), boostMs: 0 }),
    () => core.execute({ type: 'RemoveInteraction', interactionId }),
  ]
  chance.pick(ways)()
}
