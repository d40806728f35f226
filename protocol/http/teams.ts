import { type Static, Type } from 'typebox'
import { Empty, idField, pageOf, personName } from './fields.ts'

/** People who work together; somebody may be in several teams. */
const writable = {
  name: personName,
  businessUnitId: idField('unit'),
  agentIds: Type.Array(idField('agent'), { maxItems: 20_000, uniqueItems: true }),
}
export const Team = Type.Object({
  teamId: idField('team'),
  ...writable,
  /** IANA, of its business unit. */
  timeZone: Type.String(),
  etag: Type.String(),
})
export type Team = Static<typeof Team>
/** Without a business unit it is of the root. */
export const CreateTeam = Type.Object({
  name: writable.name,
  businessUnitId: Type.Optional(writable.businessUnitId),
  agentIds: Type.Optional(writable.agentIds),
})
export type CreateTeam = Static<typeof CreateTeam>
export const ChangeTeam = Type.Partial(Type.Object(writable))
export type ChangeTeam = Static<typeof ChangeTeam>

export const teamRoutes = {
  teams: {
    method: 'GET',
    path: '/teams',
    permission: 'floor.watch',
    summary: 'Every team, and who is in it',
    answer: pageOf(Team),
  },
  createTeam: {
    method: 'POST',
    path: '/teams',
    permission: 'people.manage',
    summary: 'Add a team',
    body: CreateTeam,
    answer: Team,
    creates: true,
  },
  changeTeam: {
    method: 'PATCH',
    path: '/teams/:id',
    permission: 'people.manage',
    summary: 'Call a team otherwise, or say who is in it',
    body: ChangeTeam,
    answer: Team,
    needsIfMatch: true,
  },
  removeTeam: {
    method: 'DELETE',
    path: '/teams/:id',
    permission: 'people.manage',
    summary: 'Remove a team, and the limit of breaks that it had',
    answer: Empty,
    needsIfMatch: true,
  },
} as const
