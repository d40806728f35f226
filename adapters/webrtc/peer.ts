import nodeDataChannel, { type DataChannel, type PeerConnection, type Track } from 'node-datachannel'
import { failure, type Result, success } from '#kernel/result.ts'
import { type WebControlToEdge, type WebControlToPage, webControlChannel } from '#protocol/edge/web-control.ts'
import type { MediaTransport } from '#telephony/calls/ports.ts'
import { addCandidates } from './candidates.ts'
import { readControl } from './control.ts'
import { readWebOffer, type WebOffer, type WebOfferRefusal } from './offer.ts'
import type { RelayDoor } from './relay-door.ts'

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
  /** One datagram of RTCP, decrypted. */
  rtcp?(packet: Buffer): void
  control(message: WebControlToEdge): void
}

/** The codec that is spoken and the payload types by which both sides name it and the digits. */
export interface WebSound {
  readonly codec: 'pcmu' | 'pcma' | 'opus'
  readonly payloadType: number
  /** By the codec's clock where the far end has it; else by `telephoneEventUnitsPerMs`. */
  readonly telephoneEventPayloadType?: number
  readonly telephoneEventUnitsPerMs?: 8
  /** G.711 beside Opus: either side may send it at any moment. */
  readonly narrowband?: { readonly codec: 'pcmu' | 'pcma'; readonly payloadType: number }
  /** Digits by 8,000 Hz as well, beside Opus's own. */
  readonly narrowbandTelephoneEventPayloadType?: number
}

/** One browser's connection: sound as RTP both ways, and the control channel. */
export interface WebPeer extends MediaTransport {
  readonly sound: WebSound
  readonly state: WebPeerState
  /** Kept until the channel first opens; `false` when it can no longer be said. */
  sendControl(message: WebControlToPage): boolean
}

export interface WebPeerOptions {
  readonly port: number
  /** Numeric addresses to be offered besides those of the network cards. */
  readonly publicAddresses: readonly string[]
  readonly ssrc: number
  /** Opus is taken where the far end would rather speak it; else G.711 alone. */
  readonly speaksOpus?: boolean
  /** Nobody has vouched for the far end: it gets no packet before one of its own came with our ICE password. */
  readonly isStranger?: boolean
  /** Where browsers come in that reach their TURN server over TCP or TLS; absent: they do not. */
  readonly relayDoor?: RelayDoor
  readonly listener: WebPeerListener
}

export type WebPeerRefusal = WebOfferRefusal | 'malformed' | 'no-candidates'

/** A connection that we offered: it comes about when the answer is taken. */
export interface OfferingPeer {
  readonly peer: WebPeer
  readonly offerSdp: string
  /** Takes the far end's answer; once. */
  accept(answerSdp: string): Result<void, WebPeerRefusal>
}

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
  const offer = readWebOffer(offerSdp, options.isStranger)
  if (!offer.ok) return offer
  const sound = soundOf(offer.value, options.speaksOpus ?? false)
  if (sound === undefined) return failure('no-common-codec')
  const connection = newConnection(options.port)
  try {
    const peer = new BrowserPeer(connection, options, sound)
    const answer = await peer.answer(offer.value)
    if (answer === undefined) {
      peer.close()
      return failure('no-candidates')
    }
    const door = /^a=candidate:.* typ relay/m.test(offerSdp) ? options.relayDoor : undefined
    if (door) peer.comesBy(door, answer)
    const relayPort = door ? { relayPort: door.port } : {}
    return success({ peer, answerSdp: addCandidates(answer, { ...options, loopback: true, ...relayPort }) })
  } catch {
    // The stack throws on text that it cannot make sense of.
    connection.close()
    return failure('malformed')
  }
}

/**
 * Offers a connection with Opus, G.711 and digits, sound alone, to a telephone that speaks WebRTC. The offer is whole: its answer needs
 * no trickle.
 */
