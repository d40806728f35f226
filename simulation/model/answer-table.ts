import type { Answer, Figures } from './answer.ts'
import type { Estimate } from './estimate.ts'

/** The answer for a person: a block a queue, each figure with its interval. */
export function answerTable({ seed, replications, queues, all, agents }: Answer): string {
  const blocks = queues.map((queue) => block(`queue ${queue.id}`, queue))
  if (queues.length > 1) blocks.push(block('all queues', all))
  const rows = agents.map(({ id, count, occupancy }) => row(`${id} (${count})`, occupancy, percent))
  blocks.push(['occupancy of agents', ...rows].join('\n'))
  const intervals = replications > 1 ? ', with 95 % intervals' : ''
  return `seed ${seed}, ${replications} replications${intervals}\n\n${blocks.join('\n\n')}`
}

function block(title: string, figures: Figures): string {
  const { share, serviceLevel, waitMs } = figures
  return [
    title,
    row('offered', figures.offered, count),
    row('answered', figures.answered, count),
    row('answered in time', figures.answeredInThreshold, count),
    row('service level, of offered', serviceLevel.ofOffered, percent),
    row('abandoned', figures.abandoned, count),
    row('abandoned, of offered', share.abandoned, percent),
    ...(figures.blocked.mean === 0 ? [] : [row('blocked', figures.blocked, count)]),
    ...(figures.unfinished.mean === 0 ? [] : [row('unfinished', figures.unfinished, count)]),
    row('had to wait, of offered', share.delayed, percent),
    row('wait of the answered', waitMs.ofAnswered, seconds),
    row('wait of all', waitMs.ofAll, seconds),
    row('wait foretold rightly', figures.foretoldWait.within, percent),
    row('foretold wait off by', figures.foretoldWait.errorMs, seconds),
    row('waiting at a time', figures.queueLength, (value) => value.toFixed(2)),
  ].join('\n')
}

type Write = (value: number) => string
const count: Write = (value) => value.toFixed(1)
const percent: Write = (value) => `${(100 * value).toFixed(2)} %`
const seconds: Write = (value) => `${(value / 1000).toFixed(2)} s`

function row(name: string, { mean, low, high }: Estimate, write: Write): string {
  const middle = mean === null ? '-' : write(mean)
  const interval = low === null || high === null ? '' : `   ${write(low)} to ${write(high)}`
  return `  ${name.padEnd(28)}${middle.padStart(12)}${interval}`
}
