import type { LegId } from '#kernel/ids.ts'
import type { CapturedDatagram } from '#telephony/capture/pcap.ts'
import type { CallLeg } from '../call-leg.ts'

const mostBytes = 32 * 1024 * 1024
const mostBytesPerLeg = 16 * 1024 * 1024

interface LegPackets {
  readonly datagrams: CapturedDatagram[]
  bytes: number
}

/** Sound that is captured has no address of its own everywhere (WebRTC): these stand for the two ends (RFC 5737). */
const ourEnd = { address: '192.0.2.1', port: 4000 }
const farEnd = { address: '192.0.2.2', port: 4000 }

/**
 * RTP of the legs that somebody asked to see, as it is before encryption, within a bound of memory: the latest capture pushes
 * the oldest out.
 */
export class PacketCapture {
  readonly #legs = new Map<LegId, LegPackets>()
  readonly #wallMs: () => number
  #bytes = 0

  constructor(wallMs: () => number) {
    this.#wallMs = wallMs
  }

  start(leg: CallLeg): void {
    if (this.#legs.has(leg.legId)) return
    const kept: LegPackets = { datagrams: [], bytes: 0 }
    this.#legs.set(leg.legId, kept)
    leg.media?.setTap((direction, bytes, length) => {
      // What somebody types in secret is in no capture, neither as events nor as tones.
      if (direction === 'out' || !leg.hidesDigits) this.#keep(kept, direction, bytes.slice(0, length))
    })
  }

  stop(leg: CallLeg): void {
    leg.media?.setTap(undefined)
  }

  of(legId: LegId): readonly CapturedDatagram[] {
    return this.#legs.get(legId)?.datagrams ?? []
  }

  #keep(kept: LegPackets, direction: 'in' | 'out', payload: Uint8Array): void {
    if (kept.bytes >= mostBytesPerLeg) return
    const [from, to] = direction === 'in' ? [farEnd, ourEnd] : [ourEnd, farEnd]
    kept.datagrams.push({ atMs: this.#wallMs(), from, to, payload })
    kept.bytes += payload.length
    this.#bytes += payload.length
    if (this.#bytes <= mostBytes) return
    for (const [legId, oldest] of this.#legs) {
      if (oldest === kept || this.#bytes <= mostBytes) break
      this.#legs.delete(legId)
      this.#bytes -= oldest.bytes
    }
  }
}
