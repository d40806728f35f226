import { type CodecName, codecFacts } from '../audio/codec.ts'
import { DigitSender } from '../rtp/telephone-event.ts'
import type { PacketKind } from './sound-in.ts'
import type { SentFormat } from './sound-out.ts'

/** What both sides agreed on for a leg's sound; `NegotiatedAudio` of telephony/sdp is one. */
export interface MediaFormat extends SentFormat {
  /** Absent: the far end takes no RFC 4733 digits, they are sent as tones. */
  readonly telephoneEventPayloadType?: number
  /** The clock of the digits where it is not the codec's. */
  readonly telephoneEventUnitsPerMs?: 8 | 48
  readonly receivePayloadTypes: ReadonlyMap<number, PacketKind>
}

export const eventUnitsPerMs = (format: MediaFormat): 8 | 48 =>
  format.telephoneEventUnitsPerMs ?? codecFacts[format.codec].unitsPerMs

export const digitSender = (format: MediaFormat): DigitSender | undefined =>
  format.telephoneEventPayloadType === undefined
    ? undefined
    : new DigitSender(format.telephoneEventPayloadType, { unitsPerMs: eventUnitsPerMs(format) })

/** Under which number the far end takes another party's packets of this kind; `undefined`: it does not. */
export function relayedPayloadType(format: MediaFormat, kind: PacketKind): number | undefined {
  const { codec, payloadType, telephoneEventPayloadType, receivePayloadTypes } = format
  if (kind === codec) return payloadType
  if (kind === 'telephone-event') return telephoneEventPayloadType
  if (kind !== 'comfort-noise') return undefined
  // What it sends of it, it takes.
  for (const [number, of] of receivePayloadTypes) if (of === kind) return number
  return undefined
}

/** Whether whoever agreed on `other` takes all that one sends who agreed on `format`, and sent `received` last. */
export function takesAsItIs(other: MediaFormat, format: MediaFormat, received: CodecName | undefined): boolean {
  const { codec, telephoneEventPayloadType } = format
  return (
    other.codec === codec &&
    (received === undefined || received === codec) &&
    (telephoneEventPayloadType === undefined ||
      (other.telephoneEventPayloadType !== undefined && eventUnitsPerMs(other) === eventUnitsPerMs(format)))
  )
}
