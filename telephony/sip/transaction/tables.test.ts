import { describe, expect, it } from 'vitest'
import { inviteClientTable, stepInviteClient } from './invite-client.ts'
import { inviteServerTable, stepInviteServer } from './invite-server.ts'
import type { Transition } from './machine.ts'
import { nonInviteClientTable, stepNonInviteClient } from './non-invite-client.ts'
import { nonInviteServerTable, stepNonInviteServer } from './non-invite-server.ts'

/** What each machine must do, told apart from the tables: `next state: deeds`, and `-` where the input means nothing. */
type Expectation = Readonly<Record<string, Readonly<Record<string, string>>>>

const machines: readonly {
  readonly name: string
  readonly step: (state: never, input: never) => Transition<string> | undefined
  readonly states: readonly string[]
  readonly inputs: readonly string[]
  readonly expected: Expectation
}[] = [
  {
    name: 'INVITE server (RFC 3261 17.2.1, RFC 6026 7.1)',
    step: stepInviteServer,
    states: Object.keys(inviteServerTable),
    inputs: [
      'request',
      'ack',
      'send1xx',
      'send2xx',
      'send3to6xx',
      'timer G',
      'timer H',
      'timer I',
      'timer L',
      'transportError',
    ],
    expected: {
      proceeding: {
        request: 'proceeding: resend',
        send1xx: 'proceeding: send',
        send2xx: 'accepted: send, start L',
        send3to6xx: 'completed: send, start G if unreliable, start H',
        transportError: 'proceeding: tellTransportError',
      },
      accepted: {
        request: 'accepted: ',
        ack: 'accepted: pass',
        send2xx: 'accepted: send',
        transportError: 'accepted: tellTransportError',
        'timer L': 'terminated: ',
      },
      completed: {
        request: 'completed: resend',
        ack: 'confirmed: stop G, stop H, start I',
        'timer G': 'completed: resend, start G',
        'timer H': 'terminated: stop G, tellTimeout',
        transportError: 'completed: ',
      },
      confirmed: { request: 'confirmed: ', ack: 'confirmed: ', 'timer I': 'terminated: ' },
      terminated: {},
    },
  },
  {
    name: 'INVITE client (RFC 3261 17.1.1, RFC 6026 7.2)',
    step: stepInviteClient,
    states: Object.keys(inviteClientTable),
    inputs: [
      'start',
      'receive1xx',
      'receive2xx',
      'receive3to6xx',
      'timer A',
      'timer B',
      'timer D',
      'timer M',
      'transportError',
    ],
    expected: {
      calling: {
        start: 'calling: send, start A if unreliable, start B',
        'timer A': 'calling: resend, start A',
        'timer B': 'terminated: stop A, tellTimeout',
        receive1xx: 'proceeding: stop A, stop B, pass',
        receive2xx: 'accepted: stop A, stop B, start M, pass',
        receive3to6xx: 'completed: stop A, stop B, acknowledge, start D, pass',
        transportError: 'terminated: stop A, stop B, tellTransportError',
      },
      proceeding: {
        receive1xx: 'proceeding: pass',
        receive2xx: 'accepted: start M, pass',
        receive3to6xx: 'completed: acknowledge, start D, pass',
        transportError: 'terminated: tellTransportError',
      },
      accepted: { receive2xx: 'accepted: pass', 'timer M': 'terminated: ' },
      completed: {
        receive3to6xx: 'completed: resend',
        'timer D': 'terminated: ',
        transportError: 'terminated: stop D',
      },
      terminated: {},
    },
  },
  {
    name: 'non-INVITE server (RFC 3261 17.2.2)',
    step: stepNonInviteServer,
    states: Object.keys(nonInviteServerTable),
    inputs: ['request', 'send1xx', 'sendFinal', 'timer J', 'transportError'],
    expected: {
      trying: {
        request: 'trying: ',
        send1xx: 'proceeding: send',
        sendFinal: 'completed: send, start J',
        transportError: 'trying: ',
      },
      proceeding: {
        request: 'proceeding: resend',
        send1xx: 'proceeding: send',
        sendFinal: 'completed: send, start J',
        transportError: 'proceeding: ',
      },
      completed: { request: 'completed: resend', 'timer J': 'terminated: ', transportError: 'completed: ' },
      terminated: {},
    },
  },
  {
    name: 'non-INVITE client (RFC 3261 17.1.2)',
    step: stepNonInviteClient,
    states: Object.keys(nonInviteClientTable),
    inputs: ['start', 'receive1xx', 'receiveFinal', 'timer E', 'timer F', 'timer K', 'transportError'],
    expected: {
      trying: {
        start: 'trying: send, start E if unreliable, start F',
        'timer E': 'trying: resend, start E',
        'timer F': 'terminated: stop E, tellTimeout',
        receive1xx: 'proceeding: pass',
        receiveFinal: 'completed: stop E, stop F, start K, pass',
        transportError: 'terminated: stop E, stop F, tellTransportError',
      },
      proceeding: {
        'timer E': 'proceeding: resend, start E',
        'timer F': 'terminated: stop E, tellTimeout',
        receive1xx: 'proceeding: pass',
        receiveFinal: 'completed: stop E, stop F, start K, pass',
        transportError: 'terminated: stop E, stop F, tellTransportError',
      },
      completed: { 'timer K': 'terminated: ' },
      terminated: {},
    },
  },
]

describe.each(machines)('$name', ({ step, states, inputs, expected }) => {
  it('has the states of its figure', () => {
    expect(states).toEqual(Object.keys(expected))
  })

  it.each(states.flatMap((state) => inputs.map((input) => [state, input] as const)))('%s, %s', (state, input) => {
    const transition = step(state as never, input as never)
    const told = transition === undefined ? undefined : `${transition.to}: ${transition.deeds.join(', ')}`
    expect(told).toBe(expected[state]?.[input])
  })
})
