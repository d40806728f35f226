import { type Static, type TSchema, Type } from 'typebox'
import { YearlyValue } from './customer-kinds.ts'
import { email, idField, instant, Language, pageOf, personName } from './fields.ts'
import { RegionCode, WhereaboutsSource } from './geography.ts'

const phoneNumber = Type.String({
  minLength: 2,
  maxLength: 40,
  description: 'As typed; stored as E.164 beside the raw text.',
})
const address = Type.String({ minLength: 1, maxLength: 500 })
const postcode = Type.String({ minLength: 1, maxLength: 20 })
export const Customer = Type.Object({
  customerId: idField('customer'),
  name: Type.String(),
  /** E.164 where it could be read so, else the digits as they came. */
  phoneNumbers: Type.Array(Type.String()),
  email: Type.Optional(Type.String()),
  language: Type.Optional(Language),
  note: Type.Optional(Type.String()),
  address: Type.Optional(Type.String()),
  postcode: Type.Optional(Type.String()),
  /** Where somebody said that he is. */
  regionCode: Type.Optional(RegionCode),
  /** What he is to the organization; absent: nobody said. */
  tierId: Type.Optional(idField('customer-tier')),
  segmentId: Type.Optional(idField('customer-segment')),
  yearlyValue: Type.Optional(YearlyValue),
  /** Who looks after him. */
  ownerAgentId: Type.Optional(idField('agent')),
  /** Where he is, by all that is known of him. Absent: nothing says so, as with a mobile number alone. */
  whereabouts: Type.Optional(Type.Object({ regionCode: RegionCode, source: WhereaboutsSource })),
  createdAt: instant,
  updatedAt: instant,
  /** Send it as If-Match when changing. */
  etag: Type.String(),
})
export type Customer = Static<typeof Customer>
export const CreateCustomer = Type.Object({
  name: personName,
  phoneNumbers: Type.Array(phoneNumber, { maxItems: 20 }),
  email: Type.Optional(email),
  language: Type.Optional(Language),
  note: Type.Optional(Type.String({ maxLength: 20_000 })),
  address: Type.Optional(address),
  postcode: Type.Optional(postcode),
  regionCode: Type.Optional(RegionCode),
  tierId: Type.Optional(idField('customer-tier')),
  segmentId: Type.Optional(idField('customer-segment')),
  yearlyValue: Type.Optional(YearlyValue),
  ownerAgentId: Type.Optional(idField('agent')),
})
export type CreateCustomer = Static<typeof CreateCustomer>
const orNothing = <T extends TSchema>(field: T) => Type.Optional(Type.Union([field, Type.Null()]))
/** What is left out stays as it is; `null` takes it away. */
export const ChangeCustomer = Type.Object({
  name: Type.Optional(personName),
  phoneNumbers: Type.Optional(Type.Array(phoneNumber, { maxItems: 20 })),
  email: orNothing(email),
  language: orNothing(Language),
  note: orNothing(Type.String({ maxLength: 20_000 })),
  address: orNothing(address),
  postcode: orNothing(postcode),
  regionCode: orNothing(RegionCode),
  tierId: orNothing(idField('customer-tier')),
  segmentId: orNothing(idField('customer-segment')),
  yearlyValue: orNothing(YearlyValue),
  ownerAgentId: orNothing(idField('agent')),
})
export type ChangeCustomer = Static<typeof ChangeCustomer>
export const CustomersQuery = Type.Object({
  cursor: Type.Optional(Type.String({ maxLength: 512 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  /** Exactly this number, in any writing. */
  number: Type.Optional(Type.String({ maxLength: 40 })),
  /** Part of the name, the number or the e-mail address. */
  search: Type.Optional(Type.String({ maxLength: 100 })),
})
export type CustomersQuery = Static<typeof CustomersQuery>

export const customerRoutes = {
  customers: {
    method: 'GET',
    path: '/customers',
    permission: 'customers.read',
    summary: 'Find customers',
    query: CustomersQuery,
    answer: pageOf(Customer),
  },
  customer: {
    method: 'GET',
    path: '/customers/:id',
    permission: 'customers.read',
    summary: 'One customer',
    answer: Customer,
  },
  createCustomer: {
    method: 'POST',
    path: '/customers',
    permission: 'customers.write',
    summary: 'Make a customer',
    body: CreateCustomer,
    answer: Customer,
    creates: true,
  },
  changeCustomer: {
    method: 'PATCH',
    path: '/customers/:id',
    permission: 'customers.write',
    summary: 'Change a customer',
    body: ChangeCustomer,
    answer: Customer,
    needsIfMatch: true,
  },
} as const
