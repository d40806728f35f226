import { call } from '../sign-in/api.ts'
import { Store } from '../state/store.ts'
import { type DeviceChoice, keepDeviceChoice, readDeviceChoice } from './device-choice.ts'
import { awaitMicrophone, HeldMicrophone } from './held-microphone.ts'
import { Line } from './line.ts'
import { watchSleep } from './sleep-watch.ts'
import { createSpeaker, type Speaker } from './speaker.ts'
import { type StationState, stationOff } from './station-state.ts'
import { requestTabLock, type TabLock } from './tab-lock.ts'

/** The server may notice a transport's end before we do, but is behind us by a moment after we connect. */
const unreachableForMs = 2000

/**
 * This browser as the agent's station: one microphone, one loudspeaker and one persistent connection for the whole shift.
 * Answering a call opens nothing; it only wakes the sender.
 *
 * Comes back by itself after sleep, a change of network or a restart of the edge, by a new offer for the same station.
 */
export class Station {
  readonly state = new Store<StationState>(stationOff)
  readonly choice = new Store<DeviceChoice>(readDeviceChoice())
  /** The other side's sound, for the level meter. */
  readonly remote = new Store<MediaStream | undefined>(undefined)
  /** When the machine woke from a sleep that cost the station, and how long it slept. */
  readonly slept = new Store<{ readonly atMs: number; readonly sleptMs: number } | undefined>(undefined)
  readonly #microphone = new HeldMicrophone((track) => this.#line.use(track))
  readonly #line = new Line(async (offerSdp) => (await call('connectStation', { body: { offerSdp } })).answerSdp, {
    changed: (phase, { failure, retryAtMs }) => {
      if (phase !== 'ready') this.#wantedByEdge = undefined
      const { failure: _, retryAtMs: __, ...state } = this.state.get()
      this.state.set({
        ...state,
        phase,
        ...(failure === undefined ? {} : { failure }),
        ...(retryAtMs === undefined ? {} : { retryAtMs }),
      })
    },
    refused: () => this.stop(),
    sound: (isWanted) => {
      this.#wantedByEdge = isWanted
      if (isWanted) this.#isAnswering = false
      this.#wake()
    },
    remote: (stream) => this.#play(stream),
    isAwake: () => this.#isAwake(),
  })
  #speaker: Speaker | undefined
  #lock: TabLock | undefined
  #unreachable: ReturnType<typeof setTimeout> | undefined
  #stopWatching: (() => void) | undefined
  /** What the edge said last on this transport; `undefined` before it said anything. */
  #wantedByEdge: boolean | undefined
  #isInCall = false
  #isAnswering = false

  constructor() {
    this.#microphone.isLost.subscribe(() => this.state.patch({ isMicrophoneLost: this.#microphone.isLost.get() }))
  }

  /** Starts the station; does nothing while it runs or waits for another tab. */
  start(): void {
    const { phase } = this.state.get()
    if (phase === 'asking' || phase === 'connecting' || phase === 'ready' || phase === 'lost') return
    if (phase === 'elsewhere' && this.#lock) return
    void this.#begin(false)
  }

  /** Takes the station from the tab that has it. */
  takeOver(): void {
    void this.#begin(true)
  }

  /** Ends the station on this page. Telling the server is up to the caller: a page that only closes does not. */
  stop(): void {
    this.#end()
    this.#microphone.setMuted(false)
    this.state.set(stationOff)
  }

  /** Wakes the sender at once when somebody clicks Answer: the edge's word is some 20 ms behind. */
  answering(): void {
    this.#isAnswering = true
    this.#wake()
  }

  /** The answer came to nothing. */
  answerFailed(): void {
    this.#isAnswering = false
    this.#wake()
  }

  /** What the desk's topic says, for as long as the edge has not said anything. */
  setInCall(isInCall: boolean): void {
    if (isInCall) this.#isAnswering = false
    this.#isInCall = isInCall
    this.#wake()
  }

  /** Silences the microphone here too, so that not a word leaves this machine while the request is on its way. */
  setMuted(isMuted: boolean): void {
    this.#microphone.setMuted(isMuted)
    this.state.patch({ isMuted })
  }

  /** The desk's topic says whether the server reaches the station. */
  setReachable(isReachable: boolean): void {
    if (isReachable || this.state.get().phase !== 'ready') {
      clearTimeout(this.#unreachable)
      this.#unreachable = undefined
      return
    }
    this.#unreachable ??= setTimeout(() => {
      this.#unreachable = undefined
      if (this.state.get().phase === 'ready') this.#line.restore()
    }, unreachableForMs)
  }

  /** The network or the edge is back: no need to wait for the next attempt. */
  hurry(): void {
    this.#line.hurry()
  }

  async choose(change: Partial<DeviceChoice>): Promise<void> {
    const before = this.choice.get()
    // An empty id stands for the system's own device.
    const { inputId, outputId, ...others } = { ...before, ...change }
    const choice: DeviceChoice = { ...others, ...(inputId ? { inputId } : {}), ...(outputId ? { outputId } : {}) }
    this.choice.set(choice)
    keepDeviceChoice(choice)
    if (choice.outputId !== before.outputId) await this.#useOutput(choice.outputId)
    const inputKeys = ['inputId', 'echoCancellation', 'noiseSuppression', 'autoGainControl'] as const
    if (inputKeys.some((key) => choice[key] !== before[key])) await this.#microphone.replace(choice)
  }

  /** From within a click: lets the browser play. */
  async allowPlayback(): Promise<void> {
    const outcome = await this.#loudspeaker().retry()
    this.state.patch({ isPlaybackBlocked: outcome === 'blocked' })
  }

  get microphone(): MediaStreamTrack | undefined {
    return this.#microphone.track
  }

  async #begin(isStolen: boolean): Promise<void> {
    this.#end()
    // Muted stays muted, whatever happens under it.
    this.state.set({ ...stationOff, phase: 'asking', isMuted: this.state.get().isMuted })
    if (globalThis.isSecureContext) {
      const lock = requestTabLock(
        isStolen,
        () => lock === this.#lock && this.state.patch({ phase: 'elsewhere' }),
        () => {
          // Waits in line from now on: when the other tab closes, this one carries the calls again.
          if (lock === this.#lock) void this.#begin(false)
        },
      )
      this.#lock = lock
      await lock.held
      if (lock !== this.#lock) return
      this.state.patch({ phase: 'asking' })
    }
    const opened = await this.#microphone.open(this.choice.get())
    if (opened.ok) {
      void this.#useOutput(this.choice.get().outputId)
      this.#watch()
      this.#line.open(opened.value)
    } else if (opened.error !== 'overtaken') {
      this.#lock?.release()
      this.#lock = undefined
      this.state.patch({ phase: opened.error })
      this.#stopWatching = awaitMicrophone(() => this.start())
    }
  }

  #watch(): void {
    const online = () => {
      if (!this.#line.isConnected) this.#line.hurry()
    }
    window.addEventListener('online', online)
    const stopSleep = watchSleep((sleptMs) => {
      this.slept.set({ atMs: Date.now(), sleptMs })
      // After sleep the connection looks alive for many seconds; the edge gave it up long ago.
      if (this.state.get().phase === 'ready') this.#line.restore()
      else this.#line.hurry()
    })
    this.#stopWatching = () => {
      window.removeEventListener('online', online)
      stopSleep()
    }
  }

  #play(stream: MediaStream): void {
    this.remote.set(stream)
    void this.#loudspeaker()
      .play(stream)
      .then((outcome) => this.state.patch({ isPlaybackBlocked: outcome === 'blocked' }))
  }

  async #useOutput(outputId: string | undefined): Promise<void> {
    const isUsed = await this.#loudspeaker().use(outputId)
    this.state.patch({ isOutputReplaced: !isUsed })
  }

  #loudspeaker(): Speaker {
    this.#speaker ??= createSpeaker()
    return this.#speaker
  }

  #isAwake(): boolean {
    return this.#isAnswering || (this.#wantedByEdge ?? this.#isInCall)
  }

  #wake(): void {
    const isAwake = this.#isAwake()
    this.#line.setAwake(isAwake)
    this.state.patch({ isAwake })
  }

  #end(): void {
    clearTimeout(this.#unreachable)
    this.#unreachable = undefined
    this.#stopWatching?.()
    this.#stopWatching = undefined
    this.#line.close()
    this.#microphone.close()
    this.#wantedByEdge = undefined
    this.#speaker?.stop()
    this.remote.set(undefined)
    this.#lock?.release()
    this.#lock = undefined
  }
}

/** The one station of this page. */
export const station = new Station()
