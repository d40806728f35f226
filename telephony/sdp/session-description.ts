import type { Direction } from './negotiated-audio.ts'

/** RFC 8866, as much of it as an audio call needs. */
export interface SessionDescription {
  readonly origin: Origin
  /** Session-level c= address. */
  readonly address?: string
  readonly attributes: readonly Attribute[]
  readonly media: readonly MediaDescription[]
}

/** o= */
export interface Origin {
  readonly user: string
  readonly sessionId: string
  readonly version: string
  readonly address: string
}

/** m= with what stands below it. */
export interface MediaDescription {
  /** audio, video, image, application… */
  readonly kind: string
  readonly port: number
  /** RTP/AVP… upper case. */
  readonly protocol: string
  readonly formats: readonly string[]
  readonly address?: string
  readonly attributes: readonly Attribute[]
}

/** a= */
export interface Attribute {
  readonly name: string
  readonly value?: string
}

export function attribute(attributes: readonly Attribute[], name: string): Attribute | undefined {
  return attributes.find((one) => one.name === name)
}

const directions: readonly string[] = ['sendrecv', 'sendonly', 'recvonly', 'inactive'] satisfies Direction[]

/** RFC 8866 6.7: of the stream, else of the session, else sendrecv. */
export function directionOf(session: SessionDescription, media: MediaDescription): Direction {
  const found =
    media.attributes.find((one) => directions.includes(one.name)) ??
    session.attributes.find((one) => directions.includes(one.name))
  return (found?.name as Direction | undefined) ?? 'sendrecv'
}
