import { setTimeout as delay } from 'node:timers/promises'
import type { LegId, QueueId } from '#kernel/ids.ts'
import type { RouteName } from '#protocol/http/index.ts'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import type { CallOptions } from '../peers/api.ts'
import type { Agent } from './agent.ts'
import type { PhoneCall } from './phones.ts'

/** An agent with the telephone that is his station. */
export interface Seat {
  readonly agent: Agent
  readonly isSupervisor: boolean
  /** His telephone's latest call. */
  handset: PhoneCall | undefined
}

/** Where the outside is: a number that the telephone company answers. */
export const outsideNumber = '+995322123456'

/** Callers' numbers say which call it is. */
export const shortCaller = (index: number): string => `+99555510${String(index).padStart(4, '0')}`
export const longCaller = (index: number): string => `+99555520${String(index).padStart(4, '0')}`
const longPrefix = longCaller(0).slice(0, -4)

/** Long calls of this many are sent outside in the end; the others stay in the hands of agents. */
export const sentOutside = (index: number): boolean => index % 4 < 3

/** What goes on at the desks: each call is done to what its caller's number says. */
export class Floor {
  readonly seats: readonly Seat[]
  /** How often each verb was granted. */
  readonly granted: Map<string, number>
  readonly #callers: ReadonlyMap<string, PhoneCall>
  /** Long calls that agents have in hand, by interaction. */
  readonly #inHand = new Map<string, DeskInteraction>()
  readonly #steps = new Map<string, number>()
  readonly queueId: QueueId
  readonly #pauseMs: number
  /** Long calls are ended from now on. */
  isEnding = false
  #isOver = false
  readonly #work: Promise<unknown>[] = []

  constructor(of: {
    seats: readonly Seat[]
    queueId: QueueId
    pauseMs: number
    granted: Map<string, number>
    callers: ReadonlyMap<string, PhoneCall>
  }) {
    this.seats = of.seats
    this.queueId = of.queueId
    this.#pauseMs = of.pauseMs
    this.granted = of.granted
    this.#callers = of.callers
  }

  open(): void {
    for (const seat of this.seats) {
      this.#work.push(this.#serve(seat))
      if (seat.isSupervisor) this.#work.push(this.#supervise(seat))
    }
  }

  /** When nobody has anything in hand any more. */
  async close(): Promise<void> {
    for (const { agent } of this.seats) {
      const isIdle = () => agent.interactions.length === 0 && agent.offers.length === 0
      if (!(await agent.until(isIdle, 30_000))) {
        throw new Error(`An agent is left with work: ${JSON.stringify([agent.offers, agent.interactions])}`)
      }
    }
    this.#isOver = true
    await Promise.all(this.#work)
  }

  async #does<Name extends RouteName>(seat: Seat, name: Name, more?: CallOptions<Name>): Promise<boolean> {
    const isGranted = await seat.agent.does(name, more)
    if (isGranted) this.granted.set(name, (this.granted.get(name) ?? 0) + 1)
    return isGranted
  }

