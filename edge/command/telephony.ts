import { refuse } from '../refusal.ts'
import type { CommandHandlers } from './handlers.ts'

const notYet = () => refuse('not-supported', 'Not in this edge yet.')

export const telephonyHandlers: CommandHandlers<
  'trunks.set' | 'user.set' | 'leg.transfer-progress' | 'siprec.start' | 'siprec.stop'
> = {
  'trunks.set': notYet,
  'user.set': notYet,
  'leg.transfer-progress': notYet,
  'siprec.start': notYet,
  'siprec.stop': notYet,
}
