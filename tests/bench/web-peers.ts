import { type OfferingPeer, offerWebPeer, startWebRtc } from '#adapters/webrtc/peer.ts'
import { buildRtp } from '#telephony/rtp/packet.ts'
import { sequenceDistance } from '#telephony/rtp/sequence.ts'
import { percentile } from './report.ts'
import type { WebReport } from './web-load.ts'

/** WebRTC callers that speak and hear as `rtp-load.c` does: each frame bears its number and the moment of its sending. */
export type WebPeersCommand =
  | { readonly type: 'offer' }
  | { readonly type: 'accept'; readonly index: number; readonly sdp: string }
  | { readonly type: 'report' }
  | { readonly type: 'stop' }
export type WebPeersAnswer =
  | { readonly type: 'offered'; readonly index: number; readonly sdp: string }
  | { readonly type: 'accepted' }
  | { readonly type: 'report'; readonly report: WebReport }

/** Each has a port of its own, as browsers have: at one port the edge tells connections apart by where they come from. */
const firstPort = 43_000
const [frameAt, timeAt] = [12, 16]

class Caller {
  offering: OfferingPeer | undefined
  isConnected = false
  sent = 0
  #next = -1
  readonly #ssrc: number
  readonly #packet = new Uint8Array(172)
  readonly #payload = new Uint8Array(160).fill(0xd5)

  constructor(ssrc: number) {
    this.#ssrc = ssrc
  }

  send(): void {
    writeNumber(this.#payload, frameAt - 12, this.sent & 0xffff, 4)
    writeNumber(this.#payload, timeAt - 12, nowUs() >>> 0, 8)
    const length = buildRtp(
      this.#packet,
      {
        marker: false,
        payloadType: this.offering?.peer.sound.payloadType ?? 0,
        sequence: this.sent & 0xffff,
        timestamp: (this.sent * 160) >>> 0,
        ssrc: this.#ssrc,
      },
      this.#payload,
    )
    this.sent++
    heard.sent++
    this.offering?.peer.sendRtp(this.#packet, length)
  }

  receive(packet: Uint8Array): void {
    heard.received++
    const frame = readNumber(packet, frameAt, 4)
    const sentUs = readNumber(packet, timeAt, 8)
    if (frame === undefined || sentUs === undefined) return
    const ahead = this.#next === -1 ? 0 : sequenceDistance(this.#next, frame)
    if (ahead < 0) return
    heard.lost += ahead
    this.#next = (frame + 1) & 0xffff
    heard.delaysMs.push(((nowUs() - sentUs) | 0) / 1000)
  }
}

const heard = { sent: 0, received: 0, lost: 0, delaysMs: [] as number[] }
const callers: Caller[] = []

/** The wall clock's microseconds, of which 32 bits are kept. */
const nowUs = () => Math.floor((performance.timeOrigin + performance.now()) * 1000) % 2 ** 32

function writeNumber(into: Uint8Array, at: number, value: number, nibbles: number): void {
  for (let i = 0; i < nibbles; i++) into[at + i] = 0x90 | ((value >>> (4 * (nibbles - 1 - i))) & 15)
}

function readNumber(from: Uint8Array, at: number, nibbles: number): number | undefined {
  let value = 0
  for (let i = 0; i < nibbles; i++) {
    const byte = from[at + i] ?? 0
    if ((byte & 0xf0) !== 0x90) return undefined
    value = value * 16 + (byte & 15)
  }
  return value
}

async function obey(command: WebPeersCommand): Promise<WebPeersAnswer | undefined> {
  switch (command.type) {
    case 'offer': {
      const index = callers.length
      const caller = new Caller(index + 1)
      callers.push(caller)
      const offered = await offerWebPeer({
        port: firstPort + index,
        publicAddresses: [],
        ssrc: index + 1,
        listener: {
          state: (state) => {
            caller.isConnected = state === 'connected'
          },
          rtp: (packet) => caller.receive(packet),
          control: () => {},
        },
      })
      if (!offered.ok) throw new Error(`no offer could be made: ${offered.error}`)
      caller.offering = offered.value
      return { type: 'offered', index, sdp: offered.value.offerSdp }
    }
    case 'accept': {
      const accepted = callers[command.index]?.offering?.accept(command.sdp)
      if (!accepted?.ok) throw new Error('the answer could not be taken')
      return { type: 'accepted' }
    }
    case 'report': {
      const { delaysMs, ...counts } = heard
      const report = { ...counts, delayMsP50: percentile(delaysMs, 0.5), delayMsP99: percentile(delaysMs, 0.99) }
      Object.assign(heard, { sent: 0, received: 0, lost: 0, delaysMs: [] })
      return { type: 'report', report }
    }
    case 'stop':
      process.exit(0)
  }
}

startWebRtc(() => {})
process.on('message', (command: WebPeersCommand) => {
  void obey(command).then((answer) => answer && process.send?.(answer))
})
process.on('disconnect', () => process.exit(0))

// A quarter of the callers each 5 ms: browsers are not in step with one another.
let dueMs = performance.now()
let quarter = 0
const tick = () => {
  for (let i = quarter; i < callers.length; i += 4) if (callers[i]?.isConnected) callers[i]?.send()
  quarter = (quarter + 1) % 4
  dueMs = Math.max(dueMs + 5, performance.now() - 50)
  setTimeout(tick, Math.max(0, dueMs - performance.now()))
}
tick()
