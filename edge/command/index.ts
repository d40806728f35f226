import type { Result } from '#kernel/result.ts'
import type { EdgeCommand } from '#protocol/edge/commands.ts'
import type { EdgeError } from '#protocol/edge/messages.ts'
import type { EdgeParts } from '../edge-parts.ts'
import { refuse } from '../refusal.ts'
import { accessHandlers } from './access.ts'
import { bridgeHandlers } from './bridge.ts'
import { detectionHandlers } from './detection.ts'
import { edgeHandlers } from './edge.ts'
import type { CommandHandlers } from './handlers.ts'
import { legSignallingHandlers } from './leg-signalling.ts'
import { legSoundHandlers } from './leg-sound.ts'
import { listeningHandlers } from './listening.ts'
import { observationHandlers } from './observation.ts'
import { recordingHandlers } from './recording.ts'
import { siprecHandlers } from './siprec.ts'
import { soundHandlers } from './sound.ts'
import { telephonyHandlers } from './telephony.ts'
import { transferHandlers } from './transfer.ts'
import { userHandlers } from './user.ts'

const handlers: CommandHandlers = {
  ...legSignallingHandlers,
  ...legSoundHandlers,
  ...bridgeHandlers,
  ...soundHandlers,
  ...recordingHandlers,
  ...edgeHandlers,
  ...detectionHandlers,
  ...listeningHandlers,
  ...telephonyHandlers,
  ...siprecHandlers,
  ...accessHandlers,
  ...transferHandlers,
  ...userHandlers,
  ...observationHandlers,
}

/** Carries a command out. Never throws and never rejects: what goes wrong here is an outcome. */
export async function perform(
  command: EdgeCommand,
  parts: EdgeParts,
): Promise<Result<Readonly<Record<string, string>>, EdgeError>> {
  try {
    const handler = handlers[command.type] as (
      command: EdgeCommand,
      parts: EdgeParts,
    ) => ReturnType<CommandHandlers[typeof command.type]>
    return await handler(command, parts)
  } catch (error) {
    parts.logger.error('A command failed', { command: command.type, error })
    return refuse('failed', `The edge failed at ${command.type}.`)
  }
}
