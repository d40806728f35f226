import { failure, success } from '#kernel/result.ts'
import type { CallHandle, CommandResult, HangUpReason, ReferHandle, SipBody } from '../engine-contract.ts'
import type { CallContext } from './call-context.ts'
import type { Ending } from './dialog-session.ts'
import { type InvitePlan, OutgoingCall } from './outgoing-call.ts'

/**
 * One call to several telephones at once (RFC 3261 16.7, as a proxy in our own house would fork it): the INVITEs share Call-ID
 * and From tag, the first 2xx wins, the other branches are cancelled, and when none answers the best refusal is the call's.
 *
 *   ringing --a branch answers--> answered --it ends--> over
 *      `------6xx, or the last branch failed, or our hang-up-------^
 */
export class ForkedCall {
  readonly handle: CallHandle
  readonly sipCallId: string
  readonly #onEnded: (ending: Ending) => void
  readonly #branches = new Set<OutgoingCall>()
  #winner: OutgoingCall | undefined
  #best: Ending | undefined
  #isOver = false

  constructor(of: {
    readonly context: CallContext
    readonly handle: CallHandle
    /** Two or more. */
    readonly plans: readonly InvitePlan[]
    /** Once. */
    onEnded(ending: Ending): void
  }) {
    const { context, handle } = of
    this.handle = handle
    this.#onEnded = (ending) => of.onEnded(ending)
    const shared = { callId: context.newTag(), localTag: context.newTag() }
    this.sipCallId = shared.callId
    for (const plan of of.plans) {
      const branch: OutgoingCall = new OutgoingCall({
        context,
        handle,
        plan,
        shared,
        onAnswered: () => this.#won(branch),
        onEnded: (ending) => this.#branchEnded(branch, ending),
      })
      this.#branches.add(branch)
    }
  }

  #won(branch: OutgoingCall): void {
    this.#winner = branch
    for (const other of this.#branches) if (other !== branch) other.hangUp(answeredElsewhere)
    this.#branches.clear()
  }

  #branchEnded(branch: OutgoingCall, ending: Ending): void {
    if (branch === this.#winner) {
      this.#over(ending)
      return
    }
    // A branch that lost.
    if (!this.#branches.delete(branch) || this.#winner !== undefined || this.#isOver) return
    if (this.#best === undefined || rank(ending) > rank(this.#best)) this.#best = ending
    // 16.7 step 5: a 6xx speaks for all of the user's telephones.
    if ((ending.status ?? 0) >= 600) this.#cancelAll({})
    if (this.#branches.size === 0) this.#over(this.#best)
  }

  #cancelAll(how: HangUpReason): void {
    const ringing = [...this.#branches]
    this.#branches.clear()
    for (const branch of ringing) branch.hangUp(how)
  }

  #over(ending: Ending): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#onEnded(ending)
  }

  hangUp(how: HangUpReason): CommandResult {
    if (this.#isOver) return failure('wrongState')
    if (this.#winner !== undefined) return this.#winner.hangUp(how)
    this.#cancelAll(how)
    this.#over({ by: 'local', status: 487 })
    return success(undefined)
  }

  acknowledge(sdp: Uint8Array): CommandResult {
    return this.#ask((branch) => branch.acknowledge(sdp))
  }

  answerOffer(sdp: Uint8Array): CommandResult {
    return this.#ask((branch) => branch.answerOffer(sdp))
  }

  refuseOffer(status: number): CommandResult {
    return this.#ask((branch) => branch.refuseOffer(status))
  }

  offer(sdp: Uint8Array, body?: SipBody): CommandResult {
    return this.#winner?.offer(sdp, body) ?? failure('wrongState')
  }

  sendInfoDigit(digit: string, durationMs: number): CommandResult {
    return this.#winner?.sendInfoDigit(digit, durationMs) ?? failure('wrongState')
  }

  transferProgress(refer: ReferHandle, status: number): CommandResult {
    return this.#winner?.transferProgress(refer, status) ?? failure('wrongState')
  }

  /** The winner; before there is one, the branch that waits for just this. */
  #ask(run: (branch: OutgoingCall) => CommandResult): CommandResult {
    if (this.#winner !== undefined) return run(this.#winner)
    for (const branch of this.#branches) {
      const outcome = run(branch)
      if (outcome.ok) return outcome
    }
    return failure('wrongState')
  }

  progress(): CommandResult {
    return failure('wrongState')
  }

  answer(): CommandResult {
    return failure('wrongState')
  }

  reject(): CommandResult {
    return failure('wrongState')
  }
}

/** RFC 3326 2: so that a telephone does not list the call as missed. */
const answeredElsewhere: HangUpReason = { sip: 200, text: 'Call completed elsewhere' }

/** 16.7 step 6: what says most of why nobody answered: a person's word before silence, silence before a broken way. */
function rank(ending: Ending): number {
  if ((ending.status ?? 0) >= 600) return 4
  if (ending.by === 'refused') return ending.status === 486 ? 3 : 2
  return ending.by === 'timeout' ? 1 : 0
}
