import type { Digit } from '#telephony/audio/dtmf.ts'
import type { DigitWay } from '#telephony/calls/digit-pairing.ts'
import type { CallLeg } from './call-leg.ts'

/**
 * Tells the other of two parties of a key that this one pressed, as its own line takes digits: an agent's telephone works the
 * menu of who was called. Tones within the sound are heard anyway, and what is relayed brings its own events along.
 *
 * @returns whether it was told
 */
export function passDigitOn(leg: CallLeg, digit: string, way: DigitWay): boolean {
  const { bridge } = leg
  if (bridge === undefined || way === 'in-band' || (way === 'telephone-event' && bridge.relayed !== undefined))
    return false
  const { mix } = bridge
  if (leg.isMuted || leg.hidesDigits || leg.collecting !== undefined || mix.isHeld(leg.legId)) return false
  if (mix.isMonitor(leg.legId)) return false
  const others = bridge.legs.filter((other) => other !== leg && !mix.isMonitor(other.legId))
  const [other] = others
  // Among three nobody knows whom it is for.
  if (other === undefined || others.length > 1 || !other.isSending || mix.isHeld(other.legId)) return false
  return other.signalling.sendDigits?.([digit]) ?? other.media?.sendDigits([digit as Digit]) ?? false
}
