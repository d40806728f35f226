import { Geography, shippedCountries } from '#domain/geography/index.ts'
import { isRequirement } from '#domain/routing/index.ts'
import { shiftDayProblem } from '#domain/workforce/index.ts'
import { expectedArrivals, unsorted } from '../arrivals.ts'
import { meanOf } from '../distributions.ts'
import { type Duration, type Model, type ModelAgents, type ModelQueue, mostAgents } from '../model.ts'
import { shiftDayOf, spansOf } from '../shifts.ts'
import { senselessCircumstances } from './sensible-circumstances.ts'
import { senselessFlows } from './sensible-flows.ts'

/** What no schema says of a model. Each is a sentence that names the place, or `null`: nothing is wrong. */

/** So many customers a replication has at most, as far as can be foreseen: a run ends, and in bounded memory. */
const mostCustomers = 20_000_000

export function senseless(model: Model): string | null {
  const { horizonMs, warmupMs = 0, queues, agents } = model
  if (warmupMs >= horizonMs) return `warmupMs is ${warmupMs}: write less than horizonMs, which is ${horizonMs}.`
  const places = new Map<string, number>()
  for (const [i, queue] of queues.entries()) {
    const other = places.get(queue.id)
    if (other !== undefined) {
      return `queues[${i}].id is ${JSON.stringify(queue.id)}, and so is queues[${other}].id: give each queue an id of its own.`
    }
    places.set(queue.id, i)
  }
  for (const [i, queue] of queues.entries()) {
    const wrong = senselessQueue(`queues[${i}]`, queue, model)
    if (wrong) return wrong
  }
  const wrong = tooMuch(model)
  if (wrong) return wrong
  return (
    senselessAgents(agents, model, places) ??
    repeatedIn(
      'reservations',
      'skill',
      (model.reservations ?? []).map(({ skill }) => skill),
    ) ??
    senselessFailures(model) ??
    senselessCircumstances(model, (code) => shipped().region(code) !== undefined) ??
    senselessFlows(model, (code) => shipped().region(code) !== undefined)
  )
}

/** A run ends, and soon enough. */
function tooMuch({ queues, entrances = [], agents, carriers = [], core, horizonMs }: Model): string | null {
  const more = Math.max(...queues.map(({ retrial }) => (retrial ? 1 + retrial.share * (retrial.most ?? 1) : 1)))
  const expected = [...queues, ...entrances].reduce((sum, one) => {
    const { arrivals } = one
    const again = 'flow' in one ? more : one.retrial ? 1 + one.retrial.share * (one.retrial.most ?? 1) : 1
    return sum + (arrivals ? expectedArrivals(arrivals, horizonMs) * again : 0)
  }, 0)
  if (expected > mostCustomers) {
    return `queues have ${Math.round(expected)} customers to expect in all, those who come again among them: write rates and a horizonMs with ${mostCustomers} at most.`
  }
  const count = agents.reduce((sum, group) => sum + group.count, 0)
  const often = (every: Duration, lastsMs: number) => horizonMs / (Math.max(leastBetweenMs, meanOf(every)) + lastsMs)
  const breaks = agents.reduce((sum, group) => sum + (group.breaks ? group.count * often(group.breaks.every, 0) : 0), 0)
  const outages = carriers.reduce(
    (sum, { fails }) => sum + (Array.isArray(fails) ? 0 : often(fails.every, meanOf(fails.lasts))),
    0,
  )
  const deaths = !core ? 0 : 'every' in core.dies ? often(core.dies.every, core.takeOverMs) : core.dies.atMs.length
  if (breaks + outages + deaths * (1 + count) > mostCustomers) {
    return 'breaks, failures of carriers and deaths of the core come too often until horizonMs: write longer times between them.'
  }
  return null
}

let geography: Geography | undefined
/** The shipped countries, read once they are asked for. */
export function shipped(): Geography {
  geography ??= new Geography(shippedCountries)
  return geography
}

