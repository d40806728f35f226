import { byTime, type Deadline } from '../indexes.ts'
import type { Index } from '../ordered-index.ts'
import type { Interaction, Waiting } from '../state.ts'

function hasOthers(before: Interaction | undefined, next: Interaction | null): boolean {
  if (!before || !next || before.kind !== next.kind || before.wrapUps !== next.wrapUps) return true
  if (before.waiting !== next.waiting && waitsForOther(before.waiting, next.waiting)) return true
  if (before.kind === 'call' && next.kind === 'call') {
    const isElsewhere = before.voicemail !== next.voicemail || (next.voicemail && before.stage !== next.stage)
    return before.parked !== next.parked || before.calledParties !== next.calledParties || isElsewhere === true
  }
  return before.kind === 'callback'
}

/** Whether something else is due of who waits; nothing is when somebody is asked for him. */
const waitsForOther = (before: Waiting | null, next: Waiting | null): boolean =>
  !before ||
  !next ||
  before.step !== next.step ||
  before.asked !== next.asked ||
  before.askedSinceMs !== next.askedSinceMs ||
  before.coolDowns !== next.coolDowns ||
  before.divertedAtMs !== next.divertedAtMs ||
  before.offersCallbackAtMs !== next.offersCallbackAtMs

const nothingDue: readonly Deadline[] = []

/** What stays due is not taken out and put back: it is one of as many as there are interactions. */
export function reindexInteractionDeadlines(
  deadlines: Index<Deadline>,
  before: Interaction | undefined,
  next: Interaction | null,
): void {
  if (!hasOthers(before, next)) return
  const known = before ? deadlinesOf(before) : nothingDue
  const due = next ? deadlinesOf(next) : nothingDue
  for (const deadline of known) if (!due.some((other) => byTime(other, deadline) === 0)) deadlines.remove(deadline)
  for (const deadline of due) if (!known.some((other) => byTime(other, deadline) === 0)) deadlines.add(deadline)
}

function deadlinesOf(interaction: Interaction): readonly Deadline[] {
  const { interactionId, waiting, wrapUps } = interaction
  const due: Deadline[] = []
  for (const { agentId, untilMs } of wrapUps) due.push({ kind: 'wrapUp', atMs: untilMs, interactionId, agentId })
  if (interaction.kind === 'call') {
    const { parked, calledParties, voicemail, stage } = interaction
    if (stage === 'inFlow' && voicemail?.speaking) {
      due.push({ kind: 'voicemail', atMs: voicemail.speaking.untilMs, interactionId })
    }
    if (parked) due.push({ kind: 'park', atMs: parked.returnsAtMs, interactionId })
    for (const { legId, ringsUntilMs, answeredAtMs } of calledParties) {
      if (ringsUntilMs !== null && answeredAtMs === null) {
        due.push({ kind: 'ring', atMs: ringsUntilMs, interactionId, legId })
      }
    }
  }
  if (interaction.kind === 'callback') {
    const { dueAtMs, leavesAtMs, looksAtMs } = interaction
    if (dueAtMs !== null) due.push({ kind: 'callbackDue', atMs: dueAtMs, interactionId })
    if (waiting && leavesAtMs !== undefined) due.push({ kind: 'callbackLeaves', atMs: leavesAtMs, interactionId })
    if (waiting && looksAtMs !== undefined) due.push({ kind: 'callbackLooks', atMs: looksAtMs, interactionId })
  }
  if (waiting === null) return due
  const { offersCallbackAtMs: offersAtMs } = waiting
  if (offersAtMs !== undefined) due.push({ kind: 'callbackOffer', atMs: offersAtMs, interactionId })
  if (waiting.divertedAtMs !== undefined) due.push({ kind: 'divert', atMs: waiting.divertedAtMs, interactionId })
  const next = waiting.asked[waiting.step + 1]
  if (next) due.push({ kind: 'relax', atMs: waiting.askedSinceMs + next.afterMs, interactionId })
  for (const { agentId, untilMs } of waiting.coolDowns) {
    due.push({ kind: 'coolDown', atMs: untilMs, interactionId, agentId })
  }
  return due
}
