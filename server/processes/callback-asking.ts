import type { Call, CallbackAskedBy } from '#domain/routing/index.ts'
import type { Action } from './actions.ts'
import { dialed } from './destination.ts'
import { languageOf } from './spoken-language.ts'
import type { ProcessView } from './view.ts'

/** Who on the line can be called back, and how that is asked for. */

/** His queue sends him to a callback. Whose number says nothing waits all the same: his queue takes whom it sent away. */
export function askByRule(view: ProcessView, interaction: Call): readonly Action[] {
  const { callbackDueIn: queueId, interactionId } = interaction
  if (queueId === undefined) return []
  const waits: Action = { kind: 'decide', command: { type: 'EnqueueInteraction', interactionId, queueId } }
  return askCallback(view, interaction, queueId, 'rule') ?? [waits]
}

export function askCallback(
  view: ProcessView,
  interaction: Call,
  queueId: NonNullable<Call['callbackDueIn']>,
  askedBy: CallbackAskedBy,
): readonly Action[] | undefined {
  const { interactionId, edgeId, customerLegId } = interaction
  const leaving = view.flows?.runOf(interactionId)?.leaving
  const asked = leaving?.kind === 'callback' ? leaving.number : null
  const to = numberToCall(view, interaction, asked)
  if (to === undefined) return undefined
  const callerName = view.leg(customerLegId)?.callerName
  return [
    {
      kind: 'ask-callback',
      ...{ interactionId, queueId, askedBy, edgeId, ...to },
      language: languageOf(view, interaction),
      ...(callerName === undefined ? {} : { name: callerName }),
    },
  ]
}

/** The number that he asked to be called at, else the one that he calls from, where it can be called. */
export function numberToCall(
  view: ProcessView,
  { customerLegId }: Call,
  asked?: string | null,
): { readonly number: string; readonly isOverTrunk: boolean } | undefined {
  const leg = view.leg(customerLegId)
  const number = asked ?? leg?.authenticatedUser ?? leg?.callerNumber
  if (number === undefined || number === '') return undefined
  const to = callbackDestination(view, number)
  return 'how' in to && !to.isEmergency ? { number, isOverTrunk: to.isOverTrunk } : undefined
}

/**
 * A caller may show whatever number he likes, and a web page may be filled in by anybody: only what asks for no more than
 * the permission to dial is called back, and what costs more is not.
 */
export const callbackDestination = (view: ProcessView, number: string) =>
  dialed(view, number, { isCallback: true }, { number: 'anonymous' })
