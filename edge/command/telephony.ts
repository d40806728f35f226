import { refuse } from '../refusal.ts'
import type { CommandHandlers } from './handlers.ts'

const notYet = () => refuse('not-supported', 'Not in this edge yet.')

export const telephonyHandlers: CommandHandlers<
  | 'trunks.set'
  | 'access.set'
  | 'address.ban'
  | 'address.unban'
  | 'user.set'
  | 'leg.transfer-progress'
  | 'siprec.start'
  | 'siprec.stop'
> = {
  'trunks.set': notYet,
  'access.set': notYet,
  'address.ban': notYet,
  'address.unban': notYet,
  'user.set': notYet,
  'leg.transfer-progress': notYet,
  'siprec.start': notYet,
  'siprec.stop': notYet,
}
