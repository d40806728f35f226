import type { Flow } from '../flow.ts'
import type { IncomingRequest } from '../message/incoming.ts'
import { serializeVia, type Via } from '../message/via.ts'

/**
 * RFC 3261 18.2.1 and RFC 3581 4: writes into the top Via where the request really came from, so that the response can find
 * its way back through an address translator.
 */
export function stampReceived(incoming: IncomingRequest): void {
  const { topVia: via, flow } = incoming
  const wantsPort = via.parameters.has('rport')
  if (!wantsPort && via.host === flow.remote.address.toLowerCase()) return
  const parameters = new Map(via.parameters)
  parameters.set('received', flow.remote.address)
  if (wantsPort) parameters.set('rport', String(flow.remote.port))
  incoming.request.headers.replaceFirst('via', serializeVia({ ...via, parameters }))
}

/**
 * RFC 3261 18.2.2. On TCP back over the same connection; on UDP to the source address, at its own port when the peer asked for
 * that (rport) and else at the port of sent-by. `maddr` is not followed: it would let a stranger aim us at a third party.
 */
export function responseFlow(flow: Flow, via: Via): Flow {
  if (flow.transport !== 'udp' || via.parameters.has('rport')) return flow
  return { ...flow, remote: { address: flow.remote.address, port: via.port ?? 5060 } }
}
