import { Counter, Gauge, type Registry } from 'prom-client'
import type { EdgeId } from '#kernel/ids.ts'
import type { EdgeFigures, EdgeInspection } from '#protocol/edge/index.ts'
import type { CoreServices } from '../core-services.ts'
import { inspectEdges } from '../telephony/inspect-edges.ts'

/** Several metrics of one scrape ask once. */
const freshMs = 500

/** What the edges count of calls, answers, sound and strangers. An edge that does not answer in time is left out of the scrape. */
export function registerEdgeMetrics(registry: Registry, { edge, clock }: Pick<CoreServices, 'edge' | 'clock'>): void {
  const registers = [registry]
  let asked: { readonly atMs: number; readonly figures: Promise<ReadonlyMap<EdgeId, EdgeInspection>> } | undefined

  const inspections = (): Promise<ReadonlyMap<EdgeId, EdgeInspection>> => {
    const nowMs = clock.monotonicMs()
    if (asked === undefined || nowMs - asked.atMs > freshMs) asked = { atMs: nowMs, figures: inspectEdges(edge) }
    return asked.figures
  }

  type Labels = Record<string, string>
  /** The edge counts; here its count is only passed on, so each scrape begins anew. */
  function counter(
    name: string,
    help: string,
    labelNames: string[],
    rows: (figures: EdgeFigures) => [Labels, number][],
  ) {
    new Counter({
      name,
      help,
      labelNames: ['edge', ...labelNames],
      registers,
      async collect() {
        const found = await inspections()
        this.reset()
        for (const [edgeId, { figures }] of found)
          for (const [labels, value] of rows(figures)) this.inc({ edge: edgeId, ...labels }, value)
      },
    })
  }
  function gauge(
    name: string,
    help: string,
    labelNames: string[],
    rows: (inspection: EdgeInspection) => [Labels, number][],
  ) {
    new Gauge({
      name,
      help,
      labelNames: ['edge', ...labelNames],
      registers,
      async collect() {
        const found = await inspections()
        this.reset()
        for (const [edgeId, inspection] of found)
          for (const [labels, value] of rows(inspection)) this.set({ edge: edgeId, ...labels }, value)
      },
    })
  }

  counter(
    'parley_sip_calls_total',
    'Calls begun, by trunk (empty: none) and direction.',
    ['trunk', 'direction'],
    ({ calls }) => calls.map(({ trunkId, direction, begun }) => [{ trunk: trunkId, direction }, begun]),
  )
  counter(
    'parley_sip_calls_answered_total',
    'Calls answered: over begun ones, the answer-seizure ratio.',
    ['trunk', 'direction'],
    ({ calls }) => calls.map(({ trunkId, direction, answered }) => [{ trunk: trunkId, direction }, answered]),
  )
  counter(
    'parley_sip_calls_ended_total',
    'Calls ended, by the class of their final answer.',
    ['trunk', 'direction', 'class'],
    ({ calls }) =>
      calls.flatMap(({ trunkId, direction, endedBy }) =>
        Object.entries(endedBy).map(([name, count]): [Labels, number] => [
          { trunk: trunkId, direction, class: name },
          count,
        ]),
      ),
  )
  gauge('parley_sip_calls_active', 'Calls under way.', ['trunk', 'direction'], ({ figures }) =>
    figures.calls.map(({ trunkId, direction, active }) => [{ trunk: trunkId, direction }, active]),
  )
  const split = (counts: Record<string, number>, name: string): [Labels, number][] =>
    Object.entries(counts).map(([key, count]) => {
      const [direction = '', value = ''] = key.split(' ')
      return [{ direction, [name]: value }, count]
    })
  counter(
    'parley_sip_responses_total',
    'SIP responses, by direction and code.',
    ['direction', 'code'],
    ({ responses }) => split(responses, 'code'),
  )
  counter(
    'parley_sip_requests_total',
    'SIP requests, by direction and method.',
    ['direction', 'method'],
    ({ requests }) => split(requests, 'method'),
  )
  counter('parley_sip_messages_refused_total', 'What came as SIP and could not be read.', [], ({ refusedMessages }) => [
    [{}, refusedMessages],
  ])

  // A histogram that somebody else keeps: its three series by hand, as prom-client's own only observes.
  counter(
    'parley_sip_set_up_seconds_bucket',
    'INVITE to the first sign of life (180, 183 or 200).',
    ['le'],
    ({ setUpSeconds }) => {
      let sum = 0
      const rows = setUpSeconds.bounds.map((bound, at): [Labels, number] => {
        sum += setUpSeconds.counts[at] ?? 0
        return [{ le: String(bound) }, sum]
      })
      return [...rows, [{ le: '+Inf' }, setUpSeconds.count]]
    },
  )
  counter(
    'parley_sip_set_up_seconds_sum',
    'Seconds from INVITE to the first sign of life, in all.',
    [],
    ({ setUpSeconds }) => [[{}, setUpSeconds.sum]],
  )
  counter('parley_sip_set_up_seconds_count', 'Calls with a sign of life.', [], ({ setUpSeconds }) => [
    [{}, setUpSeconds.count],
  ])

  counter('parley_rtp_packets_received_total', 'RTP packets received.', [], ({ rtp }) => [[{}, rtp.packetsReceived]])
  counter('parley_rtp_packets_lost_total', 'RTP packets lost on the way to us.', [], ({ rtp }) => [
    [{}, rtp.packetsLost],
  ])
  gauge('parley_rtp_jitter_seconds', 'Mean interarrival jitter of the calls under way.', [], ({ figures }) => [
    [{}, figures.rtp.jitterMsMean / 1000],
  ])
  gauge(
    'parley_rtp_mos',
    'Mean opinion score of the calls under way by the E-model: their mean and the lowest.',
    ['of'],
    ({ figures: { rtp } }) => [
      ...(rtp.mosMean === undefined ? [] : [[{ of: 'mean' }, rtp.mosMean] as [Labels, number]]),
      ...(rtp.mosLowest === undefined ? [] : [[{ of: 'lowest' }, rtp.mosLowest] as [Labels, number]]),
    ],
  )
  gauge('parley_sip_registrations', 'Bindings of phones.', [], ({ figures }) => [[{}, figures.registrations]])
  gauge('parley_sip_banned_addresses', 'Addresses that are shut out.', [], ({ figures }) => [
    [{}, figures.bannedAddresses],
  ])
  gauge('parley_trunk_up', 'Whether a trunk is registered or reachable.', ['trunk', 'condition'], ({ trunks }) =>
    trunks.map(({ trunkId, condition }) => [
      { trunk: trunkId, condition },
      condition === 'registered' || condition === 'reachable' ? 1 : 0,
    ]),
  )
}
