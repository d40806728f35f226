import { type Static, Type } from 'typebox'
import { Empty, idField, instant, pageOf } from './fields.ts'

/** Where a secret or an address inside is named by a block: in a draft, or in what callers hear. */
const UsedBy = Type.Object({ flowId: idField('flow'), name: Type.String(), isPublished: Type.Boolean() })
const name = Type.String({ minLength: 1, maxLength: 120, pattern: '\\S' })
/** It goes in and never comes out again. */
const secret = Type.String({ minLength: 1, maxLength: 4000 })
const host = Type.String({ minLength: 1, maxLength: 253 })
/** Names or addresses of hosts, without port and path: it is sent to these and to no other. */
const hosts = Type.Array(host, { minItems: 1, maxItems: 20 })

/** What requests of flows carry to prove who asks. */
export const FlowSecret = Type.Object({
  flowSecretId: idField('flow-secret'),
  name: Type.String(),
  hosts: Type.Array(Type.String()),
  changedAt: instant,
  changedBy: Type.Optional(Type.String()),
  usedBy: Type.Array(UsedBy),
  etag: Type.String(),
})
export type FlowSecret = Static<typeof FlowSecret>
export const CreateFlowSecret = Type.Object({ name, secret, hosts })
export type CreateFlowSecret = Static<typeof CreateFlowSecret>
export const ChangeFlowSecret = Type.Partial(CreateFlowSecret)

/** A private, loopback or link-local host that requests of flows may reach all the same. */
export const InsideHost = Type.Object({
  insideHostId: idField('inside-host'),
  host: Type.String(),
  /** Absent: each of its ports. */
  port: Type.Optional(Type.Integer()),
  allowedAt: instant,
  allowedBy: Type.Optional(Type.String()),
  usedBy: Type.Array(UsedBy),
})
export type InsideHost = Static<typeof InsideHost>
export const AllowInsideHost = Type.Object({
  host,
  port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
})
export type AllowInsideHost = Static<typeof AllowInsideHost>

export const connectionRoutes = {
  flowSecrets: {
    method: 'GET',
    path: '/flow-secrets',
    permission: 'connections.manage',
    summary: 'What requests of flows carry as secrets, without the secrets',
    answer: pageOf(FlowSecret),
  },
  createFlowSecret: {
    method: 'POST',
    path: '/flow-secrets',
    permission: 'connections.manage',
    summary: 'Keep a secret for requests of flows',
    body: CreateFlowSecret,
    answer: FlowSecret,
    creates: true,
  },
  changeFlowSecret: {
    method: 'PATCH',
    path: '/flow-secrets/:id',
    permission: 'connections.manage',
    summary: 'Replace a secret, or say where it is sent',
    body: ChangeFlowSecret,
    answer: FlowSecret,
    needsIfMatch: true,
  },
  removeFlowSecret: {
    method: 'DELETE',
    path: '/flow-secrets/:id',
    permission: 'connections.manage',
    summary: 'Remove a secret that no published flow sends',
    answer: Empty,
  },
  insideHosts: {
    method: 'GET',
    path: '/inside-hosts',
    permission: 'connections.manage',
    summary: 'Hosts inside of the house that requests of flows may reach',
    answer: pageOf(InsideHost),
  },
  allowInsideHost: {
    method: 'POST',
    path: '/inside-hosts',
    permission: 'connections.manage',
    summary: 'Let requests of flows reach a host inside of the house',
    body: AllowInsideHost,
    answer: InsideHost,
    creates: true,
  },
  removeInsideHost: {
    method: 'DELETE',
    path: '/inside-hosts/:id',
    permission: 'connections.manage',
    summary: 'Let them reach it no more',
    answer: Empty,
  },
} as const
