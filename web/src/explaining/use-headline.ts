import { useTranslation } from 'react-i18next'
import type { RoutingDecision } from '#protocol/http/decisions.ts'
import { useFormats } from '../languages/use-formats.ts'
import { useOpenWord } from '../languages/use-open-word.ts'
import { useToldWords } from '../languages/use-told-words.ts'
import { useAwayWords } from '../substitutions/use-away-words.ts'
import { liftsLine } from './lift-lines.ts'
import { callbackLine, callbackNote, handedOverLine } from './promise-lines.ts'
import type { useWhyWords } from './use-why-words.ts'

type WhyWords = ReturnType<typeof useWhyWords>

/** What was decided, in one line. */
export function useHeadline(of: RoutingDecision, words: WhyWords): string {
  const { t } = useTranslation()
  const formats = useFormats()
  const { clock, number } = formats
  const word = useOpenWord()
  const away = useAwayWords()
  const told = useToldWords()
  const agent = words.nameOf(of)
  const queue = `\u2068${of.queueName ?? ''}\u2069`
  const cause = word('telephony.why.cause', of.cause) ?? of.cause ?? ''
  const step = number((of.step ?? 0) + 1)
  switch (of.kind) {
    case 'queued':
      return of.expected
        ? t('telephony.why.did.queuedExpecting', {
            queue,
            likely: clock(of.expected.likelyMs),
            low: clock(of.expected.lowMs),
            high: clock(of.expected.highMs),
          })
        : t('telephony.why.did.queued', { queue })
    case 'relaxed':
      return t('telephony.why.did.relaxed', { step, asked: words.asked(of.asked ?? {}) })
    case 'announced':
      return t('telephony.why.did.announced', { said: formats.list(told(of)) })
    case 'priority-changed':
      return t('telephony.why.did.priority-changed', { level: number(of.level ?? 0), boost: clock(of.boostMs ?? 0) })
    case 'offered':
      return of.step ? t('telephony.why.did.offeredAtStep', { agent, step }) : t('telephony.why.did.offered', { agent })
    case 'diverted':
      if (of.to === 'voicemail') return t('telephony.why.did.toVoicemail', { queue, cause })
      if (of.to === 'flow') return t('telephony.why.did.toFlow', { queue, cause })
      return t('telephony.why.did.diverted', { queue, cause })
    case 'handed-over':
      return handedOverLine(of, { t, agent }, { ...away, ...words })
    case 'callback-offered':
    case 'callback-granted':
    case 'callback-promised':
    case 'callback-dialed':
    case 'callback-put-off':
    case 'callback-ended': {
      const outcome = word('history.segmentOutcome', of.cause) ?? of.cause ?? ''
      return callbackLine(of.kind, of, { t, formats, agent, queue, cause: outcome })
    }
    default:
      return t(`telephony.why.did.${of.kind}`, { agent, queue, cause })
  }
}

/** What else there is to say of it, below that line; empty where nothing is. */
export function useNote(of: RoutingDecision): string {
  const { t } = useTranslation()
  const formats = useFormats()
  const lifts = liftsLine(of, { t, formats })
  return lifts || callbackNote(of, { t, formats })
}
