import type { RoutingEventOf } from '#domain/routing/index.ts'
import type { FlowId, QueueId } from '#kernel/ids.ts'
import type { FlowCounts, WayOut } from '../counts.ts'
import type { Customer } from '../customer.ts'
import type { Customers } from '../customers.ts'
import { type CallersAt, definitionOf } from '../describing/flows.ts'
import { drawsOf } from '../distributions.ts'
import { flowIdAt } from '../house.ts'
import { type Line, usualOutsideRing } from '../line.ts'
import type { Model, ModelFlow } from '../model.ts'
import type { Heard, Operation, RingingFor } from '../operation.ts'
import type { Speakers } from '../speakers.ts'
import { askingKinds, deedOf } from './answers.ts'
import { chanceOf } from './chance.ts'
import { noFlowCounts } from './flow-counts.ts'
import { exitOf } from './published.ts'

/** Between two keys that somebody presses one after the other. */
const betweenKeysMs = 300
/** Parts of a customer's chance, besides the questions that he is asked: what he brings to a queue, and calls outside. */
const parts = { handle: -1, patience: -2, outside: -3 } as const

/**
 * Customers who go through flows: what they answer, where that leads them, and how it is counted. Patience is for waiting, and
 * does not run meanwhile: whoever leaves before says so by hanging up at a question.
 */
export class FlowCallers {
  readonly counts: readonly FlowCounts[]
  readonly #operation: Operation
  readonly #customers: Customers
  readonly #speakers: Speakers
  readonly #lines: ReadonlyMap<QueueId, Line>
  readonly #flows: readonly ModelFlow[]
  readonly #indexOf: ReadonlyMap<FlowId, number>
  readonly #kinds: readonly ReadonlyMap<string, string>[]

  constructor(
    { flows = [] }: Model,
    operation: Operation,
    { customers, speakers, lines }: { customers: Customers; speakers: Speakers; lines: readonly Line[] },
  ) {
    this.#operation = operation
    this.#customers = customers
    this.#speakers = speakers
    this.#lines = new Map(lines.map((line) => [line.queueId, line]))
    this.#flows = flows
    this.#indexOf = new Map(flows.map((_, index) => [flowIdAt(index), index]))
    this.#kinds = flows.map((flow) => new Map(definitionOf(flow).blocks.map(({ blockId, kind }) => [blockId, kind])))
    this.counts = flows.map((flow) => noFlowCounts(definitionOf(flow)))
  }

  // --- where they are ---

  enters({ interactionId, flowId, blockId }: RoutingEventOf<'FlowEntered'>): void {
    const customer = this.#customers.of(interactionId)
    const flow = this.#indexOf.get(flowId)
    if (customer?.state !== 'in-flow' || flow === undefined) return
    const at = { flow, blockId }
    customer.inFlow = { flow, sinceMs: this.#operation.nowMs, at, heard: 0, asked: customer.inFlow?.asked ?? new Map() }
    if (!customer.isCounted) return
    const counts = this.counts[flow]
    if (counts) counts.entered++
    this.#comesTo(at)
  }

  advances({ interactionId, flowId, blockId, passed }: RoutingEventOf<'FlowAdvanced'>): void {
    const { inFlow, isCounted } = this.#customers.of(interactionId) ?? {}
    if (!inFlow) return
    inFlow.heard++
    inFlow.at = this.#placeOf(flowId, blockId) ?? inFlow.at
    if (!isCounted) return
    for (const [index, one] of passed.entries()) {
      const place = this.#placeOf(one.flowId, one.blockId)
      const counts = place && this.counts[place.flow]?.blocks.get(place.blockId)
      if (!counts) continue
      // The first is where he rested, and has been counted.
      if (index > 0) counts.entered++
      const exit = exitOf(one.exit, this.#flows[place.flow]?.blocks?.[place.blockId])
      counts.exits[exit] = (counts.exits[exit] ?? 0) + 1
    }
    if (passed.length > 0) this.#comesTo(inFlow.at)
  }

  #placeOf(flowId: FlowId, blockId: string) {
    const flow = this.#indexOf.get(flowId)
    return flow === undefined ? undefined : { flow, blockId }
  }

  #comesTo({ flow, blockId }: { readonly flow: number; readonly blockId: string }): void {
    const counts = this.counts[flow]?.blocks.get(blockId)
    if (counts) counts.entered++
  }

  /** A queue sends him through a flow. */
  isSent(customer: Customer): void {
    this.#customers.stopsWaiting(customer)
    this.#customers.open++
    customer.state = 'in-flow'
    customer.wait++
  }

  // --- what they do ---

