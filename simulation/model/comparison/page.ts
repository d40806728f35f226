import type { Answer } from '../answer.ts'
import type { Estimate } from '../estimate.ts'
import { type PublishedCase, publishedCases, publishedRounding } from '../published/contact-centers.ts'
import { chaining } from './chaining.ts'
import { agrees, type Compared, type ComparedLoad, deviation, type Section, type Simulate } from './compared.ts'
import { theorySections } from './theory.ts'

/** Everything that the simulator is compared with. Takes minutes. */
export async function compareAll(simulate: Simulate): Promise<readonly Section[]> {
  const sections: Section[] = []
  for (const { title, text, rows } of theorySections) {
    const loads: ComparedLoad[] = []
    for (const row of rows) loads.push(await row(simulate))
    sections.push({ title, text, loads })
  }
  sections.push(await chaining(simulate))
  const published: ComparedLoad[] = []
  for (const one of publishedCases) published.push(comparedCase(one, await simulate(one.model, 400)))
  sections.push({
    title: 'Published numbers',
    text: 'Models of the Montréal library for contact centres (umontreal-simul/contactcenters, Apache-2.0) with the 95 % intervals that its authors published over 1,000 replications; ours are over 400. Two intervals agree where they meet; theirs are rounded to three decimals.',
    loads: published,
  })
  return sections
}

export function comparedCase({ id, what, figures }: PublishedCase, { all, agents }: Answer): ComparedLoad {
  const nothing: Estimate = { mean: null, low: null, high: null }
  return {
    load: `${id}: ${what}`,
    figures: figures.map((figure) => {
      const { mean, low, high } = figure.of(all, agents[0]?.occupancy ?? nothing)
      const of = (value: number | null) => (value === null ? null : value / (figure.scale ?? 1))
      return {
        what: figure.what,
        expected: { low: figure.low, high: figure.high, rounding: publishedRounding },
        ours: { mean: of(mean), low: of(low), high: of(high) },
      }
    }),
  }
}

/** docs/simulation-comparison.md. */
export function comparisonPage(sections: readonly Section[], seed: number): string {
  const all = sections.flatMap(({ loads }) => loads.flatMap(({ figures }) => figures))
  const within = all.filter(agrees).length
  const farthest = Math.max(...all.map(deviation))
  return `${[
    '# The simulator beside theory and published numbers',
    `Made by \`npm run -s parley -- simulate --compare > docs/simulation-comparison.md\` with seed ${seed} for the first house and the next one for each that follows; the models of it are in [simulation/model/comparison](../simulation/model/comparison). Customers, handle times and patience come by chance; everything that is decided, the very decider of the product decides.`,
    `Of ${all.length} figures ${within} (${((100 * within) / all.length).toFixed(1)} %) agree within our 95 % interval; of a simulator that is right, about one in twenty does not. The farthest is ${farthest.toFixed(2)} standard errors off.`,
    ...sections.map(sectionText),
  ].join('\n\n')}\n`
}

function sectionText({ title, text, loads, remark }: Section): string {
  const rows = loads.flatMap(({ load, figures }) => figures.map((figure, i) => line(i === 0 ? load : '', figure)))
  const table = [
    '| load | figure | expected | simulated | 95 % interval | agrees |',
    '|---|---|---|---|---|---|',
    ...rows,
  ]
  return [`## ${title}`, text, table.join('\n'), ...(remark ? [remark] : [])].join('\n\n')
}

function line(load: string, compared: Compared): string {
  const { what, expected, ours } = compared
  const write = (value: number | null) => (value === null ? '-' : figures(value))
  const goal = typeof expected === 'number' ? write(expected) : `${write(expected.low)} to ${write(expected.high)}`
  const interval = `${write(ours.low)} to ${write(ours.high)}`
  return `| ${load} | ${what} | ${goal} | ${write(ours.mean)} | ${interval} | ${agrees(compared) ? 'yes' : 'no'} |`
}

/** Enough figures to see a difference. */
const figures = (value: number): string =>
  Math.abs(value) >= 1000 ? value.toFixed(1) : String(Number(value.toPrecision(4)))
