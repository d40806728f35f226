import { type Static, Type } from 'typebox'
import { type Id, type IdName, idPrefixes } from '#kernel/ids.ts'

/** The fields that several schemas share. */
export const idField = <Name extends IdName>(name: Name) =>
  Type.Unsafe<Id<Name>>(
    Type.String({ pattern: `^${idPrefixes[name]}_[0-9A-HJKMNP-TV-Z]{26}$`, description: `The id of a ${name}.` }),
  )
/** RFC 3339 in UTC. */
export const instant = Type.String({ format: 'date-time' })
/** What people call a case. */
export const CaseNumber = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const email = Type.String({ maxLength: 254, pattern: '^[^@\\s]+@[^@\\s]+\\.?[^@\\s]*$' })
/** With something in it that can be seen: the spaces around it are taken off. */
export const personName = Type.String({ minLength: 1, maxLength: 120, pattern: '\\S' })

export const languages = ['en', 'az', 'fa', 'tr', 'ka', 'hu', 'ru'] as const
// A union that is mapped from a list has no static type of its own.
export const Language = Type.Unsafe<(typeof languages)[number]>(
  Type.Union(languages.map((language) => Type.Literal(language))),
)
export type Language = (typeof languages)[number]

export const Role = Type.Union([
  Type.Literal('agent'),
  Type.Literal('supervisor'),
  Type.Literal('administrator'),
  /** An account for another system. */
  Type.Literal('integrator'),
])
export type Role = Static<typeof Role>

/** A page of a long list: pass `next` as `cursor` for the one after; absent on the last. */
export const pageOf = <T extends import('typebox').TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), next: Type.Optional(Type.String()) })
export const PageQuery = Type.Object({
  cursor: Type.Optional(Type.String({ maxLength: 512 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
})
export const Empty = Type.Object({})

export const ProblemSchema = Type.Object({
  type: Type.String(),
  code: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.Optional(Type.String()),
  requestId: Type.Optional(Type.String()),
  retryAfterS: Type.Optional(Type.Integer()),
})
