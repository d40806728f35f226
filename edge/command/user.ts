import { type CommandHandlers, done } from './handlers.ts'

export const userHandlers: CommandHandlers<'user.set'> = {
  'user.set': (command, parts) => {
    parts.lamps.set(command)
    return done
  },
}
