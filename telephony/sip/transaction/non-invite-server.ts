import { step, type Table, type Transition } from './machine.ts'

/**
 * RFC 3261 17.2.2.
 *
 *   trying --1xx--> proceeding --200-699--> completed --timer J--> terminated
 *      `----------------200-699----------------^
 */
export type NonInviteServerState = 'trying' | 'proceeding' | 'completed' | 'terminated'
export type NonInviteServerInput = 'request' | 'send1xx' | 'sendFinal' | 'timer J' | 'transportError'

export const nonInviteServerTable: Table<NonInviteServerState, NonInviteServerInput> = {
  trying: {
    request: { to: 'trying', deeds: [] },
    send1xx: { to: 'proceeding', deeds: ['send'] },
    sendFinal: { to: 'completed', deeds: ['send', 'start J'] },
    transportError: { to: 'trying', deeds: [] },
  },
  proceeding: {
    request: { to: 'proceeding', deeds: ['resend'] },
    send1xx: { to: 'proceeding', deeds: ['send'] },
    sendFinal: { to: 'completed', deeds: ['send', 'start J'] },
    transportError: { to: 'proceeding', deeds: [] },
  },
  completed: {
    request: { to: 'completed', deeds: ['resend'] },
    'timer J': { to: 'terminated', deeds: [] },
    transportError: { to: 'completed', deeds: [] },
  },
  terminated: {},
}

export function stepNonInviteServer(
  state: NonInviteServerState,
  input: NonInviteServerInput,
): Transition<NonInviteServerState> | undefined {
  return step(nonInviteServerTable, state, input)
}
