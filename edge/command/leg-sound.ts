import type { CallLeg } from '../call-leg.ts'
import { type EdgeParts, findLeg } from '../edge-parts.ts'
import { refuse } from '../refusal.ts'
import { type CommandHandlers, done, orDone } from './handlers.ts'

export const legSoundHandlers: CommandHandlers<'leg.play' | 'leg.stop-play' | 'leg.collect' | 'leg.stop-collect'> = {
  'leg.play': (command, parts) => {
    const leg = findLeg(parts, command.legId)
    if (!leg.ok) return leg
    return (
      whyDeaf(leg.value) ??
      played(parts, leg.value, orDone(parts.playing.play(leg.value, command.playId, command.items, command.loop)))
    )
  },

  'leg.stop-play': (command, parts) => {
    const leg = findLeg(parts, command.legId)
    if (!leg.ok) return leg
    // A collection's prompt is ended by `leg.stop-collect`.
    if (leg.value.listening?.playId !== undefined) parts.playing.stopPlay(leg.value)
    return done
  },

  'leg.collect': (command, parts) => {
    const leg = findLeg(parts, command.legId)
    if (!leg.ok) return leg
    return whyDeaf(leg.value) ?? played(parts, leg.value, orDone(parts.playing.collect(leg.value, command)))
  },

  'leg.stop-collect': (command, parts) => {
    const leg = findLeg(parts, command.legId)
    if (!leg.ok) return leg
    parts.playing.stopCollect(leg.value)
    return done
  },
}

function whyDeaf(leg: CallLeg) {
  if (leg.bridge) return refuse('wrong-state', 'The leg is in a bridge.')
  return leg.life.state === 'failed' ? refuse('wrong-state', 'The leg was refused.') : undefined
}

/** A caller who was not answered hears by early media (183). One that made no offer hears nothing before the answer. */
function played<Outcome extends { readonly ok: boolean }>(parts: EdgeParts, leg: CallLeg, outcome: Outcome): Outcome {
  if (outcome.ok && !leg.isSending && leg.origin.direction === 'inbound' && !leg.life.isAnswered) {
    if (leg.signalling.openEarlyMedia()) parts.legs.alerting(leg)
  }
  return outcome
}
