import { type Static, Type } from 'typebox'
import { AccessPolicy, BanReason } from '../edge/access.ts'
import { Empty, idField, instant, PageQuery, pageOf } from './fields.ts'

/** Standing on the internet: who is let in, who is shut out, and what went wrong. */
export const ShownBan = Type.Object({
  address: Type.String(),
  reason: BanReason,
  offences: Type.Integer(),
  since: instant,
  until: instant,
})
export type ShownBan = Static<typeof ShownBan>
export const CreateBan = Type.Object({
  address: Type.String({ minLength: 2, maxLength: 64, pattern: '^[0-9A-Fa-f.:]+$' }),
  forS: Type.Integer({ minimum: 60, maximum: 31_536_000 }),
})
export type CreateBan = Static<typeof CreateBan>
export const BansExportQuery = Type.Object({
  /** `plain`: an address a line; `nftables`: lines for `nft -f`; `ipset`: lines for `ipset restore`. */
  format: Type.Optional(Type.Union([Type.Literal('plain'), Type.Literal('nftables'), Type.Literal('ipset')])),
})
export type BansExportQuery = Static<typeof BansExportQuery>

const { ownNumbers: _, emergencyNumbers: __, ...policyFields } = AccessPolicy.properties
export const AccessSettings = Type.Object({ ...policyFields, etag: Type.String() })
export type AccessSettings = Static<typeof AccessSettings>
export const ChangeAccessSettings = Type.Partial(Type.Object(policyFields))
export type ChangeAccessSettings = Static<typeof ChangeAccessSettings>

/** Something that somebody ought to look at. `kind` and `subject` are translated by the screens. */
export const alarmKinds = [
  'trunk-down',
  'address-banned',
  'dial-limit',
  'spend-limit',
  'edge-overloaded',
  'edge-away',
  'outside-recorder',
  'recording-storage',
  'recording-archive',
  'recording-missing',
  'routing-truth',
  'sound-missing',
  'flow-failing',
] as const
export const Alarm = Type.Object({
  alarmId: idField('alarm'),
  kind: Type.Unsafe<(typeof alarmKinds)[number]>(Type.Union(alarmKinds.map((kind) => Type.Literal(kind)))),
  /** The trunk's name, the address, the person: what it is about. */
  subject: Type.String(),
  subjectId: Type.Optional(Type.String()),
  /** A SIP answer or a limit's code. */
  detail: Type.Optional(Type.String()),
  raisedAt: instant,
  /** It is over by itself. */
  clearedAt: Type.Optional(instant),
  acknowledgedAt: Type.Optional(instant),
  acknowledgedBy: Type.Optional(Type.String()),
})
export type Alarm = Static<typeof Alarm>

export const accessRoutes = {
  accessSettings: {
    method: 'GET',
    path: '/access',
    permission: 'telephony.read',
    summary: 'Who may call in, and how much is too much',
    answer: AccessSettings,
  },
  changeAccessSettings: {
    method: 'PATCH',
    path: '/access',
    permission: 'telephony.manage',
    summary: 'Change who may call in',
    body: ChangeAccessSettings,
    answer: AccessSettings,
    needsIfMatch: true,
  },
  bans: {
    method: 'GET',
    path: '/bans',
    permission: 'telephony.read',
    summary: 'Addresses that are shut out',
    query: PageQuery,
    answer: pageOf(ShownBan),
  },
  createBan: {
    method: 'POST',
    path: '/bans',
    permission: 'telephony.manage',
    summary: 'Shut an address out',
    body: CreateBan,
    answer: ShownBan,
    creates: true,
  },
  liftBan: {
    method: 'DELETE',
    path: '/bans/:address',
    permission: 'telephony.manage',
    summary: 'Let an address in again',
    answer: Empty,
  },
  exportBans: {
    method: 'GET',
    path: '/bans/export',
    permission: 'telephony.read',
    summary: 'The shut-out addresses for a firewall',
    query: BansExportQuery,
    answer: Type.String(),
  },
  alarms: {
    method: 'GET',
    path: '/alarms',
    permission: 'floor.watch',
    summary: 'What somebody ought to look at, newest first',
    query: PageQuery,
    answer: pageOf(Alarm),
  },
  acknowledgeAlarm: {
    method: 'POST',
    path: '/alarms/:id/acknowledge',
    permission: 'floor.watch',
    summary: 'Say that you have seen it',
    answer: Alarm,
  },
} as const
