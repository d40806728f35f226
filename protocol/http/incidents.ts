import { type Static, Type } from 'typebox'
import { Lift } from './customer-kinds.ts'
import { Empty, idField, instant, pageOf } from './fields.ts'
import { RegionCode } from './geography.ts'

/** Incidents that many call about: what belongs to one stands before the rest, as long as it lasts. */
const some = { minItems: 1, maxItems: 100 }
const number = Type.String({ minLength: 1, maxLength: 40 })

/** Each that is named has to hold, by one of its values; one at least is named. */
export const IncidentMatch = Type.Object({
  queueIds: Type.Optional(Type.Array(idField('queue'), some)),
  /** Queues of these branches and departments, and of those below them. */
  businessUnitIds: Type.Optional(Type.Array(idField('unit'), some)),
  /** Where the customer is, or the work is to be done. */
  regionCodes: Type.Optional(Type.Array(RegionCode, some)),
  tierIds: Type.Optional(Type.Array(idField('customer-tier'), some)),
  segmentIds: Type.Optional(Type.Array(idField('customer-segment'), some)),
  /** It, or its queue, asks for one of these products, services or other skills. */
  skillIds: Type.Optional(Type.Array(idField('skill'), some)),
  /** The number of ours that was called. */
  dialedNumbers: Type.Optional(Type.Array(number, some)),
  /** With what the caller's number begins, such as +995431. */
  callerPrefixes: Type.Optional(Type.Array(number, some)),
  /** A field of a task's payload that says this, whatever the case of its letters. */
  payload: Type.Optional(
    Type.Array(
      Type.Object({
        field: Type.String({ minLength: 1, maxLength: 100 }),
        value: Type.String({ minLength: 1, maxLength: 200 }),
      }),
      some,
    ),
  ),
})
export type IncidentMatch = Static<typeof IncidentMatch>

const written = {
  /** Shown wherever it lifts something; in no log of routing. */
  title: Type.String({ minLength: 1, maxLength: 120, pattern: '\\S' }),
  match: IncidentMatch,
  ...Lift.properties,
}
export const Incident = Type.Object({
  incidentId: idField('incident'),
  ...written,
  declaredAt: instant,
  declaredBy: Type.Optional(Type.String()),
  /** By itself. Absent: when somebody says so. */
  endsAt: Type.Optional(instant),
  /** Absent: it lasts. */
  endedAt: Type.Optional(instant),
  endedBy: Type.Optional(Type.String()),
  /** How many wait now that it lifts. */
  lifted: Type.Integer(),
})
export type Incident = Static<typeof Incident>
export const DeclareIncident = Type.Object({ ...written, endsAt: Type.Optional(instant) })
export type DeclareIncident = Static<typeof DeclareIncident>

/** What a product, a service or another skill is called, for who declares and administers none of them. */
export const NamedSkill = Type.Object({ skillId: idField('skill'), name: Type.String() })
export type NamedSkill = Static<typeof NamedSkill>

export const incidentRoutes = {
  incidents: {
    method: 'GET',
    path: '/incidents',
    permission: 'floor.watch',
    summary: 'Incidents that last, and the last fifty that are over',
    answer: pageOf(Incident),
  },
  incidentSkills: {
    method: 'GET',
    path: '/incident-skills',
    permission: 'queues.direct',
    summary: 'Products, services and other skills that an incident can name',
    answer: pageOf(NamedSkill),
  },
  declareIncident: {
    method: 'POST',
    path: '/incidents',
    permission: 'queues.direct',
    summary: 'Lift all that belongs to one thing that many call about',
    body: DeclareIncident,
    answer: Incident,
    creates: true,
  },
  endIncident: {
    method: 'POST',
    path: '/incidents/:id/end',
    permission: 'queues.direct',
    summary: 'End an incident: whom it lifted waits as he would have without it',
    answer: Empty,
  },
} as const
