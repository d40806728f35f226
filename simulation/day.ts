import type { Random } from '#kernel/random.ts'
import { administer, direct, setUp } from './administration.ts'
import { thinksOfBreak } from './break-rules.ts'
import {
  asksToBeCalled,
  betweenAskingMs,
  callbackNumbers,
  changesCallbacks,
  takesCallbacksBack,
} from './callback-habits.ts'
import { nobodyIsDialedTwice, noPromiseIsLost } from './checkers/callbacks.ts'
import { noMessageIsLost } from './checkers/voicemail.ts'
import type { CoreFaults } from './core.ts'
import { actOnCall, customerTypes, lookAround, supervise } from './desk-habits.ts'
import { answerFlows, changesFlows } from './flow-habits.ts'
import type { HousePhone } from './house-phone.ts'
import { outsideBegins } from './outside-telephone.ts'
import type { SimulatedAgent } from './people.ts'
import { speakToVoicemail } from './voicemail-habits.ts'
import { World } from './world.ts'

/** A day at the contact centre, or some minutes of it. Means are of exponential distributions. */
export interface DayOptions {
  readonly seed: number
  readonly durationMs: number
  readonly agents: number
  readonly betweenCallsMs: number
  readonly talkMs: number
  readonly wrapUpMs: number
  readonly patienceMs: number
  /** How many of core deaths, edge deaths and broken links there are on average; 0 is a day without faults. */
  readonly faults: number
  /** Queues, rules of recording and answering by itself are drawn, and change while calls go on. */
  readonly isAdministered?: boolean
  /** A supervisor pushes, moves, raises and removes what waits. */
  readonly isDirected?: boolean
  /** People ask to be called back. */
  readonly isCalledBack?: boolean
  /** Tasks come from outside beside the calls; absent: none do. */
  readonly betweenTasksMs?: number
}

const random = {
  exponential: (chance: Random, meanMs: number): number => Math.round(-Math.log(1 - chance.next()) * meanMs),
}

/** Lives through a day with the checkers looking on; throws what they saw. The world is returned for its figures. */
export function liveDay(options: DayOptions): World {
  const { seed, durationMs, faults } = options
  let isOver = false
  const world = new World({
    seed,
    ...(faults > 0 && { faults: (chance: Random) => coreFaults(chance, () => isOver) }),
    queue: { ringTimeoutMs: 15_000, wrapUpLimitMs: 20_000 },
  })
  const { clock } = world
  const chance = world.random
  const repeat = (delayMs: () => number, deed: () => void) => {
    clock.after(delayMs(), () => {
      if (isOver) return
      deed()
      repeat(delayMs, deed)
    })
  }

  for (let number = 1; number <= options.agents; number++) work(world, world.agent(`agent ${number}`), options, repeat)
  const corridor = world.phone('799').registers()
  usePhone(world, corridor, options, repeat)
  for (let number = 0; number < 5; number++) haveAMind(world, `${outsideBegins}000${number}`, options)
  for (const number of [`${outsideBegins}0300`, '112']) haveAMind(world, number, options)
  world.saysTwice = () => !isOver && chance.next() < 0.15
  world.edge.onAsked = (legId) => {
    // Who calls is asked whether he may be recorded; telephones that we call have a mind of their own.
    if (world.edge.legs.get(legId)?.direction !== 'inbound') return
    const key = chance.pick(['1', '1', '2', null])
    if (key !== null) clock.after(random.exponential(chance, 4000), () => world.edge.presses(legId, key))
  }
  if (options.isAdministered) {
    setUp(world)
    repeat(
      () => random.exponential(chance, 30_000),
      () => administer(world),
    )
    repeat(
      () => random.exponential(chance, 60_000),
      () => changesFlows(world),
    )
  }
  if (options.isDirected) {
    repeat(
      () => random.exponential(chance, 15_000),
      () => direct(world),
    )
  }
  if (options.isCalledBack) {
    for (const number of callbackNumbers) haveAMind(world, number, options)
    changesCallbacks(world)
    repeat(
      () => betweenAskingMs(chance),
      () => (chance.next() < 0.1 ? changesCallbacks(world) : asksToBeCalled(world)),
    )
    repeat(
      () => 1000 + chance.integer(3000),
      () => nobodyIsDialedTwice(world),
    )
  }
  repeat(
    () => 1000 + chance.integer(3000),
    () => speakToVoicemail(world),
  )
  repeat(
    () => 500 + chance.integer(2500),
    () => answerFlows(world),
  )
  if (options.betweenTasksMs !== undefined) bringTasks(world, options, options.betweenTasksMs, repeat)
  let calls = 0
  repeat(
    () => random.exponential(chance, options.betweenCallsMs),
    () => call(world, `caller ${++calls}`, options),
  )
  repeat(
    () => 5000 + chance.integer(10_000),
    () => world.checkers.whenQuiet(),
  )
  if (faults > 0) {
    repeat(
      () => random.exponential(chance, durationMs / faults),
      () => chance.pick([() => world.coreDies(), () => world.edgeDies(), () => world.linkBreaks()])(),
    )
    repeat(
      () => random.exponential(chance, (2 * durationMs) / faults),
      () => {
        world.edge.areTrunksDown = true
        clock.after(20_000, () => {
          world.edge.areTrunksDown = false
        })
      },
    )
    repeat(
      () => 10_000 + chance.integer(120_000),
      () => world.core.takeSnapshot(),
    )
  }

  world.passes(durationMs)
  isOver = true
  // A core or an edge that is down right now comes back; then everybody hangs up, and time passes.
  world.passes(30_000)
  world.core.connect()
  for (const caller of world.callers) caller.hangsUp()
  // A call that leads from desk to desk has nobody else to end it.
  for (let round = 0; round < 3; round++) {
    for (const agent of world.agents) {
      agent.hangsUp()
      agent.stopsMonitoring()
    }
    world.passes(5000)
  }
  takesCallbacksBack(world)
  for (const { interactionId, kind } of [...(world.core.state?.interactions.values() ?? [])]) {
    if (kind === 'task' || kind === 'voicemail') world.cancelsTask(interactionId)
  }
  for (const phone of world.phones) for (const legId of phone.legIds) phone.hangsUp(legId)
  for (const telephone of world.outsideTelephones) telephone.hangsUpOnEverybody()
  world.passes(10 * 60_000)
  world.checkers.atTheEnd()
  noPromiseIsLost(world)
  noMessageIsLost(world)
  return world
}

