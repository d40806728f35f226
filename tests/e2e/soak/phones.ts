import { type MediaSocket, type MediaSockets, openMediaSockets } from '#adapters/sockets/media-sockets.ts'
import { openUdpSocket, type UdpSocket } from '#adapters/sockets/udp.ts'
import { systemClock } from '#adapters/system/clock.ts'
import { secureRandom, streamStart } from '#edge/chance.ts'
import { MediaLoop } from '#edge/media-loop.ts'
import { pcmu } from '#telephony/audio/g711.ts'
import { RtpSender } from '#telephony/rtp/sender.ts'
import { DigitSender, type EventDigit } from '#telephony/rtp/telephone-event.ts'
import { acceptAnswer, answerOffer, createMediaSession, type MediaSession, makeOffer } from '#telephony/sdp/index.ts'
import { type CallHandle, createSipEngine, type SipEngine, type SipEvent } from '#telephony/sip/index.ts'

const nowMs = () => Date.now()
const monotonicMs = () => systemClock.monotonicMs()
const rtpPort = 30_000

/** 20 ms of 400 Hz: eight whole waves, so that one packet after the other makes one tone. */
const tone = new Uint8Array(160)
pcmu.encode(
  Int16Array.from({ length: tone.length }, (_, i) => 6000 * Math.sin((2 * Math.PI * 400 * i) / 8000)),
  tone,
)

/**
 * Hundreds of telephones on one address, as a telephone company or an office has them: one socket for SIP, one for the sound of
 * all, which the far end's port tells apart. They say a tone and count what they hear; nothing is decoded, so that they are cheap.
 */
export class Phones {
  /** What to do with a call that comes in for `number`. */
  onCall: (call: PhoneCall, number: string) => void = (call) => call.answer()
  readonly engine: SipEngine
  readonly #sip: UdpSocket
  readonly #sound: MediaSocket
  readonly #sockets: MediaSockets
  readonly #loop: MediaLoop
  readonly #calls = new Map<CallHandle, PhoneCall>()
  readonly #byRemotePort = new Map<number, PhoneCall>()
  readonly #registering = new Map<string, (isRegistered: boolean) => void>()
  /** Call-IDs of which nothing is sent or heard any more. */
  readonly #vanished = new Set<string>()
  #timer: NodeJS.Timeout | undefined

