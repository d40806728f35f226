import nodeDataChannel, { type DataChannel, type PeerConnection, type Track } from 'node-datachannel'
import { failure, type Result, success } from '#kernel/result.ts'
import { type WebControlToEdge, type WebControlToPage, webControlChannel } from '#protocol/edge/web-control.ts'
import type { MediaTransport } from '#telephony/calls/ports.ts'
import { addCandidates } from './candidates.ts'
import { readControl } from './control.ts'
import { readWebOffer, type WebOffer, type WebOfferRefusal } from './offer.ts'

/**
 * `closed`: the page ended it (closed, reloaded, hung up); `lost`: there is no way to it any more. Both are final: a
 * browser comes back with a new offer.
 */
export type WebPeerState = 'connecting' | 'connected' | 'lost' | 'closed'

/** What a peer tells. Called from the main loop, never from within a method of the peer. */
export interface WebPeerListener {
  state(state: WebPeerState): void
  /** One RTP packet, decrypted. */
  rtp(packet: Buffer): void
  control(message: WebControlToEdge): void
}

/** One browser's connection: sound as RTP both ways, and the control channel. */
export interface WebPeer extends MediaTransport {
  readonly codec: 'pcmu' | 'pcma'
  readonly payloadType: number
  readonly telephoneEventPayloadType?: number
  readonly state: WebPeerState
  /** Kept until the channel first opens; `false` when it can no longer be said. */
  sendControl(message: WebControlToPage): boolean
}

export interface WebPeerOptions {
  readonly port: number
  /** Numeric addresses to be offered besides those of the network cards. */
  readonly publicAddresses: readonly string[]
  readonly ssrc: number
  readonly listener: WebPeerListener
}

export type WebPeerRefusal = WebOfferRefusal | 'malformed' | 'no-candidates'

const gatheringTimeoutMs = 3000

/** Starts the WebRTC stack of this process; `log` gets its warnings. Works in a main thread only, and ends with its process. */
export function startWebRtc(log: (level: string, sentence: string) => void): void {
  nodeDataChannel.initLogger('Warning', log)
  nodeDataChannel.preload()
}

/**
 * Answers a browser's offer. All peers share one UDP port, told apart by their ICE names (RFC 8445).
 * @returns the peer and the whole answer, candidates included (the offer's side needs no trickle)
 */
export async function answerWebOffer(
  offerSdp: string,
  options: WebPeerOptions,
): Promise<Result<{ readonly peer: WebPeer; readonly answerSdp: string }, WebPeerRefusal>> {
  const offer = readWebOffer(offerSdp)
  if (!offer.ok) return offer
  const connection = new nodeDataChannel.PeerConnection('parley', {
    iceServers: [],
    enableIceUdpMux: true,
    portRangeBegin: options.port,
    portRangeEnd: options.port,
    disableAutoNegotiation: true,
  })
  try {
    const peer = new BrowserPeer(connection, offer.value, options)
    const answer = await peer.answer()
    if (answer === undefined) {
      peer.close()
      return failure('no-candidates')
    }
    return success({ peer, answerSdp: addCandidates(answer, { ...options, loopback: true }) })
  } catch {
    // The stack throws on text that it cannot make sense of.
    connection.close()
    return failure('malformed')
  }
}

/** Words kept for a channel that is not open yet; more than a call ever has to say by then. */
const maxUnsaid = 16

class BrowserPeer implements WebPeer {
  readonly codec: 'pcmu' | 'pcma'
  readonly payloadType: number
  readonly telephoneEventPayloadType?: number
  #state: WebPeerState = 'connecting'
  #closed = false
  #channel: DataChannel | undefined
  readonly #unsaid: WebControlToPage[] = []
  #wasOpen = false
  readonly #connection: PeerConnection
  readonly #offer: WebOffer
  readonly #listener: WebPeerListener
  readonly #ssrc: number
  #track: Track | undefined

  constructor(connection: PeerConnection, offer: WebOffer, options: WebPeerOptions) {
    this.#connection = connection
    this.#offer = offer
    this.#listener = options.listener
    this.#ssrc = options.ssrc
    this.codec = offer.pcmu !== undefined ? 'pcmu' : 'pcma'
    this.payloadType = (offer.pcmu ?? offer.pcma) as number
    if (offer.telephoneEvent !== undefined) this.telephoneEventPayloadType = offer.telephoneEvent
  }

