import { type EdgeId, newId, type StationId } from '#kernel/ids.ts'
import { type Result, success } from '#kernel/result.ts'
import type { EdgeCommandOf } from '#protocol/edge/commands.ts'
import type { EdgeError } from '#protocol/edge/messages.ts'
import type { Admission } from './admission.ts'
import type { BuiltInNumbers } from './built-in-numbers.ts'
import { CallLeg } from './call-leg.ts'
import type { Legs } from './legs.ts'
import { refuse } from './refusal.ts'
import { BrowserStation } from './station.ts'
import { WebCaller } from './web-caller.ts'
import { connectBrowser, giveMedia, type WebConnection, type WebMediaParts } from './web-media.ts'

export interface WebSideOptions extends WebMediaParts {
  readonly edgeId: EdgeId
  readonly legs: Legs
  readonly admission: Admission
  readonly builtIns: BuiltInNumbers
  stationChanged(station: BrowserStation): void
}

const mostStations = 5000

/** Everybody who speaks through a browser: agents' stations and web callers. */
export class WebSide {
  readonly #options: WebSideOptions
  readonly #stations = new Map<StationId, BrowserStation>()
  readonly #callers = new Map<CallLeg, WebCaller>()

  constructor(options: WebSideOptions) {
    this.#options = options
    options.legs.whenEnding((leg) => {
      this.#callers.delete(leg)
      const { stationId } = leg.origin
      if (stationId && this.#stations.get(stationId)?.leg === leg) this.#stations.delete(stationId)
    })
  }

  get stations(): Iterable<BrowserStation> {
    return this.#stations.values()
  }

  station(stationId: StationId): BrowserStation | undefined {
    return this.#stations.get(stationId)
  }

  async connectStation(
    command: EdgeCommandOf<'station.connect'>,
  ): Promise<Result<{ answerSdp: string; legId: CallLeg['legId'] }, EdgeError>> {
    if (!this.#stations.has(command.stationId) && this.#stations.size >= mostStations) {
      return refuse('overloaded', 'The edge has as many stations as it takes.')
    }
    const connected = await connectBrowser(
      this.#options,
      { sdp: command.offerSdp, isStranger: false },
      {
        changed: (connection, state) => this.#stationOf(connection)?.connectionChanged(connection, state),
        control: (connection) => this.#stationOf(connection)?.heardFrom(connection),
      },
    )
    if (!connected.ok) return connected
    const connection = connected.value
    const station = this.#stations.get(command.stationId) ?? this.#newStation(command.stationId)
    connection.leg = station.leg
    station.arrive(connection)
    return success({ answerSdp: connection.answerSdp, legId: station.leg.legId })
  }

  #stationOf(connection: WebConnection): BrowserStation | undefined {
    const stationId = connection.leg?.origin.stationId
    return stationId && this.#stations.get(stationId)
  }

  #newStation(stationId: StationId): BrowserStation {
    const { legs, clock, chance, edgeId, stationChanged } = this.#options
    const legId = newId('leg', clock.wallMs(), chance.bytes)
    const station = new BrowserStation({
      stationId,
      legs,
      media: this.#options,
      changed: (changed) => stationChanged(changed),
      makeLeg: (signalling) =>
        new CallLeg(
          { legId, edgeId, transport: 'web', direction: 'outbound', stationId, callerNumber: '', dialedNumber: '' },
          signalling,
          clock.monotonicMs(),
        ),
    })
    this.#stations.set(stationId, station)
    legs.add(station.leg)
    return station
  }

  async connectCaller(command: EdgeCommandOf<'web-call.connect'>): Promise<Result<{ answerSdp: string }, EdgeError>> {
    const { legs, admission, builtIns, clock, edgeId } = this.#options
    const isBuiltIn = builtIns.has(command.dialedNumber)
    const refusal = admission.refusal(!isBuiltIn)
    if (refusal) return refuse('overloaded', `The edge takes no new calls now: ${refusal.why}.`)
    admission.pending++
    const callers = this.#callers
    const connected = await connectBrowser(
      this.#options,
      { sdp: command.offerSdp, isStranger: true },
      {
        changed: (connection, state) => connection.leg && callers.get(connection.leg)?.changed(state),
        control: (connection, message) => connection.leg && callers.get(connection.leg)?.said(message),
      },
    ).finally(() => admission.pending--)
    if (!connected.ok) return connected
    const connection = connected.value
    const caller = new WebCaller(legs, connection)
    const leg = new CallLeg(
      {
        legId: command.legId,
        edgeId,
        transport: 'web',
        direction: 'inbound',
        callerNumber: command.callerNumber,
        ...(command.callerName === undefined ? {} : { callerName: command.callerName }),
        dialedNumber: command.dialedNumber,
        ...(isBuiltIn ? { isPrivate: true } : {}),
      },
      caller,
      clock.monotonicMs(),
    )
    caller.leg = leg
    callers.set(leg, caller)
    giveMedia(this.#options, leg, connection)
    legs.add(leg)
    if (isBuiltIn) builtIns.take(leg)
    else legs.announce(leg)
    // Between the answer and now the connection may have come about.
    if (connection.peer.state !== 'connecting') caller.changed(connection.peer.state)
    return success({ answerSdp: connection.answerSdp })
  }

  /** Looks for pages that have gone without a word; called once a second. */
  check(nowMs: number): void {
    for (const caller of [...this.#callers.values()]) caller.check(nowMs)
    for (const station of [...this.#stations.values()]) station.check(nowMs)
  }

  stop(): void {
    for (const leg of [...this.#options.legs.live])
      if (leg.origin.transport === 'web') leg.signalling.hangUp('edge-lost')
  }
}
