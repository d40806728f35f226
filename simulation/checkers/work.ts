import {
  type Agent,
  calledPartyOf,
  type HeldWork,
  type Interaction,
  isDeskWork,
  isStillDialed,
  type RoutingState,
} from '#domain/routing/index.ts'
import { isInterruptedByCall, isTask } from './free-hands.ts'
import { holds, TruthBroken } from './truth.ts'

/** What agents hold is what interactions say of them, and neither is more than it may be. */
export function everyWorkStateIsConsistent(state: RoutingState): void {
  let held = 0
  for (const agent of state.agents.values()) {
    whoMonitorsIsBesideACall(state, agent)
    nobodyIsOfferedBeyondWhatHeCanBear(agent)
    for (const work of agent.work) heldWorkIsConsistent(state, agent, work)
    held += agent.work.length
  }
  let owned = 0
  for (const interaction of state.interactions.values()) {
    stageIsConsistent(state, interaction)
    owned += handsOf(interaction)
  }
  holds(held === owned, 'what an agent holds and who holds it say the same')
  for (const offer of state.offers.values()) {
    holds(
      state.interactions.get(offer.interactionId)?.waiting?.offerIds.includes(offer.offerId) === true,
      'a pending offer is its interaction’s',
    )
  }
}

function whoMonitorsIsBesideACall({ calls, indexes }: RoutingState, { agentId, monitoring }: Agent): void {
  if (monitoring === null) return
  const monitor = calls.get(monitoring)?.monitors.find((one) => one.agentId === agentId)
  holds(monitor !== undefined, 'who monitors is beside a call')
  const { customerLegs, agentLegs, calledLegs } = indexes
  const legId = monitor?.legId
  const isElsewhere = legId && (customerLegs.has(legId) || agentLegs.has(legId) || calledLegs.has(legId))
  holds(!isElsewhere, 'who monitors talks on that leg to nobody else')
}

function nobodyIsOfferedBeyondWhatHeCanBear({ work }: Agent): void {
  const [offered, other] = work.filter(({ workState }) => workState === 'offered')
  if (!offered) return
  if (isTask(offered)) {
    holds(work.every(isTask) && work.length <= 2, 'nobody is offered a task beyond what he can bear')
    return
  }
  // What he began to write up after he was asked was no hindrance then.
  const isLater = (held: HeldWork) => held.workState === 'wrapUp' && held.sinceMs >= offered.sinceMs
  const others = work.filter((held) => held !== offered && !isLater(held))
  holds(!other && others.every(isInterruptedByCall), 'who talks, rings or writes up is offered no call')
}

function heldWorkIsConsistent(state: RoutingState, agent: Agent, { interactionId, workState }: HeldWork): void {
  const { agentId } = agent
  const interaction = state.interactions.get(interactionId)
  if (!interaction) throw new TruthBroken('who holds work holds a live interaction')
  const { stage, waiting, engagement, wrapUps } = interaction
  const isHis = (one: { readonly agentId: Agent['agentId'] | null } | undefined) => one?.agentId === agentId
  if (workState === 'offered') {
    const offers = waiting?.offerIds.map((offerId) => state.offers.get(offerId)) ?? []
    holds(offers.some(isHis), 'who is offered work has a pending offer')
    holds(
      agent.presence.kind === 'available' && (interaction.kind === 'task' || agent.station?.isReachable === true),
      'only the ready are offered work',
    )
  } else if (workState === 'wrapUp') {
    holds(wrapUps.some(isHis), 'wrap-up has its clock')
  } else {
    const isOwner = engagement?.agentId === agentId && (stage === 'engaged' || stage === 'dialing')
    const isCalled = interaction.kind === 'call' && interaction.calledParties.some(isHis)
    holds(isOwner !== isCalled, 'who is engaged owns the interaction, or is called in it')
    holds(stage !== 'wrapUp', 'nobody is engaged in what is over')
  }
}

/** Whether an agent has it: he dials for it, or works on it. */
function isHeld(interaction: Interaction): boolean {
  const { stage, engagement } = interaction
  const isAhead = interaction.kind === 'call' && isStillDialed(interaction) && engagement === null
  return stage === 'engaged' || (stage === 'dialing' && !isAhead)
}

/** How many agents have it among what they hold. */
function handsOf(interaction: Interaction): number {
  const { waiting, wrapUps } = interaction
  const called = interaction.kind === 'call' ? interaction.calledParties.filter(({ agentId }) => agentId !== null) : []
  return (waiting?.offerIds.length ?? 0) + (isHeld(interaction) ? 1 : 0) + wrapUps.length + called.length
}

function stageIsConsistent({ agents }: RoutingState, interaction: Interaction): void {
  const { stage, waiting, engagement, wrapUps } = interaction
  holds((stage === 'queued') === (waiting !== null), 'who is queued waits')
  holds(stage === 'wrapUp' || isHeld(interaction) === (engagement !== null), 'who is engaged has an agent')
  holds(stage !== 'wrapUp' || wrapUps.length > 0, 'what is over is kept while somebody writes it up')
  if (isDeskWork(interaction)) {
    holds(stage === 'queued' || stage === 'engaged' || stage === 'wrapUp', 'a task waits, is worked on or written up')
    return
  }
  if (interaction.kind === 'callback') {
    const isDue = stage === 'scheduled' && interaction.dueAtMs !== null
    holds(stage === 'queued' || isDue, 'who is to be called back waits for his turn or has a time')
    return
  }
  const { consultation, members, monitors, farLegId } = interaction
  holds((stage === 'through') === (farLegId !== null), 'who is put through has a far end')
  holds((stage === 'parked') === (interaction.parked !== null), 'who is parked has a slot')
  holds(consultation === null || stage === 'engaged', 'only an engaged agent consults')
  holds(members.length === 0 || stage === 'engaged' || stage === 'through', 'only who talks confers')
  holds(monitors.length === 0 || stage === 'engaged', 'only an engaged agent is monitored')
  for (const legId of [...members, ...(consultation ? [consultation.legId] : [])]) {
    holds(calledPartyOf(interaction, legId) !== undefined, 'who confers or is consulted was called')
  }
  for (const { agentId } of monitors) {
    holds(agents.get(agentId)?.monitoring === interaction.interactionId, 'a supervisor knows what he monitors')
  }
}