/** Some of what comes is taken back, whoever has it by then. */
function bringTasks(world: World, options: DayOptions, betweenTasksMs: number, repeat: Repeat): void {
  const { random: chance, clock, taskQueueId } = world
  const wrapUpLimitMs = chance.pick([0, 10_000])
  world.changesQueue(taskQueueId, { channel: 'task', ringTimeoutMs: 20_000, wrapUpLimitMs })
  repeat(
    () => random.exponential(chance, betweenTasksMs),
    () => {
      const interactionId = world.bringsTask()
      if (interactionId === null || chance.next() < 0.8) return
      clock.after(random.exponential(chance, options.patienceMs), () => world.cancelsTask(interactionId))
    },
  )
}

function coreFaults(chance: Random, isOver: () => boolean): CoreFaults {
  const happens = (probability: number) => !isOver() && chance.next() < probability
  return { diesHere: () => happens(0.005), repeats: () => happens(0.05), loses: () => happens(0.005) }
}

function call(world: World, name: string, options: DayOptions): void {
  const chance = world.random
  const caller = world
    .caller(name)
    .dials(chance.pick(['100', '200', '200', '200', '200', '300', '400', '500', '600', '600', '999']))
  // Some leave before anyone answers, some in mid-talk, and the others wait for the agent to end it.
  const staysMs = random.exponential(chance, options.patienceMs)
  world.clock.after(staysMs, () => {
    if (caller.interaction?.stage !== 'engaged' || chance.next() < 0.3) caller.hangsUp()
    else world.clock.after(random.exponential(chance, options.talkMs * 3), () => caller.hangsUp())
  })
}

/** Somebody outside answers, is busy, lets it ring, presses the key of who is asked for one, and hangs up. */
function haveAMind(world: World, number: string, options: DayOptions): void {
  const chance = world.random
  const telephone = world.outside(number)
  telephone.onRing = (legId) => {
    const { edge, clock } = world
    const mood = chance.next()
    if (mood < 0.1) return
    clock.after(random.exponential(chance, 4000), () => {
      if (mood < 0.3) edge.endLeg(legId, 'busy', 486)
      else edge.phoneAnswers(legId)
    })
    clock.after(9000 + chance.integer(4000), () => edge.presses(legId, mood < 0.9 ? '1' : '5'))
    clock.after(10_000 + random.exponential(chance, options.talkMs), () => {
      if (edge.legs.get(legId)?.state === 'connected') edge.endLeg(legId, 'party-left')
    })
  }
}

/** Whom phones call, and send people on to: queues, each other, outside, help, and nobody. */
const somebody = ['100', '200', '300', '400', '500', '701', '702', '703', '799', '112', '999'].concat(
  [0, 1, 2, 3, 4].map((number) => `${outsideBegins}000${number}`),
)

