import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { WebSocket } from 'ws'
import { heapData } from './heap-data.ts'

/** What a process holds of what may leak, counted. */
export interface Held {
  /** Open files by kind: `udp`, `tcp`, `http` (at the port of the HTTP API), `unix`, `pipe`, `file`, `eventpoll` … */
  readonly descriptors: Readonly<Record<string, number>>
  /** What keeps Node's event loop: `Timeout`, `TCPSocketWrap` … */
  readonly resources: Readonly<Record<string, number>>
  /** Objects by the name of their class, after everything that nobody refers to is gone. */
  readonly objects: Readonly<Record<string, number>>
}

/** A process that was started with `--inspect`, looked into from outside: it has no part in it but answering. */
export class ProcessInside {
  readonly pid: number
  readonly #socket: WebSocket
  readonly #httpPort: number
  readonly #waiting = new Map<number, (answer: { result?: unknown; error?: { message: string } }) => void>()
  #asked = 0
  #heardChunk: ((chunk: string) => void) | undefined

  private constructor(socket: WebSocket, httpPort: number, pid = 0) {
    this.#socket = socket
    this.#httpPort = httpPort
    this.pid = pid
    socket.on('message', (bytes) => {
      const answer = JSON.parse(String(bytes))
      if (answer.method === 'HeapProfiler.addHeapSnapshotChunk') this.#heardChunk?.(answer.params.chunk)
      this.#waiting.get(answer.id)?.(answer)
      this.#waiting.delete(answer.id)
    })
  }

  /** By the address that Node prints: "Debugger listening on ws://…". */
  static async open(url: string, httpPort: number): Promise<ProcessInside> {
    const socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: 2 ** 30 })
    await new Promise((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    const pid = await new ProcessInside(socket, httpPort).#evaluated<number>('process.pid')
    socket.removeAllListeners('message')
    return new ProcessInside(socket, httpPort, pid)
  }

  async held(): Promise<Held> {
    // What was freed in one round may have held what is freed in the next: finalizers, weak references.
    for (let round = 0; round < 3; round++) await this.#ask('HeapProfiler.collectGarbage')
    const objects = await this.#countObjects()
    const resources = await this.#evaluated<string[]>('process.getActiveResourcesInfo()')
    return { descriptors: descriptorsOf(this.pid, this.#httpPort), resources: counted(resources), objects }
  }

  /** The bytes of its data by kind, without what objects of the classes `beside` hold alone. */
  async data(beside: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const chunks: string[] = []
    this.#heardChunk = (chunk) => chunks.push(chunk)
    await this.#ask('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
    this.#heardChunk = undefined
    return heapData(chunks.join(''), beside)
  }

  close(): void {
    this.#socket.terminate()
  }

  async #countObjects(): Promise<Held['objects']> {
    const objectGroup = 'soak'
    const { result } = await this.#ask<{ result: { objectId: string } }>('Runtime.evaluate', {
      expression: 'Object.prototype',
      objectGroup,
    })
    const { objects } = await this.#ask<{ objects: { objectId: string } }>('Runtime.queryObjects', {
      prototypeObjectId: result.objectId,
      objectGroup,
    })
    const counts = await this.#ask<{ result: { value: Held['objects'] } }>('Runtime.callFunctionOn', {
      objectId: objects.objectId,
      functionDeclaration: String(countObjects),
      returnByValue: true,
    })
    await this.#ask('Runtime.releaseObjectGroup', { objectGroup })
    return counts.result.value
  }

  async #evaluated<Value>(expression: string): Promise<Value> {
    const { result } = await this.#ask<{ result: { value: Value } }>('Runtime.evaluate', {
      expression,
      returnByValue: true,
    })
    return result.value
  }

  async #ask<Answer>(method: string, params: object = {}): Promise<Answer> {
    const id = ++this.#asked
    const answer = await new Promise<{ result?: unknown; error?: { message: string } }>((resolve) => {
      this.#waiting.set(id, resolve)
      this.#socket.send(JSON.stringify({ id, method, params }))
    })
    if (answer.error) throw new Error(`${method}: ${answer.error.message}`)
    return answer.result as Answer
  }
}

/** Runs over there, as text: it knows nothing of this file. Looks at objects without running anybody's code. */
function countObjects(this: readonly unknown[]): Held['objects'] {
  const counts: Record<string, number> = {}
  for (const one of this) {
    let name: unknown
    try {
      const prototype = Object.getPrototypeOf(one)
      name = prototype && Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value?.name
    } catch {
      // A proxy may refuse to be looked at.
    }
    const key = typeof name === 'string' && name !== '' ? name : '(nameless)'
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}

const counted = (names: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

/** Open files of a process by kind. Sockets are looked up among those of the machine; one in none of its tables is `socket`. */
function descriptorsOf(pid: number, httpPort: number): Record<string, number> {
  const kindOf = new Map<string, string>()
  for (const kind of ['udp', 'udp6', 'tcp', 'tcp6', 'unix']) {
    const at = kind === 'unix' ? 6 : 9
    for (const line of readFileSync(`/proc/${pid}/net/${kind}`, 'utf8').split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/)
      const inode = fields[at]
      const isHttp = kind.startsWith('tcp') && Number.parseInt(fields[1]?.split(':')[1] ?? '', 16) === httpPort
      if (inode !== undefined) kindOf.set(inode, isHttp ? 'http' : kind.replace('6', ''))
    }
  }
  const kinds: string[] = []
  for (const descriptor of readdirSync(`/proc/${pid}/fd`)) {
    try {
      const to = readlinkSync(`/proc/${pid}/fd/${descriptor}`)
      const inode = /^socket:\[(\d+)\]$/.exec(to)?.[1]
      const other = /^(?:anon_inode:)?\[?([a-z]+)\]?(?::\[\d+\])?$/.exec(to)?.[1]
      kinds.push(inode === undefined ? (other ?? 'file') : (kindOf.get(inode) ?? 'socket'))
    } catch {
      // Closed while we looked.
    }
  }
  return counted(kinds)
}
