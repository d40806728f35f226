import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Clock } from '#adapters/system/clock.ts'
import type { EdgeId, LegId, TrunkId } from '#kernel/ids.ts'
import type { EdgeCommand, EdgeEvent, EdgeInspection, EdgeSnapshot, Leg, MediaQuality } from '#protocol/edge/index.ts'
import type { TelephonyEdge, TelephonyEntries, TelephonyLeg } from '#protocol/realtime/index.ts'
import type { CoreServices, EdgeLink } from '../core-services.ts'
import { inspectEdges } from '../telephony/inspect-edges.ts'

/** While somebody looks, edges are asked for registrations and trunks so often; legs are told by events. */
const inspectEveryMs = 3000

type LiveLeg = { -readonly [Key in keyof TelephonyLeg]: TelephonyLeg[Key] } & { readonly edgeId: EdgeId }

export interface TelephonyTopicParts {
  readonly db: Kysely<Database>
  readonly edge: EdgeLink
  readonly ladders: CoreServices['ladders']
  readonly clock: Pick<Clock, 'wallMs'>
  /** Told when entries may be different. */
  changed(): void
}

/** Legs, trunks, registrations and edges as they are now, from what the edges tell. */
export class TelephonyTopic {
  readonly #parts: TelephonyTopicParts
  readonly #legs = new Map<LegId, LiveLeg>()
  readonly #edges = new Map<EdgeId, TelephonyEdge>()
  readonly #inspections = new Map<EdgeId, EdgeInspection>()
  #trunks = new Map<TrunkId, { readonly name: string; readonly maxCalls: number }>()
  #isFollowed = false
  #timer: NodeJS.Timeout | undefined
  readonly #unsubscribe: () => void

