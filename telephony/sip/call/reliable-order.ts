import type { IncomingResponse } from '../message/incoming.ts'
import { lists } from '../message/option-tags.ts'

/** RFC 3262 4, as caller: which reliable provisional responses of one early dialog are new, and in order. */
export class ReliableOrder {
  #last: { readonly invite: number; readonly rseq: number } | undefined

  /**
   * `unreliable`: an ordinary one. `next`: wants its PRACK, which `rack` says. `dropped`: seen before, or out of order and to
   * be sent again once what lies between has come.
   */
  take(
    incoming: IncomingResponse,
  ): { readonly kind: 'unreliable' | 'dropped' } | { readonly kind: 'next'; readonly rack: string } {
    const headers = incoming.response.headers
    if (!lists(headers.list('require'), '100rel')) return { kind: 'unreliable' }
    const text = headers.get('rseq')?.trim() ?? ''
    const rseq = Number(text)
    if (!/^\d{1,10}$/.test(text) || rseq < 1 || rseq >= 2 ** 32) return { kind: 'unreliable' }
    const last = this.#last
    if (last !== undefined && last.invite === incoming.sequence && rseq !== last.rseq + 1) return { kind: 'dropped' }
    this.#last = { invite: incoming.sequence, rseq }
    return { kind: 'next', rack: `${rseq} ${incoming.sequence} INVITE` }
  }
}
