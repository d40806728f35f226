import { refuse } from '../refusal.ts'
import type { CommandHandlers } from './handlers.ts'

const notYet = () => refuse('not-supported', 'This edge cannot do that yet.')

/** In the contract, and carried out when their machines are there: whoever builds one takes its line out of here. */
export const notYetHandlers: CommandHandlers<'leg.detect' | 'leg.stop-detect' | 'bridge.play'> = {
  'leg.detect': notYet,
  'leg.stop-detect': notYet,
  'bridge.play': notYet,
}
