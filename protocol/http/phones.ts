import { type Static, Type } from 'typebox'
import { Registration } from '../edge/ladder.ts'
import { Empty, idField, instant, PageQuery, pageOf } from './fields.ts'
import { ShownLadderStep } from './trunks.ts'

export const phoneUser = Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' })
const { sinceMs: _, expiresAtMs: __, ...binding } = Registration.properties
export const PhoneBinding = Type.Object({ ...binding, since: instant, expiresAt: instant })
export type PhoneBinding = Static<typeof PhoneBinding>

/** A SIP user: a desk phone or softphone that may register. */
export const Phone = Type.Object({
  user: phoneUser,
  displayName: Type.Optional(Type.String()),
  /** Whose station it is. */
  personId: Type.Optional(idField('person')),
  personName: Type.Optional(Type.String()),
  bindings: Type.Array(PhoneBinding),
  newMessages: Type.Integer(),
  etag: Type.String(),
})
export type Phone = Static<typeof Phone>
const displayName = Type.String({ maxLength: 120 })
export const CreatePhone = Type.Object({
  user: phoneUser,
  displayName: Type.Optional(displayName),
  personId: Type.Optional(idField('person')),
})
export type CreatePhone = Static<typeof CreatePhone>
export const ChangePhone = Type.Object({
  displayName: Type.Optional(Type.Union([displayName, Type.Null()])),
  personId: Type.Optional(Type.Union([idField('person'), Type.Null()])),
})
export type ChangePhone = Static<typeof ChangePhone>
/** Lights the message lamp (RFC 3842): for systems that keep messages for a person. */
export const SetWaitingMessages = Type.Object({
  newMessages: Type.Integer({ minimum: 0, maximum: 10_000 }),
  oldMessages: Type.Integer({ minimum: 0, maximum: 10_000 }),
})
export type SetWaitingMessages = Static<typeof SetWaitingMessages>

/** What is typed or scanned into a phone. The password is told once, here: afterwards only a new one can be made. */
export const PhoneProvisioning = Type.Object({
  user: phoneUser,
  password: Type.String(),
  realm: Type.String(),
  servers: Type.Array(
    Type.Object({
      transport: Type.Union([
        Type.Literal('udp'),
        Type.Literal('tcp'),
        Type.Literal('tls'),
        Type.Literal('ws'),
        Type.Literal('wss'),
      ]),
      host: Type.String(),
      port: Type.Integer(),
      /** `sip:702@192.0.2.1:5060;transport=tcp` or the WebSocket's URL. */
      address: Type.String(),
    }),
  ),
  /** Texts to copy or to show as a QR code: for Linphone, Zoiper, baresip, MicroSIP, Grandstream, Yealink. */
  texts: Type.Array(
    Type.Object({ softphone: Type.String(), format: Type.String(), text: Type.String(), isQr: Type.Boolean() }),
  ),
})
export type PhoneProvisioning = Static<typeof PhoneProvisioning>
export const CreatedPhone = Type.Object({ ...Phone.properties, provisioning: PhoneProvisioning })
export type CreatedPhone = Static<typeof CreatedPhone>

/** What an agent talks through. */
export const StationChoice = Type.Union([
  Type.Object({ kind: Type.Literal('browser') }),
  Type.Object({ kind: Type.Literal('phone'), user: phoneUser }),
  /** Any telephone: each accepted call rings there over the outbound rules. */
  Type.Object({ kind: Type.Literal('number'), number: Type.String({ pattern: '^[0-9+*#]{1,32}$' }) }),
])
export type StationChoice = Static<typeof StationChoice>
export const StationChoices = Type.Object({
  chosen: StationChoice,
  /** The agent's own phones, with whether they are registered. */
  phones: Type.Array(
    Type.Object({ user: phoneUser, displayName: Type.Optional(Type.String()), isRegistered: Type.Boolean() }),
  ),
  /** Whether this person may choose an outside number. */
  /** Whoever serves nothing but tasks needs none, until he calls somebody. */
  isNeeded: Type.Boolean(),
  mayUseNumber: Type.Boolean(),
})
export type StationChoices = Static<typeof StationChoices>

/** For RTCPeerConnection; the credential is good until `expiresAt` (the TURN REST convention: HMAC over the expiry). */
export const IceServers = Type.Object({
  iceServers: Type.Array(
    Type.Object({
      urls: Type.Array(Type.String()),
      username: Type.Optional(Type.String()),
      credential: Type.Optional(Type.String()),
    }),
  ),
  expiresAt: Type.Optional(instant),
})
export type IceServers = Static<typeof IceServers>

/** The signalling of an interaction, a ladder a leg. */
export const InteractionLadders = Type.Object({
  legs: Type.Array(
    Type.Object({
      legId: idField('leg'),
      role: Type.Union([Type.Literal('customer'), Type.Literal('agent'), Type.Literal('other')]),
      sipCallId: Type.String(),
      trunkId: Type.Optional(idField('trunk')),
      trunkName: Type.Optional(Type.String()),
      steps: Type.Array(ShownLadderStep),
      /** Messages with their bodies, and captured sound, are still in the edge's memory. */
      hasPackets: Type.Boolean(),
    }),
  ),
})
export type InteractionLadders = Static<typeof InteractionLadders>
export const SetCapture = Type.Object({ isOn: Type.Boolean() })
export type SetCapture = Static<typeof SetCapture>

export const phoneRoutes = {
  phones: {
    method: 'GET',
    path: '/phones',
    permission: 'telephony.read',
    summary: 'Phones that may register, and where they are',
    query: PageQuery,
    answer: pageOf(Phone),
  },
  createPhone: {
    method: 'POST',
    path: '/phones',
    permission: 'telephony.manage',
    summary: 'Add a phone',
    body: CreatePhone,
    answer: CreatedPhone,
    creates: true,
  },
  changePhone: {
    method: 'PATCH',
    path: '/phones/:user',
    permission: 'telephony.manage',
    summary: 'Change a phone',
    body: ChangePhone,
    answer: Phone,
    needsIfMatch: true,
  },
  removePhone: {
    method: 'DELETE',
    path: '/phones/:user',
    permission: 'telephony.manage',
    summary: 'Remove a phone',
    answer: Empty,
  },
  renewPhonePassword: {
    method: 'POST',
    path: '/phones/:user/password',
    permission: 'telephony.manage',
    summary: 'Make a new password and show how to set the phone up',
    answer: PhoneProvisioning,
  },
  setWaitingMessages: {
    method: 'PUT',
    path: '/phones/:user/waiting-messages',
    permission: 'telephony.manage',
    summary: "Light a phone's message lamp",
    body: SetWaitingMessages,
    answer: Empty,
  },
  ladders: {
    method: 'GET',
    path: '/interactions/:id/ladders',
    permission: 'telephony.read',
    summary: 'The signalling of an interaction',
    answer: InteractionLadders,
  },
  capture: {
    method: 'PUT',
    path: '/interactions/:id/capture',
    permission: 'telephony.manage',
    summary: 'Keep the packets of this call from now on',
    body: SetCapture,
    answer: Empty,
  },
  packets: {
    method: 'GET',
    path: '/interactions/:id/packets',
    permission: 'telephony.manage',
    summary: 'The packets of this call as PCAP (application/vnd.tcpdump.pcap)',
    answer: Type.Unsafe<Uint8Array>(Type.String({ format: 'binary' })),
  },
} as const