  async #serve(seat: Seat): Promise<void> {
    const { agent } = seat
    while (!this.#isOver) {
      await agent.until(() => agent.offers.length + agent.interactions.length > 0, 500)
      if (!seat.isSupervisor && !agent.isAvailable && agent.interactions.length === 0) {
        await agent.does('setPresence', { body: { presence: 'available' } })
      }
      for (const { offerId } of agent.offers) {
        // The call that rings now is the one that counts.
        seat.handset = undefined
        await this.#does(seat, 'acceptOffer', { id: offerId })
      }
      const [interaction] = agent.interactions
      if (interaction === undefined) continue
      const { interactionId: id } = interaction
      if (interaction.state === 'wrapUp') {
        await this.#does(seat, 'finishWrapUp', { id })
        await agent.until(() => agent.interaction(id)?.state !== 'wrapUp', 1000)
      } else if (interaction.isToAnswer || interaction.isGuest) {
        // Whoever asked him for help lets him go, or puts the customer through to him.
        await agent.until(() => !this.#isWith(agent, id) || agent.interaction(id)?.isGuest !== true, 10_000)
        if (agent.interaction(id)?.isGuest) await this.#does(seat, 'refuseCall', { id })
      } else if (await agent.until(() => !this.#isWith(agent, id) || this.#isTalking(seat), 5000)) {
        if (interaction.callerNumber?.startsWith(longPrefix)) await this.#long(seat, interaction)
        else await this.#short(seat, interaction)
      }
    }
  }

  #isWith = (agent: Agent, id: string): boolean => agent.interaction(id)?.state === 'engaged'
  #isTalking = ({ handset }: Seat): boolean => handset?.state === 'connected'

  /** A second or so of talk; by its number it is ended at the handset, at the desk, or by the caller. */
  async #short(seat: Seat, { interactionId: id, callerNumber = '' }: DeskInteraction): Promise<void> {
    const { agent } = seat
    const index = Number(callerNumber.slice(-4))
    if (index % 10 === 5) {
      await this.#does(seat, 'hold', { id })
      await this.#does(seat, 'sendDigits', { id, body: { digits: '1' } })
      await this.#does(seat, 'retrieve', { id })
    }
    await agent.until(() => !this.#isWith(agent, id), this.#pauseMs)
    if (index % 10 === 3) seat.handset?.hangUp()
    else if (index % 10 === 4) await this.#does(seat, 'hangUp', { id })
    else this.#callers.get(callerNumber)?.hangUp()
    await agent.until(() => !this.#isWith(agent, id), 20_000)
  }

  /** One thing after another is done to it, until it is somebody else's or all is to end. */
  async #long(seat: Seat, interaction: DeskInteraction): Promise<void> {
    const { agent } = seat
    const { interactionId: id, callerNumber = '' } = interaction
    const index = Number(callerNumber.slice(-4))
    this.#inHand.set(id, interaction)
    while (this.#isWith(agent, id) && !this.isEnding) {
      const step = this.#steps.get(callerNumber) ?? 0
      this.#steps.set(callerNumber, step + 1)
      if (seat.isSupervisor) await this.#does(seat, 'sendOn', { id, body: { to: this.#queue } })
      else if (sentOutside(index) && step >= 2) await this.#goOutside(seat, id, index + step)
      else await this.#verbs[(index + step) % this.#verbs.length]?.(seat, id)
      await agent.until(() => !this.#isWith(agent, id) || this.isEnding, this.#pauseMs)
    }
    this.#inHand.delete(id)
    if (!this.#isWith(agent, id)) return
    if (index % 3 === 1) seat.handset?.hangUp()
    if (index % 3 === 2) await this.#does(seat, 'hangUp', { id })
    await agent.until(() => !this.#isWith(agent, id), 20_000)
  }

  get #queue() {
    return { kind: 'queue', queueId: this.queueId } as const
  }

  /** Somebody else's from here on, who is no agent of ours: blind, asked first, while it rings, or by leaving a conference. */
  async #goOutside(seat: Seat, id: string, way: number): Promise<void> {
    if (way % 4 === 0) {
      await this.#does(seat, 'sendOn', { id, body: { to: { kind: 'number', number: outsideNumber } } })
      return
    }
    if (!(await this.#consult(seat, id, way % 4 !== 1))) return
    if (way % 4 === 3) {
      await this.#does(seat, 'joinConsultation', { id })
      await delay(this.#pauseMs)
      await this.#does(seat, 'leaveConference', { id })
    } else await this.#does(seat, 'completeConsultation', { id })
  }

  /** @returns whether somebody is consulted, and has answered when that was to be waited for */
  async #consult(seat: Seat, id: string, isToAnswer = true, colleague?: Agent): Promise<boolean> {
    const { agent } = seat
    const party = colleague
      ? ({ kind: 'agent', agentId: colleague.agentId } as const)
      : ({ kind: 'number', number: outsideNumber } as const)
    if (!(await this.#does(seat, 'startConsultation', { id, body: { with: party } }))) return false
    const wanted = () => {
      const state = agent.interaction(id)?.consultation?.state
      return state === 'talking' || (!isToAnswer && state === 'ringing')
    }
    await agent.until(() => wanted() || !this.#isWith(agent, id), 4000)
    if (wanted()) return true
    // Busy, or gone: the customer waits to be taken back.
    await this.#does(seat, 'cancelConsultation', { id })
    await this.#does(seat, 'retrieve', { id })
    return false
  }

  #idleColleague(): Agent | undefined {
    const idle = this.seats.filter(
      ({ agent, isSupervisor }) => !isSupervisor && agent.interactions.length + agent.offers.length === 0,
    )
    return idle[Math.floor(idle.length / 2)]?.agent
  }

  readonly #verbs: readonly ((seat: Seat, id: string) => Promise<unknown>)[] = [
    async (seat, id) => {
      await this.#does(seat, 'hold', { id })
      await delay(this.#pauseMs)
      await this.#does(seat, 'retrieve', { id })
    },
    async (seat, id) => {
      await this.#does(seat, 'setMuted', { id, body: { isMuted: true } })
      await this.#does(seat, 'sendDigits', { id, body: { digits: '12#' } })
      await this.#does(seat, 'setMuted', { id, body: { isMuted: false } })
    },
    async (seat, id) => {
      await this.#does(seat, 'setDigitsMasked', { id, body: { isMasked: true } })
      await delay(this.#pauseMs)
      await this.#does(seat, 'setDigitsMasked', { id, body: { isMasked: false } })
      await this.#does(seat, 'pauseRecording', { id })
      await this.#does(seat, 'resumeRecording', { id })
    },
    async (seat, id) => {
      const legId = this.#party(seat, id, 'customer')
      if (legId) await this.#does(seat, 'announce', { id, body: { legId, prompt: 'please-hold' } })
    },
    async (seat, id) => {
      if (!(await this.#consult(seat, id))) return
      await this.#does(seat, 'alternate', { id })
      await delay(this.#pauseMs)
      await this.#does(seat, 'alternate', { id })
      await this.#does(seat, 'cancelConsultation', { id })
    },
    async (seat, id) => {
      if (!(await this.#consult(seat, id))) return
      await this.#does(seat, 'joinConsultation', { id })
      await seat.agent.until(() => this.#party(seat, id, 'outside') !== undefined, 2000)
      const legId = this.#party(seat, id, 'outside')
      if (!legId) return
      await this.#does(seat, 'setPartyMuted', { id, legId, body: { isMuted: true } })
      await delay(this.#pauseMs)
      await this.#does(seat, 'setPartyMuted', { id, legId, body: { isMuted: false } })
      await this.#does(seat, 'removeParty', { id, legId })
    },
    async (seat, id) => {
      const answer = await seat.agent.api.raw('park', { id })
      if (!answer.ok) return
      const { slot } = (await answer.json()) as { slot: number }
      this.granted.set('park', (this.granted.get('park') ?? 0) + 1)
      await delay(this.#pauseMs)
      await this.#does(seat, 'pickUp', { id: String(slot) })
      await seat.agent.until(() => this.#isTalking(seat), 3000)
    },
    async (seat, id) => {
      const colleague = this.#idleColleague()
      if (!colleague || !(await this.#consult(seat, id, true, colleague))) return
      // He is engaged then, and goes on with it where this one left off.
      await this.#does(seat, 'completeConsultation', { id })
    },
    async (seat, id) => {
      const colleague = this.#idleColleague()
      if (!colleague || !(await this.#consult(seat, id, true, colleague))) return
      await this.#does(seat, 'joinConsultation', { id })
      await delay(this.#pauseMs)
      const legId = this.#party(seat, id, 'colleague')
      if (legId) await this.#does(seat, 'removeParty', { id, legId })
    },
    async (seat, id) => {
      await this.#does(seat, 'sendOn', { id, body: { to: this.#queue } })
    },
  ]

  #party(seat: Seat, id: string, role: string): LegId | undefined {
    return seat.agent.interaction(id)?.parties?.find((party) => party.role === role)?.legId
  }

  /** Listens, coaches and joins, one call after the other; each third one is taken over. */
  async #supervise(seat: Seat): Promise<void> {
    const { agent } = seat
    for (let turn = this.seats.indexOf(seat); !this.#isOver; turn++) {
      const calls = [...this.#inHand.keys()]
      const id = calls[(turn * 7) % Math.max(1, calls.length)]
      if (this.isEnding || id === undefined || agent.interactions.length > 0) {
        await delay(this.#pauseMs)
        continue
      }
      if (!(await this.#does(seat, 'setMonitoring', { id, body: { mode: 'listen' } }))) {
        await delay(this.#pauseMs)
        continue
      }
      await agent.until(() => this.#isTalking(seat) || agent.monitoring === undefined, 4000)
      for (const mode of ['coach', 'barge', 'listen', 'barge'] as const) {
        await delay(this.#pauseMs)
        await this.#does(seat, 'setMonitoring', { id, body: { mode } })
      }
      await this.#does(seat, 'setAgentMuted', { id, body: { isMuted: true } })
      await this.#does(seat, 'setAgentMuted', { id, body: { isMuted: false } })
      if (turn % 3 === 0 && !this.isEnding && (await this.#does(seat, 'takeOver', { id }))) {
        await agent.until(() => agent.interactions.length > 0, 3000)
        continue
      }
      await this.#does(seat, 'stopMonitoring', { id })
      await agent.until(() => agent.monitoring === undefined, 5000)
    }
  }
}
