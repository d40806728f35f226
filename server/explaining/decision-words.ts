import type { SkillId } from '#kernel/ids.ts'
import type { Asked, NotAsked, Requirement, RoutingDecision, WhyNot, Works } from '#protocol/http/index.ts'
import { callbackWords } from './callback-words.ts'
import { clockOf } from './clock-of.ts'
import { liftedWords, liftsWords, loweredWords } from './lift-words.ts'
import { handedOverWords, standInWords } from './stand-in-words.ts'

/** Decisions in English sentences, for programs and logs; the screens say them in the reader's language. */
export interface Naming {
  skill(skillId: SkillId): string
  region(code: string): string
}

export function requirementWords(requirement: Requirement, naming: Naming): string {
  if ('skillId' in requirement) return `${naming.skill(requirement.skillId)}>=${requirement.least}`
  if ('not' in requirement) return `not ${inBrackets(requirement.not, naming)}`
  const [join, parts] = 'all' in requirement ? [' and ', requirement.all] : [' or ', requirement.any]
  return parts.map((part) => inBrackets(part, naming)).join(join)
}
const inBrackets = (part: Requirement, naming: Naming): string =>
  'all' in part || 'any' in part ? `(${requirementWords(part, naming)})` : requirementWords(part, naming)

function areaWords({ regionCode, reach }: NonNullable<Asked['area']>, naming: Naming): string {
  const region = naming.region(regionCode)
  if (reach === 'region') return `works in ${region}`
  if (reach === 'neighbors') return `works in ${region} or next to it`
  return reach === 'anywhere' ? `the nearest to ${region}` : `works within ${reach.km} km of ${region}`
}

/** Empty where nobody said where he works. */
function worksWords({ regionCode, km }: Partial<Works>, naming: Naming): string {
  if (regionCode === undefined || km === undefined) return ''
  const region = naming.region(regionCode)
  return km === 0 ? `works in ${region}` : `works ${km} km away, in ${region}`
}

export function askedWords({ ring, requirement, area }: Asked, naming: Naming): string {
  const words = [
    ...(area ? [areaWords(area, naming)] : []),
    ...(requirement ? [requirementWords(requirement, naming)] : []),
    ...(ring === undefined ? [] : [`up to ring ${ring}`]),
  ]
  return words.length === 0 ? 'anybody who serves the queue' : words.join(', ')
}

export function whyNotWords(why: WhyNot, naming: Naming): string {
  switch (why.kind) {
    case 'behind':
      return [`idle ${clockOf(why.idleMs ?? 0)}`, worksWords(why, naming)].filter((words) => words !== '').join(' and ')
    case 'too-far':
      return worksWords(why, naming) || 'works in no region that anybody named'
    case 'absent':
      return why.presence === 'break' ? 'on a break' : why.presence === 'offline' ? 'offline' : 'not ready'
    case 'leaving':
      return 'leaves after the work in hand'
    case 'monitoring':
      return 'listens to a call'
    case 'unreachable':
      return 'without a station'
    case 'other-edge':
      return 'on another edge'
    case 'missed':
      return 'missed an offer just now'
    case 'telephone-failed':
      return 'whose telephone could not be called just now'
    case 'at-capacity':
      return 'at capacity'
    case 'not-wanted':
      return 'not the one who is asked for'
    case 'ring':
      return `in ring ${why.ring}, which is not asked yet`
    case 'lacks':
      return why.requirement ? `lacks ${requirementWords(why.requirement, naming)}` : 'lacks a skill'
    case 'kept':
      return `kept for ${why.skillId ? naming.skill(why.skillId) : 'a skill'}, of which no more than ${why.keepFree ?? 1} are free`
    case 'declined':
      return 'declined it just now'
    case 'asked':
      return 'is being asked already'
  }
}

const otherWords = ({ agentName, agentId, why }: NotAsked, naming: Naming): string =>
  `${agentName ?? agentId} ${whyNotWords(why, naming)}`

