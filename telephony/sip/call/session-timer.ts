import type { HeaderField, HeaderList } from '../message/header-list.ts'
import { lists } from '../message/option-tags.ts'
import { parseParameters } from '../message/parameters.ts'
import type { TimerEntry } from '../timer-heap.ts'
import type { CallContext } from './call-context.ts'

/** What both sides agreed on: after `intervalS` without a refresh the session counts as dead. */
export interface SessionTerms {
  readonly intervalS: number
  readonly refresher: 'us' | 'peer'
}

/** RFC 4028 4: below 90 s it would be traffic for nothing. */
export const minSessionExpiresS = 90
const maxSessionExpiresS = 86_400

interface SessionExpires {
  readonly intervalS: number
  readonly refresher: 'uac' | 'uas' | undefined
}

/** Undefined when it is not there or cannot be read, which is the same to us. */
export function readSessionExpires(headers: HeaderList): SessionExpires | undefined {
  const match = /^(\d{1,9})[ \t]*((?:;.*)?)$/s.exec(headers.get('session-expires') ?? '')
  const parameters = match === null ? undefined : parseParameters(match[2] as string)
  if (match === null || parameters === undefined || !parameters.ok) return undefined
  const refresher = parameters.value.get('refresher')?.toLowerCase()
  return {
    intervalS: Math.min(Number(match[1]), maxSessionExpiresS),
    refresher: refresher === 'uac' || refresher === 'uas' ? refresher : undefined,
  }
}

/** Min-SE: the least that everybody on the way can bear; 90 s where nobody said. */
export function readMinSessionExpiresS(headers: HeaderList): number {
  const value = /^(\d{1,9})/.exec(headers.get('min-se') ?? '')?.[1]
  return Math.min(Math.max(Number(value ?? 0), minSessionExpiresS), maxSessionExpiresS)
}

const speaksTimer = (headers: HeaderList): boolean =>
  lists(headers.list('supported'), 'timer') || lists(headers.list('require'), 'timer')

/** 9: too short an interval is refused with 422 and ours, but only to who will understand that. */
export function isIntervalTooSmall(request: HeaderList): boolean {
  const asked = readSessionExpires(request)
  return asked !== undefined && asked.intervalS < minSessionExpiresS && speaksTimer(request)
}

/**
 * 9, table 2: what our 2xx to an INVITE or UPDATE says.
 * @param wishS what we ask for when the peer proposes nothing; 0: nothing
 * @param current the terms so far, which a refresh without a word on them keeps alive
 */
function answerSessionExpires(
  request: HeaderList,
  wishS: number,
  current: SessionTerms | undefined,
): { readonly terms: SessionTerms | undefined; readonly headers: HeaderField[] } {
  const asked = readSessionExpires(request)
  const doesPeerSpeak = speaksTimer(request)
  // 9: where a proxy asks for the timer and the caller knows none, the refreshes are ours alone.
  const refresher = doesPeerSpeak ? (asked?.refresher ?? (current?.refresher === 'us' ? 'uas' : 'uac')) : 'uas'
  const least = readMinSessionExpiresS(request)
  // Who has never heard of timers and was asked for none by a proxy is left in peace.
  const wantedS = current?.intervalS ?? (doesPeerSpeak ? wishS : 0)
  const intervalS = asked === undefined ? wantedS : Math.max(asked.intervalS, minSessionExpiresS)
  if (intervalS === 0) return { terms: undefined, headers: [] }
  const agreedS = Math.max(intervalS, least)
  const headers: HeaderField[] = [['session-expires', `${agreedS};refresher=${refresher}`]]
  if (doesPeerSpeak) headers.push(['require', 'timer'])
  return { terms: { intervalS: agreedS, refresher: refresher === 'uas' ? 'us' : 'peer' }, headers }
}

