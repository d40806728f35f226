/** The metadata of a recording session (RFC 7865): who speaks on which stream. */
export interface RecordedParty {
  /** As it called or was called: E.164, a user, anything. */
  readonly number: string
  readonly name?: string
}

export interface RecordingMetadata {
  /** 16 bytes each, of chance (RFC 7865 6.1.2): the same for the whole recording. */
  readonly sessionId: Uint8Array
  /** UTC milliseconds. */
  readonly startedAtMs: number
  /** The host part of addresses that are no telephone numbers. */
  readonly host: string
  readonly participants: readonly {
    readonly participantId: Uint8Array
    readonly streamId: Uint8Array
    readonly party: RecordedParty
    /** a=label of the stream that it speaks on (RFC 4574). */
    readonly label: string
  }[]
}

export const metadataType = 'application/rs-metadata+xml'

/** The complete snapshot of a session and its participants (RFC 7865 7, 10): everybody hears everybody. */
export function metadataXml(metadata: RecordingMetadata): string {
  const session = id(metadata.sessionId)
  const since = new Date(metadata.startedAtMs).toISOString()
  const { participants } = metadata
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<recording xmlns="urn:ietf:params:xml:ns:recording:1">',
    '  <datamode>complete</datamode>',
    `  <session session_id="${session}">`,
    `    <start-time>${since}</start-time>`,
    '  </session>',
    ...participants.flatMap(({ participantId, party }) => [
      `  <participant participant_id="${id(participantId)}">`,
      ...nameId(party, metadata.host),
      '  </participant>',
    ]),
    ...participants.flatMap(({ streamId, label }) => [
      `  <stream stream_id="${id(streamId)}" session_id="${session}">`,
      `    <label>${text(label)}</label>`,
      '  </stream>',
    ]),
    `  <sessionrecordingassoc session_id="${session}">`,
    `    <associate-time>${since}</associate-time>`,
    '  </sessionrecordingassoc>',
    ...participants.flatMap(({ participantId }) => [
      `  <participantsessionassoc participant_id="${id(participantId)}" session_id="${session}">`,
      `    <associate-time>${since}</associate-time>`,
      '  </participantsessionassoc>',
    ]),
    ...participants.flatMap(({ participantId, streamId }) => [
      `  <participantstreamassoc participant_id="${id(participantId)}">`,
      `    <send>${id(streamId)}</send>`,
      ...participants
        .filter((other) => other.participantId !== participantId)
        .map((other) => `    <recv>${id(other.streamId)}</recv>`),
      '  </participantstreamassoc>',
    ]),
    '</recording>',
  ]
  return `${lines.join('\r\n')}\r\n`
}

/** RFC 7865 6.5: an address of record; a telephone number is one by itself (RFC 3966). */
function nameId(party: RecordedParty, host: string): string[] {
  const isNumber = /^\+[0-9]{3,20}$/.test(party.number)
  const user = encodeURIComponent(party.number === '' ? 'anonymous' : party.number)
  const aor = isNumber ? `tel:${party.number}` : `sip:${user}@${host.includes(':') ? `[${host}]` : host}`
  if (party.name === undefined || party.name === '') return [`    <nameID aor="${text(aor)}"/>`]
  return [`    <nameID aor="${text(aor)}">`, `      <name>${text(party.name)}</name>`, '    </nameID>']
}

/** RFC 7865 6.1.2: a UUID of 128 bits in base 64. */
const id = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** XML 1.0 2.2, 2.4: what a name holds is data, and control characters cannot be said at all. */
function text(value: string): string {
  return value.replace(/\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu, '').replace(/[&<>"']/g, (one) => entities[one] ?? '')
}
