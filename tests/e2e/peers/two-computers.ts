import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Two network namespaces with a cable between them: to software that is two computers. Needs root and iproute2. */
export interface TwoComputers {
  /** The server's address on the cable; the other's is `otherAddress`. */
  readonly serverAddress: string
  readonly otherAddress: string
  /** Put before a command, it runs on the server. */
  readonly onServer: readonly string[]
  /** A program that runs `program` on the other computer, for those who take only a path. */
  pathOnOther(program: string): string
  close(): void
}

export function connectTwoComputers(name: string): TwoComputers {
  if (process.getuid?.() !== 0)
    throw new Error('Two computers are two network namespaces, and only root may make those.')
  const server = `${name}-server`
  const other = `${name}-other`
  const [serverAddress, otherAddress] = ['10.77.0.1', '10.77.0.2']
  const folder = mkdtempSync(join(tmpdir(), 'parley-computers-'))
  const ip = (...words: string[]) => execFileSync('ip', words, { stdio: ['ignore', 'pipe', 'pipe'] })
  const remove = () => {
    for (const namespace of [server, other]) {
      try {
        ip('netns', 'del', namespace)
      } catch {
        // It was not there.
      }
    }
  }
  // A run that was killed may have left them.
  remove()
  for (const namespace of [server, other]) {
    ip('netns', 'add', namespace)
    ip('-n', namespace, 'link', 'set', 'lo', 'up')
  }
  ip('link', 'add', 'cable', 'netns', server, 'type', 'veth', 'peer', 'name', 'cable', 'netns', other)
  ip('-n', server, 'addr', 'add', `${serverAddress}/24`, 'dev', 'cable')
  ip('-n', other, 'addr', 'add', `${otherAddress}/24`, 'dev', 'cable')
  for (const namespace of [server, other]) ip('-n', namespace, 'link', 'set', 'cable', 'up')
  return {
    serverAddress,
    otherAddress,
    onServer: ['ip', 'netns', 'exec', server],
    pathOnOther: (program) => {
      const path = join(folder, 'program')
      writeFileSync(path, `#!/bin/sh\nexec ip netns exec ${other} ${program} "$@"\n`)
      chmodSync(path, 0o755)
      return path
    },
    close: () => {
      remove()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