/** 7.1: what our INVITE or UPDATE proposes. @param of undefined: that we know of timers, and no more */
export function proposeSessionExpires(
  of: { readonly intervalS: number; readonly refresher: 'us' | 'peer' | undefined } | undefined,
  leastS: number,
): HeaderField[] {
  if (of === undefined || of.intervalS === 0) return []
  const refresher = of.refresher === undefined ? '' : `;refresher=${of.refresher === 'us' ? 'uac' : 'uas'}`
  const headers: HeaderField[] = [['session-expires', `${Math.max(of.intervalS, leastS)}${refresher}`]]
  // 7.4: after a 422 the request must bear it; at its least it says nothing that is not so anyway.
  if (leastS > minSessionExpiresS) headers.push(['min-se', String(leastS)])
  return headers
}

/**
 * 7.2: what a 2xx to our request agreed to.
 * @param proposedS what we asked for, 0 for nothing: a peer that knows no timer leaves the refreshes to us
 */
function termsOfAnswer(response: HeaderList, proposedS: number): SessionTerms | undefined {
  const agreed = readSessionExpires(response)
  if (agreed === undefined) return proposedS === 0 ? undefined : { intervalS: proposedS, refresher: 'us' }
  const intervalS = Math.max(agreed.intervalS, minSessionExpiresS)
  return { intervalS, refresher: agreed.refresher === 'uas' ? 'peer' : 'us' }
}

/** A refresh that came to nothing is tried again, not more often than this. */
const refreshAgainMs = 10_000

/** RFC 4028 10: refreshes at half of the interval, or waits for the peer's; and knows when the session is dead. */
export class SessionTimer {
  readonly #context: CallContext
  readonly #refresh: () => void
  readonly #expired: () => void
  #terms: SessionTerms | undefined
  #refreshEntry: TimerEntry<() => void> | undefined
  #expiryEntry: TimerEntry<() => void> | undefined
  #deadMs = 0
  /** 7.4: the least interval that anybody on the way wanted. */
  #leastS = minSessionExpiresS

  constructor(of: { context: CallContext; refresh(): void; expired(): void }) {
    this.#context = of.context
    this.#refresh = () => of.refresh()
    this.#expired = () => of.expired()
  }

  get terms(): SessionTerms | undefined {
    return this.#terms
  }

  /** What our next INVITE or UPDATE within the dialog says: that all stays as it is. */
  proposal(): HeaderField[] {
    return proposeSessionExpires(this.#terms, this.#leastS)
  }

  /** 422: somebody on the way bears no shorter one. */
  raiseTo(leastS: number): void {
    this.#leastS = Math.max(this.#leastS, leastS)
  }

  /** Our 2xx goes out. @param wishS what we ask for when the peer proposes nothing @returns what it says */
  answer(request: HeaderList, wishS: number): HeaderField[] {
    const { terms, headers } = answerSessionExpires(request, wishS, this.#terms)
    this.#agree(terms)
    return headers
  }

  /** A 2xx to our request came, which had proposed so much, 0 for nothing. */
  accepted(response: HeaderList, proposedS: number): void {
    this.#agree(termsOfAnswer(response, proposedS))
  }

  /** The interval begins anew. */
  #agree(terms: SessionTerms | undefined): void {
    this.stop()
    this.#terms = terms
    if (terms === undefined) return
    const intervalMs = terms.intervalS * 1000
    // 10: BYE a little before, so that it does not cross a proxy's own end of the session.
    const expiresInMs = intervalMs - Math.min(32_000, intervalMs / 3)
    this.#deadMs = this.#context.nowMs + expiresInMs
    this.#expiryEntry = this.#context.after(expiresInMs, () => {
      this.stop()
      this.#expired()
    })
    if (terms.refresher === 'us') this.#refreshEntry = this.#context.after(intervalMs / 2, () => this.#refresh())
  }

  /** The refresh was refused, or could not be sent now: half of what is left until the end is waited. */
  refreshFailed(): void {
    if (this.#terms === undefined) return
    this.#context.cancelTimer(this.#refreshEntry)
    const leftMs = this.#deadMs - this.#context.nowMs
    if (leftMs < refreshAgainMs) return
    this.#refreshEntry = this.#context.after(Math.max(leftMs / 2, refreshAgainMs), () => this.#refresh())
  }

  stop(): void {
    this.#context.cancelTimer(this.#refreshEntry)
    this.#context.cancelTimer(this.#expiryEntry)
    this.#refreshEntry = undefined
    this.#expiryEntry = undefined
  }
}