function whyHim(why: RoutingDecision['why']): string {
  if (why?.isPushed) return 'a supervisor asked him'
  if (why?.standsInFor) return standInWords(why.standsInFor)
  return why?.preferred ? `asked for as ${why.preferred}` : `${why?.strategy} of ${why?.candidates}`
}

/** @param of everything of the decision but its words */
export function decisionWords(of: Omit<RoutingDecision, 'text'>, naming: Naming): string {
  const agent = of.agentName ?? of.agentId ?? 'nobody'
  const queue = of.queueName ?? of.queueId ?? 'no queue'
  switch (of.kind) {
    case 'queued': {
      const wait = of.expected
        ? `; expected wait ${clockOf(of.expected.likelyMs)} (${clockOf(of.expected.lowMs)} to ${clockOf(of.expected.highMs)})`
        : ''
      const lifts = liftsWords(of.lifts)
      return `waits in ${queue}${lifts && ` (${lifts})`}${wait}`
    }
    case 'announced':
      return `told ${announcedWords(of)}`
    case 'diverted':
      return `sent on from ${queue}${of.to === 'voicemail' ? ' to its voicemail' : ''}: ${of.cause}`
    case 'stays':
      return `goes on waiting in ${queue}: there is nowhere to send it`
    case 'relaxed':
      return `step ${of.step}: asks for ${askedWords(of.asked ?? {}, naming)}`
    case 'priority-changed':
      return `counts as level ${of.level}, as if it had waited ${clockOf(of.boostMs ?? 0)} longer`
    case 'offered': {
      const { why, others = [] } = of
      const how = whyHim(why)
      const works = worksWords(why?.works ?? {}, naming)
      const reasons = [
        `${agent} (${[how, `idle ${clockOf(why?.idleMs ?? 0)}`, ...(works ? [works] : [])].join(', ')})`,
        ...others.map((one) => otherWords(one, naming)),
      ]
      const lifts = liftsWords(of.lifts)
      return `step ${of.step ?? 0}: ${askedWords(of.asked ?? {}, naming)}; ${lifts && `${lifts}; `}${reasons.join(', ')}`
    }
    case 'accepted':
      return `${agent} accepted`
    case 'declined':
      return `${agent} declined`
    case 'missed':
      return `${agent} did not answer`
    case 'withdrawn':
      return `taken back from ${agent}: ${of.cause}`
    case 'may-be-asked-again':
      return `${agent} may be asked again`
    case 'returned':
      return `back to the front of ${queue}: ${of.cause}`
    case 'moved':
      return `a supervisor moved it to ${queue}`
    case 'customer-noted':
      return 'who the customer is was found out, or is said otherwise'
    case 'lifted':
      return of.lifts?.[0] ? liftedWords(of.lifts[0]) : 'lifted by an incident'
    case 'lowered':
      return of.lifts?.[0] ? loweredWords(of.lifts[0]) : 'no longer lifted'
    case 'handed-over':
      return of.handedOver ? handedOverWords(agent, of.handedOver, naming.skill) : `waits for others than ${agent}`
    case 'handed-back':
      return `waits for ${agent} again`
    default:
      return callbackWords(of.kind, of)
  }
}

function announcedWords({ position, wait, expected }: Omit<RoutingDecision, 'text' | 'kind'>): string {
  const minutes = wait?.minutes === 1 ? '1 minute' : `${wait?.minutes} minutes`
  const long =
    wait && { under: `less than ${minutes}`, about: `about ${minutes}`, over: `more than ${minutes}` }[wait.is]
  const foretold = expected
    ? ` (expected ${clockOf(expected.likelyMs)}, ${clockOf(expected.lowMs)} to ${clockOf(expected.highMs)})`
    : ''
  const said = [
    position === undefined ? [] : [`number ${position} in the queue`],
    long ? [`${long}${foretold}`] : [],
  ].flat()
  return said.join(', ')
}
