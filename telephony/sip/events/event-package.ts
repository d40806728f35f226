import type { UserState } from '../engine-contract.ts'
import { dialogInfo } from './dialog-info.ts'
import { messageSummary } from './message-summary.ts'
import { presence } from './presence.ts'

/** What one NOTIFY is made of. */
export interface Notice {
  /** The address that was subscribed to, `sip:user@host`. */
  readonly entity: string
  readonly state: UserState
  /** At least one telephone of the user is registered. */
  readonly isRegistered: boolean
  /** Counts the notices of one subscription, from 0. */
  readonly version: number
}

/** RFC 6665 5: a kind of event that can be subscribed to. */
export interface EventPackage {
  /** As in Event. */
  readonly name: string
  readonly contentType: string
  /** Whose own affair it is: nobody else may subscribe. */
  readonly isPrivate: boolean
  /** The least time between two notices to one subscriber. */
  readonly restMs: number
  body(notice: Notice): string
}

/** RFC 4235, 3856 and 3842. The rests are what these ask for (4235 3.10, 3856 6.10), but for a lamp that comes on. */
export const eventPackages: readonly EventPackage[] = [
  { name: 'dialog', contentType: 'application/dialog-info+xml', isPrivate: false, restMs: 1_000, body: dialogInfo },
  { name: 'presence', contentType: 'application/pidf+xml', isPrivate: false, restMs: 5_000, body: presence },
  {
    name: 'message-summary',
    contentType: 'application/simple-message-summary',
    isPrivate: true,
    restMs: 1_000,
    body: messageSummary,
  },
]

/** Of whom nothing was said. */
export const unknownState: UserState = { calls: [], isAvailable: true, newMessages: 0, oldMessages: 0 }
