import { refuse } from '../refusal.ts'
import type { CommandHandlers } from './handlers.ts'

const notYet = () => refuse('not-supported', 'This edge cannot do that yet.')

/** In the contract, and carried out when their machines are there: whoever builds one takes its line out of here. */
export const notYetHandlers: CommandHandlers<'bridge.play'> = {
  'bridge.play': notYet,
}
