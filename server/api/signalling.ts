import type { InteractionId, LegId } from '#kernel/ids.ts'
import { type Result, success } from '#kernel/result.ts'
import type { LadderStep } from '#protocol/edge/index.ts'
import type { InteractionLadders } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import type { Caller } from '../accounts/caller.ts'
import type { ApiServices } from './api-services.ts'
import type { Handlers } from './handler.ts'
import { interactionRows, mayRead } from './interaction-rows.ts'
import { type Refusal, refuse } from './refusal.ts'

type Ladder = InteractionLadders['legs'][number]

/** An edge that is busy shall not keep a page waiting. */
const edgeWithinMs = 2000
const legsAtMost = 16

/** The signalling of an interaction: ladders of the legs that ended and of those that talk, and their packets. */
export function signallingHandlers(services: ApiServices): Pick<Handlers, 'ladders' | 'capture' | 'packets'> {
  const { db, ladders, edge, decider } = services

  /** Legs of the interaction, those that ended too. */
  async function legsOf(interactionId: InteractionId): Promise<LegId[]> {
    await ladders.flush()
    const stored = await db
      .selectFrom('leg_ladder')
      .select('leg_id')
      .where('interaction_id', '=', interactionId)
      .orderBy('at')
      .limit(legsAtMost)
      .execute()
    return [...new Set([...stored.map(({ leg_id }) => leg_id), ...ladders.owners.legsOf(interactionId)])].slice(
      0,
      legsAtMost,
    )
  }

  const isLiveFor = (caller: Caller, id: InteractionId) =>
    caller.permissions.has('interactions.read.any') && decider.state?.interactions.has(id)

  async function mayLook(caller: Caller, id: InteractionId): Promise<Result<void, Refusal>> {
    const interaction = await interactionRows(db).where('interaction.interaction_id', '=', id).executeTakeFirst()
    // One that has only just begun is not in the history yet.
    if (!interaction) return isLiveFor(caller, id) ? success(undefined) : refuse('interaction.not-found')
    return (await mayRead(db, caller, interaction)) ? success(undefined) : refuse('interaction.not-found')
  }

  async function liveLadder(legId: LegId): Promise<Ladder | undefined> {
    const edgeId = ladders.edgeOf(legId)
    const asked = await edge.send(
      { type: 'leg.signalling', legId },
      { withinMs: edgeWithinMs, ...(edgeId ? { edgeId } : {}) },
    )
    if (!asked.ok || !asked.value.sipCallId) return undefined
    const trunkId = ladders.owners.trunkOf(legId)
    return {
      legId,
      role: ladders.owners.of(legId)?.role ?? 'other',
      sipCallId: asked.value.sipCallId,
      ...(trunkId === undefined ? {} : { trunkId }),
      steps: shownSteps(JSON.parse(asked.value.steps) as LadderStep[]),
      hasPackets: true,
    }
  }

  return {
    async ladders({ caller, id }) {
      const allowed = await mayLook(caller, id)
      if (!allowed.ok) return allowed
      const legIds = await legsOf(id)
      const stored = await db
        .selectFrom('leg_ladder')
        .leftJoin('trunk', 'trunk.trunk_id', 'leg_ladder.trunk_id')
        .selectAll('leg_ladder')
        .select('trunk.name as trunk_name')
        .where('leg_id', 'in', legIds.length === 0 ? ['' as LegId] : legIds)
        .execute()
      const live = await Promise.all(legIds.map(liveLadder))
      const legs = legIds.flatMap((legId, at): Ladder[] => {
        const row = stored.find(({ leg_id }) => leg_id === legId)
        const now = live[at]
        if (!row) return now ? [now] : []
        return [
          {
            legId,
            role: row.role,
            sipCallId: row.sip_call_id,
            ...(row.trunk_id === null ? {} : { trunkId: row.trunk_id }),
            ...(row.trunk_name === null ? {} : { trunkName: row.trunk_name }),
            steps: shownSteps(row.steps),
            hasPackets: now !== undefined && now.steps.length > 0,
          },
        ]
      })
      return success({ legs })
    },

    async capture({ caller, id, body, address }) {
      const allowed = await mayLook(caller, id)
      if (!allowed.ok) return allowed
      // Whoever keeps sound can listen to it.
      if (body.isOn && !mayListen(caller)) return refuse('permission.denied')
      const legIds = ladders.owners.legsOf(id)
      const asked = await Promise.all(
        legIds.map((legId) => {
          const edgeId = ladders.edgeOf(legId)
          const command = { type: 'leg.capture', legId, isOn: body.isOn } as const
          return edge.send(command, { withinMs: edgeWithinMs, ...(edgeId ? { edgeId } : {}) })
        }),
      )
      if (!asked.some(({ ok }) => ok)) return refuse('interaction.wrong-state', { detail: 'The call is over.' })
      const action = body.isOn ? 'capture.started' : 'capture.stopped'
      await audit(db, { action, personId: caller.personId, subject: id, address })
      return success({})
    },

    async packets({ caller, id, address, reply }) {
      const allowed = await mayLook(caller, id)
      if (!allowed.ok) return allowed
      const legIds = await legsOf(id)
      const first = legIds[0]
      if (first === undefined) return refuse('packets.gone')
      const edgeId = ladders.edgeOf(first)
      const asked = await edge.send(
        { type: 'leg.packets', legIds, withSound: mayListen(caller) },
        { withinMs: 5 * edgeWithinMs, ...(edgeId ? { edgeId } : {}) },
      )
      if (!asked.ok) return refuse('edge.refused', { detail: asked.error.sentence })
      if (asked.value.pcapBase64 === '') return refuse('packets.gone')
      // Written before a byte goes out: a capture may hold what was said.
      await audit(db, { action: 'packets.downloaded', personId: caller.personId, subject: id, address })
      void reply
        .type('application/vnd.tcpdump.pcap')
        .header('content-disposition', `attachment; filename="${id}.pcap"`)
        .header('cache-control', 'private, no-store')
        .send(Buffer.from(asked.value.pcapBase64, 'base64'))
      return success('sent')
    },
  }
}

/** What is said in a call is a recording, whoever keeps it and for whatever reason. */
const mayListen = (caller: Caller): boolean => caller.permissions.has('recordings.listen.any')

const shownSteps = (steps: readonly LadderStep[]) =>
  steps.map((step) => ({ ...step, at: new Date(step.atMs).toISOString() }))
