import type { Answer, DigestClient } from '../authentication/digest-client.ts'
import type { CallContext } from '../call/call-context.ts'
import type { Flow } from '../flow.ts'
import { HeaderList } from '../message/header-list.ts'
import type { IncomingResponse } from '../message/incoming.ts'
import { emptyBody, type SipRequest } from '../message/message.ts'
import { readable } from '../message/octet-text.ts'
import type { TimerEntry } from '../timer-heap.ts'
import type { ClientTransaction } from '../transaction/transaction.ts'

/** What a round of REGISTERs came to. `flow`: where the deciding answer came from, or the last one that was tried. */
export interface RoundEnd {
  readonly answer?: IncomingResponse
  readonly flow?: Flow
}

export interface RegistrationRound {
  /** The Request-URI. */
  readonly uri: string
  /** Header fields but Via, CSeq, Max-Forwards, Contact, Expires and credentials. */
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  readonly expiresS: number
  readonly digest: DigestClient
  readonly failoverMs: number
  /** In order of preference; at least one. */
  readonly flows: readonly Flow[]
  contactOn(flow: Flow): string
  nextSequence(): number
  /** Once. */
  ended(end: RoundEnd): void
}

/** Challenges that are answered in a row: the first, one for a stale nonce, and one of a proxy on the way. */
const mostAnswers = 3

/**
 * Sends one REGISTER to the first destination that takes it (RFC 3263 4.3: the next on 503, silence or no way), answering 401 and 407
 * on the way (RFC 3261 22).
 */
export function runRegistrationRound(context: CallContext, round: RegistrationRound): void {
  let at = 0
  let transaction: ClientTransaction | undefined
  let patience: TimerEntry<() => void> | undefined
  let isOver = false
  const digest = round.digest.begin('REGISTER', round.uri)

  const end = (answer: IncomingResponse | undefined, flow: Flow | undefined) => {
    isOver = true
    context.cancelTimer(patience)
    round.ended({ ...(answer === undefined ? {} : { answer }), ...(flow === undefined ? {} : { flow }) })
  }
  const next = (answer: IncomingResponse | undefined) => {
    const flow = round.flows[at]
    at++
    if (at < round.flows.length) attempt(digest.answers(), 0)
    else end(answer, flow)
  }
  const attempt = (answers: readonly Answer[], answered: number) => {
    const flow = round.flows[at] as Flow
    const headers = new HeaderList([
      ['max-forwards', '70'],
      ...round.headers,
      ['cseq', `${round.nextSequence()} REGISTER`],
      ['contact', round.contactOn(flow)],
      ['expires', String(round.expiresS)],
      ['user-agent', context.productName],
    ])
    for (const { name, value } of answers) headers.add(name, value)
    const request: SipRequest = { kind: 'request', method: 'REGISTER', uri: round.uri, headers, body: emptyBody }
    context.cancelTimer(patience)
    patience = context.after(round.failoverMs, () => {
      if (isOver || transaction === undefined) return
      context.transactions.abandon(transaction)
      next(undefined)
    })
    transaction = context.transactions.request(request, flow, {
      onResponse: (incoming) => {
        const { status } = incoming.response
        if (isOver || status < 200) return
        context.cancelTimer(patience)
        const isChallenge = status === 401 || status === 407
        const found = isChallenge && answered < mostAnswers ? digest.retry(incoming.response.headers) : undefined
        if (found !== undefined) attempt(found, answered + 1)
        else if (status === 503) next(incoming)
        else end(incoming, flow)
      },
      onFailure: () => {
        if (isOver) return
        context.cancelTimer(patience)
        next(undefined)
      },
    })
  }
  attempt(digest.answers(), 0)
}

/** Delta-seconds of a header field; undefined when it has none. */
export function secondsIn(incoming: IncomingResponse, name: string): number | undefined {
  const digits = /^\s*(\d{1,9})/.exec(incoming.response.headers.get(name) ?? '')?.[1]
  return digits === undefined ? undefined : Number(digits)
}

export const phraseOf = (incoming: IncomingResponse): string => readable(incoming.response.reason).slice(0, 128)
