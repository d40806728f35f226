import { embeddedProgramsProblem } from '#adapters/postgres/embedded-binaries.ts'
import { databaseProblem } from '#adapters/postgres/reachability.ts'
import { redactUrls } from '#adapters/system/redaction.ts'
import type { Settings } from '#adapters/system/settings.ts'
import { type Finding, problem, well } from './finding.ts'

/** Reaches the database of the settings; of the embedded one, sees that its programs run here. Makes and starts nothing. */
export async function checkDatabase(settings: Pick<Settings, 'databaseUrl' | 'dataDir'>): Promise<Finding> {
  if (settings.databaseUrl !== undefined) {
    const sentence = await databaseProblem(settings.databaseUrl)
    if (sentence !== undefined) return problem('database', sentence)
    return well('database', `${redactUrls(settings.databaseUrl)} answers.`)
  }
  const sentence = embeddedProgramsProblem()
  return sentence === undefined
    ? well('database', 'the embedded PostgreSQL runs on this machine.')
    : problem('database', sentence)
}
