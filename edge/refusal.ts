import { failure, type Result } from '#kernel/result.ts'
import type { EdgeError, EdgeErrorCode } from '#protocol/edge/messages.ts'

/** Why a command was not done. */
export const refuse = (code: EdgeErrorCode, sentence: string): Result<never, EdgeError> => failure({ code, sentence })
