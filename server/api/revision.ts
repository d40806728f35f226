import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { type Result, success } from '#kernel/result.ts'
import { readIfMatch } from './etag.ts'
import type { Refusal } from './refusal.ts'

/** Of the next writing. */
export const nextRevision = sql<number>`nextval('writing_revision')`

/** Over which writing somebody means to write, by his `If-Match`; without one, over any: programs may. */
export const expectedRevision = ({ headers }: Pick<FastifyRequest, 'headers'>): Result<number | 'any', Refusal> =>
  headers['if-match'] === undefined ? success('any') : readIfMatch(headers['if-match'])
