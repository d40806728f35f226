import { step, type Table, type Transition } from './machine.ts'

/**
 * RFC 3261 17.1.1 with RFC 6026 7.2.
 *
 *            calling --timer B--------------------+
 *           /   |   \                             |
 *        1xx   2xx   300-699 + ACK                |
 *         /     |      \                          v
 *  proceeding   |    completed --timer D-----> terminated
 *         \     |                                 ^
 *          2xx  v                                 |
 *           `-> accepted ---timer M---------------+
 */
export type InviteClientState = 'calling' | 'proceeding' | 'accepted' | 'completed' | 'terminated'
export type InviteClientInput =
  | 'start'
  | 'receive1xx'
  | 'receive2xx'
  | 'receive3to6xx'
  | 'timer A'
  | 'timer B'
  | 'timer D'
  | 'timer M'
  | 'transportError'

export const inviteClientTable: Table<InviteClientState, InviteClientInput> = {
  calling: {
    start: { to: 'calling', deeds: ['send', 'start A if unreliable', 'start B'] },
    'timer A': { to: 'calling', deeds: ['resend', 'start A'] },
    'timer B': { to: 'terminated', deeds: ['stop A', 'tellTimeout'] },
    receive1xx: { to: 'proceeding', deeds: ['stop A', 'stop B', 'pass'] },
    receive2xx: { to: 'accepted', deeds: ['stop A', 'stop B', 'start M', 'pass'] },
    receive3to6xx: { to: 'completed', deeds: ['stop A', 'stop B', 'acknowledge', 'start D', 'pass'] },
    transportError: { to: 'terminated', deeds: ['stop A', 'stop B', 'tellTransportError'] },
  },
  proceeding: {
    receive1xx: { to: 'proceeding', deeds: ['pass'] },
    receive2xx: { to: 'accepted', deeds: ['start M', 'pass'] },
    receive3to6xx: { to: 'completed', deeds: ['acknowledge', 'start D', 'pass'] },
    transportError: { to: 'terminated', deeds: ['tellTransportError'] },
  },
  accepted: {
    // RFC 6026 7.2: every 2xx goes up, repeated ones and those of other forks, for each wants its ACK from the core.
    receive2xx: { to: 'accepted', deeds: ['pass'] },
    'timer M': { to: 'terminated', deeds: [] },
  },
  completed: {
    receive3to6xx: { to: 'completed', deeds: ['resend'] },
    'timer D': { to: 'terminated', deeds: [] },
    transportError: { to: 'terminated', deeds: ['stop D'] },
  },
  terminated: {},
}

export function stepInviteClient(
  state: InviteClientState,
  input: InviteClientInput,
): Transition<InviteClientState> | undefined {
  return step(inviteClientTable, state, input)
}
