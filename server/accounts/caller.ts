import type { AgentId, PersonId, SignInId, StationId } from '#kernel/ids.ts'
import type { Role } from '#protocol/http/index.ts'

/** Who asks: a person who is signed in, or a program in the name of an account, with what their roles allow. */
export interface Caller {
  /** Absent: a program, with a key. */
  readonly signInId?: SignInId
  readonly personId: PersonId
  /** Only people who take interactions have one. */
  readonly agentId?: AgentId
  readonly stationId?: StationId
  readonly roles: readonly Role[]
  readonly permissions: ReadonlySet<string>
}

/**
 * Whether the caller may. `signed-in` is anybody; who may do a thing with any interaction (`recordings.listen.any`) may do it with
 * their own (`recordings.listen.own`).
 */
export function may(caller: Caller, permission: string): boolean {
  if (permission === 'signed-in' || caller.permissions.has(permission)) return true
  return permission.endsWith('.own') && caller.permissions.has(`${permission.slice(0, -'.own'.length)}.any`)
}
