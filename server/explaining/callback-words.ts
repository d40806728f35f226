import type { CallbackAskedBy, RoutingDecision } from '#protocol/http/index.ts'
import { clockOf } from './clock-of.ts'
import { minuteOf } from './stand-in-words.ts'

const askedByWords: Readonly<Record<CallbackAskedBy, string>> = {
  key: 'asked by a key to be called back',
  rule: 'the queue has no place now and calls back',
  outside: 'a callback was asked for from outside',
}

export type CallbackKind = Extract<RoutingDecision['kind'], `callback-${string}`>

/** What became of a promise to call, in English; never with the number. */
export function callbackWords(kind: CallbackKind, of: Omit<RoutingDecision, 'text' | 'kind'>): string {
  const queue = of.queueName ?? of.queueId ?? 'no queue'
  switch (kind) {
    case 'callback-offered':
      return `a callback is offered in ${queue}, by a key`
    case 'callback-granted':
      return `will be called back, with the place in ${queue}`
    case 'callback-promised': {
      const later = of.dueAt ? `, and is called from ${minuteOf(of.dueAt)} on` : ''
      return `${askedByWords[of.askedBy ?? 'outside']}; keeps the place since ${of.since}${later}`
    }
    case 'callback-dialed':
      return of.agentId
        ? `${of.agentName ?? of.agentId} takes it, and the customer is called: dial ${of.dial}`
        : `the customer is called ahead of an agent: dial ${of.dial}; one was to be free in ${clockOf(of.foretoldMs ?? 0)}`
    case 'callback-put-off': {
      // Where it was not the time for it nobody was called.
      const noTry = of.isCounted || of.cause === 'window' ? '' : '; counts as no try'
      return `called later: ${causeWords(of.cause)}; again from ${minuteOf(of.dueAt ?? of.at)}${noTry}`
    }
    case 'callback-ended':
      return `not called any more: ${causeWords(of.cause)}`
  }
}

const causeWords = (cause: string | undefined): string =>
  cause === 'window' ? 'not a time at which the customer may be called' : (cause ?? 'error')
