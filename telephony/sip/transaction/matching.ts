import type { IncomingRequest } from '../message/incoming.ts'
import { sentBy, uniqueBranch } from '../message/via.ts'

/**
 * RFC 3261 17.2.3. By branch, sent-by and method when the branch is made by RFC 3261's rule; an ACK belongs to its INVITE.
 * Without such a branch (RFC 2543, and RFC 4475 3.2.1's bare cookie) by Request-URI, tags, Call-ID, CSeq and the top Via.
 */
export function serverKey(incoming: IncomingRequest): string {
  const method = incoming.request.method === 'ACK' ? 'INVITE' : incoming.request.method
  const branch = uniqueBranch(incoming.topVia)
  if (branch !== undefined) return `${branch}|${sentBy(incoming.topVia)}|${method}`
  const via = incoming.topVia
  return [
    'rfc2543',
    incoming.request.uri,
    incoming.callId,
    incoming.fromTag ?? '',
    incoming.sequence,
    sentBy(via),
    via.parameters.get('branch') ?? '',
    method,
  ].join('|')
}

/** The key of the INVITE that a CANCEL means (9.2): its own, with the other method. */
export function cancelledKey(cancel: IncomingRequest): string {
  return serverKey({ ...cancel, request: { ...cancel.request, method: 'INVITE' } })
}

/** RFC 3261 17.1.3. */
export function clientKey(branch: string, method: string): string {
  return `${branch}|${method}`
}

/** RFC 3261 8.2.2.2: the same for all copies of a request that a fork upstream sent us. */
export function mergeKey(incoming: IncomingRequest): string {
  return `${incoming.callId}|${incoming.fromTag ?? ''}|${incoming.sequence}|${incoming.request.method}`
}
