import { CallFailed, type FailureCode } from '../sign-in/api.ts'
import { stationBackOffMs } from './back-off.ts'
import { iceServers } from './ice-servers.ts'
import { openTransport, type Transport } from './transport.ts'

export interface LineListener {
  /** `lost` while it is being restored by itself. */
  changed(phase: 'connecting' | 'ready' | 'lost', more: { failure?: FailureCode; retryAtMs?: number }): void
  /** The server will not have this station: no use in trying again. */
  refused(): void
  sound(isWanted: boolean): void
  remote(stream: MediaStream): void
  /** What a new transport begins with. */
  isAwake(): boolean
}

const connectWithinMs = 10_000
const shortestWaitMs = 500
const final: ReadonlySet<string> = new Set(['sign-in.needed', 'agent.not-an-agent', 'permission.denied'])

/**
 * The station's connection as it outlives its transports: whenever one ends, another is opened by a new offer for the
 * same station, at once and then with growing waits.
 */
export class Line {
  readonly #exchange: (offerSdp: string) => Promise<string>
  readonly #listener: LineListener
  #track: MediaStreamTrack | undefined
  #transport: Transport | undefined
  #retry: ReturnType<typeof setTimeout> | undefined
  #deadline: ReturnType<typeof setTimeout> | undefined
  #attempt = 0
  /** It was up before: what is told is an interruption, not a beginning. */
  #isRestoring = false
  #isWaiting = false
  #run = 0

  constructor(exchange: (offerSdp: string) => Promise<string>, listener: LineListener) {
    this.#exchange = exchange
    this.#listener = listener
  }

  open(track: MediaStreamTrack): void {
    this.close()
    this.#track = track
    void this.#connect()
  }

  /** The transport under the line is dead, whatever it says itself. */
  restore(): void {
    this.#isRestoring = true
    this.#attempt = 0
    void this.#connect()
  }

  /** Now is a good moment: does not wait for the next attempt. */
  hurry(): void {
    if (this.#isWaiting) void this.#connect()
  }

  get isConnected(): boolean {
    return this.#transport?.state() === 'connected'
  }

  setAwake(isAwake: boolean): void {
    this.#transport?.setAwake(isAwake)
  }

  use(track: MediaStreamTrack): void {
    this.#track = track
    // Refused by a transport that closes at this moment; the next one begins with the new track.
    void this.#transport?.replaceTrack(track).catch(() => undefined)
  }

  close(): void {
    this.#run++
    this.#drop()
    this.#track = undefined
    this.#attempt = 0
    this.#isRestoring = false
  }

  #drop(): void {
    clearTimeout(this.#retry)
    clearTimeout(this.#deadline)
    this.#isWaiting = false
    this.#transport?.close()
    this.#transport = undefined
  }

  async #connect(): Promise<void> {
    const track = this.#track
    if (!track) return
    this.#drop()
    const run = ++this.#run
    const isCurrent = () => run === this.#run
    this.#attempt++
    this.#listener.changed(this.#isRestoring || this.#attempt > 1 ? 'lost' : 'connecting', {})
    this.#deadline = setTimeout(() => isCurrent() && this.#retryLater(), connectWithinMs)
    try {
      const servers = await iceServers()
      if (!isCurrent()) return
      const listener = {
        connected: () => {
          if (!isCurrent()) return
          clearTimeout(this.#deadline)
          this.#attempt = 0
          this.#isRestoring = true
          this.#listener.changed('ready', {})
        },
        lost: () => isCurrent() && this.restore(),
        sound: (isWanted: boolean) => isCurrent() && this.#listener.sound(isWanted),
        remote: (stream: MediaStream) => isCurrent() && this.#listener.remote(stream),
      }
      const transport = await openTransport(track, this.#listener.isAwake(), this.#exchange, listener, servers)
      if (!isCurrent()) {
        transport.close()
        return
      }
      this.#transport = transport
      // Both may have changed while the offer travelled.
      transport.setAwake(this.#listener.isAwake())
      if (this.#track && this.#track !== track) this.use(this.#track)
    } catch (cause) {
      if (isCurrent()) this.#retryLater(cause)
    }
  }

  #retryLater(cause?: unknown): void {
    this.#run++
    this.#drop()
    const failure = cause instanceof CallFailed ? cause.code : undefined
    if (failure !== undefined && final.has(failure)) {
      this.#listener.refused()
      return
    }
    const waitMs = Math.max(shortestWaitMs, stationBackOffMs(this.#attempt + 1))
    this.#isWaiting = true
    this.#retry = setTimeout(() => void this.#connect(), waitMs)
    this.#listener.changed('lost', {
      retryAtMs: Date.now() + waitMs,
      ...(failure === undefined ? {} : { failure }),
    })
  }
}
