import { type Call, calledPartyOf, isStillDialed, type RoutingState } from '#domain/routing/index.ts'
import type { BridgeId, RecordingId } from '#kernel/ids.ts'
import type { SimulatedEdge } from '../edge.ts'
import type { World } from '../world.ts'
import { isAnnouncement } from './announcements.ts'
import { everybodyHearsWhoHeShould, hearsItRing, hearsUs, talkOf } from './talk.ts'
import { holds } from './truth.ts'

/** When nothing is under way: each call is at the edge as it was decided, and no bridge is there for anything else. */
export function everyCallIsAtTheEdge(world: World, state: RoutingState): void {
  const { edge } = world
  const wanted = new Set<BridgeId>()
  for (const call of state.calls.values()) {
    const { stage, engagement } = call
    if (stage === 'wrapUp') continue
    for (const { bridgeId } of call.calledParties) wanted.add(bridgeId)
    legsAreThere(edge, call)
    if (stage === 'dialing') {
      whoDialsIsOnTheLine(world, call)
    } else if (stage === 'through') {
      whoIsPutThroughIsJoined(world, call)
    } else if (stage === 'engaged' && engagement) {
      wanted.add(engagement.bridgeId)
      if (talkOf(edge, call)) everybodyHearsWhoHeShould(world, state, call, engagement)
    } else if (stage === 'inFlow' && call.voicemail?.speaking) {
      wanted.add(call.voicemail.speaking.bridgeId)
      whoSpeaksIsHeard(edge, call, call.voicemail.speaking)
    } else {
      whoWaitsHearsMusic(edge, call)
    }
  }
  for (const bridgeId of edge.bridges.keys()) holds(wanted.has(bridgeId), 'a bridge belongs to an engaged interaction')
}

/** An agent who calls from his desk is rung himself before anybody else is. */
const isToBeCalled = ({ stage, engagement }: Call): boolean => stage === 'dialing' && engagement?.isConfirmed === false

function legsAreThere({ legs }: SimulatedEdge, call: Call): void {
  const { stage, customerLegId, calledParties, transfer } = call
  holds(isToBeCalled(call) || legs.has(customerLegId), `a live interaction has a live customer leg, in ${stage}`)
  for (const { legId } of calledParties) {
    holds(isToBeCalled(call) || legs.has(legId), 'who is called, or was and answered, has a leg')
  }
  if (!transfer) return
  holds(legs.get(transfer.legId)?.state === 'alerting', 'a transfer is under way while it rings')
  holds(legs.has(transfer.askedByLegId), 'who asked for a transfer that is under way is there')
}

function whoDialsIsOnTheLine(world: World, call: Call): void {
  const { engagement } = call
  // Called back ahead of an agent: nobody dials.
  if (engagement === null && isStillDialed(call)) return
  holds(!!engagement && world.edge.legs.has(engagement.agentLegId), 'who dials is on the line')
  if (engagement?.isConfirmed && hearsUs(world, engagement.agentLegId)) hearsItRing(world, engagement.agentLegId)
}

function whoIsPutThroughIsJoined(world: World, call: Call): void {
  const { legs, bridges } = world.edge
  const { customerLegId, farLegId, members } = call
  const isThere = legs.get(customerLegId)?.state === 'connected'
  const party = calledPartyOf(call, farLegId)
  holds(party !== undefined, 'who is put through is so to somebody')
  if (party?.answeredAtMs === null && isThere) hearsItRing(world, customerLegId)
  if (party?.answeredAtMs == null || !isThere) return
  // A phone that took the place of one that had answered is being answered itself.
  if (legs.get(party.legId)?.state !== 'connected') return
  const bridge = bridges.get(party.bridgeId)
  holds(bridge?.legIds.has(customerLegId) === true, 'who is put through is joined')
  holds(bridge?.legIds.has(party.legId) === true, 'the far end is in the bridge')
  for (const legId of members) holds(bridge?.legIds.has(legId) === true, 'who talks on is in the bridge')
  holds(bridge?.heldLegIds.size === 0, 'nobody is left on hold with whom nobody of ours is')
}

/** Alone, by the recording. */
function whoSpeaksIsHeard(
  { legs, bridges, recordings }: SimulatedEdge,
  { customerLegId }: Call,
  { bridgeId, recordingId }: { readonly bridgeId: BridgeId; readonly recordingId: RecordingId },
): void {
  holds(legs.get(customerLegId)?.bridgeId === bridgeId, 'who speaks to a voicemail is where he is recorded')
  holds(bridges.get(bridgeId)?.legIds.size === 1, 'who speaks to a voicemail is alone')
  holds(recordings.live.has(recordingId), 'what is said to a voicemail is recorded')
}

function whoWaitsHearsMusic({ legs, sounds: { playing, collecting } }: SimulatedEdge, call: Call): void {
  const { stage, waiting, entry, customerLegId } = call
  const leg = legs.get(customerLegId)
  holds(leg?.bridgeId === undefined, 'who waits is in no bridge')
  // A phone that took the place of one that waited hears it once it is answered.
  if (leg?.state !== 'connected') return
  if (stage === 'queued' || stage === 'parked') {
    const heard = playing.get(customerLegId)?.what
    // Or, for a moment, that he may be called back, or how he stands.
    const isOffer = waiting?.isCallbackOffered === true && heard === 'callback-offer'
    const isTold = call.announcedAtMs !== undefined && isAnnouncement(heard)
    holds(heard === 'music' || isOffer || isTold, 'who waits hears music')
    holds(!isTold || waiting?.offerIds.length === 0, 'whoever is being offered hears no announcement')
  }
  // Whoever is on his way to a queue hears something, or is asked; of flows there is a checker of their own.
  if (stage !== 'inFlow' || call.flow || (entry.queueId === null && entry.greeting === null)) return
  holds(playing.has(customerLegId) || collecting.has(customerLegId), 'nobody is forgotten in a flow')
}
