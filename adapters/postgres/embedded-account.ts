import { readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname } from 'node:path'

/** The operating system's account that the embedded server runs as. */
export interface Account {
  readonly name: string
  /** Set only when it is another one than ours, that is when we are root: PostgreSQL refuses to run as root. */
  readonly ids?: { readonly uid: number; readonly gid: number }
}

/**
 * The account for the server: ours, or as root the owner of the files that are there already, or else the first of
 * `parley`, `postgres` and `nobody` that this machine knows. Throws a sentence when root finds none.
 */
export function chooseAccount(existingFolder: string, passwd = readPasswd()): Account {
  if (process.getuid?.() !== 0) return { name: userInfo().username }
  const accounts = passwd.split('\n').map((line) => line.split(':'))
  const toAccount = (fields: readonly string[]): Account => ({
    name: fields[0] ?? '',
    ids: { uid: Number(fields[2]), gid: Number(fields[3]) },
  })
  const ownerUid = statSync(existingFolder, { throwIfNoEntry: false })?.uid
  const owner = accounts.find((fields) => ownerUid !== undefined && ownerUid !== 0 && fields[2] === String(ownerUid))
  if (owner) return toAccount(owner)
  for (const name of ['parley', 'postgres', 'nobody']) {
    const found = accounts.find((fields) => fields[0] === name && fields[2] !== '0')
    if (found) return toAccount(found)
  }
  throw new Error(
    'PostgreSQL refuses to run as root, and this machine has no account called parley, postgres or nobody: make one with `useradd --system parley`.',
  )
}

/** The first folder on the way to `path` that an account other than its owner cannot enter; undefined when there is none. */
export function closedAncestor(path: string, uid: number): string | undefined {
  const parent = dirname(path)
  if (parent === path) return undefined
  const above = closedAncestor(parent, uid)
  if (above !== undefined) return above
  const found = statSync(parent, { throwIfNoEntry: false })
  return found && found.uid !== uid && (found.mode & 0o001) === 0 ? parent : undefined
}

function readPasswd(): string {
  try {
    return readFileSync('/etc/passwd', 'utf8')
  } catch {
    return ''
  }
}
