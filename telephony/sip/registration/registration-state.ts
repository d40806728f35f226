/**
 * When to send which REGISTER (RFC 3261 10.2), for one address of record at one registrar. A value; each step returns the next.
 *
 *      start
 *        | ask                        due: ask
 *        v      granted      ,----------------------.
 *     asking ----------> registered                 |
 *      |  ^ `--423--' ^      `---- due: ask ---> asking
 *      |  |           |
 *      |  `-- due ----+-- waiting  (back-off, RFC 5626 4.5)
 *      `--refused, silence--^
 *     any --remove--> removing --any outcome--> over     (nothing was bound: over at once)
 */
export interface RegistrationState {
  readonly phase: 'asking' | 'registered' | 'waiting' | 'removing' | 'over'
  /** What the next REGISTER asks for. */
  readonly expiresS: number
  /** Consecutive rounds without success. */
  readonly failures: number
  /** 423 in a row: a registrar could raise its demand for ever. */
  readonly tooBrief: number
  /** When what the registrar granted runs out, UTC milliseconds. */
  readonly boundUntilMs: number | undefined
  /** `remove` came while a REGISTER was under way: 10.2 allows no second one before its end. */
  readonly isRemovalWanted: boolean
}

export type RegistrationInput =
  | { readonly kind: 'due' }
  | { readonly kind: 'granted'; readonly expiresS: number }
  | { readonly kind: 'tooBrief'; readonly minExpiresS: number }
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string; readonly retryAfterS?: number }
  | { readonly kind: 'silence'; readonly status?: number; readonly reason?: string; readonly retryAfterS?: number }
  | { readonly kind: 'remove' }

export interface RegistrationStep {
  readonly state: RegistrationState
  /** Send a REGISTER that asks for so many seconds; 0 takes the binding away. */
  readonly ask?: number
  /** Come back with `due` then. */
  readonly againInMs?: number
  readonly tell?: {
    readonly state: 'registered' | 'refused' | 'unreachable' | 'removed'
    readonly status?: number
    readonly reason?: string
    readonly expiresAtMs?: number
    readonly nextTryAtMs?: number
  }
}

/** RFC 5626 4.5: base-time when every flow has failed, and max-time. */
export const backOffBaseMs = 30_000
export const backOffMostMs = 1_800_000
/** A registrar that grants next to nothing is not asked more often than this. */
const refreshAtLeastMs = 5_000
const mostExpiresS = 86_400
const mostTooBrief = 2

export const startRegistration = (expiresS: number): RegistrationStep => ({
  state: { phase: 'asking', expiresS, failures: 0, tooBrief: 0, boundUntilMs: undefined, isRemovalWanted: false },
  ask: expiresS,
})

/**
 * RFC 5626 4.5: the longest wait doubles with each failure up to half an hour; the wait itself is drawn from its upper half, so that
 * the clients of a registrar that was away do not all come back at once.
 * @param chance in [0, 1)
 */
export function backOffMs(failures: number, chance: number): number {
  const upperMs = Math.min(backOffMostMs, backOffBaseMs * 2 ** Math.min(failures, 16))
  return Math.round(upperMs * (0.5 + chance / 2))
}

export function stepRegistration(
  state: RegistrationState,
  input: RegistrationInput,
  nowMs: number,
  chance: number,
): RegistrationStep {
  if (state.phase === 'over') return { state }
  if (state.phase === 'removing') return input.kind === 'remove' || input.kind === 'due' ? { state } : over(state)
  if (input.kind === 'remove') {
    if (state.phase === 'asking') return { state: { ...state, isRemovalWanted: true } }
    return remove(state, nowMs)
  }
  if (input.kind === 'due') {
    const isDue = state.phase === 'registered' || state.phase === 'waiting'
    return isDue ? { state: { ...state, phase: 'asking' }, ask: state.expiresS } : { state }
  }
  if (state.phase !== 'asking') return { state }
  const after = outcome(state, input, nowMs, chance)
  return state.isRemovalWanted ? remove(after.state, nowMs) : after
}

type Outcome = Exclude<RegistrationInput, { readonly kind: 'due' | 'remove' }>

function outcome(state: RegistrationState, input: Outcome, nowMs: number, chance: number): RegistrationStep {
  switch (input.kind) {
    case 'granted': {
      const expiresAtMs = nowMs + input.expiresS * 1000
      return {
        state: { ...state, phase: 'registered', failures: 0, tooBrief: 0, boundUntilMs: expiresAtMs },
        // Early enough for a lost REGISTER or a short absence of the registrar to do no harm.
        againInMs: Math.max(refreshAtLeastMs, input.expiresS * 800),
        tell: { state: 'registered', expiresAtMs },
      }
    }
    case 'tooBrief': {
      // 10.2.8: the same again, with what the registrar wants at least.
      const isHonest = input.minExpiresS > state.expiresS && input.minExpiresS <= mostExpiresS
      if (!isHonest || state.tooBrief >= mostTooBrief) {
        return failed(state, 'refused', { status: 423, reason: 'Interval Too Brief' }, nowMs, chance)
      }
      const next = { ...state, expiresS: input.minExpiresS, tooBrief: state.tooBrief + 1 }
      return state.isRemovalWanted ? { state: next } : { state: next, ask: input.minExpiresS }
    }
    case 'refused':
      return failed(state, 'refused', input, nowMs, chance)
    case 'silence':
      return failed(state, 'unreachable', input, nowMs, chance)
  }
}

function failed(
  state: RegistrationState,
  as: 'refused' | 'unreachable',
  input: { readonly status?: number; readonly reason?: string; readonly retryAfterS?: number },
  nowMs: number,
  chance: number,
): RegistrationStep {
  const failures = state.failures + 1
  // 20.33: not before the registrar said so; but a registrar cannot send us away for longer than we would stay by ourselves.
  const askedMs = Math.min((input.retryAfterS ?? 0) * 1000, backOffMostMs)
  const againInMs = Math.max(backOffMs(failures, chance), askedMs)
  return {
    state: { ...state, phase: 'waiting', failures, tooBrief: 0 },
    againInMs,
    tell: {
      state: as,
      ...(input.status === undefined ? {} : { status: input.status }),
      ...(input.reason === undefined ? {} : { reason: input.reason }),
      nextTryAtMs: nowMs + againInMs,
    },
  }
}

function remove(state: RegistrationState, nowMs: number): RegistrationStep {
  if (state.boundUntilMs === undefined || state.boundUntilMs <= nowMs) return over(state)
  return { state: { ...state, phase: 'removing' }, ask: 0 }
}

const over = (state: RegistrationState): RegistrationStep => ({
  state: { ...state, phase: 'over', boundUntilMs: undefined },
  tell: { state: 'removed' },
})
