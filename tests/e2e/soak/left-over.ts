import { readFileSync } from 'node:fs'
import type { Held } from './process-inside.ts'

/** Node's own, that each hold something open: a socket, a file, a timer. */
const nodesOwn = ['Timeout', 'Immediate', 'UDP', 'WebSocket', 'FileHandle', 'Cipheriv', 'Decipheriv', 'Hmac', 'Worker']
/**
 * Connections of the HTTP API that are kept for the next request come and go by the client's leave: whoever follows a stream is
 * counted as an object. Those to the database are a pool, see {@link databaseConnections}. Timers are counted as objects: which
 * of them runs in the moment of the count is chance.
 */
const notCounted = {
  descriptors: ['http', 'unix'],
  resources: ['TCPSocketWrap', 'PipeWrap', 'PipeConnectWrap', 'Timeout'],
}
/** Of the core: the pools' bounds together (`maxConnections`), and a few for the decider and the lock of the migrations. */
const databaseConnections = 40

/** All that one of two counts has more of than the other, in words; nothing when all is as before. */
export function leftOver(program: 'edge' | 'core', before: Held, after: Held): string[] {
  const own = classesOf(program)
  const objects = Object.keys(after.objects).filter((name) => own.has(name) || nodesOwn.includes(name))
  const grown = [
    ...differences(
      'descriptor',
      before.descriptors,
      after.descriptors,
      keysBut(after.descriptors, notCounted.descriptors),
    ),
    ...differences('resource', before.resources, after.resources, keysBut(after.resources, notCounted.resources)),
    ...differences('object', before.objects, after.objects, objects),
  ]
  const unix = after.descriptors.unix ?? 0
  if (unix > databaseConnections) grown.push(`${unix} connections to the database`)
  return grown
}

const keysBut = (of: Readonly<Record<string, number>>, but: readonly string[]): string[] =>
  Object.keys(of).filter((key) => !but.includes(key))

function differences(
  what: string,
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
  keys: readonly string[],
): string[] {
  return keys
    .filter((key) => (after[key] ?? 0) > (before[key] ?? 0))
    .map((key) => `${what} ${key}: ${before[key] ?? 0} before, ${after[key]} after`)
}

const known = new Map<string, ReadonlySet<string>>()

/** The names of the classes that a program of ours is built of: libraries' are theirs to keep. */
function classesOf(program: string): ReadonlySet<string> {
  let names = known.get(program)
  if (names === undefined) {
    const text = readFileSync(`dist/${program}.js`, 'utf8')
    names = new Set(
      [...text.matchAll(/\bclass (\w+)|\b(\w+) = class\b/g)].map(([, name, other]) => name ?? other ?? ''),
    )
    known.set(program, names)
  }
  return names
}