  /** He hears what a block says, and does something about it. */
  hears(customer: Customer, { flowId, blockId, lengthMs }: Heard): void {
    const { inFlow, seed } = customer
    const flow = this.#indexOf.get(flowId)
    if (customer.state !== 'in-flow' || !inFlow || flow === undefined) return
    const turn = ++inFlow.heard
    const callers = this.#flows[flow]?.blocks?.[blockId]
    if (!callers) return
    const name = `${flow} ${blockId}`
    const often = (inFlow.asked.get(name) ?? 0) + 1
    inFlow.asked.set(name, often)
    const place = [...(this.#kinds[flow]?.keys() ?? [])].indexOf(blockId)
    const deed = deedOf(callers, lengthMs, chanceOf(seed, flow, place, often))
    // Who does nothing at what only tells him something hears it out; so does who would do it too late.
    const isOver = !deed || (!askingKinds.has(this.#kinds[flow]?.get(blockId) ?? '') && deed.afterMs >= lengthMs)
    if (isOver) return
    if ('keys' in deed) this.#presses(customer, turn, this.#operation.nowMs + deed.afterMs, deed.keys)
    else this.#meanwhile(customer, turn, this.#operation.nowMs + deed.afterMs, () => this.#hangsUp(customer))
  }

  #presses(customer: Customer, turn: number, atMs: number, keys: string): void {
    this.#meanwhile(customer, turn, atMs, () => {
      this.#operation.presses(customer, keys.slice(0, 1))
      if (keys.length > 1) this.#presses(customer, turn, atMs + betweenKeysMs, keys.slice(1))
    })
  }

  /** If nothing else has come until then. */
  #meanwhile(customer: Customer, turn: number, atMs: number, deed: () => void): void {
    this.#operation.at(atMs, () => {
      if (customer.state === 'in-flow' && customer.inFlow?.heard === turn) deed()
    })
  }

  #hangsUp(customer: Customer): void {
    const { inFlow, isCounted, line, hasReached } = customer
    const at = inFlow?.at
    const counts = at && this.counts[at.flow]?.blocks.get(at.blockId)
    if (counts && isCounted) counts.gaveUp++
    this.#leaves(customer, 'hungUpByCaller')
    if (hasReached && isCounted) line.counts.abandoned++
    this.#customers.ends(customer)
    this.#customers.mayComeAgain(customer)
  }

  // --- how they leave ---

  #leaves(customer: Customer, way: WayOut): void {
    const { inFlow, isCounted } = customer
    if (!inFlow) return
    customer.inFlow = null
    this.#customers.open--
    const counts = this.counts[inFlow.flow]
    if (!counts || !isCounted) return
    counts.ways[way]++
    if (way !== 'unfinished') counts.timeMs += this.#operation.nowMs - inFlow.sinceMs
  }

  /** He comes to a queue, or to what it does for those who do not wait in it. */
  reaches(customer: Customer, queueId: QueueId, way: WayOut): void {
    if (customer.state !== 'in-flow') return
    const { inFlow } = customer
    const line = this.#lines.get(queueId) ?? customer.line
    this.#leaves(customer, way)
    if (customer.hasReached) {
      if (line !== customer.line) this.#customers.isDiverted(customer, this.#operation.nowMs)
      this.#customers.waitsAgain(customer, inFlow?.sinceMs ?? this.#operation.nowMs)
      return
    }
    customer.hasReached = true
    if (line !== customer.line) this.#brings(customer, line)
    if (customer.isCounted) line.counts.offered++
    customer.state = 'greeted'
    this.#customers.waiting++
  }

  /** What he wants there. */
  #brings(customer: Customer, line: Line): void {
    const { queue } = line
    const of = (part: number) => chanceOf(customer.seed, part, Number(line.queueId.slice('que_'.length)))
    customer.line = line
    customer.handleMs = customer.restMs ?? drawsOf(queue.handle, of(parts.handle))()
    customer.patienceMs = queue.patience ? drawsOf(queue.patience, of(parts.patience))() : Number.POSITIVE_INFINITY
  }

  /** To the voicemail, or to be called back. */
  left({ interactionId, to }: RoutingEventOf<'FlowLeft'>): void {
    const customer = this.#customers.of(interactionId)
    if (customer?.state !== 'in-flow') return
    const { speaks, handle } = this.#callersAt(customer)
    this.reaches(customer, to.queueId, to.kind)
    if (to.kind === 'voicemail') this.#speakers.isSentByFlow(customer, to.queueId, { speaks, handle })
  }

  /** The product has let him go. */
  isOver({ interactionId, reason }: RoutingEventOf<'InteractionEnded'>): void {
    const customer = this.#customers.of(interactionId)
    if (customer?.state !== 'in-flow') return
    this.#leaves(customer, reason === 'error' ? 'failed' : 'hungUpByFlow')
    if (customer.hasReached && customer.isCounted) customer.line.counts.blocked++
    this.#customers.forget(customer)
    if (customer.hasReached) this.#customers.mayComeAgain(customer)
  }

  /** His line is dead. */
  isLost = (customer: Customer): void => this.#leaves(customer, 'lost')

  close(): void {
    for (const customer of this.#customers.all()) {
      if (customer.state !== 'in-flow') continue
      this.#leaves(customer, 'unfinished')
      if (customer.hasReached && customer.isCounted) customer.line.counts.unfinished++
    }
  }

  // --- numbers that flows call ---

  /** A telephone outside rings, and is answered or not. */
  rings({ interactionId, picksUp, isNotAnswered }: RingingFor): void {
    const customer = this.#customers.of(interactionId)
    if (customer?.state !== 'in-flow') return
    const { answerShare = 1, after = usualOutsideRing } = this.#callersAt(customer)
    const chance = chanceOf(customer.seed, parts.outside, this.#places(customer))
    const isThere = chance() < answerShare && !customer.carrier?.isDown
    const ringMs = drawsOf(after, chance)()
    this.#operation.at(this.#operation.nowMs + ringMs, isThere ? picksUp : isNotAnswered)
  }

  /** Somebody has answered there. */
  talksOutside(customer: Customer): void {
    const { talks } = this.#callersAt(customer)
    const chance = chanceOf(customer.seed, parts.handle, this.#places(customer))
    this.#leaves(customer, 'number')
    if (customer.hasReached && customer.isCounted) customer.line.counts.outside++
    if (talks) customer.handleMs = drawsOf(talks, chance)()
    this.#customers.talksOutside(customer)
  }

  #places = ({ inFlow }: Customer): number =>
    inFlow ? [...(this.#kinds[inFlow.at.flow]?.keys() ?? [])].indexOf(inFlow.at.blockId) : 0

  #callersAt({ inFlow }: Customer): CallersAt {
    return (inFlow && this.#flows[inFlow.at.flow]?.blocks?.[inFlow.at.blockId]) ?? {}
  }
}
