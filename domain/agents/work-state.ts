/** What the system knows of an agent for one interaction that the agent holds. */
export const workStates = ['offered', 'engaged', 'wrapUp'] as const
export type WorkState = (typeof workStates)[number]

/** An agent who holds nothing is `idle`; one who holds several shows the most binding: engaged, offered, wrapUp. */
export type ShownWorkState = WorkState | 'idle'

export function mostBinding(states: readonly WorkState[]): ShownWorkState {
  if (states.includes('engaged')) return 'engaged'
  if (states.includes('offered')) return 'offered'
  return states.includes('wrapUp') ? 'wrapUp' : 'idle'
}
