import type { TFunction } from 'i18next'
import type { Lifted, RoutingDecision } from '#protocol/http/decisions.ts'
import type { Formats } from '../languages/formats.ts'

interface Words {
  readonly t: TFunction
  readonly formats: Pick<Formats, 'number' | 'clock'>
}

/** What let it stand before others: "Gold: +20; Power cut in Kutaisi: +30". Empty where nothing did. */
export function liftsLine({ kind, lifts = [] }: RoutingDecision, words: Words): string {
  if (lifts.length === 0) return ''
  if (kind === 'lowered') return lifts.map((lift) => nameOf(lift, words)).join('; ')
  const line = lifts.map((lift) => liftLine(lift, words)).join('; ')
  return kind === 'lifted' ? line : words.t('telephony.why.lift.before', { lifts: line })
}

function liftLine(lift: Lifted, words: Words): string {
  const { t, formats } = words
  const amount = amountOf(lift, words)
  if (lift.by === 'rule') return t('telephony.why.lift.rule', { place: formats.number(lift.rule ?? 1), amount })
  return t(lift.by === 'tier' ? 'telephony.why.lift.tier' : 'telephony.why.lift.incident', {
    name: nameOf(lift, words),
    amount,
  })
}

const nameOf = ({ by, name }: Lifted, { t }: Words): string =>
  name === undefined
    ? t(by === 'tier' ? 'telephony.why.lift.formerTier' : 'telephony.why.lift.anIncident')
    : `\u2068${name}\u2069`

function amountOf({ level, boostMs }: Lifted, { t, formats }: Words): string {
  const levels = level === 0 ? [] : [`\u2066${level > 0 ? '+' : '−'}${formats.number(Math.abs(level))}\u2069`]
  const time = boostMs === 0 ? [] : [t('telephony.why.lift.longer', { time: formats.clock(boostMs) })]
  return [...levels, ...time].join(', ')
}