  constructor(parts: TelephonyTopicParts) {
    this.#parts = parts
    this.#unsubscribe = parts.edge.subscribe({
      event: (event, edgeId) => this.#event(event, edgeId),
      sent: (command, edgeId) => this.#sent(command, edgeId),
      refused: (command) => this.#refused(command),
      connected: (edgeId, snapshot) => this.#connected(edgeId, snapshot),
      connectionChanged: (edgeId, isConnected) => {
        this.#edge(edgeId, { isConnected })
        parts.changed()
      },
    })
  }

  /** Edges are asked only while somebody looks. */
  setFollowed(isFollowed: boolean): void {
    if (isFollowed === this.#isFollowed) return
    this.#isFollowed = isFollowed
    clearTimeout(this.#timer)
    if (isFollowed) void this.#inspect()
  }

  close(): void {
    this.#isFollowed = false
    clearTimeout(this.#timer)
    this.#unsubscribe()
  }

  entries(): TelephonyEntries & Readonly<Record<string, unknown>> {
    const entries: Record<string, unknown> = {}
    for (const [edgeId, entry] of this.#edges) entries[`edge:${edgeId}`] = entry
    for (const { edgeId: _, ...leg } of this.#legs.values()) {
      const interactionId = this.#parts.ladders.owners.of(leg.legId)?.interactionId
      entries[`leg:${leg.legId}`] = { ...leg, ...(interactionId === undefined ? {} : { interactionId }) }
    }
    for (const { trunks, registrations } of this.#inspections.values()) {
      for (const status of trunks) {
        const trunk = this.#trunks.get(status.trunkId)
        entries[`trunk:${status.trunkId}`] = {
          ...status,
          name: trunk?.name ?? status.trunkId,
          maxCalls: trunk?.maxCalls ?? 0,
        }
      }
      registrations.forEach(({ path: _, ...registration }, at) => {
        entries[`registration:${registration.user}/${at}`] = registration
      })
    }
    return entries as TelephonyEntries & Readonly<Record<string, unknown>>
  }

  async #inspect(): Promise<void> {
    const { edge, db, changed } = this.#parts
    try {
      const rows = await db.selectFrom('trunk').select(['trunk_id', 'name', 'fields']).execute()
      this.#trunks = new Map(
        rows.map(({ trunk_id, name, fields }) => [
          trunk_id,
          { name, maxCalls: (fields as { maxCalls?: number }).maxCalls ?? 0 },
        ]),
      )
      const edgeIds = edge.edgeIds
      for (const known of [...this.#inspections.keys()]) if (!edgeIds.includes(known)) this.#inspections.delete(known)
      for (const [edgeId, inspection] of await inspectEdges(edge)) this.#inspections.set(edgeId, inspection)
      changed()
    } catch {
      // The database or an edge is away: what was known stands, and it is asked again.
    }
    if (this.#isFollowed) this.#timer = setTimeout(() => void this.#inspect(), inspectEveryMs).unref()
  }

  #edge(edgeId: EdgeId, over: Partial<TelephonyEdge>): void {
    const before = this.#edges.get(edgeId)
    const idle = { edgeId, isConnected: true, calls: 0, maxCalls: 0, tickLatenessMs: 0, isOverloaded: false }
    this.#edges.set(edgeId, { ...(before ?? idle), ...over })
  }

  #connected(edgeId: EdgeId, snapshot: EdgeSnapshot): void {
    for (const [legId, leg] of this.#legs) if (leg.edgeId === edgeId) this.#legs.delete(legId)
    for (const leg of snapshot.legs) this.#add(edgeId, leg)
    this.#edge(edgeId, { isConnected: true })
    this.#parts.changed()
  }

  #add(edgeId: EdgeId, leg: Leg): void {
    // A browser that is only there for its agent's next call is no call.
    if (leg.transport === 'web' && leg.stationId !== undefined && leg.bridgeId === undefined) return
    this.#legs.set(leg.legId, {
      edgeId,
      legId: leg.legId,
      transport: leg.transport,
      direction: leg.direction,
      state: leg.state,
      ...(leg.trunkId === undefined ? {} : { trunkId: leg.trunkId }),
      ...(leg.authenticatedUser === undefined ? {} : { user: leg.authenticatedUser }),
      ...(leg.isCallerHidden ? {} : { callerNumber: leg.callerNumber }),
      dialedNumber: leg.dialedNumber,
      sinceMs: this.#parts.clock.wallMs() - leg.ageMs,
    })
  }

  #sent(command: EdgeCommand, edgeId: EdgeId): void {
    if (command.type !== 'leg.originate' || this.#legs.has(command.legId)) return
    const { to } = command
    this.#legs.set(command.legId, {
      edgeId,
      legId: command.legId,
      transport: 'sip',
      direction: 'outbound',
      state: 'initiated',
      ...(to.kind === 'endpoint' ? { user: to.user, dialedNumber: to.user } : {}),
      ...(to.kind === 'trunk' ? { dialedNumber: to.number } : {}),
      ...(command.isCallerHidden ? {} : { callerNumber: command.callerNumber }),
      sinceMs: this.#parts.clock.wallMs(),
    })
    this.#parts.changed()
  }

  /** A leg that was never begun has no end that would be told. */
  #refused(command: EdgeCommand): void {
    if (command.type !== 'leg.originate' || this.#legs.get(command.legId)?.state !== 'initiated') return
    this.#legs.delete(command.legId)
    this.#parts.changed()
  }

  #event(event: EdgeEvent, edgeId: EdgeId): void {
    switch (event.type) {
      case 'leg.incoming':
        this.#add(edgeId, event.leg)
        break
      case 'leg.alerting':
        this.#change(event.legId, { state: 'alerting' })
        break
      case 'leg.connected':
      case 'leg.retrieved':
        this.#change(event.legId, { state: 'connected' })
        break
      case 'leg.held':
        this.#change(event.legId, { state: 'held' })
        break
      case 'leg.trunk':
        this.#change(event.legId, { trunkId: event.trunkId })
        break
      case 'leg.quality':
        this.#change(event.legId, shownQuality(event.quality))
        break
      case 'leg.ended':
        if (!this.#legs.delete(event.legId)) return
        break
      case 'edge.load':
        this.#edge(edgeId, {
          isConnected: true,
          calls: event.calls,
          maxCalls: event.maxCalls,
          tickLatenessMs: event.tickLatenessMs,
          isOverloaded: event.isOverloaded,
        })
        break
      default:
        return
    }
    this.#parts.changed()
  }

  #change(legId: LegId, over: Partial<LiveLeg>): void {
    const leg = this.#legs.get(legId)
    if (leg) Object.assign(leg, over)
  }
}

function shownQuality({ packetsReceived, packetsLost, jitterMs, mos }: MediaQuality): Partial<TelephonyLeg> {
  const lossPercent = Math.round((packetsLost / Math.max(1, packetsReceived + packetsLost)) * 1000) / 10
  return { jitterMs, lossPercent, ...(mos === undefined ? {} : { mos }) }
}
