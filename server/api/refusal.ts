import { failure, type Result } from '#kernel/result.ts'
import { type ErrorCode, errorCatalogue, type Problem, problem } from '#protocol/errors/index.ts'

/** An expected no, by its name in the error catalogue. `detail` is English, for programs and logs, without personal data. */
export interface Refusal {
  readonly code: ErrorCode
  readonly detail?: string
  readonly retryAfterS?: number
}

export const refuse = (code: ErrorCode, more: Omit<Refusal, 'code'> = {}): Result<never, Refusal> =>
  failure({ code, ...more })

/** A refusal that is met where no value can be given back (a hook, a parser): the error handler makes a problem of it. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(errorCatalogue[refusal.code].title)
    this.refusal = refusal
  }
}

export const problemOf = (refusal: Refusal, requestId: string): Problem => {
  const { code, ...more } = refusal
  return problem(code, { ...more, requestId })
}
