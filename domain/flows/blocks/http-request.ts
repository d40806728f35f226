import { type Static, Type } from 'typebox'
import type { FlowSecretId } from '#kernel/ids.ts'
import type { BlockAt, BlockType, Outcome } from '../block-type.ts'
import type { Value } from '../flow.ts'
import { closed, oneOf, refersTo, Template, VariableSet } from '../settings-schema.ts'
import { filled } from '../template.ts'

const Name = Type.String({ minLength: 1, maxLength: 100 })
const settings = Type.Object(
  {
    method: oneOf('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
    /** `{name}` is filled in as a part of an address. */
    url: Template(2000, 1),
    headers: Type.Array(
      Type.Object({ name: Type.String({ pattern: '^[A-Za-z0-9-]{1,64}$' }), value: Template(1000) }, closed),
      { maxItems: 20 },
    ),
    /** Kept by who administers, and put in where it is sent: a run, a log and a test know its id and nothing else. */
    secrets: Type.Optional(
      Type.Array(
        Type.Object(
          {
            /** `parameter`: of the address. */
            place: oneOf('header', 'parameter'),
            name: Type.String({ pattern: '^[A-Za-z0-9_.-]{1,64}$' }),
            /** What stands before it, such as the word Bearer. */
            before: Type.Optional(Type.String({ maxLength: 40 })),
            secretId: refersTo<FlowSecretId>('secret'),
          },
          closed,
        ),
        { maxItems: 5 },
      ),
    ),
    /** Sent as a JSON object, but for GET and DELETE. */
    fields: Type.Array(Type.Object({ name: Name, value: Template(2000) }, closed), { maxItems: 50 }),
    /** What is taken out of the JSON that is answered: by names and places, from the outside in. */
    take: Type.Array(
      Type.Object(
        {
          variable: VariableSet,
          path: Type.Array(Type.Union([Name, Type.Integer({ minimum: 0, maximum: 10_000 })]), { maxItems: 12 }),
        },
        closed,
      ),
      { maxItems: 30 },
    ),
    timeoutMs: Type.Integer({ minimum: 200, maximum: 30_000 }),
    /** How often it is sent in all, each time with the same key, by which the other side can tell that it is the same. */
    tries: Type.Integer({ minimum: 1, maximum: 5 }),
  },
  closed,
)
type Settings = Static<typeof settings>
type Memo = { readonly tries: number; readonly key: string }

/** Whoever carries the run answers in time; this is for when he cannot. */
const graceMs = 5000

/** Asks another system, and keeps what it answers. */
export const httpRequest: BlockType<typeof settings, Memo> = {
  kind: 'http-request',
  purpose: 'do',
  channels: ['voice', 'chat'],
  settings,
  exits: () => [{ name: 'next' }, { name: 'failed', isOptional: true }],
  check: ({ url, headers, secrets = [] }) => [
    ...(isAddress(url) ? [] : [{ path: ['url'], problem: 'url-wrong' } as const]),
    ...headers.flatMap(({ name }, at) =>
      isOurs(name) ? [{ path: ['headers', at, 'name'], problem: 'header-wrong' } as const] : [],
    ),
    ...secrets.flatMap(({ place, name }, at) =>
      place === 'header' && isOurs(name) ? [{ path: ['secrets', at, 'name'], problem: 'header-wrong' } as const] : [],
    ),
  ],
  start: (set, at) =>
    request(set, at, { tries: 1, key: at.memo?.key ?? at.facts.unansweredKey?.(at.run) ?? keyOf(at) }),
  on: (set, input, at) => {
    if (input.kind === 'answered' && input.answer.ok) return { exit: 'next', set: input.answer.values }
    if (input.kind !== 'woken' && input.kind !== 'answered') return null
    const { tries, key } = at.memo
    // What was refused for what it is would be refused again.
    if (input.kind === 'answered' && !input.answer.ok && input.answer.isFinal) return { exit: 'failed' }
    return tries < set.tries ? request(set, at, { tries: tries + 1, key }) : { exit: 'failed' }
  },
}

/** With the moment, for the count of rests begins anew when a core died. */
const keyOf = ({ run, rest, facts }: BlockAt<unknown>): string =>
  `${run.interactionId}:${run.blockId}:${rest}:${facts.nowMs.toString(36)}`

/** Said by who sends it: another value would make another request of it, or let two be read out of one. */
const ours: ReadonlySet<string> = new Set([
  ...['host', 'content-length', 'content-type', 'transfer-encoding', 'connection', 'keep-alive', 'upgrade', 'te'],
  ...['trailer', 'expect', 'accept-encoding', 'idempotency-key', 'user-agent', 'proxy-authorization'],
])
const isOurs = (header: string): boolean => ours.has(header.toLowerCase())

/** Before the second try, doubled with each further one. */
const firstWaitMs = 250

function request(set: Settings, { run, rest, facts }: BlockAt<unknown>, memo: Memo): Outcome<Memo> {
  const { method, url, headers, fields, take, timeoutMs, secrets = [] } = set
  const hasBody = method !== 'GET' && method !== 'DELETE'
  const text = (template: string) => filled(template, run.variables)
  const question = {
    kind: 'http' as const,
    method,
    url: filled(url, run.variables, (value: Value) => encodeURIComponent(wellFormed(String(value)))),
    // A line break in a value must not begin another header.
    headers: Object.fromEntries(headers.map(({ name, value }) => [name, text(value).replace(/[\r\n\0]/g, ' ')])),
    body: hasBody ? JSON.stringify(Object.fromEntries(fields.map(({ name, value }) => [name, text(value)]))) : null,
    secrets: secrets.map(({ place, name, before = '', secretId }) => ({ place, name, before, secretId })),
    timeoutMs,
    waitMs: memo.tries > 1 ? firstWaitMs * 2 ** (memo.tries - 2) : 0,
    take: Object.fromEntries(take.map(({ variable, path }) => [variable, path])),
  }
  return {
    rest: memo,
    actions: [{ kind: 'ask', rest, key: memo.key, question }],
    wakesAtMs: facts.nowMs + question.waitMs + timeoutMs + graceMs,
  }
}

/** Half a surrogate pair is no text, and no address. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd')

/** What is filled in may only be behind the host: who is asked is the drawer's choice, never the caller's. */
function isAddress(template: string): boolean {
  if (!/^https?:\/\/[^/?#{}\s]+([/?#]|$)/.test(template)) return false
  return URL.canParse(template.replace(/\{[^{}]*\}/g, 'x'))
}
