import type { TFunction } from 'i18next'
import type { RoutingDecision } from '#protocol/http/decisions.ts'
import type { SubstitutionCause } from '#protocol/http/substitutions.ts'
import type { Formats } from '../languages/formats.ts'

/** What is said of a decision besides what is in it: names in their own direction, causes in words. */
interface Said {
  readonly t: TFunction
  readonly formats: Formats
  readonly agent: string
  readonly queue: string
  readonly cause: string
}

export type CallbackKind = Extract<RoutingDecision['kind'], `callback-${string}`>

/** What became of a promise to call. */
export function callbackLine(kind: CallbackKind, of: RoutingDecision, { t, formats, ...said }: Said): string {
  const { agent, queue, cause } = said
  if (kind === 'callback-promised') return t(`telephony.why.callback.promised.${of.askedBy ?? 'outside'}`, { queue })
  if (kind === 'callback-put-off') return t('telephony.why.did.callback-put-off', { cause, due: dueOf(of, formats) })
  if (kind !== 'callback-dialed') return t(`telephony.why.did.${kind}`, { queue, cause })
  const dial = formats.number(of.dial ?? 1)
  if (of.agentId) return t('telephony.why.callback.dialed', { agent, dial })
  return t('telephony.why.callback.ahead', { dial, foretold: formats.clock(of.foretoldMs ?? 0) })
}

/** What else there is to say of it; empty where nothing is. */
export function callbackNote(of: RoutingDecision, { t, formats }: Pick<Said, 't' | 'formats'>): string {
  const at = Date.parse(of.at)
  if (of.kind === 'callback-promised') {
    const sinceMs = Date.parse(of.since ?? of.at)
    const hasWaited = at - sinceMs >= 1000
    return [
      ...(hasWaited ? [t('telephony.why.callback.place', { since: formats.time(sinceMs, true) })] : []),
      ...(of.dueAt ? [t('telephony.why.callback.notBefore', { due: dueOf(of, formats) })] : []),
    ].join(' ')
  }
  // Where it was not the time for it nobody was called.
  const isNoTry = of.kind === 'callback-put-off' && of.isCounted === false && of.cause !== 'window'
  return isNoTry ? t('telephony.why.callback.noTry') : ''
}

/** As seen from the decision: on the same day only the time. */
const dueOf = ({ at, dueAt = at }: RoutingDecision, { moment }: Formats) => moment(Date.parse(dueAt), Date.parse(at))

interface AwayWords {
  cause(why: SubstitutionCause): string
  until(untilMs: number | undefined): string
  nameOf(of: { readonly agentName?: string }): string
  skillName(skillId: string): string
}

/** Whose work goes to whom, why and until when. */
export function handedOverLine(
  { handedOver }: RoutingDecision,
  { t, agent }: Pick<Said, 't' | 'agent'>,
  say: AwayWords,
) {
  const { why = 'absent', until, to = [], teamSkillId } = handedOver ?? {}
  const team = teamSkillId ? t('telephony.why.team', { skill: say.skillName(teamSkillId) }) : t('telephony.why.anybody')
  return t('telephony.why.did.handed-over', {
    ...{ agent, why: say.cause(why), until: say.until(until === undefined ? undefined : Date.parse(until)) },
    names: to.length === 0 ? team : to.map(say.nameOf).join(t('telephony.why.comma')),
  })
}
