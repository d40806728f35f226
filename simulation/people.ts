import type { BreakReason, Presence } from '#domain/agents/index.ts'
import {
  type Agent,
  type AgentSettings,
  type Call,
  type CalledFromDesk,
  type HeldWork,
  type Membership,
  type MonitorMode,
  type Offer,
  type RoutingCommand,
  type StationChoice,
  workStateOf,
} from '#domain/routing/index.ts'
import type { AgentId, InteractionId, LegId, StationId } from '#kernel/ids.ts'
import type { EndReason } from '#protocol/edge/index.ts'
import type { HousePhone } from './house-phone.ts'
import type { World } from './world.ts'

/** Every caller's number begins like this, so that one can look for them all. */
export const numbersBegin = '+9945055'

/** Someone with a phone. */
export class Caller {
  readonly name: string
  readonly number: string
  /** The leg of the present or last call. */
  legId: LegId | null = null
  /** How the last call ended. */
  ended: EndReason | null = null
  readonly #world: World

  constructor(world: World, name: string, number: string) {
    this.#world = world
    this.name = name
    this.number = number
  }

  dials(dialedNumber: string): this {
    this.legId = this.#world.newId('leg')
    this.ended = null
    this.#world.callerOfLeg.set(this.legId, this)
    this.#world.edge.callArrives(this.legId, this, dialedNumber, { trunkId: this.#world.trunkId })
    return this
  }

  hangsUp(): void {
    if (!this.legId) return
    const isAnswered = this.#world.edge.legs.get(this.legId)?.state !== 'initiated'
    this.#world.edge.endLeg(this.legId, isAnswered ? 'party-left' : 'cancelled')
  }

  /** A key, to whoever asks for one; `''`: lets the question pass. */
  presses(key: string): void {
    if (this.legId) this.#world.edge.presses(this.legId, key)
  }

  /** Keys for which nobody on the edge waits. */
  types(digits: string): void {
    if (this.legId) this.#world.edge.types(this.legId, digits)
  }

  get isOnThePhone(): boolean {
    return this.legId !== null && this.#world.edge.legs.has(this.legId)
  }

  get interaction(): Call | undefined {
    const state = this.#world.core.state
    const interactionId = this.legId && state?.indexes.customerLegs.get(this.legId)
    return interactionId ? state?.calls.get(interactionId) : undefined
  }

  /** What comes out of the receiver: a prompt's name, `music`, the one who talks, or `silence`. */
  get hears(): string {
    return this.legId === null ? 'nothing' : this.#world.heardOn(this.legId)
  }
}

/** Someone with a desk and a station. */
export class SimulatedAgent {
  readonly name: string
  readonly agentId: AgentId
  readonly stationId: StationId
  /** The phone that he sits at instead of a browser. */
  phone: HousePhone | null = null
  /** His mobile, when he is to be reached there. */
  number: string | undefined
  readonly numberStationId: StationId
  /** What the tables say of him besides his queues. */
  settings: Partial<AgentSettings> = {}
  /** In each of his queues. */
  membership: Partial<Membership> = {}
  stationChoice: StationChoice | null = null
  readonly #world: World

  constructor(world: World, name: string) {
    this.#world = world
    this.name = name
    this.agentId = world.newId('agent')
    this.stationId = world.newId('station')
    this.numberStationId = world.newId('station')
  }

