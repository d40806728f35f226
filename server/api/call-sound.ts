import type { RoutingCommand } from '#domain/routing/index.ts'
import { type AgentId, newId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { Prompt } from '#protocol/http/call-control.ts'
import type { Caller } from '../accounts/caller.ts'
import type { ApiServices } from './api-services.ts'
import { refusalOfDecider, refusalOfEdge } from './decided.ts'
import type { Handlers } from './handler.ts'
import { isAgent } from './offers.ts'
import { ownPrompts, promptsIn } from './prompts.ts'
import { type Refusal, refuse } from './refusal.ts'

type Routes = 'announce' | 'setDigitsMasked' | 'pauseRecording' | 'resumeRecording' | 'prompts'
type Services = Pick<ApiServices, 'decider' | 'edge' | 'configuration' | 'settings' | 'clock' | 'randomBytes'>

/** What is heard and what is kept of a call in hand: announcements, masked digits, the recording. */
export function callSoundHandlers(services: Services, promptFolder: string): Pick<Handlers, Routes> {
  const { decider, edge, configuration, settings, clock, randomBytes } = services
  let known: Promise<readonly Prompt[]> | undefined
  // They change with the release alone.
  const prompts = () => {
    known ??= promptsIn(promptFolder)
    return known
  }

  async function verb(
    caller: Caller,
    commandOf: (agentId: AgentId) => RoutingCommand | Refusal,
  ): Promise<Result<Record<string, never>, Refusal>> {
    if (!isAgent(caller)) return refuse('agent.not-an-agent')
    const command = commandOf(caller.agentId)
    if ('code' in command) return failure(command)
    const decided = await decider.execute(command)
    return decided.ok ? success({}) : failure(refusalOfDecider(decided.error))
  }

  return {
    async prompts() {
      return success({ items: [...(await prompts()), ...ownPrompts(configuration.prompts)] })
    },

    async announce({ caller, id, body: { prompt, legId } }) {
      if (!isAgent(caller)) return refuse('agent.not-an-agent')
      const interaction = decider.state?.calls.get(id)
      if (interaction?.engagement?.agentId !== caller.agentId) return refuse('interaction.not-yours')
      const isKnown = configuration.prompts.has(prompt) || (await prompts()).some(({ name }) => name === prompt)
      if (!isKnown) return refuse('prompt.not-found')
      const { engagement, consultation, customerLegId, members, edgeId } = interaction
      const isThere = legId === customerLegId || members.includes(legId)
      if (!isThere || interaction.stage !== 'engaged' || consultation !== null) return refuse('call.no-such-party')
      const { bridgeId } = engagement
      const playId = newId('play', clock.wallMs(), randomBytes)
      const language = interaction.entry.language ?? settings.spokenLanguage
      const items = [configuration.prompts.itemOf(prompt, language)]
      const played = await edge.send({ type: 'bridge.play', bridgeId, legId, playId, items, isOver: false }, { edgeId })
      if (!played.ok) return failure(refusalOfEdge(played.error))
      return verb(caller, (agentId) => ({ type: 'NoteAnnouncement', interactionId: id, agentId, legId }))
    },

    setDigitsMasked: ({ caller, id, body: { isMasked } }) =>
      verb(caller, (agentId) => ({ type: 'MaskDigits', interactionId: id, agentId, isMasked })),

    pauseRecording: ({ caller, id }) =>
      verb(caller, (agentId) => {
        const queueId = decider.state?.calls.get(id)?.engagement?.queueId ?? null
        if (!configuration.recordingRules.for(queueId, agentId).mayPause) return { code: 'recording.pause-not-allowed' }
        return { type: 'PauseRecording', interactionId: id, agentId }
      }),
    // Who may not pause may still end a pause.
    resumeRecording: ({ caller, id }) =>
      verb(caller, (agentId) => ({ type: 'ResumeRecording', interactionId: id, agentId })),
  }
}