  get state(): WebPeerState {
    return this.#state
  }

  async answer(): Promise<string | undefined> {
    const connection = this.#connection
    connection.onStateChange((state) => this.#changed(state))
    connection.onDataChannel((channel) => this.#control(channel))
    connection.setRemoteDescription(this.#offer.sdp, 'offer')
    this.#addTrack()
    const gathered = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, gatheringTimeoutMs)
      connection.onGatheringStateChange((state) => {
        if (state !== 'complete') return
        clearTimeout(timer)
        resolve()
      })
    })
    connection.setLocalDescription('answer')
    await gathered
    return this.#closed ? undefined : connection.localDescription()?.sdp
  }

  #addTrack(): void {
    const audio = new nodeDataChannel.Audio(this.#offer.audioMid, 'SendRecv')
    audio.addAudioCodec(this.payloadType, this.codec === 'pcmu' ? 'PCMU/8000' : 'PCMA/8000')
    if (this.telephoneEventPayloadType !== undefined) {
      audio.addAudioCodec(this.telephoneEventPayloadType, 'telephone-event/8000', '0-15')
    }
    audio.addSSRC(this.#ssrc, 'parley', 'parley', 'audio')
    const track = this.#connection.addTrack(audio)
    const numbers = new nodeDataChannel.RtpPacketizationConfig(this.#ssrc, 'parley', this.payloadType, 8000)
    const reports = new nodeDataChannel.RtcpSrReporter(numbers)
    reports.addToChain(new nodeDataChannel.RtcpReceivingSession())
    track.setMediaHandler(reports)
    track.onMessage((packet) => {
      // RFC 5761 4: payload types 64-95 with the marker bit are RTCP's. The stack answers those itself.
      const second = packet[1] ?? 0
      if (packet.length >= 12 && (second < 192 || second > 223)) this.#listener.rtp(packet)
    })
    track.onError(() => {})
    this.#track = track
  }

  #control(channel: DataChannel): void {
    // One channel, by its name; what a page opens besides is closed.
    if (channel.getLabel() !== webControlChannel || this.#channel) {
      channel.close()
      return
    }
    this.#channel = channel
    channel.onMessage((text) => {
      const message = readControl(text)
      if (message) this.#listener.control(message)
    })
    channel.onOpen(() => this.#sayUnsaid())
    if (channel.isOpen()) this.#sayUnsaid()
    channel.onError(() => {})
    channel.onClosed(() => {
      // A page that is closed or reloaded ends its association at once; ICE would take half a minute to notice.
      if (this.#channel === channel) this.#changed('closed')
    })
  }

  #changed(state: string): void {
    if (this.#closed) return
    const next = stateByName.get(state) ?? this.#state
    if (next === this.#state || this.#state === 'lost' || this.#state === 'closed') return
    this.#state = next
    this.#listener.state(next)
  }

  sendRtp(bytes: Uint8Array, length: number): void {
    const track = this.#track
    if (this.#state !== 'connected' || !track?.isOpen()) return
    try {
      track.sendMessageBinary(Buffer.from(bytes.buffer, bytes.byteOffset, length))
    } catch {
      // Closed between the question and the deed, by the stack's own thread.
    }
  }

  sendControl(message: WebControlToPage): boolean {
    try {
      if (this.#channel?.isOpen()) return this.#channel.sendMessage(JSON.stringify(message))
    } catch {
      return false
    }
    // Sound connects before the channel does: what is said in between is said when it opens.
    if (this.#closed || this.#wasOpen || this.#unsaid.length >= maxUnsaid) return false
    this.#unsaid.push(message)
    return true
  }

  #sayUnsaid(): void {
    this.#wasOpen = true
    for (const message of this.#unsaid.splice(0)) this.sendControl(message)
  }

  roundTripMs(): number | undefined {
    if (this.#closed) return undefined
    const value = this.#connection.rtt()
    return value >= 0 ? value : undefined
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#state = 'closed'
    this.#connection.close()
  }
}

const stateByName: ReadonlyMap<string, WebPeerState> = new Map([
  ['connected', 'connected'],
  // The far end took the DTLS association down. A network that is gone shows as failed, when consent expires (RFC 7675).
  ['disconnected', 'closed'],
  ['failed', 'lost'],
  ['closed', 'closed'],
])
