import { codecFacts } from '../audio/codec.ts'
import type { AudioCodec } from './negotiated-audio.ts'
import { type Attribute, attribute, type MediaDescription } from './session-description.ts'

/** As rtpmap writes them (RFC 3551, 7587): G.722's clock is 8,000 by an old mistake, Opus's always 48,000 with two channels. */
export const encodings: Readonly<Record<AudioCodec, string>> = {
  pcmu: 'PCMU/8000',
  pcma: 'PCMA/8000',
  g722: 'G722/8000',
  opus: 'opus/48000/2',
}
/** RFC 3551 table 4; Opus has a dynamic number. */
export const ourPayloadTypes: Readonly<Record<AudioCodec, number>> = { pcmu: 0, pcma: 8, g722: 9, opus: 111 }
const staticEncodings: ReadonlyMap<number, string> = new Map([
  [0, 'PCMU/8000'],
  [8, 'PCMA/8000'],
  [9, 'G722/8000'],
  [13, 'CN/8000'],
])
const firstDynamic = 96
const lastDynamic = 127

/** The clock that digits go by, in units of a millisecond: that of the sound beside which they are sent (RFC 4733 2.4). */
export type EventClock = 8 | 48
/** What we call telephone-event when it is for us to say. */
const ourTelephoneEvents: Readonly<Record<EventClock, number>> = { 8: 101, 48: 110 }

/** The formats of a stream that we know, in the peer's order. */
export interface AudioFormats {
  readonly codecs: ReadonlyArray<{ readonly codec: AudioCodec; readonly payloadType: number }>
  readonly telephoneEvents: ReadonlyMap<EventClock, number>
  /** RFC 3389. */
  readonly comfortNoisePayloadType?: number
}

/** RFC 3264 5.1, RFC 3551: by rtpmap, and without one by the static number. */
export function audioFormats(media: MediaDescription): AudioFormats {
  const maps = new Map<number, string>()
  for (const one of media.attributes) {
    if (one.name !== 'rtpmap') continue
    const match = /^(\d{1,3}) +(\S+)/.exec(one.value ?? '')
    if (match !== null) maps.set(Number(match[1]), (match[2] as string).toUpperCase())
  }
  const codecs: { codec: AudioCodec; payloadType: number }[] = []
  const telephoneEvents = new Map<EventClock, number>()
  let comfortNoisePayloadType: number | undefined
  for (const format of media.formats) {
    if (!/^\d{1,3}$/.test(format) || Number(format) > lastDynamic) continue
    const payloadType = Number(format)
    const encoding = maps.get(payloadType)?.replace(/\/1$/, '') ?? staticEncodings.get(payloadType)
    const codec = codecByEncoding.get(encoding ?? '')
    if (codec !== undefined) codecs.push({ codec, payloadType })
    else if (encoding === 'TELEPHONE-EVENT/8000' && !telephoneEvents.has(8)) telephoneEvents.set(8, payloadType)
    else if (encoding === 'TELEPHONE-EVENT/48000' && !telephoneEvents.has(48)) telephoneEvents.set(48, payloadType)
    else if (encoding === 'CN/8000') comfortNoisePayloadType ??= payloadType
  }
  return { codecs, telephoneEvents, ...(comfortNoisePayloadType === undefined ? {} : { comfortNoisePayloadType }) }
}

const codecByEncoding: ReadonlyMap<string, AudioCodec> = new Map(
  (Object.keys(encodings) as AudioCodec[]).map((codec) => [encodings[codec].toUpperCase(), codec]),
)

/** What is answered to an offer: one codec of it, the digits that go with that, and comfort noise beside narrowband sound. */
export function formatsFor(
  codec: { readonly codec: AudioCodec; readonly payloadType: number },
  offered: AudioFormats,
): AudioFormats {
  const event = eventFor(codec.codec, offered)
  const { comfortNoisePayloadType } = offered
  return {
    codecs: [codec],
    telephoneEvents: new Map(event ? [[event.unitsPerMs, event.payloadType]] : []),
    // Beside Opus its clock would be another (RFC 3389 4), and Opus has its own.
    ...(comfortNoisePayloadType === undefined || codec.codec === 'opus' ? {} : { comfortNoisePayloadType }),
  }
}

