import { type Static, Type } from 'typebox'
import { Empty, idField, instant } from './fields.ts'

/** A key with which a program asks in the name of an account. What it is made of is told once, when it is made. */
export const ApiKey = Type.Object({
  apiKeyId: idField('api-key'),
  name: Type.String(),
  createdAt: instant,
  /** Who made it; absent: whoever did is gone. */
  createdBy: Type.Optional(Type.String()),
  /** Absent: it lasts until it is withdrawn. */
  expiresAt: Type.Optional(instant),
  /** To the minute; absent: never. */
  lastUsedAt: Type.Optional(instant),
})
export type ApiKey = Static<typeof ApiKey>

export const CreateApiKey = Type.Object({
  /** What uses it: `Billing`. */
  name: Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' }),
  /** 1 to 3650; absent: it lasts until it is withdrawn. */
  forDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650 })),
})
export type CreateApiKey = Static<typeof CreateApiKey>

export const NewApiKey = Type.Intersect([ApiKey, Type.Object({ secret: Type.String() })])
export type NewApiKey = Static<typeof NewApiKey>

export const apiKeyRoutes = {
  apiKeys: {
    method: 'GET',
    path: '/people/:id/api-keys',
    permission: 'people.manage',
    summary: 'The keys of an account for a system',
    answer: Type.Object({ items: Type.Array(ApiKey) }),
  },
  // No `creates`: an answer that is kept to be given again would keep the secret.
  createApiKey: {
    method: 'POST',
    path: '/people/:id/api-keys',
    permission: 'people.manage',
    summary: 'Make a key for a program; its secret is in this answer and nowhere else',
    body: CreateApiKey,
    answer: NewApiKey,
  },
  removeApiKey: {
    method: 'DELETE',
    path: '/api-keys/:id',
    permission: 'people.manage',
    summary: 'Withdraw a key',
    answer: Empty,
  },
} as const
