import { CallFailed, call } from '../sign-in/api.ts'
import { Store } from '../state/store.ts'
import { stationBackOffMs } from './back-off.ts'
import { type DeviceChoice, keepDeviceChoice, readDeviceChoice } from './device-choice.ts'
import { openMicrophone } from './microphone.ts'
import { watchSleep } from './sleep-watch.ts'
import { createSpeaker, type Speaker } from './speaker.ts'
import { type StationState, stationOff } from './station-state.ts'
import { requestTabLock, type TabLock } from './tab-lock.ts'
import { openTransport, type Transport } from './transport.ts'

const connectWithinMs = 10_000
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
  #speaker: Speaker | undefined
  #lock: TabLock | undefined
  #track: MediaStreamTrack | undefined
  #transport: Transport | undefined
  #retry: ReturnType<typeof setTimeout> | undefined
  #deadline: ReturnType<typeof setTimeout> | undefined
  #unreachable: ReturnType<typeof setTimeout> | undefined
  #stopWatching: (() => void) | undefined
  #attempt = 0
  #run = 0
  /** What the edge said last on this transport; `undefined` before it said anything. */
  #wantedByEdge: boolean | undefined
  #isInCall = false
  #isAnswering = false

  /** Starts the station; does nothing while it runs or waits for another tab. */
  start(): void {
    const { phase } = this.state.get()
    if (phase === 'asking' || phase === 'connecting' || phase === 'ready' || phase === 'lost') return
    void this.#begin(false)
  }

  /** Takes the station from the tab that has it. */
  takeOver(): void {
    void this.#begin(true)
  }

  /** Ends the station on this page. Telling the server is up to the caller: a page that only closes does not. */
  stop(): void {
    this.#end()
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
    if (this.#track) this.#track.enabled = !isMuted
    this.state.patch({ isMuted })
  }

  /** The desk's topic says whether the server reaches the station. */
  setReachable(isReachable: boolean): void {
    clearTimeout(this.#unreachable)
    if (isReachable || this.state.get().phase !== 'ready') return
    this.#unreachable = setTimeout(() => {
      if (this.state.get().phase === 'ready') this.#reconnect()
    }, unreachableForMs)
  }

  async choose(change: Partial<DeviceChoice>): Promise<void> {
    const before = this.choice.get()
    // An empty id stands for the system's own device.
    const { inputId, outputId, ...processing } = { ...before, ...change }
    const choice: DeviceChoice = {
      ...processing,
      ...(inputId ? { inputId } : {}),
      ...(outputId ? { outputId } : {}),
    }
    this.choice.set(choice)
    keepDeviceChoice(choice)
    if (choice.outputId !== before.outputId) {
      const isUsed = await this.#loudspeaker().use(choice.outputId)
      this.state.patch({ isOutputReplaced: !isUsed })
    }
    const isSameInput =
      choice.inputId === before.inputId &&
      choice.echoCancellation === before.echoCancellation &&
      choice.noiseSuppression === before.noiseSuppression &&
      choice.autoGainControl === before.autoGainControl
    if (!isSameInput && this.#track) await this.#replaceMicrophone()
  }

  /** From within a click: lets the browser play. */
  async allowPlayback(): Promise<void> {
    const outcome = await this.#loudspeaker().retry()
    this.state.patch({ isPlaybackBlocked: outcome === 'blocked' })
  }

  get microphone(): MediaStreamTrack | undefined {
    return this.#track
  }

  async #begin(isStolen: boolean): Promise<void> {
    this.#end()
    const run = this.#run
    this.state.set({ ...stationOff, phase: 'asking' })
    if (globalThis.isSecureContext) {
      const lock = requestTabLock(
        isStolen,
        () => run === this.#run && this.state.patch({ phase: 'elsewhere' }),
        () => {
          // Waits in line from now on: when the other tab closes, this one carries the calls again.
          if (lock === this.#lock) void this.#begin(false)
        },
      )
      this.#lock = lock
      await lock.held
      if (run !== this.#run) return
      this.state.patch({ phase: 'asking' })
    }
    const opened = await openMicrophone(this.choice.get())
    if (run !== this.#run) {
      if (opened.ok) opened.value.stop()
      return
    }
    if (!opened.ok) {
      this.#lock?.release()
      this.state.patch({ phase: opened.error })
      this.#awaitDevice()
      return
    }
    this.#adopt(opened.value)
    void this.#loudspeaker()
      .use(this.choice.get().outputId)
      .then((isUsed) => this.state.patch({ isOutputReplaced: !isUsed }))
    this.#watch()
    void this.#connect()
  }

  async #connect(): Promise<void> {
    const track = this.#track
    if (!track) return
    const run = ++this.#run
    const isCurrent = () => run === this.#run
    this.#attempt++
    this.#transport?.close()
    this.#wantedByEdge = undefined
    const { failure: _, retryAtMs: __, ...state } = this.state.get()
    this.state.set({ ...state, phase: this.#attempt > 1 ? 'lost' : 'connecting' })
    clearTimeout(this.#deadline)
    this.#deadline = setTimeout(() => isCurrent() && this.#retryLater(), connectWithinMs)
    try {
      const transport = await openTransport(
        track,
        this.#isAwake(),
        async (offerSdp) => (await call('connectStation', { body: { offerSdp } })).answerSdp,
        {
          connected: () => {
            if (!isCurrent()) return
            clearTimeout(this.#deadline)
            this.#attempt = 0
            this.state.patch({ phase: 'ready' })
          },
          lost: () => isCurrent() && this.#reconnect(),
          sound: (isWanted) => {
            if (!isCurrent()) return
            this.#wantedByEdge = isWanted
            if (isWanted) this.#isAnswering = false
            this.#wake()
          },
          remote: (stream) => isCurrent() && this.#play(stream),
        },
      )
      if (!isCurrent()) {
        transport.close()
        return
      }
      this.#transport = transport
      this.#wake()
    } catch (cause) {
      if (isCurrent()) this.#retryLater(cause)
    }
  }

  #reconnect(): void {
    this.#attempt = Math.max(this.#attempt, 1)
    void this.#connect()
  }

  #retryLater(cause?: unknown): void {
    clearTimeout(this.#deadline)
    clearTimeout(this.#retry)
    this.#transport?.close()
    this.#transport = undefined
    const failure = cause instanceof CallFailed ? cause.code : undefined
    if (failure === 'sign-in.needed' || failure === 'agent.not-an-agent' || failure === 'permission.denied') {
      this.stop()
      return
    }
    const waitMs = Math.max(500, stationBackOffMs(this.#attempt + 1))
    this.state.patch({
      phase: 'lost',
      retryAtMs: Date.now() + waitMs,
      ...(failure === undefined ? {} : { failure }),
    })
    this.#retry = setTimeout(() => void this.#connect(), waitMs)
  }

  /** The network or the edge is back, or the page woke: no need to wait for the next attempt. */
  hurry(): void {
    if (this.state.get().phase === 'lost') void this.#connect()
  }

  #watch(): void {
    this.#stopWatching?.()
    const online = () => {
      if (this.#transport?.state() === 'connected') return
      this.hurry()
    }
    const devices = () => {
      if (this.state.get().isMicrophoneLost) void this.#replaceMicrophone()
    }
    window.addEventListener('online', online)
    navigator.mediaDevices.addEventListener('devicechange', devices)
    const stopSleep = watchSleep((sleptMs) => {
      this.slept.set({ atMs: Date.now(), sleptMs })
      // After sleep the connection looks alive for many seconds; the edge gave it up long ago.
      if (this.state.get().phase === 'ready') this.#reconnect()
      else this.hurry()
    })
    this.#stopWatching = () => {
      window.removeEventListener('online', online)
      navigator.mediaDevices.removeEventListener('devicechange', devices)
      stopSleep()
    }
  }

  /** Without a microphone: tries again when one is plugged in or allowed. */
  #awaitDevice(): void {
    if (!navigator.mediaDevices) return
    const again = () => this.start()
    navigator.mediaDevices.addEventListener('devicechange', again, { once: true })
    let permission: PermissionStatus | undefined
    void navigator.permissions
      ?.query({ name: 'microphone' as PermissionName })
      .then((status) => {
        permission = status
        status.addEventListener('change', again, { once: true })
      })
      .catch(() => undefined)
    this.#stopWatching = () => {
      navigator.mediaDevices.removeEventListener('devicechange', again)
      permission?.removeEventListener('change', again)
    }
  }

  #adopt(track: MediaStreamTrack): void {
    const before = this.#track
    this.#track = track
    track.enabled = !this.state.get().isMuted
    track.addEventListener('ended', () => this.#microphoneGone(track))
    track.addEventListener('mute', () => track === this.#track && this.state.patch({ isMicrophoneLost: true }))
    track.addEventListener('unmute', () => track === this.#track && this.state.patch({ isMicrophoneLost: false }))
    if (before !== track) before?.stop()
    this.state.patch({ isMicrophoneLost: false })
  }

  #microphoneGone(track: MediaStreamTrack): void {
    if (track !== this.#track) return
    this.state.patch({ isMicrophoneLost: true })
    void this.#replaceMicrophone()
  }

  async #replaceMicrophone(): Promise<void> {
    const lock = this.#lock
    const opened = await openMicrophone(this.choice.get())
    if (lock !== this.#lock) {
      if (opened.ok) opened.value.stop()
      return
    }
    if (!opened.ok) {
      this.state.patch({ isMicrophoneLost: true })
      return
    }
    this.#adopt(opened.value)
    await this.#transport?.replaceTrack(opened.value)
  }

  #play(stream: MediaStream): void {
    this.remote.set(stream)
    void this.#loudspeaker()
      .play(stream)
      .then((outcome) => this.state.patch({ isPlaybackBlocked: outcome === 'blocked' }))
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
    this.#transport?.setAwake(isAwake)
    this.state.patch({ isAwake })
  }

  #end(): void {
    this.#run++
    clearTimeout(this.#retry)
    clearTimeout(this.#deadline)
    clearTimeout(this.#unreachable)
    this.#stopWatching?.()
    this.#stopWatching = undefined
    this.#transport?.close()
    this.#transport = undefined
    const track = this.#track
    this.#track = undefined
    track?.stop()
    this.#speaker?.stop()
    this.remote.set(undefined)
    this.#lock?.release()
    this.#lock = undefined
    this.#attempt = 0
  }
}

/** The one station of this page. */
export const station = new Station()
