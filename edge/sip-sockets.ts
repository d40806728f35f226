import { TcpTransport } from '#adapters/sockets/tcp.ts'
import { openUdpSocket, type UdpSocket } from '#adapters/sockets/udp.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { Flow, SipAction, Transport } from '#telephony/sip/index.ts'

/** What the engine is told of the network; times are the receiver's business. */
export interface SipSocketListener {
  received(flow: Flow, bytes: Uint8Array): void
  opened(flow: Flow): void
  closed(flow: Flow): void
  sendFailed(flow: Flow): void
}

export interface SipLocalAddress {
  readonly transport: Transport
  readonly address: string
  readonly port: number
}

const receiveBufferBytes = 4 * 1024 * 1024

/** SIP's sockets: UDP and TCP on each local address, one port for all. */
export class SipSockets {
  readonly localAddresses: SipLocalAddress[] = []
  readonly #udp = new Map<string, UdpSocket>()
  readonly #tcp: TcpTransport
  readonly #listener: SipSocketListener
  readonly #flows = new Map<string, Flow>()
  /** Connections of ours that are not open yet: the flow as the engine named it. */
  readonly #opening = new Map<string, Flow>()

  private constructor(listener: SipSocketListener) {
    this.#listener = listener
    this.#tcp = new TcpTransport({
      listener: {
        opened: (connectionId, local, remote) => this.#opened({ transport: 'tcp', local, remote, connectionId }),
        received: (connectionId, bytes) => {
          const flow = this.#flows.get(connectionId)
          if (flow) listener.received(flow, bytes)
        },
        closed: (connectionId) => {
          const flow = this.#flows.get(connectionId)
          this.#flows.delete(connectionId)
          if (flow) listener.closed(flow)
        },
        connectFailed: (connectionId) => {
          const asked = this.#opening.get(connectionId)
          this.#opening.delete(connectionId)
          if (asked) listener.sendFailed(asked)
        },
      },
    })
  }

  /** @returns a sentence for a person when an address or port cannot be had */
  static async open(
    hosts: readonly string[],
    port: number,
    listener: SipSocketListener,
  ): Promise<Result<SipSockets, string>> {
    const sockets = new SipSockets(listener)
    for (const address of hosts) {
      const opened = (await sockets.#openUdp(address, port)) ?? (await sockets.#openTcp(address, port))
      if (opened === undefined) continue
      await sockets.close()
      return failure(opened)
    }
    return success(sockets)
  }

  async #openUdp(address: string, port: number): Promise<string | undefined> {
    const local = { address, port }
    const socket = await openUdpSocket({
      address,
      port,
      receiveBufferBytes,
      receive: (bytes, remoteAddress, remotePort) => {
        const remote = { address: remoteAddress, port: remotePort }
        this.#listener.received({ transport: 'udp', local, remote }, bytes)
      },
      failed: (remoteAddress, remotePort) => {
        const remote = { address: remoteAddress, port: remotePort }
        this.#listener.sendFailed({ transport: 'udp', local, remote })
      },
    })
    if (!socket.ok) return portSentence('UDP', address, port, socket.error.code)
    this.#udp.set(address, socket.value)
    this.localAddresses.push({ transport: 'udp', address, port })
    return undefined
  }

  async #openTcp(address: string, port: number): Promise<string | undefined> {
    const listening = await this.#tcp.listen(address, port)
    if (!listening.ok) return portSentence('TCP', address, port, listening.error.code)
    this.localAddresses.push({ transport: 'tcp', address, port })
    return undefined
  }

  perform(action: Extract<SipAction, { kind: 'send' | 'close' }>): void {
    const { flow } = action
    if (action.kind === 'close') {
      if (flow.connectionId) this.#tcp.close(flow.connectionId)
    } else if (flow.transport === 'udp') {
      const socket = this.#udp.get(flow.local.address)
      socket?.send(action.bytes, action.bytes.length, flow.remote.address, flow.remote.port)
    } else this.#sendTcp(flow, action.bytes)
  }

  #sendTcp(flow: Flow, bytes: Uint8Array): void {
    if (flow.connectionId !== undefined && this.#tcp.send(flow.connectionId, bytes)) return
    const opening = [...this.#opening].find(
      ([, asked]) => asked.remote.address === flow.remote.address && asked.remote.port === flow.remote.port,
    )
    const connectionId = opening?.[0] ?? this.#tcp.connect(flow.local.address, flow.remote)
    this.#opening.set(connectionId, flow)
    this.#tcp.send(connectionId, bytes)
  }

  #opened(flow: Flow): void {
    const connectionId = flow.connectionId as string
    const asked = this.#opening.get(connectionId)
    this.#opening.delete(connectionId)
    // The engine knows us by the address it listens on, not by the port that the kernel chose for this connection.
    const known = asked ? { ...flow, local: asked.local } : flow
    this.#flows.set(connectionId, known)
    this.#listener.opened(known)
  }

  async close(): Promise<void> {
    for (const socket of this.#udp.values()) socket.close()
    await this.#tcp.closeAll()
  }
}

function portSentence(protocol: string, address: string, port: number, code: string): string {
  switch (code) {
    case 'EADDRINUSE':
      return `SIP cannot listen on ${address}:${port}: another program uses this ${protocol} port. Set PARLEY_SIP_PORT to another one or stop that program.`
    case 'EADDRNOTAVAIL':
      return `SIP cannot listen on ${address}: this machine has no such address. Correct PARLEY_SIP_HOST.`
    case 'EACCES':
      return `SIP may not listen on ${address}:${port}: ports below 1024 need rights that this user lacks. Set PARLEY_SIP_PORT to a higher one.`
    default:
      return `SIP cannot listen on ${address}:${port} (${protocol}, ${code}).`
  }
}
