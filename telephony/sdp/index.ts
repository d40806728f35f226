/** The session description's door: RFC 4566/8866 text and RFC 3264 offer and answer for one G.711 audio stream. */
export { narrow } from './direction.ts'
export type * from './negotiated-audio.ts'
export {
  acceptAnswer,
  answerOffer,
  createMediaSession,
  isHeldByPeer,
  type MediaSession,
  makeOffer,
  withoutSrtp,
} from './offer-answer.ts'
export type { SrtpPolicy } from './stream-choice.ts'
