import { type Static, Type } from 'typebox'
import type { CommandId, IncarnationId } from '#kernel/ids.ts'
import { Ban } from './access.ts'
import { EdgeCommand } from './commands.ts'
import { EdgeEvent } from './events.ts'
import { EdgeFigures, Registration } from './ladder.ts'
import { type Account, Bridge, edgeId, Leg, RecordingResult, recordingId, Station } from './parties.ts'
import { TrunkStatus } from './trunks.ts'

/**
 * The edge link: JSON messages between a core and an edge, one or a list of them a frame ({@link messagesIn}), over a
 * WebSocket on loopback (the core dials, with
 * `Authorization: Bearer <PARLEY_EDGE_LINK_SECRET>`) or, across machines, the same messages over NATS.
 *
 *     core                                   edge
 *       | -- hello {epoch, acknowledged} --->  |   a lower epoch than the highest one seen is refused
 *       | <-- welcome {incarnation, snapshot}  |   then every unacknowledged terminal event (keptEvents of them), in order
 *       | -- command {id, epoch, command} -->  |
 *       | <-- outcome {id, ok | error}         |
 *       | <-- event {seq, event}               |
 *       | -- acknowledge {incarnation, seq} ->  |   every terminal event up to seq is forgotten
 */
export const edgeLinkVersion = 2

const literal = <T extends string>(value: T) => Type.Literal(value)
const incarnation = Type.Unsafe<IncarnationId>(Type.String())
const commandId = Type.Unsafe<CommandId>(Type.String({ minLength: 1, maxLength: 64 }))

export const EdgeSnapshot = Type.Object({
  legs: Type.Array(Leg),
  bridges: Type.Array(Bridge),
  stations: Type.Array(Station),
  recordings: Type.Array(Type.Object({ recordingId, isPaused: Type.Boolean() })),
  closedRecordings: Type.Array(RecordingResult),
})
export type EdgeSnapshot = Static<typeof EdgeSnapshot>

/** What `edge.inspect` answers with. */
export const EdgeInspection = Type.Object({
  registrations: Type.Array(Registration),
  trunks: Type.Array(TrunkStatus),
  bans: Type.Array(Ban),
  figures: EdgeFigures,
})
export type EdgeInspection = Static<typeof EdgeInspection>

/** Why an edge did not do what it was asked; the sentence is for engineers. */
export const EdgeErrorCode = Type.Union([
  literal('bad-command'),
  literal('stale-epoch'),
  literal('no-such-leg'),
  literal('no-such-bridge'),
  literal('no-such-recording'),
  literal('no-such-station'),
  literal('not-reachable'),
  literal('wrong-state'),
  literal('bad-offer'),
  literal('unknown-prompt'),
  literal('overloaded'),
  literal('not-supported'),
  literal('failed'),
])
export type EdgeErrorCode = Static<typeof EdgeErrorCode>
export const EdgeError = Type.Object({ code: EdgeErrorCode, sentence: Type.String() })
export type EdgeError = Static<typeof EdgeError>

export const CoreMessage = Type.Union([
  Type.Object({
    type: literal('hello'),
    version: Type.Integer(),
    coreName: Type.String(),
    epoch: Type.Integer({ minimum: 0 }),
    /** The last terminal event that this core has made durable, if it knows this incarnation. */
    acknowledged: Type.Optional(Type.Object({ incarnation, seq: Type.Integer() })),
  }),
  Type.Object({ type: literal('command'), id: commandId, epoch: Type.Integer(), command: EdgeCommand }),
  Type.Object({ type: literal('acknowledge'), incarnation, seq: Type.Integer() }),
])
export type CoreMessage = Static<typeof CoreMessage>

export const EdgeMessage = Type.Union([
  Type.Object({
    type: literal('welcome'),
    version: Type.Integer(),
    edgeId,
    incarnation,
    /** The sequence number of the last event before this snapshot. */
    seq: Type.Integer(),
    snapshot: EdgeSnapshot,
    /**
     * How many unacknowledged terminal events follow at once. The core hears them before it believes the snapshot: they
     * say why a leg that is not in it has ended.
     */
    keptEvents: Type.Optional(Type.Integer({ minimum: 0 })),
  }),
  Type.Object({ type: literal('refused'), error: EdgeError }),
  Type.Object({
    type: literal('outcome'),
    id: commandId,
    outcome: Type.Union([
      Type.Object({ ok: Type.Literal(true), value: Type.Record(Type.String(), Type.String()) }),
      Type.Object({ ok: Type.Literal(false), error: EdgeError }),
    ]),
  }),
  Type.Object({
    type: literal('event'),
    seq: Type.Integer(),
    /** UTC milliseconds at which it happened, by the edge's wall clock. */
    atMs: Type.Number(),
    event: EdgeEvent,
  }),
])
export type EdgeMessage = Static<typeof EdgeMessage>
export type { Account }
