import type { AgentId, InteractionId } from '#kernel/ids.ts'
import { Newest } from '#kernel/newest.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { Caller } from '../accounts/caller.ts'
import type { EdgeFailure } from '../core-services.ts'
import { type Action, type CallControl, controlCall } from '../processes/index.ts'
import type { ApiServices } from './api-services.ts'
import { refusalOfDecider, refusalOfEdge, refusalOfRouting } from './decided.ts'
import type { Handlers } from './handler.ts'
import { isAgent } from './offers.ts'
import { type Refusal, refuse } from './refusal.ts'

/**
 * Between an agent's acceptance and the join of the legs (his telephone rings, it was answered this very moment, the customer is
 * being asked whether he may be recorded) there is nothing yet to hold or mute. What the decider grants then is done with the join.
 */
const notYetThere: readonly EdgeFailure['code'][] = ['no-such-bridge', 'no-such-leg', 'wrong-state']

const rememberedHangUps = 1000

type Controls =
  | 'hold'
  | 'retrieve'
  | 'setMuted'
  | 'sendDigits'
  | 'hangUp'
  | 'finishWrapUp'
  | 'extendWrapUp'
  | 'planWrapUp'

/**
 * What an agent does to the call in hand. The edge is told at once and the record follows, so hanging up and muting work
 * while the database is slow or gone.
 */
export function callControlHandlers(
  services: Pick<ApiServices, 'db' | 'decider' | 'edge' | 'logger'>,
): Pick<Handlers, Controls> {
  const { db, decider, edge, logger } = services

  /** Who hung up last, as a guest too, of whom the history of a call that is over says nothing. */
  const hungUp = new Newest<string, true>(rememberedHangUps)

  /** It was his, and is over: whoever hangs up once more, or writes up no more, has what he asked for. */
  async function isOver(caller: Caller, interactionId: InteractionId): Promise<boolean> {
    if (!isAgent(caller) || decider.state === undefined || decider.state.interactions.has(interactionId)) return false
    const known = await db
      .selectFrom('interaction')
      .select('agent_id')
      .where('interaction_id', '=', interactionId)
      .executeTakeFirst()
    return known?.agent_id === caller.agentId
  }

  async function control(
    caller: Caller,
    interactionId: InteractionId,
    verb: CallControl,
  ): Promise<Result<Record<string, never>, Refusal>> {
    if (!isAgent(caller)) return refuse('agent.not-an-agent')
    const { state } = decider
    if (state === undefined) return refuse('decider.not-ready', { retryAfterS: 2 })
    const actions = controlCall(state, interactionId, caller.agentId as AgentId, verb)
    if (!actions.ok) return failure(refusalOfRouting(actions.error.code))

    // All of them start now, in order: a decision that waits for its commit holds no sound back.
    const outcomes: Promise<Result<unknown, Refusal>>[] = []
    const carryOut = async (action: Action): Promise<Result<unknown, Refusal>> => {
      if (action.kind === 'edge') {
        const done = await edge.send(action.command, { edgeId: action.edgeId })
        if (done.ok) return done
        const recorded = outcomes[actions.value.findIndex(({ kind }) => kind === 'decide')]
        return recorded && notYetThere.includes(done.error.code) ? recorded : failure(refusalOfEdge(done.error))
      }
      if (action.kind === 'decide') {
        const decided = await decider.execute(action.command)
        return decided.ok ? decided : failure(refusalOfDecider(decided.error))
      }
      return success(undefined)
    }
    for (const action of actions.value) outcomes.push(carryOut(action))
    // An early refusal below leaves the others behind: none of them may end the process by failing unseen.
    for (const outcome of outcomes) outcome.catch(() => undefined)
    const edgeActs = actions.value.some((action) => action.kind === 'edge')
    for (const [i, outcome] of outcomes.entries()) {
      const action = actions.value[i]
      if (edgeActs && action?.kind === 'decide') {
        // The sound has changed; that the record could not follow is for the log, and reconciling mends it.
        outcome.then(
          (done) => done.ok || logger.warn('The edge acted but the record could not follow', { code: done.error.code }),
          (error: unknown) => logger.error('The edge acted but the record could not follow', { error }),
        )
        continue
      }
      const done = await outcome
      if (!done.ok) return done
    }
    return success({})
  }

  return {
    hold: ({ caller, id }) => control(caller, id, { verb: 'hold' }),
    retrieve: ({ caller, id }) => control(caller, id, { verb: 'retrieve' }),
    setMuted: ({ caller, id, body }) => control(caller, id, { verb: body.isMuted ? 'mute' : 'unmute' }),
    sendDigits: ({ caller, id, body }) => control(caller, id, { verb: 'digits', digits: body.digits }),
    async hangUp({ caller, id }) {
      const done = await control(caller, id, { verb: 'hang-up' })
      const key = `${id} ${caller.agentId}`
      if (done.ok) hungUp.set(key, true)
      if (done.ok || done.error.code !== 'interaction.not-found') return done
      return hungUp.has(key) || (await isOver(caller, id)) ? success({}) : done
    },

    async extendWrapUp({ caller, id }) {
      if (!isAgent(caller)) return refuse('agent.not-an-agent')
      const decided = await decider.execute({ type: 'ExtendWrapUp', interactionId: id, agentId: caller.agentId })
      return decided.ok ? success({}) : failure(refusalOfDecider(decided.error))
    },

    async planWrapUp({ caller, id, body }) {
      if (!isAgent(caller)) return refuse('agent.not-an-agent')
      const { isWanted } = body
      const decided = await decider.execute({
        type: 'PlanWrapUp',
        interactionId: id,
        agentId: caller.agentId,
        isWanted,
      })
      return decided.ok ? success({}) : failure(refusalOfDecider(decided.error))
    },

    async finishWrapUp({ caller, id }) {
      if (!isAgent(caller)) return refuse('agent.not-an-agent')
      const decided = await decider.execute({ type: 'FinishWrapUp', interactionId: id, agentId: caller.agentId })
      if (decided.ok) return success({})
      const refused = refusalOfDecider(decided.error)
      return refused.code === 'interaction.not-found' && (await isOver(caller, id)) ? success({}) : failure(refused)
    },
  }
}
