import type { Answer, CarrierFigures, CoreFigures, Figures } from './answer.ts'
import { type WayOut, waysOut } from './counts.ts'
import type { Estimate } from './estimate.ts'
import type { FlowFigures } from './flows/figures.ts'

/** The answer for a person: a block a queue, each figure with its interval. */
export function answerTable(answer: Answer): string {
  const { seed, replications, isWhole, queues, all, agents, flows = [], carriers = [], core } = answer
  const blocks = queues.map((queue) => block(`queue ${queue.id}`, queue))
  if (queues.length > 1) blocks.push(block('all queues', all))
  blocks.push(...flows.map(flowBlock))
  const rows = agents.map(({ id, count, occupancy }) => row(`${id} (${count})`, occupancy, percent))
  blocks.push(['occupancy of agents', ...rows].join('\n'))
  blocks.push(...carriers.map((carrier) => carrierBlock(carrier)))
  if (core) blocks.push(coreBlock(core))
  const intervals = replications > 1 ? ', with 95 % intervals' : ''
  return `seed ${seed}, ${replications} replications${intervals}, ${livedBy(isWhole)}\n\n${blocks.join('\n\n')}`
}

function block(title: string, figures: Figures): string {
  const { share, serviceLevel, waitMs, callbacks, messages } = figures
  const rare = (name: string, figure: Estimate) => (figure.mean === 0 ? [] : [row(name, figure, count)])
  return [
    title,
    row('offered', figures.offered, count),
    row('answered', figures.answered, count),
    row('answered in time', figures.answeredInThreshold, count),
    row('service level, of offered', serviceLevel.ofOffered, percent),
    row('abandoned', figures.abandoned, count),
    row('abandoned, of offered', share.abandoned, percent),
    ...rare('blocked', figures.blocked),
    ...rare('lost', figures.lost),
    ...rare('unfinished', figures.unfinished),
    ...rare('cut off', figures.cutOff),
    ...rare('sent to another queue', figures.diverted),
    ...rare('answered outside', figures.outside),
    ...rare('to be called back', callbacks.promised),
    ...(callbacks.promised.mean === 0
      ? []
      : [
          row('called back and reached', callbacks.reached, count),
          row('callback given up', callbacks.givenUp, count),
          row('dials', callbacks.dials, count),
          row('wait for the callback', callbacks.waitMs, seconds),
        ]),
    ...(messages.left.mean === 0
      ? []
      : [
          row('messages left', messages.left, count),
          row('messages heard', messages.handled, count),
          row('wait of the messages', messages.waitMs, seconds),
        ]),
    row('had to wait, of offered', share.delayed, percent),
    row('wait of the answered', waitMs.ofAnswered, seconds),
    row('wait of all', waitMs.ofAll, seconds),
    row('wait foretold rightly', figures.foretoldWait.within, percent),
    row('foretold wait off by', figures.foretoldWait.errorMs, seconds),
    row('waiting at a time', figures.queueLength, (value) => value.toFixed(2)),
  ].join('\n')
}

export const livedBy = (isWhole: boolean): string => (isWhole ? 'by the whole product' : 'by the decider alone')

function flowBlock({ id, entered, left, timeMs, blocks }: { readonly id: string } & FlowFigures): string {
  const ways = waysOut.filter((way) => left[way].mean !== 0).map((way) => row(wayWords[way], left[way], count))
  const at = blocks.flatMap(({ id, name = id, entered, gaveUp, exits }) => [
    row(`at ${name}`, entered, count),
    ...(gaveUp.mean === 0 ? [] : [row('  hung up there', gaveUp, count)]),
    ...Object.entries(exits).map(([exit, often]) => row(`  by ${exit}`, often, count)),
  ])
  return [`flow ${id}`, row('entered', entered, count), ...ways, row('time in the flow', timeMs, seconds), ...at].join(
    '\n',
  )
}

const wayWords: Readonly<Record<WayOut, string>> = {
  queue: 'into a queue',
  number: 'to a number',
  voicemail: 'to a voicemail',
  callback: 'to be called back',
  hungUpByFlow: 'let go by the flow',
  hungUpByCaller: 'hung up themselves',
  failed: 'let go by a failure',
  lost: 'cut off',
  unfinished: 'still in it',
}

const carrierBlock = ({ id, failures, downMs, lost, cutOff }: { readonly id: string } & CarrierFigures): string =>
  [
    `carrier ${id}`,
    row('failures', failures, count),
    row('down for', downMs, seconds),
    row('lost', lost, count),
    row('cut off', cutOff, count),
  ].join('\n')

const coreBlock = ({ deaths, downMs, refused }: CoreFigures): string =>
  [
    'core',
    row('deaths', deaths, count),
    row('nobody decided for', downMs, seconds),
    row('refused', refused, count),
  ].join('\n')

type Write = (value: number) => string
const count: Write = (value) => value.toFixed(1)
const percent: Write = (value) => `${(100 * value).toFixed(2)} %`
const seconds: Write = (value) => `${(value / 1000).toFixed(2)} s`

function row(name: string, { mean, low, high }: Estimate, write: Write): string {
  const middle = mean === null ? '-' : write(mean)
  const interval = low === null || high === null ? '' : `   ${write(low)} to ${write(high)}`
  return `  ${name.padEnd(28)}${middle.padStart(12)}${interval}`
}
