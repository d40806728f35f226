/**
 * The descriptions of a SIP call over WebRTC, as text: which are such, what they say of direction, and how ours are said again
 * when only direction changes. The WebRTC stack makes them whole once; it is not asked for a hold.
 */
export type CallDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'

const maxBytes = 65_536
const directionLine = /^a=(sendrecv|sendonly|recvonly|inactive)$/

/** A description as text; `undefined` when it is longer than any that is meant. */
export const descriptionText = (sdp: Uint8Array): string | undefined =>
  sdp.byteLength > maxBytes ? undefined : Buffer.from(sdp.buffer, sdp.byteOffset, sdp.byteLength).toString('utf8')

const linesOf = (text: string): string[] => text.split(/\r\n|\n|\r/).filter((line) => line !== '')

/** Whether a stream of sound is offered by ICE and DTLS (RFC 8829 5.1.2): only a WebRTC stack can answer that. */
export function isWebRtcDescription(text: string): boolean {
  const lines = linesOf(text)
  return (
    lines.some((line) => /^m=audio \d+ (UDP|TCP)\/TLS\/RTP\/SAVPF /i.test(line)) &&
    lines.some((line) => line.startsWith('a=fingerprint:')) &&
    lines.some((line) => line.startsWith('a=ice-ufrag:'))
  )
}

/** The direction of the stream of sound as its writer sees it (RFC 3264 5.1). */
export function directionIn(text: string): CallDirection {
  let session: CallDirection = 'sendrecv'
  let isAudio = false
  let isSession = true
  for (const line of linesOf(text)) {
    if (line.startsWith('m=')) {
      isSession = false
      isAudio = line.startsWith('m=audio ')
    }
    const direction = directionLine.exec(line)?.[1] as CallDirection | undefined
    if (direction === undefined) continue
    if (isSession) session = direction
    else if (isAudio) return direction
  }
  return session
}

/** What tells one transport from another: a change of it is an ICE restart (RFC 8839 4.4.1.1.1) or another stack. */
export function transportIdentity(text: string): string {
  const named = ['a=ice-ufrag:', 'a=ice-pwd:', 'a=fingerprint:']
  return linesOf(text)
    .filter((line) => named.some((name) => line.startsWith(name)))
    .join('\n')
    .toLowerCase()
}

/** The offer's streams but the first of sound: those that we refuse. */
export interface OtherStreams {
  /** The offer without them. */
  readonly offer: string
  /** By their place in the offer, the line that refuses each (RFC 3264 6). */
  readonly refused: ReadonlyMap<number, string>
}

/** Takes a telephone's other streams (its camera) out of an offer, so that its sound can be answered. */
export function withoutOtherStreams(offer: string): OtherStreams {
  const kept: string[] = []
  const refused = new Map<number, string>()
  let index = -1
  let hasAudio = false
  let isKept = true
  for (const line of linesOf(offer)) {
    if (line.startsWith('m=')) {
      index++
      isKept = line.startsWith('m=audio ') && !hasAudio
      hasAudio ||= isKept
      if (!isKept) refused.set(index, line.replace(/^(m=\S+) \d+(\/\d+)?/, '$1 0'))
    }
    // The group names streams that are gone now; one stream needs none.
    if (isKept && !(refused.size > 0 && line.startsWith('a=group:'))) kept.push(line)
  }
  const withoutGroup = refused.size === 0 ? kept : kept.filter((line) => !line.startsWith('a=group:'))
  return { offer: [...withoutGroup, ''].join('\r\n'), refused }
}

/** Our description as it goes out: its version, our direction, and the streams that we refuse in their places. */
export function describeCall(
  description: string,
  as: {
    readonly sessionId: string
    readonly version: number
    readonly direction: CallDirection
    readonly refused?: ReadonlyMap<number, string>
  },
): Uint8Array {
  const sections: string[][] = [[]]
  for (const line of linesOf(description)) {
    if (line.startsWith('m=')) sections.push([])
    if (directionLine.test(line)) sections.at(-1)?.push(`a=${as.direction}`)
    else if (line.startsWith('o=')) sections.at(-1)?.push(`o=- ${as.sessionId} ${as.version} IN IP4 127.0.0.1`)
    else sections.at(-1)?.push(line)
  }
  const [session = [], ...media] = sections
  for (const [index, line] of [...(as.refused ?? [])].sort(([one], [other]) => one - other)) {
    media.splice(index, 0, [line, 'c=IN IP4 0.0.0.0', 'a=inactive'])
  }
  return Buffer.from([...session, ...media.flat(), ''].join('\r\n'))
}
