import { describe, expect, it } from 'vitest'
import { permissionsOf, type Role } from '#domain/directory/index.ts'
import { type AgentId, newId, type PersonId, type SignInId } from '#kernel/ids.ts'
import { seededRandom } from '#kernel/random.ts'
import type { StreamToPage } from '#protocol/realtime/index.ts'
import type { Caller } from '../accounts/caller.ts'
import type { Subscriber, TopicHub, TopicKey } from './hub.ts'
import { StreamConnection, unreadBytesAtMost } from './stream-connection.ts'

const { bytes } = seededRandom(1)
const agentId = newId('agent', 1, bytes)

function page(role: Role, asAgent: AgentId | undefined = agentId) {
  const said: StreamToPage[] = []
  const socket = {
    bufferedAmount: 0,
    closedWith: undefined as number | undefined,
    send: (text: string) => void said.push(JSON.parse(text)),
    close(code: number) {
      socket.closedWith = code
    },
  }
  const follows: { key: TopicKey; position?: number | undefined }[] = []
  const left: TopicKey[] = []
  let subscriber: Subscriber | undefined
  const hub = {
    subscribe(key: TopicKey, by: Subscriber, position?: number) {
      subscriber = by
      follows.push({ key, position })
      by.snapshot('desk', { position: 7, entries: {} })
    },
    unsubscribe: (key: TopicKey) => void left.push(key),
  } as unknown as TopicHub
  const caller: Caller = {
    signInId: newId('sign-in', 1, bytes) as SignInId,
    personId: newId('person', 1, bytes) as PersonId,
    roles: [role],
    permissions: permissionsOf([role]),
    ...(asAgent ? { agentId: asAgent } : {}),
  }
  const connection = new StreamConnection(socket, caller, {
    hub,
    origin: 'here',
    clock: { wallMs: () => 1234, monotonicMs: () => 0 },
  })
  const says = (message: unknown) =>
    connection.received(typeof message === 'string' ? message : JSON.stringify(message))
  return { said, socket, follows, left, connection, says, delta: (text: string) => subscriber?.delta(text) }
}

describe('a page on the stream', () => {
  it('is greeted with the origin and the time', () => {
    expect(page('agent').said).toEqual([{ type: 'hello', origin: 'here', serverTimeMs: 1234 }])
  })

  it('follows its own desk', () => {
    const { says, follows, said } = page('agent')
    says({ type: 'subscribe', topic: 'desk' })
    expect(follows).toEqual([{ key: `desk ${agentId}`, position: undefined }])
    expect(said.at(-1)).toEqual({ type: 'snapshot', topic: 'desk', position: 7, entries: {} })
  })

  it('resumes where it was only on the same origin', () => {
    const { says, follows } = page('agent')
    says({ type: 'subscribe', topic: 'desk', resume: { origin: 'here', position: 5 } })
    says({ type: 'subscribe', topic: 'desk', resume: { origin: 'elsewhere', position: 5 } })
    expect(follows.map(({ position }) => position)).toEqual([5, undefined])
  })

  it.each([
    ['agent', 'agents', 'permission.denied'],
    ['administrator', 'desk', 'permission.denied'],
    ['agent', 'everything', 'stream.no-such-topic'],
    ['agent', '__proto__', 'stream.no-such-topic'],
  ] as const)('with the role %s is refused %s', (role, topic, code) => {
    const { says, said, follows } = page(role)
    says({ type: 'subscribe', topic })
    expect(said.at(-1)).toEqual({ type: 'refused', topic, code })
    expect(follows).toEqual([])
  })

  it('leaves a topic when it says so, asks again, or goes', () => {
    const { says, left, connection } = page('supervisor')
    says({ type: 'subscribe', topic: 'agents' })
    says({ type: 'subscribe', topic: 'agents' })
    expect(left).toEqual(['agents'])
    says({ type: 'unsubscribe', topic: 'agents' })
    says({ type: 'subscribe', topic: 'queues' })
    connection.ended()
    expect(left).toEqual(['agents', 'agents', 'queues'])
  })

  it.each(['', '{', '[]', '{"type":"subscribe"}', '{"type":"subscribe","topic":7}', '{"type":"shout"}'])(
    'that talks nonsense is closed: %j',
    (text) => {
      const { says, socket } = page('agent')
      says(text)
      expect(socket.closedWith).toBe(4400)
    },
  )

  it('that talks too much is closed', () => {
    const { says, socket, said } = page('agent')
    for (let i = 0; i < 100; i++) says({ type: 'ping' })
    expect(socket.closedWith).toBe(4429)
    expect(said.filter(({ type }) => type === 'pong')).toHaveLength(60)
  })

  it('that reads too slowly is closed, and is told nothing more', () => {
    const { says, socket, said, delta, left } = page('agent')
    says({ type: 'subscribe', topic: 'queues' })
    socket.bufferedAmount = unreadBytesAtMost + 1
    delta('{"type":"delta"}')
    expect(socket.closedWith).toBe(4408)
    expect(left).toEqual(['queues'])
    socket.bufferedAmount = 0
    const before = said.length
    delta('{"type":"delta"}')
    expect(said).toHaveLength(before)
  })
})
