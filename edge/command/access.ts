import { refuse } from '../refusal.ts'
import { type CommandHandlers, done } from './handlers.ts'

export const accessHandlers: CommandHandlers<'access.set' | 'address.ban' | 'address.unban'> = {
  'access.set': (command, parts) => {
    parts.access.setPolicy(command.policy, command.bans)
    return done
  },

  'address.ban': (command, parts) =>
    parts.access.ban(command.address, command.forS * 1000)
      ? done
      : refuse('bad-command', `${command.address} is no address.`),

  'address.unban': (command, parts) => {
    parts.access.unban(command.address)
    return done
  },
}
