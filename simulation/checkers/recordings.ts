import type { Call, Engagement, RoutingEvent, RoutingState } from '#domain/routing/index.ts'
import type { InteractionId, LegId, RecordingId } from '#kernel/ids.ts'
import type { World } from '../world.ts'
import { consentWanted, isTakenAside, saying, shareWanted } from './recording-rules.ts'
import { talkOf } from './talk.ts'
import { holds } from './truth.ts'

/** What was decided under a rule that was changed just now may still be on its way. */
const changingMs = 1000

type Consent = Extract<RoutingEvent, { type: 'RecordingConsentNoted' }>['consent']

/** Who is recorded, and who is not: by what the rules say and what the customer said, whatever the verbs were. */
export class RecordingChecker {
  readonly #world: World
  /** What customers ever said, though the core that heard it died before it was durable. */
  readonly #said = new Map<InteractionId, Consent>()

  constructor(world: World) {
    this.#world = world
  }

  /** After a decision. */
  follow(event: RoutingEvent): void {
    if (event.type === 'RecordingConsentNoted') this.#said.set(event.interactionId, event.consent)
  }

  /** The edge begins a recording, at this moment. */
  began(recordingId: RecordingId, left: LegId): void {
    const { state } = this.#world.core
    const interactionId = state?.indexes.customerLegs.get(left)
    const interaction = interactionId && state?.calls.get(interactionId)
    if (!state || !interaction || interaction.engagement?.recordingId !== recordingId) return
    if (this.#world.clock.nowMs - this.#world.configuredAtMs < changingMs) return
    const wanted = consentWanted(state, interaction, interaction.engagement)
    const said = this.#said.get(interaction.interactionId)
    holds(said !== 'refused' && said !== 'unanswered', 'nothing begins to be recorded of who said no')
    holds(wanted !== 'announced' || said !== undefined, 'who is to be told is told before he is recorded')
    holds(wanted !== 'asked' || said === 'agreed', 'who is to be asked has agreed before he is recorded')
  }

  /** When nothing is under way: what the decision says, and nothing else, is recorded. */
  whenQuiet(state: RoutingState): void {
    const { edge } = this.#world
    const decided = new Set(
      [...state.calls.values()].flatMap(({ engagement, voicemail }) => [
        engagement?.recordingId,
        voicemail?.speaking?.recordingId,
      ]),
    )
    // Until who took over at a phone is answered there, the recording of the one before him runs on.
    const arriving = new Set(
      [...state.calls.values()].flatMap(({ engagement }) =>
        engagement && edge.legs.get(engagement.agentLegId)?.state !== 'connected' ? [engagement.bridgeId] : [],
      ),
    )
    for (const { recordingId, bridgeId } of edge.recordings.live.values()) {
      holds(decided.has(recordingId) || arriving.has(bridgeId), 'nothing is recorded that no decision wants')
    }
    for (const interaction of state.calls.values()) {
      const engagement = talkOf(edge, interaction)
      if (engagement) this.#inTalk(state, interaction, engagement)
    }
  }

  /** Both are there: it runs, unless the customer is told or asked just now. */
  #inTalk(state: RoutingState, interaction: Call, engagement: Engagement): void {
    const { recordingId, recordingPausedBy, acceptedAtMs } = engagement
    if (recordingId === null) {
      const said = this.#said.get(interaction.interactionId)
      const mayBe = said !== 'refused' && said !== 'unanswered' && this.#world.configuredAtMs < acceptedAtMs
      holds(!mayBe || shareWanted(state, engagement) < 100, 'whom the rules want recorded is recorded')
      return
    }
    const { edge } = this.#world
    const recording = edge.recordings.live.get(recordingId)
    if (isTakenAside(this.#world, state, interaction)) {
      holds(recording === undefined, 'nobody is recorded while he is told or asked')
      const hears = this.#world.heardOn(interaction.customerLegId)
      holds(saying.includes(hears), `who stands aside is told or asked, and does not hear ${hears}`)
      return
    }
    holds(recording !== undefined, 'what is decided to be recorded is recorded')
    // Of digits the edge keeps silence by itself, also when somebody has ended his own pause meanwhile.
    const isByDigits = recording?.pausedBy.has('digits') === true && recordingPausedBy === null
    const isPaused = (recording?.pausedBy.size ?? 0) > 0
    holds(isByDigits || isPaused === (recordingPausedBy !== null), 'the record of a pause is the edge’s')
  }
}