function senselessQueue(at: string, queue: ModelQueue, { queues, agents }: Model): string | null {
  const skill = repeatedIn(
    `${at}.requires`,
    null,
    (queue.requires ?? []).map((required) => required.skill),
  )
  if (skill) return skill
  const step = repeated((queue.relaxation ?? []).map(({ afterMs }) => `${afterMs}`))
  if (step) return `${at}.relaxation has two steps after ${step.slice(1, -1)} ms: make one of them.`
  const early = unsorted(at, queue.arrivals)
  if (early) return early
  if (queue.requirement && !isRequirement(withIds(queue.requirement))) {
    return `${at}.requirement is larger than the decider takes: write eight levels and a hundred parts at most.`
  }
  const { regions = [], hours = [], preferred, channel = 'voice', diversions = [], callback } = queue
  const region = regions.findIndex((one) => !shipped().region(one.region))
  if (region >= 0) return unknownRegion(`${at}.regions[${region}].region`, regions[region]?.region)
  const told = regions.reduce((sum, one) => sum + one.share, 0)
  if (told > 1 + 1e-9) return `${at}.regions have shares of ${told} in all: write 1 at most.`
  const hour = faultInSpans(hours)
  if (hour >= 0) return `${at}.hours[${hour}] ends before it begins, or begins before the last one ended: set it right.`
  if (preferred && !agents.some(({ id, count }) => id === preferred.group && count > 0)) {
    return `${at}.preferred.group is ${JSON.stringify(preferred.group)}, and no group of agents has that id and somebody in it: give one that id.`
  }
  for (const [k, { to }] of diversions.entries()) {
    const here = `${at}.diversions[${k}].to`
    if (to.kind === 'queue') {
      const other = queues.find(({ id }) => id === to.id)
      if (!other)
        return `${here}.id is ${JSON.stringify(to.id)}, and no queue has that id: write one of ${some(queues)}.`
      if (other === queue) return `${here}.id is the queue itself: name another one.`
      if ((other.channel ?? 'voice') !== channel)
        return `${here}.id is a queue of another channel: name one of ${channel}.`
    } else if (channel !== 'voice') {
      return `${here}.kind is ${JSON.stringify(to.kind)}, and nobody holds a line for work of ${channel}: send it to a queue.`
    }
    if (to.kind === 'callback' && !callback) return `${here}.kind is "callback", and ${at} has no callback: add it.`
  }
  if (queue.places != null && channel !== 'voice') {
    return `${at}.places is there, and nobody is turned away who brings work of ${channel}: leave it out.`
  }
  if (queue.greeting && channel !== 'voice')
    return `${at}.greeting is there, and nobody hears one who brings work of ${channel}: leave it out.`
  if (queue.announcements && !(queue.announcements.saysPosition ?? true) && !queue.announcements.saysWait) {
    return `${at}.announcements say nothing: write "saysPosition": true or "saysWait": true, or leave them out.`
  }
  if (callback && channel !== 'voice') return `${at}.callback is there, and the channel is ${channel}: leave it out.`
  return null
}

const withIds = (requirement: object): unknown =>
  JSON.parse(JSON.stringify(requirement), (key, value: unknown) => {
    if (key === 'skill') return undefined
    if (typeof value !== 'object' || value === null || !('least' in value)) return value
    return { skillId: 'skl', least: value.least }
  })

const some = (all: readonly { readonly id: string }[]): string =>
  all
    .slice(0, 10)
    .map(({ id }) => id)
    .join(', ')

const unknownRegion = (at: string, code: string | undefined): string =>
  `${at} is ${JSON.stringify(code)}, which is no region of Azerbaijan, Georgia, Hungary, Iran or Turkey: write its ISO 3166-2 code, such as "GE-TB".`

