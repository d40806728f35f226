import type { AudioCodec } from './negotiated-audio.ts'
import { type Attribute, attribute, type MediaDescription } from './session-description.ts'

export const codecNames: Readonly<Record<AudioCodec, string>> = { pcmu: 'PCMU', pcma: 'PCMA' }
/** RFC 3551 table 4. */
export const staticPayloadTypes: Readonly<Record<AudioCodec, number>> = { pcmu: 0, pcma: 8 }
/** What we call telephone-event when it is for us to say. */
export const ourTelephoneEventPayloadType = 101

/** The formats of a stream that we know, in the peer's order. */
export interface AudioFormats {
  readonly codecs: ReadonlyArray<{ readonly codec: AudioCodec; readonly payloadType: number }>
  readonly telephoneEventPayloadType?: number
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
  let telephoneEventPayloadType: number | undefined
  for (const format of media.formats) {
    if (!/^\d{1,3}$/.test(format) || Number(format) > 127) continue
    const payloadType = Number(format)
    const encoding = maps.get(payloadType)?.replace(/\/1$/, '') ?? staticEncoding(payloadType)
    if (encoding === 'PCMU/8000') codecs.push({ codec: 'pcmu', payloadType })
    else if (encoding === 'PCMA/8000') codecs.push({ codec: 'pcma', payloadType })
    // RFC 4733 2.4: its clock must be the audio's.
    else if (encoding === 'TELEPHONE-EVENT/8000') telephoneEventPayloadType ??= payloadType
  }
  return telephoneEventPayloadType === undefined ? { codecs } : { codecs, telephoneEventPayloadType }
}

function staticEncoding(payloadType: number): string | undefined {
  return payloadType === 0 ? 'PCMU/8000' : payloadType === 8 ? 'PCMA/8000' : undefined
}

/** rtpmap and fmtp lines for what we offer or answer. */
export function formatAttributes(formats: AudioFormats): Attribute[] {
  const lines: Attribute[] = formats.codecs.map(({ codec, payloadType }) => ({
    name: 'rtpmap',
    value: `${payloadType} ${codecNames[codec]}/8000`,
  }))
  const event = formats.telephoneEventPayloadType
  if (event !== undefined) {
    lines.push({ name: 'rtpmap', value: `${event} telephone-event/8000` })
    // RFC 4733 2.4.1: the sixteen digits and flash.
    lines.push({ name: 'fmtp', value: `${event} 0-16` })
  }
  return lines
}

export function formatNumbers(formats: AudioFormats): string[] {
  const numbers = formats.codecs.map(({ payloadType }) => payloadType)
  if (formats.telephoneEventPayloadType !== undefined) numbers.push(formats.telephoneEventPayloadType)
  return numbers.map(String)
}

/** The packet time that the peer wants: its ptime within its maxptime, whole tens from 10 to 60 ms; else 20. */
export function packetTimeMs(media: MediaDescription, fallbackMs: number): number {
  const wanted = Number(attribute(media.attributes, 'ptime')?.value ?? Number.NaN)
  const most = Number(attribute(media.attributes, 'maxptime')?.value ?? Number.NaN)
  const chosen = Number.isNaN(wanted) ? fallbackMs : wanted
  const bounded = Number.isNaN(most) ? chosen : Math.min(chosen, most)
  return bounded >= 10 && bounded <= 60 && bounded % 10 === 0 ? bounded : fallbackMs
}
