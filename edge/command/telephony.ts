import { type CommandHandlers, done } from './handlers.ts'

export const telephonyHandlers: CommandHandlers<'trunks.set'> = {
  'trunks.set': (command, parts) => {
    parts.sip.trunks.set(command.trunks)
    return done
  },
}
