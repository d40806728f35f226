import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { consult, dial, dialColleague, sendOn } from '../desk/call-commands.ts'
import { keepHandOver, readHandOver } from '../desk/hand-over-draft.ts'
import type { DirectoryLine } from './directory-lines.ts'

/** The call with which something can be done: whom a colleague has on the line has nothing to send on. */
export const callInHand = (calls: readonly DeskInteraction[]): DeskInteraction | undefined =>
  calls.find(({ state, isToAnswer, isGuest }) => state === 'engaged' && !isToAnswer && !isGuest)

/** Calls whoever stands in this line. @returns whether it was begun */
export async function callLine({ consulted, isAvailable }: DirectoryLine): Promise<boolean> {
  if (!consulted || !isAvailable) return false
  return consulted.kind === 'agent' ? dialColleague(consulted.agentId) : dial(consulted.number)
}

/** Asks him about the call in hand, with what was written for him at the desk. */
export async function askLine(line: DirectoryLine, inHand: DeskInteraction): Promise<boolean> {
  if (!line.consulted || !line.isAvailable) return false
  return handedOver(inHand, await consult(inHand, line.consulted, readHandOver(inHand.interactionId)))
}

/** Sends the call in hand on to him. */
export async function sendLine({ to, isAvailable }: DirectoryLine, inHand: DeskInteraction): Promise<boolean> {
  if (!to || !isAvailable || inHand.isConference) return false
  return handedOver(inHand, await sendOn(inHand, to, readHandOver(inHand.interactionId)))
}

function handedOver({ interactionId }: DeskInteraction, isDone: boolean): boolean {
  if (isDone) keepHandOver(interactionId, '')
  return isDone
}
