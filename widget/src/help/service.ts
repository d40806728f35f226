import type {
  AnswerSelfService,
  GoBackInSelfService,
  SelfServiceState,
  SpeakInSelfService,
  StartSelfService,
} from '#protocol/http/self-service.ts'

export type Trouble = 'wrong' | 'too-many' | 'not-found' | 'no-connection' | 'refused'
export type Answer = { readonly state: SelfServiceState } | { readonly trouble: Trouble }

const troubles: Readonly<Record<string, Trouble>> = {
  'script.answer-wrong': 'wrong',
  'request.malformed': 'wrong',
  'request.too-many': 'too-many',
  'self-service.not-found': 'not-found',
}
const withinMs = 15_000

async function send(path: string, body: object): Promise<Answer> {
  let response: Response
  try {
    response = await fetch(`/api/v1/self-service${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(withinMs),
    })
  } catch {
    return { trouble: 'no-connection' }
  }
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok) return { state: answer as SelfServiceState }
  return { trouble: troubles[(answer as { code?: string } | undefined)?.code ?? ''] ?? 'refused' }
}

/** Each may be sent again: what is late changes nothing, and the answer says how it stands. */
export const begin = (wish: StartSelfService) => send('', wish)
export const answer = (wish: AnswerSelfService) => send('/answer', wish)
export const goBack = (wish: GoBackInSelfService) => send('/back', wish)
export const speakIn = (wish: SpeakInSelfService) => send('/language', wish)
