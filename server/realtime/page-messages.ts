import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'

/** The longest thing a page says is a subscription: some two hundred bytes. */
export const pageMessageBytes = 2_048

const FromPage = Type.Union([
  Type.Object({
    type: Type.Literal('subscribe'),
    topic: Type.String({ maxLength: 40 }),
    resume: Type.Optional(
      Type.Object({ origin: Type.String({ maxLength: 64 }), position: Type.Integer({ minimum: 0 }) }),
    ),
  }),
  Type.Object({ type: Type.Literal('unsubscribe'), topic: Type.String({ maxLength: 40 }) }),
  Type.Object({ type: Type.Literal('ping') }),
])
const fromPage = Compile(FromPage)

/** What a page says, the topic still unchecked; `undefined` when it makes no sense. */
export type PageMessage = Static<typeof FromPage>

export function readPageMessage(text: string): PageMessage | undefined {
  let message: unknown
  try {
    message = JSON.parse(text)
  } catch {
    return undefined
  }
  return fromPage.Check(message) ? message : undefined
}
