import { type Static, Type } from 'typebox'
import type { DetectionId } from '#kernel/ids.ts'

/**
 * What an edge can be asked to listen for on a leg, in what its far end sends. Several may run on one leg at once; each
 * says its verdict once, and `voice` and `silence` again whenever they turn.
 */
const literal = <T extends string>(value: T) => Type.Literal(value)
export const detectionId = Type.Unsafe<DetectionId>(Type.String({ minLength: 1, maxLength: 64 }))

export const Detector = Type.Union([
  /** Somebody speaks: for at least `leastMs`. */
  Type.Object({ kind: literal('voice'), leastMs: Type.Integer({ minimum: 20, maximum: 10_000 }) }),
  /** Nobody has spoken for `afterMs`. */
  Type.Object({ kind: literal('silence'), afterMs: Type.Integer({ minimum: 100, maximum: 120_000 }) }),
  /** A person or an answering machine, decided within `withinMs` of the answer. */
  Type.Object({ kind: literal('machine'), withinMs: Type.Integer({ minimum: 1000, maximum: 30_000 }) }),
  /** The tone after which an answering machine records. */
  Type.Object({ kind: literal('beep') }),
  /** A fax calling (CNG 1100 Hz) or answering (CED 2100 Hz), ITU-T T.30. */
  Type.Object({ kind: literal('fax') }),
  /** Ringback, busy, congestion, dial and special information tones, ITU-T E.180. */
  Type.Object({ kind: literal('progress') }),
])
export type Detector = Static<typeof Detector>

export const DetectionVerdict = Type.Union([
  literal('voice'),
  literal('silence'),
  literal('person'),
  literal('machine'),
  /** Neither was certain when the time was up. */
  literal('unknown'),
  literal('beep'),
  literal('fax-calling'),
  literal('fax-answering'),
  literal('ringback'),
  literal('busy'),
  literal('congestion'),
  literal('dial-tone'),
  /** Special information tone: the number is not in service, or the network announces something. */
  literal('special-information'),
])
export type DetectionVerdict = Static<typeof DetectionVerdict>

/** What decided between a person and a machine: docs/detectors.md. */
export const DetectionReason = Type.Union([
  /** Little was said, and then waited. */
  literal('short-greeting'),
  literal('long-greeting'),
  literal('sentences'),
  literal('beep'),
  literal('special-information'),
  literal('nothing-said'),
  literal('time-up'),
])
export type DetectionReason = Static<typeof DetectionReason>