  /** As the desk shows him; `undefined` while the core is away. */
  get desk(): Agent | undefined {
    return this.#world.core.state?.agents.get(this.agentId)
  }
  get workState() {
    return this.desk && workStateOf(this.desk)
  }
  get presence(): Presence | undefined {
    return this.desk?.presence
  }
  get offer(): Offer | undefined {
    return [...(this.#world.core.state?.offers.values() ?? [])].find((offer) => offer.agentId === this.agentId)
  }
  /** The call that he talks in or writes up. */
  get interaction(): Call | undefined {
    const works =
      this.desk?.work.filter((work) => work.channel === 'voice' && !work.isMessage && work.workState !== 'offered') ??
      []
    const held = works.find((work) => work.workState === 'engaged') ?? works[0]
    return held && this.#world.core.state?.calls.get(held.interactionId)
  }
  /** The tasks and messages that he works on or writes up, the oldest first. */
  get tasks(): readonly HeldWork[] {
    return (
      this.desk?.work.filter((work) => (work.channel === 'task' || work.isMessage) && work.workState !== 'offered') ??
      []
    )
  }
  /** Does what comes next of the oldest: it is done, or written up. */
  finishesTask(): boolean {
    const [task] = this.tasks
    if (!task) return false
    const { agentId } = this
    const { interactionId, workState } = task
    return this.#world.core.execute(
      workState === 'wrapUp'
        ? { type: 'FinishWrapUp', interactionId, agentId }
        : { type: 'EndInteraction', interactionId, agentId, reason: 'agent-ended' },
    ).ok
  }

  isOffered(caller: Caller): boolean {
    return this.offer !== undefined && this.offer.interactionId === caller.interaction?.interactionId
  }

  /** Comes within reach: a page is opened, or a phone registers. */
  opensDesk(): this {
    if (this.phone !== null) return this.registersPhone(this.phone.user)
    this.#world.edge.stationConnects(this.stationId, () => this.#world.newId('leg'))
    return this
  }
  registersPhone(user: string): this {
    this.phone = this.#world.phone(user, this)
    this.phone.registers()
    return this
  }
  /** Which of his stations counts. */
  choosesBrowser = (): this => this.#chooses({ stationId: this.stationId, kind: 'browser' })
  choosesPhone(): this {
    return this.phone ? this.#chooses({ stationId: this.phone.stationId, kind: 'phone' }) : this
  }
  choosesNumber(number: string): this {
    this.number = number
    return this.#chooses({ stationId: this.numberStationId, kind: 'number' })
  }
  #chooses(choice: StationChoice): this {
    this.stationChoice = choice
    this.#world.core.execute({ type: 'ChooseStation', agentId: this.agentId, choice })
    return this
  }
  /** The station that his voice comes through now. */
  get reachedAt(): StationId {
    return this.phone?.stationId ?? this.stationId
  }
  get isPhoneRinging(): boolean {
    const legId = this.interaction?.engagement?.agentLegId
    return legId !== undefined && this.#world.edge.legs.get(legId)?.state === 'alerting'
  }
  get isTalkingOnPhone(): boolean {
    return this.interaction?.engagement?.stationKind === 'phone'
  }
  /** Somebody called him, and he has not answered. */
  get isCalled(): boolean {
    const party = this.interaction?.calledParties.find(({ agentId }) => agentId === this.agentId)
    return party?.answeredAtMs === null
  }
  picksUpPhone(): void {
    const legId = this.interaction?.engagement?.agentLegId
    if (legId) this.#world.edge.phoneAnswers(legId)
  }
  putsPhoneDown(): void {
    const legId = this.interaction?.engagement?.agentLegId
    if (legId) this.#world.edge.endLeg(legId, 'party-left')
  }
  goesAvailable(): this {
    return this.says({ kind: 'available' })
  }
  goesOnBreak(reason: BreakReason): this {
    return this.says({ kind: 'break', reason })
  }
  says(presence: Presence): this {
    this.#world.core.execute({ type: 'SetPresence', agentId: this.agentId, presence, by: 'agent' })
    return this
  }

  accepts(): boolean {
    const { offer, agentId } = this
    return !!offer && this.#world.core.execute({ type: 'AcceptOffer', offerId: offer.offerId, agentId }).ok
  }
  declines(): boolean {
    const { offer, agentId } = this
    return !!offer && this.#world.core.execute({ type: 'DeclineOffer', offerId: offer.offerId, agentId }).ok
  }

  holds = (): boolean => this.#control({ verb: 'hold' })
  retrieves = (): boolean => this.#control({ verb: 'retrieve' })
  mutes = (): boolean => this.#control({ verb: 'mute' })
  unmutes = (): boolean => this.#control({ verb: 'unmute' })
  hangsUp = (): boolean => this.#control({ verb: 'hang-up' })

