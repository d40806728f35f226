import { failure, type Result } from '#kernel/result.ts'
import type {
  CallHandle,
  CallTarget,
  CommandRefusal,
  CommandResult,
  Destination,
  HangUpReason,
  OriginateRequest,
  ProbeHandle,
  ReferHandle,
  RegisteredContact,
  RegistrationHandle,
  RegistrationRequest,
  SipAction,
  SipBody,
  SipEngine,
  SipEngineCounts,
  SipEngineOptions,
  UserState,
} from './engine-contract.ts'
import { type Flow, isStream } from './flow.ts'
import { Reception } from './reception.ts'
import type { TimerEntry } from './timer-heap.ts'
import { type LiveCall, UserAgentCore } from './user-agent-core.ts'

/** @returns an engine; see {@link SipEngine} for the rules of its use */
export function createSipEngine(options: SipEngineOptions): SipEngine {
  return new UserAgent(options)
}

/** How often silent connections are looked for. */
const connectionSweepMs = 8_000

/** The engine as its host sees it: bytes, connections, time and commands in, actions out. */
class UserAgent implements SipEngine {
  readonly #core: UserAgentCore
  readonly #reception: Reception
  #sweep: TimerEntry<() => void> | undefined

  constructor(options: SipEngineOptions) {
    const core = new UserAgentCore(options)
    const { messagePassed } = options
    this.#core = core
    this.#reception = new Reception({
      transactions: core.transactions,
      connections: core.connections,
      productName: core.productName,
      firstLook: core.firstLook,
      budget: core.budget,
      nowMs: () => core.nowMs,
      isStranger: (flow) => core.isStranger(flow),
      metMalformed: (flow) => options.strangerMet?.('malformed', flow, ''),
      transmit: (flow, bytes) => core.transmit(flow, bytes),
      close: (flow) => this.#close(flow),
      newTag: () => core.newTag(),
      ...(messagePassed === undefined
        ? {}
        : {
            passed: (flow: Flow, bytes: Uint8Array, sipCallId: string) =>
              messagePassed({ direction: 'in', flow, bytes: Buffer.from(bytes), sipCallId, atMs: core.nowMs }),
          }),
    })
  }

  receive(flow: Flow, bytes: Uint8Array, nowMs: number): void {
    this.#at(nowMs, () => {
      if (isStream(flow.transport)) this.#watchConnections()
      this.#reception.receive(flow, bytes, nowMs)
    })
  }

  connectionOpened(flow: Flow, nowMs: number): void {
    this.#at(nowMs, () => {
      if (!this.#core.connections.opened(flow, nowMs)) this.#close(flow)
      this.#watchConnections()
    })
  }

  connectionClosed(flow: Flow, nowMs: number): void {
    this.#at(nowMs, () => this.#lost(flow))
  }

  sendFailed(flow: Flow, nowMs: number): void {
    this.#at(nowMs, () => this.#core.transactions.transportFailed(flow))
  }

  advance(nowMs: number): void {
    this.#at(nowMs, () => {})
  }

  sipCallId(call: CallHandle): string | undefined {
    return this.#core.sipCallId(call)
  }

  nextTimerMs(): number | undefined {
    return this.#core.timers.nextDueMs()
  }

  takeActions(): SipAction[] {
    return this.#core.takeActions()
  }

  /** Sets the clock, runs what was due before, then `deed`, then what that made due at once. */
  #at<Value>(nowMs: number, deed: () => Value): Value {
    this.#core.nowMs = Math.max(this.#core.nowMs, nowMs)
    this.#runDue()
    const value = deed()
    this.#runDue()
    return value
  }

  #runDue(): void {
    for (
      let run = this.#core.timers.takeDue(this.#core.nowMs);
      run !== undefined;
      run = this.#core.timers.takeDue(this.#core.nowMs)
    )
      run()
  }

  #close(flow: Flow): void {
    this.#lost(flow)
    this.#core.close(flow)
  }

  #lost(flow: Flow): void {
    this.#core.connections.closed(flow)
    if (flow.connectionId === undefined) return
    this.#core.transactions.transportFailed(flow)
    this.#core.registrations.connectionLost(flow.connectionId)
    this.#core.ownRegistrations.connectionLost(flow)
  }

  #watchConnections(): void {
    if (this.#sweep !== undefined || this.#core.connections.size === 0) return
    this.#sweep = this.#core.after(connectionSweepMs, () => {
      this.#sweep = undefined
      for (const flow of this.#core.connections.stalled(this.#core.nowMs)) this.#close(flow)
      this.#watchConnections()
    })
  }

  // --- commands

  setClosed(reason: { readonly retryAfterS: number } | undefined): void {
    this.#core.closed = reason
  }

  counts(): SipEngineCounts {
    return {
      calls: this.#core.callCount,
      transactions: this.#core.transactions.size,
      dialogs: this.#core.dialogs.size,
      registeredUsers: this.#core.registrations.registeredUsers,
      connections: this.#core.connections.size,
      timers: this.#core.timers.size,
      messagesReceived: this.#reception.received,
      messagesRefused: this.#reception.refused,
    }
  }

  registeredContacts(user: string): readonly RegisteredContact[] {
    return this.#core.registrations.contacts(user)
  }

  forgetRegistrations(user: string, nowMs: number): void {
    this.#at(nowMs, () => this.#core.registrations.forget(user))
  }

  setUserState(user: string, state: UserState | undefined, nowMs: number): void {
    this.#at(nowMs, () => this.#core.setUserState(user, state))
  }

  progress(call: CallHandle, status: number, sdp: Uint8Array | undefined, nowMs: number): CommandResult {
    return this.#command(call, nowMs, (one) => one.progress(status, sdp))
  }

  answer(call: CallHandle, sdp: Uint8Array, nowMs: number): CommandResult {
    return this.#command(call, nowMs, (one) => one.answer(sdp))
  }

  reject(
    call: CallHandle,
    status: number,
    how: { readonly reason?: string; readonly retryAfterS?: number; readonly q850?: number },
    nowMs: number,
  ): CommandResult {
    return this.#command(call, nowMs, (one) => one.reject(status, how))
  }

  hangUp(call: CallHandle, how: HangUpReason, nowMs: number): CommandResult {
    return this.#command(call, nowMs, (one) => one.hangUp(how))
  }

  answerOffer(call: CallHandle, sdp: Uint8Array, nowMs: number): CommandResult {
    return this.#command(call, nowMs, (one) => one.answerOffer(sdp))
  }

  refuseOffer(call: CallHandle, status: number, nowMs: number): CommandResult {
    if (status < 300 || status > 699) return failure('badStatus')
    return this.#command(call, nowMs, (one) => one.refuseOffer(status))
  }

  offer(call: CallHandle, sdp: Uint8Array, nowMs: number, body?: SipBody): CommandResult {
    return this.#command(call, nowMs, (one) => one.offer(sdp, body))
  }

  acknowledge(call: CallHandle, sdp: Uint8Array, nowMs: number): CommandResult {
    return this.#command(call, nowMs, (one) => one.acknowledge(sdp))
  }

  transferProgress(call: CallHandle, refer: ReferHandle, status: number, nowMs: number): CommandResult {
    return this.#command(call, nowMs, (one) => one.transferProgress(refer, status))
  }

  #command(handle: CallHandle, nowMs: number, run: (call: LiveCall) => CommandResult): CommandResult {
    return this.#at(nowMs, () => this.#core.command(handle, run))
  }

  originate(request: OriginateRequest, nowMs: number): Result<CallHandle, CommandRefusal> {
    return this.#at(nowMs, () => this.#core.originate(request))
  }

  options(target: CallTarget, nowMs: number, silenceMs?: number): Result<ProbeHandle, CommandRefusal> {
    return this.#at(nowMs, () => this.#core.probe(target, silenceMs))
  }

  sendInfoDigit(call: CallHandle, digit: string, durationMs: number, nowMs: number): CommandResult {
    return this.#command(call, nowMs, (one) => one.sendInfoDigit(digit, durationMs))
  }

  register(request: RegistrationRequest, nowMs: number): Result<RegistrationHandle, CommandRefusal> {
    return this.#at(nowMs, () => this.#core.register(request))
  }

  setRegistrationDestinations(
    registration: RegistrationHandle,
    destinations: readonly Destination[],
    nowMs: number,
  ): void {
    this.#at(nowMs, () => this.#core.ownRegistrations.setDestinations(registration, destinations))
  }

  refreshRegistration(registration: RegistrationHandle, nowMs: number): void {
    this.#at(nowMs, () => this.#core.ownRegistrations.refresh(registration))
  }

  unregister(registration: RegistrationHandle, nowMs: number): void {
    this.#at(nowMs, () => this.#core.ownRegistrations.remove(registration))
  }
}
