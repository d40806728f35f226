import { type Random, seededRandom } from '#kernel/random.ts'
import { LegMedia } from '#telephony/calls/leg-media.ts'
import { newRtpPacket, parseRtp } from '#telephony/rtp/packet.ts'
import { parseRtcp } from '#telephony/rtp/rtcp.ts'
import { acceptAnswer, answerOffer, createMediaSession, makeOffer } from '#telephony/sdp/index.ts'
import { parseSdp } from '#telephony/sdp/sdp-parser.ts'
import { serializeSdp } from '#telephony/sdp/sdp-serializer.ts'
import { StreamFramer } from '#telephony/sip/message/framer.ts'
import { readRequest, readResponse } from '#telephony/sip/message/incoming.ts'
import { messageLimits } from '#telephony/sip/message/message-limits.ts'
import { parseMessage } from '#telephony/sip/message/parser.ts'
import { serializeMessage } from '#telephony/sip/message/serializer.ts'
import { mutate, noise } from './bytes.ts'
import { type Heard, request, response, sdpText } from './grammar.ts'

/** One thing that takes bytes from strangers. `problem` says what is wrong with how it took them; a throw is one too. */
export interface FuzzedPart {
  readonly name: string
  input(random: Random): Uint8Array
  problem(input: Uint8Array): string | undefined
}

const nothingHeard: Heard = {
  dialogs: ['<sip:a@b>;tag=1|c1|<sip:c@d>;tag=2|1'],
  requests: [],
  nonces: ['n'],
  sign: () => '',
}
const flow = {
  transport: 'udp',
  local: { address: '10.0.0.2', port: 5060 },
  remote: { address: '10.0.0.9', port: 5060 },
} as const

function sipText(random: Random): Buffer {
  const asked = request(random, nothingHeard)
  return Buffer.from(random.integer(4) === 0 ? response(random, asked) : asked, 'latin1')
}

const parser: FuzzedPart = {
  name: 'parser',
  input: (random) => (random.integer(20) === 0 ? noise(random) : mutate(random, sipText(random), sipText(random))),
  problem(input) {
    const parsed = parseMessage(input)
    if (!parsed.ok) return undefined
    const read = parsed.value.kind === 'request' ? readRequest(parsed.value, flow) : readResponse(parsed.value, flow)
    if (!read.ok) return undefined
    // What is understood can be said again, and means the same then.
    const again = parseMessage(serializeMessage(parsed.value))
    if (!again.ok) return `said again it is refused: ${again.error.sentence}`
    const fields = (message: typeof parsed.value) =>
      JSON.stringify(message.headers.fields.filter(([name]) => name !== 'content-length'))
    return fields(again.value) === fields(parsed.value) ? undefined : 'said again it has other header fields'
  },
}

const sdp: FuzzedPart = {
  name: 'sdp',
  input: (random) => mutate(random, Buffer.from(sdpText(random)), Buffer.from(sdpText(random))),
  problem(input) {
    const random = seededRandom(input.length)
    const session = createMediaSession({
      address: '10.0.0.2',
      port: 4000,
      sessionId: '1',
      codecs: ['pcmu', 'pcma'],
      srtp: { policy: 'accepted', randomBytes: (count) => random.bytes(count) },
    })
    const answer = answerOffer(session, input, 'sendrecv')
    acceptAnswer(makeOffer(session, 'sendrecv').session, input)
    if (!answer.ok)
      return answer.error.status >= 400 && answer.error.status < 700 ? undefined : 'a refusal without a status'
    const ours = parseSdp(answer.value.sdp)
    if (!ours.ok) return `our answer cannot be read: ${ours.error}`
    const theirs = parseSdp(input)
    if (!theirs.ok) return 'an offer that cannot be read is answered'
    // RFC 3264 6: as many m= lines as offered.
    if (ours.value.media.length !== theirs.value.media.length) return 'the answer has another number of m= lines'
    return parseSdp(Buffer.from(serializeSdp(theirs.value), 'latin1')).ok ? undefined : 'said again it cannot be read'
  },
}

