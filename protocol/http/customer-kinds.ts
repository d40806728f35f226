import { type Static, Type } from 'typebox'
import { Empty, idField, pageOf, personName } from './fields.ts'
import { Requirement } from './skills.ts'

/** What customers are to the organization: its tiers and segments, and what queues make of them. */

/** By how much something stands before others. */
export const Lift = Type.Object({
  /** Whoever stands higher goes first, however long others wait; 0 is usual. */
  level: Type.Integer({ minimum: -1000, maximum: 1000 }),
  /** Counts as if it had waited this much longer. */
  boostMs: Type.Integer({ minimum: -86_400_000, maximum: 86_400_000 }),
})
export type Lift = Static<typeof Lift>

/** What he is worth in a year, in whole units of the organization's currency. */
export const YearlyValue = Type.Integer({ minimum: 0, maximum: 1_000_000_000_000 })

const writableTier = {
  name: personName,
  /** 1 is the highest. */
  rank: Type.Integer({ minimum: 1, maximum: 1000 }),
  ...Lift.properties,
}
export const CustomerTier = Type.Object({
  tierId: idField('customer-tier'),
  ...writableTier,
  /** How many have it. */
  customers: Type.Integer(),
  etag: Type.String(),
})
export type CustomerTier = Static<typeof CustomerTier>
export const CreateCustomerTier = Type.Object({
  name: writableTier.name,
  rank: writableTier.rank,
  level: Type.Optional(writableTier.level),
  boostMs: Type.Optional(writableTier.boostMs),
})
export const ChangeCustomerTier = Type.Partial(Type.Object(writableTier))

export const CustomerSegment = Type.Object({
  segmentId: idField('customer-segment'),
  name: personName,
  customers: Type.Integer(),
  etag: Type.String(),
})
export type CustomerSegment = Static<typeof CustomerSegment>
export const SetCustomerSegment = Type.Object({ name: personName })

/** What a customer can be said to be, for who writes it down. */
export const CustomerKinds = Type.Object({
  /** The highest first. */
  tiers: Type.Array(Type.Object({ tierId: idField('customer-tier'), name: Type.String(), rank: Type.Integer() })),
  segments: Type.Array(Type.Object({ segmentId: idField('customer-segment'), name: Type.String() })),
  /** Who can look after a customer. */
  owners: Type.Array(Type.Object({ agentId: idField('agent'), name: Type.String() })),
})
export type CustomerKinds = Static<typeof CustomerKinds>

/**
 * What a queue does for customers of a kind. Every condition that is named has to hold, one at least is named, and all rules
 * that hold count together. Whoever is not known meets none.
 */
export const CustomerRule = Type.Object({
  when: Type.Object({
    /** One of these. */
    segmentIds: Type.Optional(Type.Array(idField('customer-segment'), { minItems: 1, maxItems: 50 })),
    /** This tier, or a higher one. */
    tierAtLeast: Type.Optional(idField('customer-tier')),
    valueAtLeast: Type.Optional(YearlyValue),
  }),
  /** Asked of agents besides. */
  requirement: Type.Optional(Requirement),
  lift: Type.Optional(Lift),
})
export type CustomerRule = Static<typeof CustomerRule>

export const customerKindRoutes = {
  customerKinds: {
    method: 'GET',
    path: '/customer-kinds',
    permission: 'customers.read',
    summary: 'Tiers, segments and owners that a customer can have',
    answer: CustomerKinds,
  },
  customerTiers: {
    method: 'GET',
    path: '/customer-tiers',
    permission: 'queues.manage',
    summary: 'Tiers of customers, the highest first, with how many have each',
    answer: pageOf(CustomerTier),
  },
  createCustomerTier: {
    method: 'POST',
    path: '/customer-tiers',
    permission: 'queues.manage',
    summary: 'Add a tier',
    body: CreateCustomerTier,
    answer: CustomerTier,
    creates: true,
  },
  changeCustomerTier: {
    method: 'PATCH',
    path: '/customer-tiers/:id',
    permission: 'queues.manage',
    summary: 'Change a tier; it holds for what comes into a queue from then on',
    body: ChangeCustomerTier,
    answer: CustomerTier,
    needsIfMatch: true,
  },
  removeCustomerTier: {
    method: 'DELETE',
    path: '/customer-tiers/:id',
    permission: 'queues.manage',
    summary: 'Remove a tier that nobody has and no rule names',
    answer: Empty,
    needsIfMatch: true,
  },
  customerSegments: {
    method: 'GET',
    path: '/customer-segments',
    permission: 'queues.manage',
    summary: 'Segments of customers, with how many are in each',
    answer: pageOf(CustomerSegment),
  },
  createCustomerSegment: {
    method: 'POST',
    path: '/customer-segments',
    permission: 'queues.manage',
    summary: 'Add a segment',
    body: SetCustomerSegment,
    answer: CustomerSegment,
    creates: true,
  },
  renameCustomerSegment: {
    method: 'PATCH',
    path: '/customer-segments/:id',
    permission: 'queues.manage',
    summary: 'Call a segment otherwise',
    body: SetCustomerSegment,
    answer: CustomerSegment,
    needsIfMatch: true,
  },
  removeCustomerSegment: {
    method: 'DELETE',
    path: '/customer-segments/:id',
    permission: 'queues.manage',
    summary: 'Remove a segment that nobody is in and no rule names',
    answer: Empty,
    needsIfMatch: true,
  },
} as const
