import type { EndReason } from '#protocol/edge/parties.ts'
import type { CallLeg } from '../call-leg.ts'
import { type EdgeParts, findLeg } from '../edge-parts.ts'
import { refuse } from '../refusal.ts'
import { type CommandHandlers, done, orDone } from './handlers.ts'

/** An announcement that a caller is refused with lasts no longer than this. */
const longestRefusalMs = 60_000

export const legSignallingHandlers: CommandHandlers<
  'leg.ring' | 'leg.answer' | 'leg.refuse' | 'leg.originate' | 'leg.end' | 'leg.mute' | 'leg.digits'
> = {
  'leg.ring': (command, parts) => {
    const leg = findLeg(parts, command.legId)
    if (!leg.ok) return leg
    if (leg.value.origin.direction !== 'inbound') return refuse('wrong-state', 'Only a leg that calls us can be rung.')
    const { bridge, life, signalling } = leg.value
    // Somebody speaks to it before the answer: the caller hears that instead of a ringing tone of his own.
    if (bridge && !life.isAnswered && life.state !== 'failed' && signalling.openEarlyMedia()) {
      parts.legs.alerting(leg.value)
    } else if (life.state === 'initiated') {
      signalling.ring()
      parts.legs.alerting(leg.value)
    }
    return done
  },

  'leg.answer': (command, parts) => {
    const leg = findLeg(parts, command.legId)
    if (!leg.ok) return leg
    const { life, origin, signalling } = leg.value
    if (life.isAnswered) return done
    if (origin.direction !== 'inbound') return refuse('wrong-state', 'Only a leg that calls us can be answered.')
    if (life.state === 'failed') return refuse('wrong-state', 'The leg was refused.')
    signalling.answer()
    return done
  },

  'leg.refuse': (command, parts) => {
    const leg = findLeg(parts, command.legId)
    if (!leg.ok) return parts.legs.hasEnded(command.legId) ? done : leg
    const { life, origin, signalling } = leg.value
    if (life.state === 'failed') return done
    if (life.isAnswered || origin.direction !== 'inbound') {
      return refuse('wrong-state', 'Only a leg that calls us and is not answered can be refused.')
    }
    const { status, reason, retryAfterS } = command
    const give = () => signalling.refuse({ status, reason, ...(retryAfterS === undefined ? {} : { retryAfterS }) })
    const announcement = command.play?.length ? parts.playing.open(command.play, false) : undefined
    if (announcement?.ok === false) return announcement
    if (announcement === undefined || !signalling.openEarlyMedia()) {
      give()
      return done
    }
    parts.legs.failing(leg.value)
    playThenRefuse(parts, leg.value, announcement.value, give)
    return done
  },

  'leg.originate': async (command, parts) => {
    if (parts.legs.get(command.legId) || parts.legs.hasEnded(command.legId)) return done
    // No limit of ours stands between a caller and help.
    const isLimited = command.isEmergency !== true
    if (isLimited && parts.admission.isDraining) return refuse('overloaded', 'The edge takes no new calls.')
    const refusal = isLimited ? parts.admission.refusal(false) : undefined
    if (refusal) return refuse('overloaded', `The edge makes no new calls now: ${refusal.why}.`)
    return orDone(await parts.sip.originate(command))
  },

  'leg.end': (command, parts) => {
    const leg = findLeg(parts, command.legId)
    if (!leg.ok) return parts.legs.hasEnded(command.legId) || parts.sip.giveUp(command.legId) ? done : leg
    endLeg(leg.value, command.reason)
    return done
  },

  'leg.mute': (command, parts) => {
    const leg = findLeg(parts, command.legId)
    if (!leg.ok) return leg
    leg.value.isMuted = command.muted
    return done
  },

  'leg.digits': (command, parts) => {
    const leg = findLeg(parts, command.legId)
    if (!leg.ok) return leg
    const { media } = leg.value
    if (!media || !leg.value.isSending) return refuse('wrong-state', 'There is no way for digits to this leg yet.')
    const isQueued =
      leg.value.signalling.sendDigits?.([...command.digits]) ??
      media.sendDigits([...command.digits] as Parameters<typeof media.sendDigits>[0])
    return isQueued ? done : refuse('overloaded', 'Too many digits wait to be sent.')
  },
}

/** Ends a leg in the way that its state asks for. */
function endLeg(leg: CallLeg, reason: EndReason): void {
  leg.signalling.hangUp(reason)
}

function playThenRefuse(
  parts: EdgeParts,
  leg: CallLeg,
  announcement: { read(into: Int16Array): boolean },
  give: () => void,
): void {
  let isGiven = false
  const once = () => {
    if (isGiven || leg.life.isOver) return
    isGiven = true
    give()
  }
  const timer = setTimeout(once, longestRefusalMs)
  parts.playing.listen(leg, {
    source: announcement,
    ended: () => {
      clearTimeout(timer)
      // Not from within the tick or the end of the leg that brought us here.
      setImmediate(once)
    },
  })
}
