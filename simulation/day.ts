import type { Random } from '#kernel/random.ts'
import type { CoreFaults } from './core.ts'
import type { SimulatedAgent } from './people.ts'
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
  world.passes(10 * 60_000)
  world.checkers.atTheEnd()
  return world
}

function coreFaults(chance: Random, isOver: () => boolean): CoreFaults {
  const happens = (probability: number) => !isOver() && chance.next() < probability
  return { diesHere: () => happens(0.005), repeats: () => happens(0.05), loses: () => happens(0.005) }
}

function call(world: World, name: string, options: DayOptions): void {
  const chance = world.random
  const caller = world.caller(name).dials(chance.pick(['100', '200', '200', '999']))
  // Some leave before anyone answers, some in mid-talk, and the others wait for the agent to end it.
  const staysMs = random.exponential(chance, options.patienceMs)
  world.clock.after(staysMs, () => {
    if (caller.interaction?.stage !== 'engaged' || chance.next() < 0.3) caller.hangsUp()
    else world.clock.after(random.exponential(chance, options.talkMs * 3), () => caller.hangsUp())
  })
}

type Repeat = (delayMs: () => number, deed: () => void) => void

/** An agent looks at the desk every second or two and does what people do. */
function work(world: World, agent: SimulatedAgent, options: DayOptions, repeat: Repeat): void {
  const chance = world.random
  // Every fourth one sits at a phone.
  if (world.agents.length % 4 === 3) agent.phone = world.phone(`70${world.agents.length}`, agent)
  agent.opensDesk()
  const often = (meanMs: number, lookMs: number) => chance.next() < lookMs / meanMs
  repeat(
    () => 500 + chance.integer(2000),
    () => {
      const lookMs = 1500
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
          if (agent.isPhoneRinging) {
            if (often(4000, lookMs)) agent.picksUpPhone()
          } else if (agent.phone !== null && often(options.talkMs * 2, lookMs)) agent.putsPhoneDown()
          else if (often(options.talkMs, lookMs)) agent.hangsUp()
          else if (often(30_000, lookMs)) chance.pick([agent.holds, agent.retrieves, agent.mutes, agent.unmutes])()
          else if (often(120_000, lookMs)) agent.goesOnBreak('rest')
          return
        case 'wrapUp':
          if (often(options.wrapUpMs, lookMs)) agent.finishesWrapUp()
          return
        case 'idle':
          if (agent.presence?.kind !== 'available') {
            if (often(6000, lookMs)) agent.goesAvailable()
          } else if (often(300_000, lookMs)) {
            agent.goesOnBreak('lunch')
          }
          return
        default:
      }
    },
  )
}
