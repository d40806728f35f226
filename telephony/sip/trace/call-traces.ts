import type { PassedMessage } from '../engine-contract.ts'
import type { Flow } from '../flow.ts'
import { type MessageLine, readMessageLine } from './message-line.ts'

/** One message of a trace. */
export interface TracedMessage {
  readonly atMs: number
  readonly direction: 'in' | 'out'
  readonly flow: Flow
  readonly bytes: Uint8Array
  /** How often the very same message went again. */
  repeats: number
}

/** A line of a ladder, as it goes over the edge link. */
export interface TraceStep extends MessageLine {
  readonly atMs: number
  readonly direction: 'in' | 'out'
  readonly transport: Flow['transport']
  readonly remote: string
  readonly repeats: number
}

export interface CallTraceLimits {
  /** Octets of messages kept for calls; the oldest trace goes first. */
  readonly maxBytes: number
  /** Octets kept for messages that no call of ours has claimed (yet): strangers' share, so that they push no call out. */
  readonly maxStrayBytes: number
  readonly maxMessagesPerCall: number
}

const defaultLimits: CallTraceLimits = {
  maxBytes: 48 * 1024 * 1024,
  maxStrayBytes: 4 * 1024 * 1024,
  maxMessagesPerCall: 200,
}

interface Trace {
  readonly sipCallId: string
  readonly messages: TracedMessage[]
  bytes: number
}

/**
 * The SIP messages of the latest calls, by Call-ID, within a bound of memory. What comes first is a stray; a leg that is made
 * of it claims it. A Map keeps the order in which traces began, so the oldest is the first.
 */
export class CallTraces {
  readonly #limits: CallTraceLimits
  readonly #strays = new Map<string, Trace>()
  readonly #claimed = new Map<string, Trace>()
  #strayBytes = 0
  #claimedBytes = 0

  constructor(limits: Partial<CallTraceLimits> = {}) {
    this.#limits = { ...defaultLimits, ...limits }
  }

  passed({ sipCallId, direction, flow, bytes, atMs }: PassedMessage): void {
    const isClaimed = this.#claimed.has(sipCallId)
    const trace = this.#claimed.get(sipCallId) ?? this.#strays.get(sipCallId) ?? this.#begin(sipCallId)
    const { messages } = trace
    const before = messages.findLast((message) => message.direction === direction)
    if (before !== undefined && isSame(before.bytes, bytes)) {
      before.repeats++
      return
    }
    if (messages.length >= this.#limits.maxMessagesPerCall) return
    messages.push({ atMs, direction, flow, bytes, repeats: 0 })
    trace.bytes += bytes.byteLength
    if (isClaimed) {
      this.#claimedBytes += bytes.byteLength
      this.#claimedBytes -= forget(this.#claimed, this.#claimedBytes, this.#limits.maxBytes)
    } else {
      this.#strayBytes += bytes.byteLength
      this.#strayBytes -= forget(this.#strays, this.#strayBytes, this.#limits.maxStrayBytes)
    }
  }

  #begin(sipCallId: string): Trace {
    const trace = { sipCallId, messages: [], bytes: 0 }
    this.#strays.set(sipCallId, trace)
    return trace
  }

  /** A call of ours is made of this Call-ID. */
  claim(sipCallId: string): void {
    if (this.#claimed.has(sipCallId)) return
    const trace = this.#strays.get(sipCallId) ?? { sipCallId, messages: [], bytes: 0 }
    if (this.#strays.delete(sipCallId)) this.#strayBytes -= trace.bytes
    this.#claimed.set(sipCallId, trace)
    this.#claimedBytes += trace.bytes
  }

  messages(sipCallId: string): readonly TracedMessage[] {
    return this.#claimed.get(sipCallId)?.messages ?? []
  }

  ladder(sipCallId: string): TraceStep[] {
    return this.messages(sipCallId).flatMap((message): TraceStep[] => {
      const line = readMessageLine(message.bytes)
      if (line === undefined) return []
      const { remote, transport } = message.flow
      const address = remote.address.includes(':') ? `[${remote.address}]` : remote.address
      const { atMs, direction, repeats } = message
      return [{ atMs, direction, transport, remote: `${address}:${remote.port}`, repeats, ...line }]
    })
  }

  get bytes(): number {
    return this.#claimedBytes + this.#strayBytes
  }
}

/** When there is too much, the oldest go until there is this much room: one by one, each would step over the places of those before it. */
const roomMade = 1 / 32

/** Lets the oldest go when there are more than `maxBytes` octets. @returns how many were freed */
function forget(traces: Map<string, Trace>, bytes: number, maxBytes: number): number {
  if (bytes <= maxBytes) return 0
  const excess = bytes - maxBytes * (1 - roomMade)
  let freed = 0
  for (const [sipCallId, trace] of traces) {
    if (freed >= excess) break
    traces.delete(sipCallId)
    freed += trace.bytes
  }
  return freed
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.byteLength === other.byteLength && Buffer.compare(one, other) === 0
}