export async function offerWebPeer(options: WebPeerOptions): Promise<Result<OfferingPeer, WebPeerRefusal>> {
  const connection = newConnection(options.port)
  const peer = new BrowserPeer(connection, options, options.speaksOpus ? offeredWithOpus : offeredWithoutOpus)
  try {
    const offer = await peer.offer()
    if (offer === undefined) {
      peer.close()
      return failure('no-candidates')
    }
    const offerSdp = addCandidates(offer, { ...options, loopback: true })
    return success({ peer, offerSdp, accept: (answerSdp) => peer.accept(answerSdp) })
  } catch {
    connection.close()
    return failure('malformed')
  }
}

const newConnection = (port: number) =>
  new nodeDataChannel.PeerConnection('parley', {
    iceServers: [],
    enableIceUdpMux: true,
    portRangeBegin: port,
    portRangeEnd: port,
    disableAutoNegotiation: true,
  })

const offeredWithoutOpus: WebSound = { codec: 'pcmu', payloadType: 0, telephoneEventPayloadType: 101 }
const offeredWithOpus: WebSound = {
  codec: 'opus',
  payloadType: 111,
  telephoneEventPayloadType: 110,
  narrowband: { codec: 'pcmu', payloadType: 0 },
  narrowbandTelephoneEventPayloadType: 101,
}

function soundOf(description: WebOffer, speaksOpus: boolean): WebSound | undefined {
  const { pcmu, pcma, opus, preferred, telephoneEvent, wideTelephoneEvent } = description
  const hasG711 = pcmu !== undefined || pcma !== undefined
  const narrowband = { codec: pcmu === undefined ? 'pcma' : 'pcmu', payloadType: (pcmu ?? pcma) as number } as const
  if (!hasG711 && (opus === undefined || !speaksOpus)) return undefined
  if (opus === undefined || !speaksOpus || preferred !== 'opus') {
    return telephoneEvent === undefined ? narrowband : { ...narrowband, telephoneEventPayloadType: telephoneEvent }
  }
  const hasBoth = hasG711 && wideTelephoneEvent !== undefined && telephoneEvent !== undefined
  return {
    codec: 'opus',
    payloadType: opus,
    ...digitsBesideOpus(wideTelephoneEvent, telephoneEvent),
    ...(hasG711 ? { narrowband } : {}),
    ...(hasBoth ? { narrowbandTelephoneEventPayloadType: telephoneEvent } : {}),
  }
}

function digitsBesideOpus(wide: number | undefined, narrow: number | undefined) {
  if (wide !== undefined) return { telephoneEventPayloadType: wide }
  return narrow === undefined ? {} : { telephoneEventPayloadType: narrow, telephoneEventUnitsPerMs: 8 as const }
}

const codecsOf = ({ codec, payloadType, narrowband }: WebSound): Pick<WebSound, 'codec' | 'payloadType'>[] =>
  narrowband === undefined ? [{ codec, payloadType }] : [{ codec, payloadType }, narrowband]

/** What a packet repeats of the one before is read; one channel, the default, is enough (RFC 7587 7). */
const opusParameters = 'minptime=10;useinbandfec=1'

/** Words kept for a channel that is not open yet; more than a call ever has to say by then. */
const maxUnsaid = 16

class BrowserPeer implements WebPeer {
  sound: WebSound
  #state: WebPeerState = 'connecting'
  #closed = false
  #channel: DataChannel | undefined
  readonly #unsaid: WebControlToPage[] = []
  #wasOpen = false
  readonly #connection: PeerConnection
  readonly #listener: WebPeerListener
  readonly #ssrc: number
  readonly #isStranger: boolean
  readonly #speaksOpus: boolean
  #track: Track | undefined
  #leaveDoor = () => {}