/**
 * The digits that go with a codec: by its own clock. Beside Opus those of 8,000 Hz are taken too: many telephones name no others,
 * against RFC 4733 2.4, and mean them.
 */
export function eventFor(
  codec: AudioCodec,
  { telephoneEvents }: AudioFormats,
): { readonly payloadType: number; readonly unitsPerMs: EventClock } | undefined {
  const { unitsPerMs } = codecFacts[codec]
  const own = telephoneEvents.get(unitsPerMs)
  if (own !== undefined) return { payloadType: own, unitsPerMs }
  const other = codec === 'opus' ? telephoneEvents.get(8) : undefined
  return other === undefined ? undefined : { payloadType: other, unitsPerMs: 8 }
}

/**
 * What we offer. A number that was agreed on keeps its meaning for the whole session (RFC 3264 8.3.2), and none has two.
 * @param known the codec in use and its number, and the digits', where there was an exchange before
 */
export function offeredFormats(
  codecs: readonly AudioCodec[],
  known: {
    readonly codec?: { readonly codec: AudioCodec; readonly payloadType: number }
    readonly event?: { readonly unitsPerMs: EventClock; readonly payloadType: number }
  },
): AudioFormats {
  const taken = new Set<number>()
  const claim = (wanted: number): number => {
    let number = wanted
    for (let next = firstDynamic; taken.has(number) && next <= lastDynamic; next++) number = next
    taken.add(number)
    return number
  }
  if (known.codec) taken.add(known.codec.payloadType)
  if (known.event) taken.add(known.event.payloadType)
  const clocks = [...new Set(codecs.map((codec) => codecFacts[codec].unitsPerMs))].sort((one, other) => one - other)
  // Many telephones know digits by 8,000 Hz alone.
  if (!clocks.includes(8)) clocks.unshift(8)
  return {
    codecs: codecs.map((codec) => ({
      codec,
      payloadType: codec === known.codec?.codec ? known.codec.payloadType : claim(ourPayloadTypes[codec]),
    })),
    telephoneEvents: new Map(
      clocks.map((clock) => [
        clock,
        clock === known.event?.unitsPerMs ? known.event.payloadType : claim(ourTelephoneEvents[clock]),
      ]),
    ),
  }
}

/** rtpmap and fmtp lines for what we offer or answer. */
export function formatAttributes(formats: AudioFormats): Attribute[] {
  const lines: Attribute[] = []
  for (const { codec, payloadType } of formats.codecs) {
    lines.push({ name: 'rtpmap', value: `${payloadType} ${encodings[codec]}` })
    // RFC 7587 7: we can read what a packet repeats of the one before; one channel is the default.
    if (codec === 'opus') lines.push({ name: 'fmtp', value: `${payloadType} minptime=10;useinbandfec=1` })
  }
  const noise = formats.comfortNoisePayloadType
  if (noise !== undefined) lines.push({ name: 'rtpmap', value: `${noise} CN/8000` })
  for (const [unitsPerMs, event] of formats.telephoneEvents) {
    lines.push({ name: 'rtpmap', value: `${event} telephone-event/${unitsPerMs * 1000}` })
    // RFC 4733 2.4.1: the sixteen digits. Flash (16) would be passed over, so nobody is told that it is taken.
    lines.push({ name: 'fmtp', value: `${event} 0-15` })
  }
  return lines
}

export function formatNumbers(formats: AudioFormats): string[] {
  const numbers = formats.codecs.map(({ payloadType }) => payloadType)
  if (formats.comfortNoisePayloadType !== undefined) numbers.push(formats.comfortNoisePayloadType)
  return [...numbers, ...formats.telephoneEvents.values()].map(String)
}

/** The packet time that the peer wants: its ptime within its maxptime, whole tens from 10 to 60 ms; else 20. */
export function packetTimeMs(media: MediaDescription, fallbackMs: number): number {
  const wanted = Number(attribute(media.attributes, 'ptime')?.value ?? Number.NaN)
  const most = Number(attribute(media.attributes, 'maxptime')?.value ?? Number.NaN)
  const chosen = Number.isNaN(wanted) ? fallbackMs : wanted
  const bounded = Number.isNaN(most) ? chosen : Math.min(chosen, most)
  return bounded >= 10 && bounded <= 60 && bounded % 10 === 0 ? bounded : fallbackMs
}
