import { refuse } from '../refusal.ts'
import { type CommandHandlers, done } from './handlers.ts'

const notYet = () => refuse('not-supported', 'Not in this edge yet.')

export const telephonyHandlers: CommandHandlers<'trunks.set' | 'siprec.start' | 'siprec.stop'> = {
  'trunks.set': (command, parts) => {
    parts.sip.trunks.set(command.trunks)
    return done
  },
  'siprec.start': notYet,
  'siprec.stop': notYet,
}