  sendsDigits = (digits: string): boolean => this.#control({ verb: 'digits', digits })

  #control(control: Parameters<World['core']['control']>[2]): boolean {
    const { core, checkers } = this.#world
    const interactionId: InteractionId | undefined = this.interaction?.interactionId
    if (!interactionId) return false
    const isDone = core.control(interactionId, this.agentId, control)
    // Digits are a deed each time; of a call that nobody writes up there is nothing left to hang up.
    const isHis = core.state?.interactions.get(interactionId)?.engagement?.agentId === this.agentId
    const isRepeated =
      isDone &&
      (isHis || control.verb !== 'hang-up') &&
      control.verb !== 'digits' &&
      core.state?.interactions.has(interactionId) === true
    if (isRepeated && this.#world.saysTwice()) {
      checkers.saidTwice(this, core.control(interactionId, this.agentId, control), interactionId)
    }
    return isDone
  }

  /** Says a verb, now and then twice. */
  #says(command: RoutingCommand & { readonly interactionId: InteractionId }): boolean {
    const { core, checkers } = this.#world
    const said = core.execute(command)
    if (!said.ok) return false
    // Turning to the other one is a deed each time, and what came back to him in the same breath he sends on once more.
    const isDeed = command.type === 'Alternate' && command.to === undefined
    const isBack = command.type === 'SendOn' && said.value.some(({ type }) => type === 'OfferAccepted')
    if (!isDeed && !isBack && this.#world.saysTwice()) {
      const again = core.execute(command)
      checkers.saidTwice(this, again.ok && again.value.length === 0, command.interactionId)
    }
    return true
  }

  // --- at the desk: whom he calls, and what becomes of it ---

  /** A number as a person writes it, or a colleague. */
  dials(whom: string | SimulatedAgent): InteractionId {
    const { core, edge } = this.#world
    const interactionId = this.#world.newId('interaction')
    const agentLegId = this.#world.newId('leg')
    const called = this.#called(whom)
    core.execute({
      type: 'DialFromDesk',
      interactionId,
      agentId: this.agentId,
      edgeId: edge.edgeId,
      agentLegId,
      called,
    })
    return interactionId
  }
  answers = (): boolean => this.#asks((of) => ({ type: 'AnswerCall', ...of }))
  sendsOn(to: 'the queue' | 'the other queue' | string | SimulatedAgent): boolean {
    const queueId = to === 'the other queue' ? this.#world.otherQueueId : this.#world.queueId
    return this.#asks((of) => ({
      type: 'SendOn',
      ...of,
      to:
        to === 'the queue' || to === 'the other queue'
          ? { kind: 'queue', queueId }
          : { kind: 'called', called: this.#called(to) },
    }))
  }
  consults(whom: string | SimulatedAgent): boolean {
    return this.#asks((of) => ({ type: 'StartConsultation', ...of, called: this.#called(whom) }))
  }
  alternates = (): boolean => this.#asks((of) => ({ type: 'Alternate', ...of }))
  completes = (): boolean => this.#asks((of) => ({ type: 'CompleteConsultation', ...of }))
  joins = (): boolean => this.#asks((of) => ({ type: 'JoinConsultation', ...of }))
  cancels = (): boolean => this.#asks((of) => ({ type: 'CancelConsultation', ...of }))
  leaves = (): boolean => this.#asks((of) => ({ type: 'LeaveConference', ...of }))
  parks = (): boolean => this.#asks((of) => ({ type: 'ParkInteraction', ...of }))
  masksDigits = (isMasked = true): boolean => this.#asks((of) => ({ type: 'MaskDigits', ...of, isMasked }))
  /** One party of the talk hears a prompt. */
  announces(legId: LegId): boolean {
    const { interaction, agentId } = this
    if (interaction?.engagement?.agentId !== agentId || interaction.consultation) return false
    const { interactionId, customerLegId, members } = interaction
    const isThere = legId === customerLegId || members.includes(legId)
    return isThere && this.#world.core.announce({ interactionId, agentId, legId })
  }
  pausesRecording = (): boolean => this.#asks((of) => ({ type: 'PauseRecording', ...of }))
  resumesRecording = (): boolean => this.#asks((of) => ({ type: 'ResumeRecording', ...of }))
  mutesParty(legId: LegId, isMuted = true): boolean {
    return this.#asks((of) => ({ type: 'MuteParty', ...of, legId, isMuted }))
  }
  removes(legId: LegId): boolean {
    return this.#asks((of) => ({ type: 'RemoveParty', ...of, legId }))
  }
  picksUp(slot: number): boolean {
    const interactionId = this.#world.core.state?.indexes.parkedSlots.get(slot)
    if (!interactionId) return false
    return this.#says({ type: 'PickUp', interactionId, agentId: this.agentId, agentLegId: this.#world.newId('leg') })
  }
  monitors(interactionId: InteractionId, mode: MonitorMode): boolean {
    const legId = this.#world.newId('leg')
    return this.#says({ type: 'Monitor', interactionId, agentId: this.agentId, mode, legId })
  }
  stopsMonitoring(): boolean {
    const interactionId = this.desk?.monitoring
    if (!interactionId) return false
    return this.#says({ type: 'StopMonitoring', interactionId, agentId: this.agentId })
  }
  takesOver(interactionId: InteractionId): boolean {
    return this.#says({ type: 'TakeOver', interactionId, agentId: this.agentId })
  }
  /** He mutes another one, or lets him speak again. */
  mutesAgent(agent: SimulatedAgent, isMuted = true): boolean {
    const interactionId = agent.interaction?.interactionId
    if (!interactionId) return false
    const type = isMuted ? 'MuteAgent' : 'UnmuteAgent'
    return this.#says({ type, interactionId, agentId: agent.agentId, byAgentId: this.agentId })
  }
  /** What he hears at the station that he talks through now. */
  get hears(): string {
    const { state } = this.#world.core
    const { interaction, agentId } = this
    const monitored = this.desk?.monitoring
    const monitor = monitored && state?.calls.get(monitored)?.monitors.find((one) => one.agentId === agentId)
    const party = interaction?.calledParties.find((one) => one.agentId === agentId)
    const engaged = interaction?.engagement?.agentId === agentId ? interaction.engagement.agentLegId : undefined
    const legId = monitor?.legId ?? engaged ?? party?.legId ?? this.#world.edge.stations.get(this.stationId)?.legId
    return legId ? this.#world.heardOn(legId) : 'nothing'
  }

  #asks(
    commandOf: (of: {
      interactionId: InteractionId
      agentId: AgentId
    }) => RoutingCommand & { readonly interactionId: InteractionId },
  ): boolean {
    const interactionId = this.interaction?.interactionId
    return !!interactionId && this.#says(commandOf({ interactionId, agentId: this.agentId }))
  }

  #called(whom: string | SimulatedAgent): CalledFromDesk {
    const legId = this.#world.newId('leg')
    const plain = { legId, isOverTrunk: false, isEmergency: false }
    if (typeof whom !== 'string') return { ...plain, agentId: whom.agentId, isAtStation: true }
    this.#world.core.noteNumber(legId, whom)
    const phone = this.#world.phones.find((candidate) => candidate.user === whom)
    return {
      ...plain,
      agentId: phone?.agentId ?? null,
      isOverTrunk: !phone,
      isEmergency: whom === '112',
      isAtStation: false,
    }
  }

  finishesWrapUp(): boolean {
    const interactionId = this.interaction?.interactionId
    if (!interactionId) return false
    return this.#world.core.execute({ type: 'FinishWrapUp', interactionId, agentId: this.agentId }).ok
  }

  losesNetwork(): this {
    this.#world.edge.stationLosesTransport(this.reachedAt)
    return this
  }
  findsNetwork(): this {
    return this.opensDesk()
  }
}
