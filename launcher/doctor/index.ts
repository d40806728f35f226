import { systemClock } from '#adapters/system/clock.ts'
import type { Settings } from '#adapters/system/settings.ts'
import type { Result } from '#kernel/result.ts'
import { lockHolder } from '../folder-lock.ts'
import { portProblem, wantedPorts } from '../ports.ts'
import { checkAudioPath } from './audio-path.ts'
import { checkClock } from './clock.ts'
import { checkDatabase } from './database.ts'
import { type Finding, findingLine, problem, well } from './finding.ts'
import { checkDisk, checkNode } from './machine.ts'

/** Runs every check, writing each finding as it comes. Resolves to the exit code: 1 when there is a problem. */
export async function runDoctor(
  settings: Result<Settings, readonly string[]>,
  write: (text: string) => void,
): Promise<number> {
  let problems = 0
  const tell = (findings: readonly Finding[]) => {
    for (const finding of findings) {
      if (finding.verdict === 'problem') problems += 1
      write(findingLine(finding))
    }
  }
  tell([checkNode()])
  if (settings.ok) {
    tell([well('settings', 'all of them can be read.')])
    tell([checkDisk(settings.value.dataDir)])
    tell(await checkPorts(settings.value))
    tell([await checkDatabase(settings.value)])
  } else {
    tell(settings.error.map((sentence) => problem('settings', sentence)))
  }
  tell([await checkClock(systemClock)])
  tell(await checkAudioPath())
  write(
    problems === 0
      ? '\nNothing stands in the way.\n'
      : `\n${problems} ${problems === 1 ? 'thing' : 'things'} to put right.\n`,
  )
  return problems === 0 ? 0 : 1
}

async function checkPorts(settings: Settings): Promise<Finding[]> {
  const holder = lockHolder(settings.dataDir)
  if (holder !== undefined) return [well('ports', `Parley runs here now (process ${holder}) and has them.`)]
  const findings: Finding[] = []
  for (const wanted of wantedPorts(settings)) {
    const sentence = await portProblem(wanted)
    if (sentence !== undefined) findings.push(problem('ports', sentence))
  }
  return findings.length > 0 ? findings : [well('ports', 'all of them are free.')]
}
