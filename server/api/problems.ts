import type { FastifyError, FastifyInstance } from 'fastify'
import { verdictOf } from '#adapters/postgres/failure.ts'
import type { Logger } from '#adapters/system/logger.ts'
import { errorCatalogue } from '#protocol/errors/index.ts'
import { PasswordsBusy } from '../accounts/passwords.ts'
import { type Refusal, Refused } from './refusal.ts'
import { refuseWith } from './register-routes.ts'

/** Makes a problem of everything that is thrown on the way; what is our own fault goes to the log with its request id. */
export function answerWithProblems(app: FastifyInstance, logger: Logger): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const refusal = refusalOf(error)
    if (errorCatalogue[refusal.code].status >= 500) {
      logger.error('A request failed', {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url,
        error,
      })
    }
    return refuseWith(refusal, request, reply)
  })
}

function refusalOf(error: FastifyError): Refusal {
  if (error instanceof Refused) return error.refusal
  if (error instanceof PasswordsBusy) return { code: 'request.too-many', retryAfterS: 1 }
  if (error.statusCode === undefined) {
    const verdict = verdictOf(error).kind
    return verdict === 'unavailable' || verdict === 'busy'
      ? { code: 'database.unavailable', retryAfterS: verdict === 'busy' ? 1 : 5 }
      : { code: 'internal' }
  }
  switch (error.statusCode) {
    case 413:
      return { code: 'request.too-large' }
    case 415:
      return { code: 'request.media-type' }
    case 404:
      return { code: 'request.no-such-route' }
    case 429:
      return { code: 'request.too-many', retryAfterS: 5 }
    default:
      return error.statusCode >= 400 && error.statusCode < 500
        ? { code: 'request.malformed', detail: malformedDetail[error.code] ?? 'The request cannot be read.' }
        : { code: 'internal' }
  }
}

const malformedDetail: Partial<Record<string, string>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is not JSON.',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'The body is empty, but its content type says JSON.',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'The body is not as long as it says.',
}
