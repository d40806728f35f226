import { failure, type Result } from '#kernel/result.ts'
import { type Flow, flowKey } from '../flow.ts'
import { type FramedPiece, StreamFramer } from '../message/framer.ts'

interface Connection {
  readonly flow: Flow
  readonly framer: StreamFramer
  /** When the last whole message came, or the connection began. */
  lastMessageMs: number
  hasSpoken: boolean
}

/** A stranger who connects and says nothing, or half a message, is shown out after so long. */
const patienceMs = 32_000

/** The stream connections that the host has open. */
export class Connections {
  readonly #open = new Map<string, Connection>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#open.size
  }

  /** @returns false when there are too many */
  opened(flow: Flow, nowMs: number): boolean {
    const id = flow.connectionId
    if (id === undefined || this.#open.has(id)) return true
    if (this.#open.size >= this.#limit) return false
    this.#open.set(id, { flow, framer: new StreamFramer(), lastMessageMs: nowMs, hasSpoken: false })
    return true
  }

  closed(flow: Flow): void {
    if (flow.connectionId !== undefined) this.#open.delete(flow.connectionId)
  }

  isOpen(flow: Flow): boolean {
    return flow.connectionId === undefined || this.#open.has(flow.connectionId)
  }

  /**
   * An open connection to the same place (RFC 3261 18: connections should be reused). One whose certificate was not checked
   * for the name that is wanted now does not count (RFC 5923 5).
   */
  reuse(flow: Flow): Flow {
    if (flow.transport === 'udp' || (flow.connectionId !== undefined && this.#open.has(flow.connectionId))) return flow
    for (const { flow: open } of this.#open.values()) {
      if (open.transport !== flow.transport || (flow.tlsName !== undefined && open.tlsName !== flow.tlsName)) continue
      if (open.remote.address === flow.remote.address && open.remote.port === flow.remote.port) return open
    }
    const { transport, local, remote, tlsName } = flow
    return { transport, local, remote, ...(tlsName === undefined ? {} : { tlsName }) }
  }

  /** One WebSocket message (RFC 7118 5): whole by itself. @returns false when there are too many connections */
  heard(flow: Flow, isKeepAlive: boolean, nowMs: number): boolean {
    if (!this.opened(flow, nowMs)) return false
    const connection = this.#open.get(flow.connectionId ?? '')
    if (connection === undefined) return false
    if (!isKeepAlive) connection.hasSpoken = true
    if (connection.hasSpoken) connection.lastMessageMs = nowMs
    return true
  }

  push(flow: Flow, piece: Uint8Array, nowMs: number): Result<FramedPiece, string> {
    if (!this.opened(flow, nowMs)) return failure('there are too many connections')
    const connection = this.#open.get(flow.connectionId ?? '')
    if (connection === undefined) return failure(`no connection ${flowKey(flow)}`)
    const framed = connection.framer.push(piece)
    if (framed.ok && framed.value.messages.length > 0) connection.hasSpoken = true
    // Keep-alives of who has spoken count; of a stranger they do not, nor does a drip of half a message.
    const isSignOfLife = framed.ok && framed.value.messages.length + framed.value.pings > 0
    if (isSignOfLife && connection.hasSpoken) connection.lastMessageMs = nowMs
    return framed
  }

  /** Connections to close: never a whole message, or one begun and not finished. */
  stalled(nowMs: number): Flow[] {
    const stalled: Flow[] = []
    for (const { flow, framer, lastMessageMs, hasSpoken } of this.#open.values()) {
      if (nowMs - lastMessageMs >= patienceMs && (framer.isInsideMessage || !hasSpoken)) stalled.push(flow)
    }
    return stalled
  }
}
