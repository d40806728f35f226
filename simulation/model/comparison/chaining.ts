import { patientQueue } from '#domain/workforce/index.ts'
import type { Model } from '../model.ts'
import type { ComparedLoad, Section, Simulate } from './compared.ts'

const hourMs = 3_600_000
const handleMs = 180_000
/** So many kinds of customers, each with a queue and a skill of its own, and so many agents for each. */
const kinds = 6
const agentsOfKind = 5
const load = 0.85

/** Every agent is a member of every queue; only what he can do differs. @param skills how many each has, in a chain */
export function chained(skills: number): Model {
  const all = Array.from({ length: kinds }, (_, kind) => kind)
  return {
    horizonMs: 50 * hourMs,
    warmupMs: 10 * hourMs,
    drain: true,
    queues: all.map((kind) => ({
      id: `kind${kind}`,
      arrivals: { poissonPerHour: (load * agentsOfKind * hourMs) / handleMs },
      handle: { exponentialMeanMs: handleMs },
      requires: [{ skill: `skill${kind}`, least: 3 }],
    })),
    agents: all.map((kind) => ({
      count: agentsOfKind,
      queues: all.map((other) => ({ id: `kind${other}` })),
      skills: Array.from({ length: skills }, (_, n) => ({ skill: `skill${(kind + n) % kinds}`, proficiency: 3 })),
    })),
  }
}

/** Specialists and all-rounders have theory of their own; the chain lies between, near the all-rounders. */
export async function chaining(simulate: Simulate): Promise<Section> {
  const replications = 12
  const [one, two, every] = [
    await simulate(chained(1), replications),
    await simulate(chained(2), replications),
    await simulate(chained(kinds), replications),
  ]
  const perHour = (load * agentsOfKind * hourMs) / handleMs
  const apart = patientQueue({ perHour, handleMs, agents: agentsOfKind })
  const pooled = patientQueue({ perHour: kinds * perHour, handleMs, agents: kinds * agentsOfKind })
  const waits = [one, two, every].map(({ all }) => (all.waitMs.ofAll.mean ?? 0) / 1000) as [number, number, number]
  const regained = (waits[0] - waits[1]) / (waits[0] - waits[2])
  const loads: ComparedLoad[] = [
    {
      load: 'one skill each',
      figures: [
        { what: 'mean wait, s', expected: apart.waitMs / 1000, ours: inSeconds(one.all.waitMs.ofAll) },
        { what: 'had to wait', expected: apart.delayed, ours: one.all.share.delayed },
      ],
    },
    {
      load: 'every skill each',
      figures: [
        { what: 'mean wait, s', expected: pooled.waitMs / 1000, ours: inSeconds(every.all.waitMs.ofAll) },
        { what: 'had to wait', expected: pooled.delayed, ours: every.all.share.delayed },
      ],
    },
  ]
  return {
    title: 'Skill chaining',
    text: `${kinds} kinds of customers, ${agentsOfKind} agents for each, load ${load}. Specialists are ${kinds} separate houses of Erlang C, all-rounders a single one. Two skills in a chain (0 and 1, 1 and 2, …, ${kinds - 1} and 0) regain most of what pooling gains (Jordan and Graves 1995; Wallace and Whitt 2005).`,
    loads,
    remark: `With two skills each, customers wait ${waits[1].toFixed(2)} s on average, of ${waits[0].toFixed(2)} s with one and ${waits[2].toFixed(2)} s with all ${kinds}: **${(100 * regained).toFixed(1)} %** of the gain.`,
  }
}

const inSeconds = ({ mean, low, high }: { mean: number | null; low: number | null; high: number | null }) => {
  const of = (ms: number | null) => (ms === null ? null : ms / 1000)
  return { mean: of(mean), low: of(low), high: of(high) }
}
