import { step, type Table, type Transition } from './machine.ts'

/**
 * RFC 3261 17.2.1 with RFC 6026 7.1.
 *
 *              INVITE
 *                | 100
 *                v
 *           proceeding ---2xx---> accepted --timer L--+
 *                |                                    |
 *             300-699                                 v
 *                v                                terminated
 *            completed --timer H (no ACK)-------------^
 *                |                                    |
 *               ACK                                   |
 *                v                                    |
 *            confirmed ---timer I---------------------+
 */
export type InviteServerState = 'proceeding' | 'accepted' | 'completed' | 'confirmed' | 'terminated'
export type InviteServerInput =
  | 'request'
  | 'ack'
  | 'send1xx'
  | 'send2xx'
  | 'send3to6xx'
  | 'timer G'
  | 'timer H'
  | 'timer I'
  | 'timer L'
  | 'transportError'

export const inviteServerTable: Table<InviteServerState, InviteServerInput> = {
  proceeding: {
    request: { to: 'proceeding', deeds: ['resend'] },
    send1xx: { to: 'proceeding', deeds: ['send'] },
    // RFC 6026 7.1: the transaction lives on to absorb retransmissions; the core repeats the 2xx (RFC 3261 13.3.1.4).
    send2xx: { to: 'accepted', deeds: ['send', 'start L'] },
    send3to6xx: { to: 'completed', deeds: ['send', 'start G if unreliable', 'start H'] },
    // RFC 6026 8.6: a server transaction survives a transport error, the peer may be back for its retransmission.
    transportError: { to: 'proceeding', deeds: ['tellTransportError'] },
  },
  accepted: {
    request: { to: 'accepted', deeds: [] },
    ack: { to: 'accepted', deeds: ['pass'] },
    send2xx: { to: 'accepted', deeds: ['send'] },
    transportError: { to: 'accepted', deeds: ['tellTransportError'] },
    'timer L': { to: 'terminated', deeds: [] },
  },
  completed: {
    request: { to: 'completed', deeds: ['resend'] },
    ack: { to: 'confirmed', deeds: ['stop G', 'stop H', 'start I'] },
    'timer G': { to: 'completed', deeds: ['resend', 'start G'] },
    'timer H': { to: 'terminated', deeds: ['stop G', 'tellTimeout'] },
    transportError: { to: 'completed', deeds: [] },
  },
  confirmed: {
    request: { to: 'confirmed', deeds: [] },
    ack: { to: 'confirmed', deeds: [] },
    'timer I': { to: 'terminated', deeds: [] },
  },
  terminated: {},
}

export function stepInviteServer(
  state: InviteServerState,
  input: InviteServerInput,
): Transition<InviteServerState> | undefined {
  return step(inviteServerTable, state, input)
}
