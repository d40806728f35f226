import { type CommandHandlers, orDone } from './handlers.ts'

export const transferHandlers: CommandHandlers<'leg.transfer-progress'> = {
  'leg.transfer-progress': ({ legId, transferId, status }, parts) =>
    orDone(parts.sip.transferProgress(legId, transferId, status)),
}
