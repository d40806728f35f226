/**
 * Identifiers: branded strings, so that a queue's id can never be handed to a function that wants an agent's.
 *
 * Shape: `<prefix>_<26 characters>`: 48 bits of UTC milliseconds and 80 bits of chance in Crockford's base 32, the ULID
 * layout, so ids sort by the time at which they were made and can be copied by a double click.
 */
declare const brand: unique symbol
export type Id<Name extends string> = string & { readonly [brand]: Name }

export type AgentId = Id<'agent'>
export type ApiKeyId = Id<'api-key'>
export type BridgeId = Id<'bridge'>
export type CaseId = Id<'case'>
export type CaseEntryId = Id<'case-entry'>
export type CollectId = Id<'collect'>
export type CommandId = Id<'command'>
export type CustomerId = Id<'customer'>
export type CustomerNoteId = Id<'customer-note'>
export type CustomerSegmentId = Id<'customer-segment'>
export type CustomerTierId = Id<'customer-tier'>
export type DetectionId = Id<'detection'>
export type DispositionId = Id<'disposition'>
export type EdgeId = Id<'edge'>
export type FloorMessageId = Id<'floor-message'>
export type FlowId = Id<'flow'>
export type FlowSecretId = Id<'flow-secret'>
export type FlowVersionId = Id<'flow-version'>
export type HandOverNoteId = Id<'hand-over-note'>
export type IncarnationId = Id<'incarnation'>
export type IncidentId = Id<'incident'>
export type InteractionId = Id<'interaction'>
export type InsideHostId = Id<'inside-host'>
export type ListeningId = Id<'listening'>
export type LinkTemplateId = Id<'link-template'>
export type LegId = Id<'leg'>
export type OfferId = Id<'offer'>
export type OutsideContactId = Id<'outside-contact'>
export type PersonId = Id<'person'>
export type PlayId = Id<'play'>
export type PromptId = Id<'prompt'>
export type QueueId = Id<'queue'>
export type RecordingId = Id<'recording'>
export type SegmentId = Id<'segment'>
export type SkillId = Id<'skill'>
export type SubstitutionId = Id<'substitution'>
export type SignInId = Id<'sign-in'>
export type StationId = Id<'station'>
export type BreakLimitId = Id<'break-limit'>
export type PresenceReasonId = Id<'presence-reason'>
export type TeamId = Id<'team'>
export type ShiftPatternId = Id<'shift-pattern'>
export type ShiftAssignmentId = Id<'shift-assignment'>
export type BusinessUnitId = Id<'unit'>
export type RoutingProfileId = Id<'routing-profile'>
export type ReminderId = Id<'reminder'>
export type RoutingDomainId = Id<'routing-domain'>
export type AlarmId = Id<'alarm'>
export type BusinessHoursId = Id<'hours'>
export type NumberRuleId = Id<'number-rule'>
export type OutboundRuleId = Id<'outbound-rule'>
export type TestCallId = Id<'test-call'>
export type RecordingRuleId = Id<'recording-rule'>
export type RecordingShareId = Id<'recording-share'>
export type TransferId = Id<'transfer'>
export type TrunkId = Id<'trunk'>

/** The prefix that each kind of id carries. */
export const idPrefixes = {
  agent: 'agt',
  'api-key': 'key',
  bridge: 'brg',
  case: 'cse',
  'case-entry': 'cae',
  collect: 'col',
  command: 'cmd',
  customer: 'cus',
  'customer-note': 'cnt',
  'customer-segment': 'csg',
  'customer-tier': 'ctr',
  detection: 'det',
  disposition: 'dsp',
  edge: 'edg',
  'floor-message': 'fms',
  flow: 'flw',
  'flow-secret': 'fls',
  'flow-version': 'flv',
  'hand-over-note': 'hon',
  incarnation: 'inc',
  incident: 'icd',
  'inside-host': 'inh',
  interaction: 'int',
  leg: 'leg',
  listening: 'lst',
  'link-template': 'lnk',
  offer: 'off',
  'outside-contact': 'oco',
  person: 'per',
  play: 'ply',
  prompt: 'pmt',
  queue: 'que',
  recording: 'rec',
  reminder: 'rem',
  segment: 'seg',
  'sign-in': 'sgn',
  substitution: 'sub',
  skill: 'skl',
  station: 'stn',
  unit: 'bun',
  team: 'tem',
  'shift-pattern': 'shp',
  'shift-assignment': 'sha',
  'break-limit': 'blm',
  'presence-reason': 'prs',
  'routing-profile': 'rpf',
  'routing-domain': 'rdm',
  alarm: 'alm',
  hours: 'hrs',
  'number-rule': 'nrl',
  'outbound-rule': 'orl',
  'test-call': 'tcl',
  'recording-rule': 'rrl',
  'recording-share': 'rsh',
  transfer: 'trf',
  trunk: 'trk',
} as const
export type IdName = keyof typeof idPrefixes

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Ten random bytes: the host's secure source outside of tests and simulation, a seeded one inside. */
export type RandomBytes = (count: number) => Uint8Array

/** Where an id is put together: letter by letter as text it would be a chain of twenty-six. */
const letters: number[] = new Array(26).fill(0)

/**
 * Makes an id of the kind `name`.
 * @param nowMs UTC milliseconds, at most 2^48 - 1
 * @param randomBytes where chance comes from; the ten bytes asked of it fill the lower 80 bits
 */
export function newId<Name extends IdName>(name: Name, nowMs: number, randomBytes: RandomBytes): Id<Name> {
  let rest = Math.floor(nowMs)
  for (let i = 9; i >= 0; i--) {
    letters[i] = alphabet.charCodeAt(rest % 32)
    rest = Math.floor(rest / 32)
  }
  const bytes = randomBytes(10)
  let length = 10
  let buffer = 0
  let bits = 0
  for (let i = 0; i < 10; i++) {
    buffer = (buffer << 8) | (bytes[i] as number)
    bits += 8
    while (bits >= 5) {
      bits -= 5
      letters[length++] = alphabet.charCodeAt((buffer >>> bits) & 31)
    }
    buffer &= (1 << bits) - 1
  }
  return `${idPrefixes[name]}_${String.fromCharCode.apply(null, letters)}` as Id<Name>
}

/** Whether `text` has the shape of an id of the kind `name`. Says nothing of whether such a thing exists. */
export function isId<Name extends IdName>(name: Name, text: string): text is Id<Name> {
  return text.length === 30 && text.startsWith(`${idPrefixes[name]}_`) && /^[0-9A-HJKMNP-TV-Z]{26}$/.test(text.slice(4))
}

/** The UTC milliseconds at which an id was made. */
export function idTimeMs(id: Id<IdName>): number {
  let value = 0
  for (const letter of id.slice(4, 14)) value = value * 32 + alphabet.indexOf(letter)
  return value
}
