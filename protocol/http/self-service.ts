import { type Static, Type } from 'typebox'
import { Language } from './fields.ts'
import { PageValues, ShownPage } from './scripts.ts'

const closed = { additionalProperties: false } as const

/** Made by the page, and known to nobody else: whoever has it goes on. */
const token = Type.String({ pattern: '^[0-9a-f]{32}$' })
const rest = Type.Integer({ minimum: 0 })
export const slugPattern = '^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$'

/** Where somebody is who helps himself. */
export const SelfServiceState = Type.Object({
  name: Type.String(),
  /** Of the words: one of the others can be chosen at any time. */
  language: Type.String(),
  languages: Type.Array(Language),
  /** To be sent with what is answered: what bears an older one is late, and changes nothing. */
  rest: Type.Integer(),
  /** Absent: it is at its end. */
  page: Type.Optional(ShownPage),
  canGoBack: Type.Boolean(),
  /** Solved; somebody of ours looks at it, or calls; or it led nowhere. Absent: a page is shown. */
  ended: Type.Optional(
    Type.Union([
      Type.Literal('solved'),
      Type.Literal('task'),
      Type.Literal('callback'),
      Type.Literal('failed'),
      Type.Literal('left'),
    ]),
  ),
})
export type SelfServiceState = Static<typeof SelfServiceState>

export const StartSelfService = Type.Object(
  { slug: Type.String({ pattern: slugPattern }), language: Language, token },
  closed,
)
export type StartSelfService = Static<typeof StartSelfService>
export const SelfServiceToken = Type.Object({ token }, closed)
export type SelfServiceToken = Static<typeof SelfServiceToken>
export const AnswerSelfService = Type.Object(
  { token, rest, exit: Type.String({ minLength: 1, maxLength: 64 }), values: PageValues },
  closed,
)
export type AnswerSelfService = Static<typeof AnswerSelfService>
export const GoBackInSelfService = Type.Object({ token, rest, values: PageValues }, closed)
export type GoBackInSelfService = Static<typeof GoBackInSelfService>
export const SpeakInSelfService = Type.Object({ token, language: Language }, closed)
export type SpeakInSelfService = Static<typeof SpeakInSelfService>

export const selfServiceRoutes = {
  startSelfService: {
    method: 'POST',
    path: '/self-service',
    permission: null,
    summary: 'Begin at the first page; begun again with the same token it answers how it stands',
    body: StartSelfService,
    answer: SelfServiceState,
  },
  selfServiceState: {
    method: 'POST',
    path: '/self-service/state',
    permission: null,
    summary: 'How it stands',
    body: SelfServiceToken,
    answer: SelfServiceState,
  },
  answerSelfService: {
    method: 'POST',
    path: '/self-service/answer',
    permission: null,
    summary: 'Answer the page and go on; an answer to an older page changes nothing',
    body: AnswerSelfService,
    answer: SelfServiceState,
  },
  goBackInSelfService: {
    method: 'POST',
    path: '/self-service/back',
    permission: null,
    summary: 'Go back a page; what stands on both is kept',
    body: GoBackInSelfService,
    answer: SelfServiceState,
  },
  speakInSelfService: {
    method: 'POST',
    path: '/self-service/language',
    permission: null,
    summary: 'Go on in another language',
    body: SpeakInSelfService,
    answer: SelfServiceState,
  },
} as const