function usePhone(world: World, phone: HousePhone, options: DayOptions, repeat: Repeat): void {
  const chance = world.random
  const often = (meanMs: number, lookMs: number) => chance.next() < lookMs / meanMs
  repeat(
    () => 500 + chance.integer(2000),
    () => {
      const lookMs = 1500
      if (!phone.isRegistered) {
        if (often(8000, lookMs)) phone.registers()
        return
      }
      const { legIds } = phone
      if (phone.isRinging && phone.agentId === null && often(4000, lookMs)) phone.answers()
      if (legIds.length < 2 && often(60_000, lookMs)) phone.dials(chance.pick(somebody))
      const [first, second] = legIds
      if (!first) return
      if (second && often(10_000, lookMs))
        phone.sendsOn('', ...(chance.next() < 0.5 ? [first, second] : [second, first]))
      else if (often(40_000, lookMs)) {
        phone.sendsOn(chance.pick(somebody), chance.pick(legIds))
        // Some phones hang up at once.
        if (chance.next() < 0.3) world.clock.after(500, () => phone.hangsUp(first))
      } else if (often(options.talkMs * 2, lookMs)) phone.hangsUp(chance.pick(legIds))
      else if (often(120_000, lookMs)) pickUp(world, phone)
    },
  )
}

/** Takes the place of a leg of another phone: a ringing one, or one in mid-talk. */
function pickUp(world: World, phone: HousePhone): void {
  const legIds = world.phones.filter((other) => other !== phone).flatMap((other) => other.legIds)
  if (legIds.length > 0) phone.dials('', world.random.pick(legIds))
}

type Repeat = (delayMs: () => number, deed: () => void) => void

/** An agent looks at the desk every second or two and does what people do. */
function work(world: World, agent: SimulatedAgent, options: DayOptions, repeat: Repeat): void {
  const chance = world.random
  // Every fourth one sits at a phone, and every other one has one beside the browser.
  const nth = world.agents.length
  if (nth % 4 === 3) agent.phone = world.phone(`70${nth}`, agent)
  agent.opensDesk()
  if (nth % 2 === 0) agent.registersPhone(`70${nth}`)
  if (agent.phone) usePhone(world, agent.phone, options, repeat)
  const often = (meanMs: number, lookMs: number) => chance.next() < lookMs / meanMs
  repeat(
    () => 500 + chance.integer(2000),
    () => {
      const lookMs = 1500
      if (agent.phone?.isRinging && often(5000, lookMs)) agent.phone.answers()
      if (often(90_000, lookMs)) {
        const choices = [
          agent.choosesBrowser,
          () => agent.choosesPhone(),
          () => agent.choosesNumber(`${outsideBegins}0004`),
        ]
        chance.pick(choices)()
      }
      const station = world.edge.stations.get(agent.reachedAt)
      if (!station?.reachable) {
        if (often(12_000, lookMs)) agent.findsNetwork()
      } else if (options.faults > 0 && often(120_000, lookMs)) {
        agent.losesNetwork()
      }
      switch (agent.workState) {
        case 'offered':
          if (often(4000, lookMs)) agent.accepts()
          else if (often(30_000, lookMs)) agent.declines()
          return
        case 'engaged':
          if (agent.tasks.length > 0 && often(options.talkMs * 2, lookMs)) agent.finishesTask()
          if (agent.desk?.monitoring) {
            if (often(8000, lookMs)) supervise(world, agent)
          } else if (agent.isCalled) {
            if (often(5000, lookMs)) agent.answers()
            else if (often(20_000, lookMs)) agent.hangsUp()
          } else if (often(12_000, lookMs)) actOnCall(world, agent)
          else if (agent.isPhoneRinging) {
            if (often(4000, lookMs)) agent.picksUpPhone()
          } else if (agent.isTalkingOnPhone && often(options.talkMs * 2, lookMs)) agent.putsPhoneDown()
          else if (often(options.talkMs, lookMs)) agent.hangsUp()
          else if (often(30_000, lookMs)) customerTypes(world, agent)
          else if (often(40_000, lookMs)) chance.pick([agent.holds, agent.retrieves, agent.mutes, agent.unmutes])()
          else if (often(120_000, lookMs)) thinksOfBreak(world, agent, 'rest')
          return
        case 'wrapUp':
          if (often(options.wrapUpMs, lookMs)) agent.finishesWrapUp()
          if (agent.tasks.length > 0 && often(options.wrapUpMs, lookMs)) agent.finishesTask()
          return
        case 'idle':
          if (often(25_000, lookMs)) lookAround(world, agent)
          if (agent.presence?.kind !== 'available') {
            if (often(6000, lookMs)) agent.goesAvailable()
          } else if (often(300_000, lookMs)) {
            thinksOfBreak(world, agent, 'lunch')
          }
          return
        default:
      }
    },
  )
}
