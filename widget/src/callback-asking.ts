import type {
  AskWebCallback,
  WebCallbackOffer,
  WebCallbackState,
  WebCallbackToken,
} from '#protocol/http/web-callbacks.ts'

/** Why it could not be asked for, as the page says it. */
export type CallbackTrouble =
  | 'callback-number-wrong'
  | 'callback-outside-hours'
  | 'callback-asked-already'
  | 'callback-not-offered'
  | 'callback-too-many'
  | 'no-connection'
  | 'server-refused'

const troubles: Readonly<Record<string, CallbackTrouble>> = {
  'callback.not-callable': 'callback-number-wrong',
  'request.malformed': 'callback-number-wrong',
  'callback.outside-hours': 'callback-outside-hours',
  'callback.already-asked': 'callback-asked-already',
  'callback.not-offered': 'callback-not-offered',
  'request.too-many': 'callback-too-many',
}

export type Answer<Value> = { readonly value: Value } | { readonly trouble: CallbackTrouble; readonly code?: string }

const withinMs = 10_000

async function send<Value>(path: string, body?: object): Promise<Answer<Value>> {
  let response: Response
  try {
    response = await fetch(`/api/v1/web-callbacks${path}`, {
      signal: AbortSignal.timeout(withinMs),
      ...(body && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    })
  } catch {
    return { trouble: 'no-connection' }
  }
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok) return { value: answer as Value }
  const code = (answer as { code?: string } | undefined)?.code ?? ''
  return { trouble: troubles[code] ?? 'server-refused', code }
}

/** What a page may offer whoever would call this number. */
export const readOffer = (number: string) => send<WebCallbackOffer>(`?number=${encodeURIComponent(number)}`)
/** The same wish twice is asked for once: the token says that it is the same. */
export const ask = (wish: AskWebCallback) => send<WebCallbackState>('', wish)
export const readState = (token: WebCallbackToken) => send<WebCallbackState>('/state', token)
export const withdraw = (token: WebCallbackToken) => send<object>('/withdraw', token)

export const newToken = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')

const key = (number: string) => `parley.callback.${number}`

/** What this browser asked for, by the number of the page; where nothing can be kept it is known as long as the page is open. */
export const keptToken = {
  read(number: string): string | undefined {
    try {
      return localStorage.getItem(key(number)) ?? undefined
    } catch {
      return undefined
    }
  },
  write(number: string, token: string | undefined): void {
    try {
      if (token === undefined) localStorage.removeItem(key(number))
      else localStorage.setItem(key(number), token)
    } catch {
      // A browser that keeps nothing still lets one ask.
    }
  },
}
