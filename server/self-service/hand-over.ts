import type { Leaving } from '#domain/flows/index.ts'
import type { InteractionId, QueueId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { CallerAnswer } from '#protocol/http/index.ts'
import type { ApiServices } from '../api/api-services.ts'
import { reachOf, wishesByNumber } from '../api/callback-reach.ts'
import { asksOfToday, hashOf, isAskedAlready, mostADay } from '../callbacks/web-callbacks.ts'
import { comparableNumber } from '../phone-numbers.ts'

/** Of somebody on a page who is not helped yet. */
export interface HandedOver {
  readonly interactionId: InteractionId
  readonly token: string
  readonly language: string
  readonly answers: readonly CallerAnswer[]
}

type Taken = Result<{ readonly outcome: 'task' | 'callback'; readonly interactionId: InteractionId }, string>
const e164 = /^\+[1-9]\d{6,14}$/

/**
 * Gives him to whom the flow says: as a task, or as a number to be called. What he answered is there before it is offered.
 * Fails with why nobody takes him. Asked again after a death it is the same one.
 */
export function selfServiceHandOver(services: ApiServices) {
  const { db, decider, configuration, callbacks, clock, desks } = services
  const wishesFor = wishesByNumber(services)

  async function toTask(of: HandedOver, queueId: QueueId, subject: string): Promise<Taken> {
    const { interactionId, answers } = of
    if (decider.state?.queues.get(queueId)?.settings.channel !== 'task') return failure('no-such-queue')
    await db
      .insertInto('task')
      .values({ interaction_id: interactionId, subject, created_at: new Date(clock.wallMs()) })
      .onConflict((conflict) => conflict.column('interaction_id').doNothing())
      .execute()
    await keepAnswers(interactionId, answers)
    if (decider.state.interactions.has(interactionId)) return success({ outcome: 'task', interactionId })
    const command = { type: 'BeginTask', interactionId, channel: 'task', queueId, dueAtMs: null } as const
    const decided = await decider.execute(command, { interactionId })
    if (decided.ok) return success({ outcome: 'task', interactionId })
    await db.deleteFrom('task').where('interaction_id', '=', interactionId).execute()
    return failure('refused')
  }

  /** As from a page with a form for it: whoever fills it in may mean harm. */
  async function toCallback(of: HandedOver, queueId: QueueId, given: string): Promise<Taken> {
    const settings = decider.state?.queues.get(queueId)?.settings
    if (settings?.channel !== 'voice' || !settings.callback) return failure('no-callbacks')
    const number = comparableNumber(given, configuration.numberPlan.region)
    if (!e164.test(number)) return failure('no-number')
    const reached = reachOf(services, number)
    if (!reached.ok || !reached.value.isOverTrunk) return failure('no-number')
    if (await isAskedAlready(db, number)) return failure('asked-already')
    if ((await asksOfToday(db, number, clock.wallMs())) >= mostADay) return failure('no-number')
    const asked = await callbacks.ask({
      ...{ queueId, number, askedBy: 'outside', isOverTrunk: true, language: of.language },
      webTokenHash: hashOf(of.token),
      wishes: await wishesFor(queueId, number),
    })
    if (!asked.ok) return failure('refused')
    await keepAnswers(asked.value, of.answers)
    return success({ outcome: 'callback', interactionId: asked.value })
  }

  async function keepAnswers(interactionId: InteractionId, answers: readonly CallerAnswer[]): Promise<void> {
    const kept = { answers: JSON.stringify(answers) }
    await db
      .insertInto('interaction_particulars')
      .values({ interaction_id: interactionId, ...kept })
      .onConflict((conflict) => conflict.column('interaction_id').doUpdateSet(kept))
      .execute()
    desks.interactionChanged(interactionId)
  }

  return async (of: HandedOver, to: Leaving): Promise<Taken> => {
    if (!decider.isReady) return failure('refused')
    if (to.kind === 'task') return toTask(of, to.queueId, to.subject)
    if (to.kind === 'callback') return toCallback(of, to.queueId, to.number ?? '')
    // The fallback queue of the flow: where it is one of tasks, whoever is lost is a task in it.
    return to.kind === 'queue' ? toTask(of, to.queueId, '…') : failure('no-such-queue')
  }
}