  private constructor(sip: UdpSocket, sockets: MediaSockets, sound: MediaSocket) {
    this.#sip = sip
    this.#sockets = sockets
    this.#sound = sound
    this.engine = createSipEngine({
      nowMs: nowMs(),
      randomBytes: secureRandom.bytes,
      localAddresses: [{ transport: 'udp', address: sip.address, port: sip.port }],
      userAgentName: 'phones',
      realm: 'phones',
      findAccount: () => undefined,
      limits: { maxCalls: 2000, maxTransactions: 20_000 },
    })
    this.#loop = new MediaLoop({
      tick: () => {
        for (const call of this.#byRemotePort.values()) call.speak(this.#sound)
      },
      late: () => {},
      monotonicMs,
      failed: (error) => {
        throw error
      },
    })
    this.#loop.start()
  }

  static async open(address: string, port: number): Promise<Phones> {
    let phones: Phones | undefined
    const failed = (error: unknown) => {
      throw error
    }
    const sip = await openUdpSocket({
      address,
      port,
      receive: (bytes, from, fromPort) => {
        if (!phones || phones.#isOfVanished(bytes)) return
        const flow = { transport: 'udp', local: { address, port }, remote: { address: from, port: fromPort } } as const
        phones.engine.receive(flow, bytes, nowMs())
        phones.drain()
      },
    })
    if (!sip.ok) throw new Error(sip.error.code)
    const sockets = await openMediaSockets({ monotonicMs, failed })
    const sound = await sockets.open(address, rtpPort, (_bytes, _from, fromPort) => phones?.soundFrom(fromPort))
    if (!sound.ok) throw new Error(sound.error.code)
    phones = new Phones(sip.value, sockets, sound.value)
    return phones
  }

  get address(): string {
    return this.#sip.address
  }

  /** Calls that we took and that go on. */
  get answered(): readonly PhoneCall[] {
    return [...this.#calls.values()].filter(({ remoteOffer, state }) => remoteOffer && state === 'connected')
  }

  async register(user: string, password: string, server: { address: string; port: number }): Promise<void> {
    const isRegistered = await new Promise<boolean>((resolve, reject) => {
      const asked = this.engine.register(
        {
          domain: `${server.address}:${server.port}`,
          user,
          credentials: { user, password },
          expiresS: 3600,
          contactUser: user,
          destinations: [{ transport: 'udp', ...server }],
        },
        nowMs(),
      )
      if (!asked.ok) reject(new Error(asked.error))
      else this.#registering.set(asked.value, resolve)
      this.drain()
    })
    if (!isRegistered) throw new Error(`${user} was not registered`)
  }

  dial(uri: string, from: string): PhoneCall {
    const call = new PhoneCall(this)
    const handle = this.engine.originate({ target: { kind: 'uri', uri }, fromUser: from, sdp: call.offer() }, nowMs())
    if (!handle.ok) throw new Error(handle.error)
    call.handle = handle.value
    this.#calls.set(handle.value, call)
    this.drain()
    return call
  }

  drain(): void {
    for (const action of this.engine.takeActions()) {
      if (action.kind === 'send') {
        if (this.#isOfVanished(action.bytes)) continue
        this.#sip.send(action.bytes, action.bytes.length, action.flow.remote.address, action.flow.remote.port)
      } else if (action.kind === 'event') this.#handle(action.event)
    }
    const due = this.engine.nextTimerMs()
    clearTimeout(this.#timer)
    if (due === undefined) return
    const advance = () => {
      this.engine.advance(nowMs())
      this.drain()
    }
    this.#timer = setTimeout(advance, Math.max(1, due - nowMs()))
  }

  #handle(event: SipEvent): void {
    if (event.type === 'registrationResult') {
      this.#registering.get(event.registration)?.(event.state === 'registered')
      this.#registering.delete(event.registration)
    }
    if (!('call' in event)) return
    if (event.type === 'incomingCall') {
      const call = new PhoneCall(this)
      call.handle = event.call
      call.remoteOffer = event.sdp
      this.#calls.set(event.call, call)
      this.onCall(call, event.requestUser)
      return
    }
    const call = this.#calls.get(event.call)
    call?.hear(event)
    if (event.type === 'callEnded') this.#calls.delete(event.call)
  }

  /** This call's sound goes to and comes from there. */
  agreed(call: PhoneCall, remotePort: number): void {
    this.silenced(call)
    call.remotePort = remotePort
    this.#byRemotePort.set(remotePort, call)
  }

  soundFrom(remotePort: number): void {
    const call = this.#byRemotePort.get(remotePort)
    if (call) call.packetsHeard++
  }

  silenced(call: PhoneCall): void {
    if (this.#byRemotePort.get(call.remotePort) === call) this.#byRemotePort.delete(call.remotePort)
  }

  /** The battery is empty, the cable is out: neither BYE nor sound, nor an answer to anything. */
  vanish(call: PhoneCall): void {
    const sipCallId = this.engine.sipCallId(call.handle)
    if (sipCallId !== undefined) this.#vanished.add(sipCallId)
    this.silenced(call)
    this.#calls.delete(call.handle)
  }

  #isOfVanished(bytes: Uint8Array): boolean {
    if (this.#vanished.size === 0) return false
    const sipCallId = /^Call-ID: *(\S+)/im.exec(Buffer.from(bytes).toString('latin1'))?.[1]
    return sipCallId !== undefined && this.#vanished.has(sipCallId)
  }

  close(): void {
    this.#loop.stop()
    clearTimeout(this.#timer)
    this.#sip.close()
    this.#sound.close()
    this.#sockets.close()
  }
}

/** One call of {@link Phones}. */
export class PhoneCall {
  handle!: CallHandle
  remoteOffer: Uint8Array | undefined
  state: 'calling' | 'ringing' | 'connected' | 'ended' = 'calling'
  /** The final answer to our INVITE. */
  status: number | undefined
  remotePort = 0
  packetsHeard = 0
  readonly #phones: Phones
  readonly #packet = new Uint8Array(200)
  #session: MediaSession
  #sender: RtpSender | undefined
  #digits: DigitSender | undefined
  #changed: (() => void)[] = []

  constructor(phones: Phones) {
    this.#phones = phones
    this.#session = createMediaSession({ address: phones.address, port: rtpPort, sessionId: '1', codecs: ['pcmu'] })
  }

  get isOver(): boolean {
    return this.state === 'ended'
  }

  offer(): Uint8Array {
    const made = makeOffer(this.#session, 'sendrecv')
    this.#session = made.session
    return made.sdp
  }

  answer(): void {
    const sdp = this.remoteOffer && this.#answered(this.remoteOffer)
    if (!sdp) throw new Error('no offer to answer')
    this.#phones.engine.answer(this.handle, sdp, nowMs())
    this.#become('connected')
    this.#phones.drain()
  }

  reject(status: number): void {
    this.#phones.engine.reject(this.handle, status, {}, nowMs())
    this.#phones.drain()
  }

  hangUp(): void {
    this.#phones.engine.hangUp(this.handle, {}, nowMs())
    this.#phones.drain()
  }

  vanish(): void {
    this.#phones.vanish(this)
    this.#become('ended')
  }

  press(digits: string): void {
    this.#digits?.queue([...digits] as EventDigit[])
  }

  /** Resolves when it is so, or when the call is over. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo() && this.state !== 'ended') await new Promise<void>((resolve) => this.#changed.push(resolve))
  }

  hear(event: SipEvent): void {
    switch (event.type) {
      case 'callProgress':
        if (event.sdp) this.#early(event.sdp)
        this.#become('ringing')
        break
      case 'callAnswered':
        this.status = 200
        if (event.sdp && this.#session.hasOpenOffer) this.#accept(event.sdp)
        this.#become('connected')
        break
      case 'remoteOffer': {
        const sdp = event.sdp ? this.#answered(event.sdp) : this.offer()
        if (sdp) this.#phones.engine.answerOffer(this.handle, sdp, nowMs())
        break
      }
      case 'offerAnswered':
        if (event.sdp) this.#accept(event.sdp)
        break
      case 'callEnded':
        this.status ??= event.status
        this.#phones.silenced(this)
        this.#become('ended')
        break
    }
  }

  #become(state: PhoneCall['state']): void {
    this.state = state
    for (const resolve of this.#changed.splice(0)) resolve()
  }

  #answered(offer: Uint8Array): Uint8Array | undefined {
    const answer = answerOffer(this.#session, offer, 'sendrecv')
    if (!answer.ok) return undefined
    this.#session = answer.value.session
    this.#agree(this.#session)
    return answer.value.sdp
  }

  #early(sdp: Uint8Array): void {
    const early = acceptAnswer(this.#session, sdp)
    if (early.ok) this.#agree(early.value.session)
  }

  #accept(sdp: Uint8Array): void {
    const answer = acceptAnswer(this.#session, sdp)
    if (!answer.ok) throw new Error(answer.error.reason)
    this.#session = answer.value.session
    this.#agree(this.#session)
  }

  #agree({ audio }: MediaSession): void {
    if (!audio) return
    const { payloadType, telephoneEventPayloadType } = audio
    this.#sender ??= new RtpSender({ ...streamStart(secureRandom), payloadType })
    if (telephoneEventPayloadType !== undefined) this.#digits ??= new DigitSender(telephoneEventPayloadType)
    if (this.state !== 'ended') this.#phones.agreed(this, audio.remotePort)
  }

  /** The packet of this 20 ms. */
  speak(sound: MediaSocket): void {
    const [sender, audio] = [this.#sender, this.#session.audio]
    if (!sender || !audio) return
    const step = this.#digits?.isBusy ? this.#digits.step(sender.timestamp) : 'idle'
    let length = 0
    if (step === 'idle') length = sender.frame(this.#packet, tone)
    else {
      if (this.#digits && step === 'send') length = sender.event(this.#packet, this.#digits)
      sender.skip()
    }
    if (length > 0) sound.send(this.#packet, length, audio.remoteAddress, this.remotePort)
  }
}
