import nodeDataChannel, { type DataChannel, type PeerConnection, type Track } from 'node-datachannel'
import { type WebControlToEdge, type WebControlToPage, webControlChannel } from '#protocol/edge/web-control.ts'

/** What a browser does in a call, for tests: offers G.711 and telephone-event, opens the control channel, sends and hears RTP. */
export class BrowserForTests {
  readonly packets: Buffer[] = []
  /** What came of RTCP. */
  readonly reports: Buffer[] = []
  readonly messages: WebControlToPage[] = []
  state = 'new'
  readonly #connection: PeerConnection
  readonly #track: Track
  readonly #channel: DataChannel
  readonly #ssrc = 0x0b_0b_0b_0b
  #sequence = 65_530
  #timestamp = 4_294_960_000

  /** @param numbers.opus `null`: it knows PCMU alone */
  constructor(
    numbers: { readonly opus?: number | null; readonly pcmu?: number; readonly telephoneEvent?: number } = {},
  ) {
    this.#connection = new nodeDataChannel.PeerConnection('browser', { iceServers: [], disableAutoNegotiation: true })
    const audio = new nodeDataChannel.Audio('a', 'SendRecv')
    if (numbers.opus !== null) audio.addAudioCodec(numbers.opus ?? 111, 'opus/48000/2')
    audio.addAudioCodec(numbers.pcmu ?? 0, 'PCMU/8000')
    audio.addAudioCodec(numbers.telephoneEvent ?? 126, 'telephone-event/8000')
    audio.addSSRC(this.#ssrc, 'browser', 'stream', 'track')
    this.#track = this.#connection.addTrack(audio)
    this.#track.onMessage((packet) => {
      const second = packet[1] ?? 0
      if (second >= 192 && second <= 223) this.reports.push(packet)
      else this.packets.push(packet)
    })
    this.#track.onError(() => {})
    this.#channel = this.#connection.createDataChannel(webControlChannel)
    this.#channel.onMessage((text) => this.messages.push(JSON.parse(String(text))))
    this.#channel.onError(() => {})
    this.#connection.onStateChange((state) => {
      this.state = state
    })
  }

  async offer(): Promise<string> {
    const gathered = new Promise<void>((resolve) => {
      this.#connection.onGatheringStateChange((state) => state === 'complete' && resolve())
    })
    this.#connection.setLocalDescription('offer')
    await gathered
    // As from a browser that hides its addresses behind mDNS names: the first check is then its own.
    return (this.#connection.localDescription()?.sdp ?? '').replace(/a=candidate:.*\r\n/g, '')
  }

  accept(answerSdp: string): void {
    this.#connection.setRemoteDescription(answerSdp, 'answer')
  }

  get isReady(): boolean {
    return this.#track.isOpen() && this.#channel.isOpen()
  }

  /** One packet of 20 ms. `payloadType` other than sound's leaves the timestamp where it is. */
  send(payload: Uint8Array, how: { payloadType?: number; marker?: boolean; holdTimestamp?: boolean } = {}): void {
    const packet = Buffer.alloc(12 + payload.length)
    packet[0] = 0x80
    packet[1] = (how.marker ? 0x80 : 0) | (how.payloadType ?? 0)
    packet.writeUInt16BE(this.#sequence, 2)
    packet.writeUInt32BE(this.#timestamp, 4)
    packet.writeUInt32BE(this.#ssrc, 8)
    packet.set(payload, 12)
    this.#sequence = (this.#sequence + 1) & 0xffff
    if (!how.holdTimestamp) this.#timestamp = (this.#timestamp + 160) >>> 0
    this.#track.sendMessageBinary(packet)
  }

  report(rtcp: Uint8Array): void {
    this.#track.sendMessageBinary(Buffer.from(rtcp))
  }

  say(message: WebControlToEdge): void {
    this.#channel.sendMessage(JSON.stringify(message))
  }

  close(): void {
    this.#connection.close()
  }
}