  constructor(connection: PeerConnection, options: WebPeerOptions, sound: WebSound) {
    this.#connection = connection
    this.#listener = options.listener
    this.#ssrc = options.ssrc
    this.#isStranger = options.isStranger ?? false
    this.sound = sound
    this.#speaksOpus = options.speaksOpus ?? false
    connection.onStateChange((state) => this.#changed(state))
    connection.onDataChannel((channel) => this.#control(channel))
  }

  get state(): WebPeerState {
    return this.#state
  }

  answer(offer: WebOffer): Promise<string | undefined> {
    this.#connection.setRemoteDescription(offer.sdp, 'offer')
    this.#addTrack(offer.audioMid, codecsOf(this.sound))
    return this.#describe('answer')
  }

  offer(): Promise<string | undefined> {
    this.#addTrack('0', [...codecsOf(this.sound), { codec: 'pcma', payloadType: 8 }])
    return this.#describe('offer')
  }

  accept(answerSdp: string): Result<void, WebPeerRefusal> {
    const answer = readWebOffer(answerSdp, this.#isStranger)
    if (!answer.ok) return answer
    try {
      this.#connection.setRemoteDescription(answer.value.sdp, 'answer')
    } catch {
      return failure('malformed')
    }
    const sound = soundOf(answer.value, this.#speaksOpus)
    if (sound === undefined) return failure('no-common-codec')
    this.sound = sound
    return success(undefined)
  }

  /** Lets the far end in by `door` too, with the ICE name and password of our answer. */
  comesBy(door: RelayDoor, answerSdp: string): void {
    const name = /^a=ice-ufrag:(\S+)/m.exec(answerSdp)?.[1]
    const password = /^a=ice-pwd:(\S+)/m.exec(answerSdp)?.[1]
    if (name === undefined || password === undefined) return
    door.admit(name, password)
    this.#leaveDoor = () => door.dismiss(name)
  }

  /** Our description, whole: with all candidates of ours. */
  async #describe(kind: 'offer' | 'answer'): Promise<string | undefined> {
    const connection = this.#connection
    const gathered = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, gatheringTimeoutMs)
      connection.onGatheringStateChange((state) => {
        if (state !== 'complete') return
        clearTimeout(timer)
        resolve()
      })
    })
    connection.setLocalDescription(kind)
    await gathered
    return this.#closed ? undefined : connection.localDescription()?.sdp
  }

  #addTrack(mid: string, codecs: readonly Pick<WebSound, 'codec' | 'payloadType'>[]): void {
    const audio = new nodeDataChannel.Audio(mid, 'SendRecv')
    for (const { codec, payloadType } of codecs) {
      if (codec === 'opus') audio.addAudioCodec(payloadType, 'opus/48000/2', opusParameters)
      else audio.addAudioCodec(payloadType, codec === 'pcmu' ? 'PCMU/8000' : 'PCMA/8000')
    }
    const { sound } = this
    const isWide = sound.codec === 'opus'
    const ownClockHz = isWide && sound.telephoneEventUnitsPerMs === undefined ? 48_000 : 8000
    for (const [payloadType, clockHz] of [
      [sound.telephoneEventPayloadType, ownClockHz],
      [sound.narrowbandTelephoneEventPayloadType, 8000],
    ] as const) {
      if (payloadType !== undefined) audio.addAudioCodec(payloadType, `telephone-event/${clockHz}`, '0-15')
    }
    audio.addSSRC(this.#ssrc, 'parley', 'parley', 'audio')
    const track = this.#connection.addTrack(audio)
    // No handler of the stack's: RTCP is ours, both ways.
    track.onMessage((packet) => {
      // RFC 5761 4: payload types 64-95 with the marker bit are RTCP's.
      const second = packet[1] ?? 0
      if (second >= 192 && second <= 223) this.#listener.rtcp?.(packet)
      else if (packet.length >= 12) this.#listener.rtp(packet)
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
    this.#send(bytes, length)
  }

  sendRtcp(bytes: Uint8Array): void {
    this.#send(bytes, bytes.length)
  }

  #send(bytes: Uint8Array, length: number): void {
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
    this.#leaveDoor()
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
