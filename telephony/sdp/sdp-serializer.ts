import type { Attribute, MediaDescription, SessionDescription } from './session-description.ts'

/** The text of a description, CRLF line ends. `version` stands apart so that two texts can be compared without it. */
export function serializeSdp(session: SessionDescription): string {
  const { origin } = session
  const lines = [
    'v=0',
    `o=${origin.user} ${origin.sessionId} ${origin.version} IN ${family(origin.address)} ${origin.address}`,
    's=-',
  ]
  if (session.address !== undefined) lines.push(`c=IN ${family(session.address)} ${session.address}`)
  lines.push('t=0 0', ...session.attributes.map(attributeLine))
  for (const media of session.media) lines.push(...mediaLines(media))
  return `${lines.join('\r\n')}\r\n`
}

function mediaLines(media: MediaDescription): string[] {
  // RFC 8866 5.14 wants at least one format, even of a refused stream.
  const formats = media.formats.length === 0 ? '0' : media.formats.join(' ')
  const lines = [`m=${media.kind} ${media.port} ${media.protocol} ${formats}`]
  if (media.address !== undefined) lines.push(`c=IN ${family(media.address)} ${media.address}`)
  return [...lines, ...media.attributes.map(attributeLine)]
}

function attributeLine(attribute: Attribute): string {
  return attribute.value === undefined ? `a=${attribute.name}` : `a=${attribute.name}:${attribute.value}`
}

function family(address: string): 'IP4' | 'IP6' {
  return address.includes(':') ? 'IP6' : 'IP4'
}
