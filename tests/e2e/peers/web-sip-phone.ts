import JsSIP from 'jssip'
import { WebSocket } from 'ws'

/** JsSIP outside of a browser: all of its signalling, none of its sound. */
export interface WebSipPhone {
  readonly ua: JsSIP.UA
  /** Resolves when it is registered; rejects with JsSIP's word for why it is not. */
  registered(): Promise<void>
  /** Subscribes to what another user's telephone does (RFC 6665). Gives each body, as it comes. */
  watch(uri: string, event: string, contentType: string): readonly string[]
  /** Its connection breaks, and it cannot make another. */
  drop(): void
  close(): Promise<void>
}

/** @param url `ws:` or `wss:` */
export function startWebSipPhone(of: { url: string; host: string; user: string; password: string }): WebSipPhone {
  const socket = new NodeSocket(of.url)
  const ua = new JsSIP.UA({
    sockets: [socket],
    uri: `sip:${of.user}@${of.host}`,
    password: of.password,
    register: true,
  })
  const registered = new Promise<void>((resolve, reject) => {
    ua.once('registered', () => resolve())
    ua.once('registrationFailed', (failed: { cause?: string }) => reject(new Error(failed.cause ?? 'no cause')))
  })
  ua.start()
  return {
    ua,
    registered: () => registered,
    watch: (uri, event, contentType) => {
      const bodies: string[] = []
      const subscriber = ua.subscribe(uri, event, contentType, { expires: 600, contentType })
      subscriber.on('notify', (_isFinal: boolean, _notify: unknown, body?: string) => {
        bodies.push(body ?? '')
      })
      subscriber.subscribe()
      return bodies
    },
    drop: () => socket.break(),
    close: async () => {
      if (!ua.isConnected()) return
      const gone = new Promise<void>((resolve) => ua.once('disconnected', () => resolve()))
      ua.stop()
      await gone
    },
  }
}

/** What JsSIP has WebSocketInterface for in a browser. */
class NodeSocket implements JsSIP.Socket {
  readonly url: string
  readonly sip_uri: string
  readonly via_transport: string
  onconnect = () => {}
  ondisconnect: JsSIP.Socket['ondisconnect'] = () => {}
  ondata: JsSIP.Socket['ondata'] = () => {}
  #socket: WebSocket | undefined
  #isBroken = false

  constructor(url: string) {
    this.url = url
    this.sip_uri = `sip:${new URL(url).host};transport=ws`
    this.via_transport = new URL(url).protocol === 'wss:' ? 'WSS' : 'WS'
  }

  break(): void {
    this.#isBroken = true
    this.#socket?.terminate()
  }

  connect(): void {
    if (this.#isBroken) return
    const socket = new WebSocket(this.url, 'sip', { rejectUnauthorized: false })
    this.#socket = socket
    socket.on('open', () => this.onconnect())
    socket.on('message', (data, isBinary) => this.ondata((isBinary ? data : String(data)) as string))
    socket.on('error', () => {})
    socket.on('close', (code, reason) => this.ondisconnect(code !== 1000, code, String(reason)))
  }

  disconnect(): void {
    this.#socket?.close(1000)
  }

  send(message: string): boolean {
    this.#socket?.send(message)
    return true
  }

  isConnected(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN
  }

  isConnecting(): boolean {
    return this.#socket?.readyState === WebSocket.CONNECTING
  }
}