function senselessAgents(
  agents: readonly ModelAgents[],
  model: Model,
  queues: ReadonlyMap<string, number>,
): string | null {
  const count = agents.reduce((sum, group) => sum + group.count, 0)
  if (count > mostAgents) return `agents are ${count} in all: write ${mostAgents} at most.`
  const groupIds = repeated(agents.flatMap(({ id }) => (id === undefined ? [] : [id])))
  if (groupIds) return `agents have the id ${groupIds} twice: give each group an id of its own.`
  let spans = 0
  let reckoned = 0
  for (const [i, group] of agents.entries()) {
    const at = `agents[${i}]`
    const unknown = group.queues.findIndex(({ id }) => !queues.has(id))
    if (unknown >= 0) {
      return `${at}.queues[${unknown}].id is ${JSON.stringify(group.queues[unknown]?.id)}, and no queue has that id: write one of ${some(model.queues)}.`
    }
    const queue = repeatedIn(
      `${at}.queues`,
      null,
      group.queues.map(({ id }) => id),
    )
    if (queue) return queue
    const skill =
      Array.isArray(group.skills) &&
      repeatedIn(
        `${at}.skills`,
        null,
        group.skills.map((one) => one.skill),
      )
    if (skill) return skill
    const region = (group.regions ?? []).findIndex((code) => !shipped().region(code))
    if (region >= 0) return unknownRegion(`${at}.regions[${region}]`, group.regions?.[region])
    const spoken = (['voice', 'video'] as const).find((channel) => (group.capacity?.[channel] ?? 0) > 1)
    if (spoken) return `${at}.capacity.${spoken} is ${group.capacity?.[spoken]}: nobody talks to two, write 0 or 1.`
    if (group.breaks && meanOf(group.breaks.every) < leastBetweenMs) {
      return `${at}.breaks.every is a second at least, on average: write more.`
    }
    const { shifts = [] } = group
    const day = shifts.findIndex((shift) => 'weekday' in shift && shiftDayProblem(shiftDayOf(shift)) !== undefined)
    const asked = shifts[day]
    if (asked && 'weekday' in asked) return `${at}.shifts[${day}]: ${shiftDayProblem(shiftDayOf(asked))}`
    const times = faultInSpans(shifts.flatMap((shift) => ('fromMs' in shift ? [shift] : [])))
    if (times >= 0)
      return `${at}.shifts[${times}] ends before it begins, or begins before the last one ended: set it right.`
    reckoned += shifts.length * (1 + model.horizonMs / weekMs)
    if (reckoned > mostReckoned)
      return `${at}.shifts come again too often until horizonMs: write fewer groups or days, or a shorter horizonMs.`
    const all = spansOf(shifts, model)
    if (faultInSpans(all) >= 0) return `${at}.shifts overlap, the times or the days of the pattern: set them right.`
    spans += group.count * all.reduce((sum, span) => sum + 1 + span.breaks.length, 0)
  }
  if (spans > mostSpans)
    return `agents have ${spans} shifts and breaks in all: write ${mostSpans} at most, or a shorter horizonMs.`
  return null
}
const mostSpans = 5_000_000
/** Days of patterns that are reckoned out, of all groups together. */
const mostReckoned = 200_000
const weekMs = 7 * 86_400_000

/** Nobody thinks of breaks oftener, and nothing fails oftener. */
const leastBetweenMs = 1000

function senselessFailures({ carriers = [], core, horizonMs }: Model): string | null {
  const ids = repeated(carriers.flatMap(({ id }) => (id === undefined ? [] : [id])))
  if (ids) return `carriers have the id ${ids} twice: give each of them an id of its own.`
  const all = carriers.reduce((sum, { share }) => sum + share, 0)
  if (all > 1 + 1e-9) return `carriers have shares of ${all} in all: write 1 at most.`
  for (const [i, { fails }] of carriers.entries()) {
    if (!Array.isArray(fails)) continue
    const wrong = faultInSpans(fails)
    if (wrong >= 0)
      return `carriers[${i}].fails[${wrong}] ends before it begins, or begins before the last one ended: set it right.`
  }
  if (core && 'atMs' in core.dies) {
    const { atMs } = core.dies
    const early = atMs.findIndex((ms, k) => k > 0 && ms < (atMs[k - 1] as number) + core.takeOverMs)
    if (early >= 0)
      return `core.dies.atMs[${early}] is before the core before it was replaced: sort the moments, and leave takeOverMs between them.`
    if (atMs.some((ms) => ms > horizonMs)) return 'core.dies.atMs has a moment after horizonMs: leave it out.'
  }
  return null
}

/** @returns the first that ends before it begins, or begins before the last one ended; -1: none */
const faultInSpans = (spans: readonly { readonly fromMs: number; readonly toMs: number }[]): number =>
  spans.findIndex(({ fromMs, toMs }, k, all) => toMs <= fromMs || fromMs < (all[k - 1]?.toMs ?? 0))

function repeatedIn(at: string, field: string | null, names: readonly string[]): string | null {
  const twice = repeated(names)
  return twice && `${at} names ${field === null ? '' : `the ${field} `}${twice} twice: leave one of them out.`
}

function repeated(names: readonly string[]): string | null {
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(name)) return JSON.stringify(name)
    seen.add(name)
  }
  return null
}
