import { type CommandHandlers, done, orDone } from './handlers.ts'

export const soundHandlers: CommandHandlers<'sounds.set' | 'sound.put' | 'sound.gone'> = {
  'sounds.set': (command, parts) => {
    parts.sounds.expect(command.hashes)
    return done
  },

  'sound.put': (command, parts) => orDone(parts.sounds.put(command)),

  'sound.gone': (command, parts) => {
    parts.sounds.gone(command.hash)
    return done
  },
}
