import type { FastifyRequest } from 'fastify'
import { isOwnOrigin } from './origin.ts'
import { Refused } from './refusal.ts'

/** Refuses what a page of another site sends with the cookies of ours. */
export function refuseForeignOrigin(request: FastifyRequest): void {
  const { origin, 'sec-fetch-site': secFetchSite } = request.headers
  if (!isOwnOrigin({ origin, host: request.host, secFetchSite: secFetchSite as string | undefined })) {
    throw new Refused({ code: 'origin.refused' })
  }
}
