import type { AnswerOf, BodyOf, RouteName } from '#protocol/http/index.ts'
import { routes } from '#protocol/http/index.ts'

/** The HTTP API as a program uses it: one person's sign-in, every route by its name. */
export interface ApiClient {
  readonly cookie: string
  call<Name extends RouteName>(name: Name, more?: CallOptions<Name>): Promise<AnswerOf<Name>>
  /** The same without reading success into it. */
  raw<Name extends RouteName>(name: Name, more?: CallOptions<Name>): Promise<Response>
}

export interface CallOptions<Name extends RouteName> {
  readonly id?: string
  readonly legId?: string
  readonly body?: BodyOf<Name>
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
}

export async function signIn(httpUrl: string, email: string, password: string): Promise<ApiClient> {
  const answer = await send(httpUrl, '', 'signIn', { body: { email, password } })
  if (!answer.ok) throw new Error(`sign-in of ${email}: ${answer.status} ${await answer.text()}`)
  return client(
    httpUrl,
    answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; '),
  )
}

/** A client without a sign-in. */
export const anonymous = (httpUrl: string): ApiClient => client(httpUrl, '')

function client(httpUrl: string, cookie: string): ApiClient {
  return {
    cookie,
    raw: (name, more = {}) => send(httpUrl, cookie, name, more),
    call: async (name, more = {}) => {
      const answer = await send(httpUrl, cookie, name, more)
      if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`)
      return (await answer.json()) as AnswerOf<typeof name>
    },
  }
}

function send<Name extends RouteName>(
  httpUrl: string,
  cookie: string,
  name: Name,
  more: CallOptions<Name>,
): Promise<Response> {
  const route = routes[name]
  const query = more.query ? `?${new URLSearchParams(more.query)}` : ''
  const key = route.method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : undefined
  return fetch(
    `${httpUrl}/api/v1${route.path.replace(/:\w+/, more.id ?? '').replace(':legId', more.legId ?? '')}${query}`,
    {
      method: route.method,
      headers: {
        cookie,
        origin: httpUrl,
        ...key,
        ...(more.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...more.headers,
      },
      ...(more.body === undefined ? {} : { body: JSON.stringify(more.body) }),
    },
  )
}
