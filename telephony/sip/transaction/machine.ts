import type { TimerName } from './timers.ts'

/** What a transition asks of the layer, in the order given. */
export type Deed =
  /** Put the message that came with the input on the wire and keep it for retransmission. */
  | 'send'
  /** Put the kept message on the wire again. */
  | 'resend'
  /** Make and send the ACK of a non-2xx final response, and keep it for retransmission. */
  | 'acknowledge'
  /** Hand the received message to the transaction user. */
  | 'pass'
  /** Tell the transaction user that nobody answered. */
  | 'tellTimeout'
  /** Tell the transaction user that the network refused. */
  | 'tellTransportError'
  | `start ${TimerName}`
  | `stop ${TimerName}`
  /** The same, on UDP only: reliable transports repeat nothing. */
  | `start ${TimerName} if unreliable`

export interface Transition<State extends string> {
  readonly to: State
  readonly deeds: readonly Deed[]
}

/** A transaction's whole behaviour: rows are states, columns inputs, and what is not listed changes nothing. */
export type Table<State extends string, Input extends string> = Readonly<
  Record<State, Readonly<Partial<Record<Input, Transition<State>>>>>
>

/** One row of the table; undefined: this input means nothing in this state. */
export function step<State extends string, Input extends string>(
  table: Table<State, Input>,
  state: State,
  input: Input,
): Transition<State> | undefined {
  return table[state][input]
}
