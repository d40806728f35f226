import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { failure, type Result, success } from '#kernel/result.ts'
import { isBindingRequest, readConnectivityCheck } from './connectivity-check.ts'

/** One place on a TURN server from which a browser speaks to us, and the socket by which it goes on to the WebRTC port. */
interface Relayed {
  readonly localName: string
  readonly socket: Socket
}

/** A browser has one relay for each TURN server and address family; more are somebody's game. */
const mostForOneName = 4
const mostRelayed = 2000

/**
 * A second UDP port beside the WebRTC stack's, for browsers that come by way of a TURN server over TCP or TLS: their
 * connectivity checks are mended here on the way in (see `readConnectivityCheck`), everything else passes as it is. Only who
 * needs it gets through: a first check must be signed with the ICE password of a connection that was let in, and need mending.
 */
export class RelayDoor {
  readonly port: number
  readonly #socket: Socket
  readonly #behindPort: number
  readonly #passwords = new Map<string, string>()
  readonly #relayed = new Map<string, Relayed>()

  private constructor(socket: Socket, behindPort: number) {
    this.#socket = socket
    this.#behindPort = behindPort
    this.port = socket.address().port
    socket.on('message', (datagram, from) => this.#arrived(datagram, from))
    socket.on('error', () => {})
  }

  /** @param behindPort the WebRTC stack's, on this machine */
  static async open(port: number, behindPort: number): Promise<Result<RelayDoor, { code: string }>> {
    // All addresses of both families where there are both, as the stack has it.
    const bound = await bind('udp6', '::', port)
    const opened = !bound.ok && bound.error.code === 'EAFNOSUPPORT' ? await bind('udp4', '0.0.0.0', port) : bound
    return opened.ok ? success(new RelayDoor(opened.value, behindPort)) : opened
  }

  /** Lets in who knows the password of this ICE name of ours, until {@link dismiss}. */
  admit(localName: string, password: string): void {
    this.#passwords.set(localName, password)
  }

  dismiss(localName: string): void {
    this.#passwords.delete(localName)
    for (const [place, relayed] of this.#relayed) {
      if (relayed.localName !== localName) continue
      relayed.socket.close()
      this.#relayed.delete(place)
    }
  }

  get size(): number {
    return this.#relayed.size
  }

  close(): void {
    for (const localName of [...this.#passwords.keys()]) this.dismiss(localName)
    this.#socket.close()
  }

  #arrived(datagram: Buffer, from: RemoteInfo): void {
    const place = `${from.address} ${from.port}`
    const known = this.#relayed.get(place)
    if (known && !isBindingRequest(datagram)) {
      this.#passIn(known, datagram)
      return
    }
    const check = readConnectivityCheck(datagram, (localName) => this.#passwords.get(localName))
    if (!check) return
    const relayed = known ?? (check.mended && this.#newRelayed(place, from, check.localName))
    if (relayed) this.#passIn(relayed, check.mended ?? datagram)
  }

  #passIn({ socket }: Relayed, datagram: Buffer): void {
    socket.send(datagram, this.#behindPort, '127.0.0.1')
  }

  #newRelayed(place: string, { address, port }: RemoteInfo, localName: string): Relayed | undefined {
    if (this.#relayed.size >= mostRelayed) return undefined
    const ofName = [...this.#relayed.values()].filter((one) => one.localName === localName)
    if (ofName.length >= mostForOneName) return undefined
    const socket = createSocket({ type: 'udp4', lookup: noLookup as never })
    socket.on('error', () => {})
    socket.on('message', (datagram, from) => {
      if (from.address === '127.0.0.1' && from.port === this.#behindPort) this.#socket.send(datagram, port, address)
    })
    const relayed = { localName, socket }
    this.#relayed.set(place, relayed)
    return relayed
  }
}

// Addresses here are numeric always: dgram's own lookup would delay each datagram by a turn of the event loop.
const noLookup = (address: string, _options: unknown, done: (error: null, address: string, family: number) => void) =>
  done(null, address, address.includes(':') ? 6 : 4)

function bind(type: 'udp4' | 'udp6', address: string, port: number): Promise<Result<Socket, { code: string }>> {
  return new Promise((resolve) => {
    const socket = createSocket({ type, lookup: noLookup as never })
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close()
      resolve(failure({ code: error.code ?? 'EUNKNOWN' }))
    })
    socket.bind({ address, port, exclusive: true }, () => {
      socket.removeAllListeners('error')
      resolve(success(socket))
    })
  })
}
