import type { DigitSender } from './telephone-event.ts'

/** The numbers of one outgoing RTP stream. Chance comes from outside: give random `ssrc`, `sequence` and `timestamp` (RFC 3550 5.1). */
export class RtpSender {
  constructor(_start: { ssrc: number; sequence: number; timestamp: number; payloadType: number }) {}
  readonly ssrc: number = 0
  payloadType = 0
  /** The timestamp of the next frame. */
  timestamp = 0
  sequence = 0
  packetsSent = 0
  payloadBytesSent = 0
  /** Builds the packet of one 20 ms frame into `into` and moves on by 160; returns its length. Marker on the first after silence. */
  frame(_into: Uint8Array, _payload: Uint8Array, _payloadBytes?: number): number {
    return 0
  }
  /** Lets `frames` of time pass with nothing sent: the next audio frame bears the marker. */
  skip(_frames = 1): void {}
  /** Builds the telephone-event packet that `digits` has ready. Does not move the timestamp: call `skip()` for the tick. */
  event(_into: Uint8Array, _digits: DigitSender): number {
    return 0
  }
}