const framer: FuzzedPart = {
  name: 'framer',
  input(random) {
    const messages = Array.from({ length: 1 + random.integer(4) }, () => sipText(random))
    return mutate(random, Buffer.concat(messages), sipText(random))
  },
  problem(input) {
    const whole = new StreamFramer().push(input)
    // However a stream is cut, the same messages come out, unless it breaks.
    const pieces = new StreamFramer()
    const random = seededRandom(input.length)
    let messages: Uint8Array[] = []
    for (let at = 0; at < input.length; ) {
      const end = Math.min(input.length, at + 1 + random.integer(300))
      const pushed = pieces.push(input.subarray(at, end))
      if (!pushed.ok) return whole.ok ? 'in pieces it breaks, whole it does not' : undefined
      messages = [...messages, ...pushed.value.messages]
      at = end
    }
    if (!whole.ok) return undefined
    if (whole.value.messages.some((one) => one.byteLength > messageLimits.messageBytes))
      return 'a message past the bound'
    const same =
      messages.length === whole.value.messages.length &&
      messages.every((one, i) => Buffer.from(one).equals(whole.value.messages[i] as Uint8Array))
    return same ? undefined : 'in pieces other messages come out'
  },
}

function rtpBytes(random: Random): Uint8Array {
  const bytes = Buffer.from(random.bytes(12 + random.integer(200)))
  bytes[0] = 0x80 | random.pick([0, 0, 0, 0x10, 0x20, 0x01, 0x0f])
  bytes[1] = random.pick([0, 8, 101, 101, 101, 128 + 101, 13, 72])
  bytes.writeUInt16BE(random.integer(40), 2)
  bytes.writeUInt32BE(160 * random.integer(50), 4)
  bytes.writeUInt32BE(random.integer(3), 8)
  return bytes
}

function rtcpBytes(random: Random): Uint8Array {
  const bytes = Buffer.from(random.bytes(4 * (2 + random.integer(20))))
  bytes[0] = 0x80 | random.integer(32)
  bytes[1] = 200 + random.integer(8)
  bytes.writeUInt16BE(random.integer(4) === 0 ? random.integer(65_536) : bytes.length / 4 - 1, 2)
  return bytes
}

const rtp: FuzzedPart = {
  name: 'rtp',
  input: (random) =>
    random.integer(4) === 0
      ? noise(random)
      : mutate(random, random.integer(3) === 0 ? rtcpBytes(random) : rtpBytes(random), rtpBytes(random)),
  problem(input) {
    const packet = newRtpPacket()
    if (parseRtp(input, packet) && packet.payloadOffset + packet.payloadBytes > input.length)
      return 'a payload past the end'
    const reports = parseRtcp(input)
    if (reports !== undefined && reports.length > input.length / 4) return 'more reports than there is room for'
    // A whole leg takes it as sound, digits and reports, and goes on.
    let sent = 0
    let digits = 0
    const media = new LegMedia({
      transport: {
        sendRtp: (_, length) => (sent += length),
        sendRtcp: (bytes) => (sent += bytes.length),
        close: () => {},
      },
      format: {
        codec: 'pcmu',
        payloadType: 0,
        telephoneEventPayloadType: 101,
        receivePayloadTypes: new Map([
          [0, 'pcmu'],
          [8, 'pcma'],
          [101, 'telephone-event'],
        ]),
      },
      start: { ssrc: 9, sequence: 0, timestamp: 0 },
      chance: () => 0.5,
      nowMs: 0,
      onDigit: () => digits++,
    })
    const frame = new Int16Array(160)
    for (let n = 0; n < 6; n++) {
      const copy = Buffer.from(input)
      if (copy.length > 3) copy.writeUInt16BE((copy.readUInt16BE(2) + n) & 0xffff, 2)
      media.receiveRtp(copy, n * 20)
      media.receiveRtcp(Buffer.from(input), n * 20)
      media.pull(frame, n * 20)
      media.send(n % 2 === 0 ? frame : undefined)
    }
    if (digits > 6) return `${digits} digits of six packets`
    return sent > 20_000 ? `${sent} bytes sent for six packets` : undefined
  },
}

export const fuzzedParts: readonly FuzzedPart[] = [parser, sdp, framer, rtp]

/** @returns the problem, thrown ones included */
export function problemOf(part: FuzzedPart, input: Uint8Array): string | undefined {
  try {
    return part.problem(input)
  } catch (error) {
    return `it threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
  }
}
