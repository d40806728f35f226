import { step, type Table, type Transition } from './machine.ts'

/**
 * RFC 3261 17.1.2.
 *
 *   trying --1xx--> proceeding --200-699--> completed --timer K--> terminated
 *      |`---------------200-699----------------^                      ^
 *      `--timer F-----------`--timer F--------------------------------'
 */
export type NonInviteClientState = 'trying' | 'proceeding' | 'completed' | 'terminated'
export type NonInviteClientInput =
  | 'start'
  | 'receive1xx'
  | 'receiveFinal'
  | 'timer E'
  | 'timer F'
  | 'timer K'
  | 'transportError'

export const nonInviteClientTable: Table<NonInviteClientState, NonInviteClientInput> = {
  trying: {
    start: { to: 'trying', deeds: ['send', 'start E if unreliable', 'start F'] },
    'timer E': { to: 'trying', deeds: ['resend', 'start E'] },
    'timer F': { to: 'terminated', deeds: ['stop E', 'tellTimeout'] },
    receive1xx: { to: 'proceeding', deeds: ['pass'] },
    receiveFinal: { to: 'completed', deeds: ['stop E', 'stop F', 'start K', 'pass'] },
    transportError: { to: 'terminated', deeds: ['stop E', 'stop F', 'tellTransportError'] },
  },
  proceeding: {
    // 17.1.2.2: E goes on, at T2; the layer sees to the interval.
    'timer E': { to: 'proceeding', deeds: ['resend', 'start E'] },
    'timer F': { to: 'terminated', deeds: ['stop E', 'tellTimeout'] },
    receive1xx: { to: 'proceeding', deeds: ['pass'] },
    receiveFinal: { to: 'completed', deeds: ['stop E', 'stop F', 'start K', 'pass'] },
    transportError: { to: 'terminated', deeds: ['stop E', 'stop F', 'tellTransportError'] },
  },
  completed: {
    'timer K': { to: 'terminated', deeds: [] },
  },
  terminated: {},
}

export function stepNonInviteClient(
  state: NonInviteClientState,
  input: NonInviteClientInput,
): Transition<NonInviteClientState> | undefined {
  return step(nonInviteClientTable, state, input)
}
