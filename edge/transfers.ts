import { type LegId, newId, type TransferId } from '#kernel/ids.ts'
import { type Result, success } from '#kernel/result.ts'
import type { EdgeError } from '#protocol/edge/messages.ts'
import type { CallClock } from '#telephony/calls/ports.ts'
import type { ReferHandle, SipEngine, SipEvent } from '#telephony/sip/index.ts'
import type { CallLeg } from './call-leg.ts'
import type { SecureRandom } from './chance.ts'
import type { Legs } from './legs.ts'
import { refuse } from './refusal.ts'

type TransferRequested = Extract<SipEvent, { type: 'transferRequested' }>

interface OpenTransfer {
  readonly legId: LegId
  readonly call: TransferRequested['call']
  readonly refer: ReferHandle
}

export interface TransfersOptions {
  readonly engine: SipEngine
  readonly drain: () => void
  readonly sipNowMs: () => number
  readonly legs: Legs
  readonly clock: CallClock
  readonly chance: SecureRandom
}

/** Transfers that far ends asked for (REFER), from their telling to their final word. They end with their leg. */
export class Transfers {
  readonly #of: TransfersOptions
  readonly #open = new Map<TransferId, OpenTransfer>()

  constructor(options: TransfersOptions) {
    this.#of = options
    options.legs.whenEnding((leg) => {
      for (const [transferId, { legId }] of this.#open) if (legId === leg.legId) this.#open.delete(transferId)
    })
  }

  /** @param other the leg that Replaces names; absent though it was named: that call has just ended */
  requested(event: TransferRequested, leg: CallLeg | undefined, other: CallLeg | undefined): void {
    const { engine, sipNowMs, legs, clock, chance } = this.#of
    const isGone = event.replaces !== undefined && (other === undefined || other.origin.isPrivate === true)
    const target = event.target.user.slice(0, 128)
    if (leg === undefined || leg.origin.isPrivate === true || isGone || (target === '' && other === undefined)) {
      // What the new call would have been told: nobody there to transfer, to replace or to call.
      const status = leg === undefined || leg.origin.isPrivate ? 603 : isGone ? 481 : 404
      engine.transferProgress(event.call, event.refer, status, sipNowMs())
      return
    }
    const transferId = newId('transfer', clock.wallMs(), chance.bytes)
    this.#open.set(transferId, { legId: leg.legId, call: event.call, refer: event.refer })
    legs.tell(leg, {
      type: 'leg.transfer-requested',
      legId: leg.legId,
      transferId,
      target,
      ...(other === undefined ? {} : { replacesLegId: other.legId }),
    })
  }

  /** Tells the far end how its transfer goes; a final status is the last that it is told. */
  progress(legId: LegId, transferId: TransferId, status: number): Result<void, EdgeError> {
    const open = this.#open.get(transferId)
    // It had its final word, or its leg has ended: nobody is there to be told.
    if (open === undefined) return success(undefined)
    if (open.legId !== legId) return refuse('wrong-state', 'That transfer was asked for by another leg.')
    if (status >= 200) this.#open.delete(transferId)
    const { engine, drain, sipNowMs } = this.#of
    engine.transferProgress(open.call, open.refer, status, sipNowMs())
    drain()
    return success(undefined)
  }
}
