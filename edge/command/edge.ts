import { refuse } from '../refusal.ts'
import { type CommandHandlers, done } from './handlers.ts'

const linkLegs = () => refuse('not-supported', 'Legs between edges come with the second edge.')

export const edgeHandlers: CommandHandlers<
  | 'accounts.set'
  | 'station.connect'
  | 'station.close'
  | 'web-call.connect'
  | 'link.open'
  | 'link.connect'
  | 'edge.drain'
> = {
  'accounts.set': (command, parts) => {
    if (command.realm !== parts.realm) {
      return refuse('not-supported', `This edge challenges with the realm "${parts.realm}" alone.`)
    }
    parts.endpoints.setAccounts(command.accounts)
    return done
  },

  'station.connect': (command, parts) => parts.web.connectStation(command),

  'station.close': (command, parts) => {
    parts.web.station(command.stationId)?.hangUp('hung-up')
    return done
  },

  'web-call.connect': (command, parts) =>
    parts.legs.get(command.legId) || parts.legs.hasEnded(command.legId)
      ? refuse('wrong-state', 'That leg has been here already.')
      : parts.web.connectCaller(command),

  'link.open': linkLegs,
  'link.connect': linkLegs,

  'edge.drain': (command, parts) => {
    parts.admission.isDraining = command.isDraining
    return done
  },
}
