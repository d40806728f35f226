import { success } from '#kernel/result.ts'
import { writePcap } from '#telephony/capture/pcap.ts'
import { findLeg } from '../edge-parts.ts'
import { type CommandHandlers, done } from './handlers.ts'

export const observationHandlers: CommandHandlers<'leg.capture' | 'leg.packets' | 'leg.signalling' | 'edge.inspect'> = {
  'leg.capture': (command, parts) => {
    const leg = findLeg(parts, command.legId)
    if (!leg.ok) return leg
    if (command.isOn) parts.observation.packets.start(leg.value)
    else parts.observation.packets.stop(leg.value)
    return done
  },

  'leg.packets': (command, parts) => {
    const { signalling, packets } = parts.observation
    const datagrams = command.legIds.flatMap((legId) => [
      ...signalling.datagrams(legId),
      ...(command.withSound ? packets.of(legId) : []),
    ])
    if (datagrams.length === 0) return success({ pcapBase64: '' })
    datagrams.sort((one, other) => one.atMs - other.atMs)
    return success({ pcapBase64: Buffer.from(writePcap(datagrams)).toString('base64') })
  },

  'leg.signalling': ({ legId }, parts) => {
    const { signalling } = parts.observation
    return success({ steps: JSON.stringify(signalling.ladder(legId)), sipCallId: signalling.sipCallId(legId) ?? '' })
  },

  'edge.inspect': (_command, parts) => success({ inspection: JSON.stringify(parts.observation.inspect()) }),
}
