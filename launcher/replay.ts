import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readHistory } from '#adapters/postgres/history.ts'
import { migrate } from '#adapters/postgres/migrate.ts'
import { systemClock } from '#adapters/system/clock.ts'
import type { Settings } from '#adapters/system/settings.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { dayOf, eventTypes, type HistoricModel, modelOfHistory, settingTypes } from '#simulation/model/history/index.ts'
import { runProgram } from './run-program.ts'
import { withDatabase } from './with-database.ts'

/** A day of a busy installation is some hundred thousand events. */
const statementTimeoutMs = 120_000

/** What `--replay DAY` and `--save FILE` say, and what is left for the simulator. */
interface WantedReplay {
  readonly day: string
  readonly save: string | undefined
  readonly rest: readonly string[]
}

/** @returns undefined where no replay is asked for */
export function readWantedReplay(args: readonly string[]): Result<WantedReplay, string> | undefined {
  if (!args.some((arg) => /^--replay(=|$)/.test(arg))) return undefined
  const said = new Map<string, string>()
  const rest: string[] = []
  for (let i = 0; i < args.length; i++) {
    const [, name, joined] = /^--(replay|save)(?:=(.*))?$/s.exec(args[i] ?? '') ?? []
    if (name === undefined) {
      rest.push(args[i] as string)
      continue
    }
    const value = joined ?? args[++i]
    if (value === undefined || value === '') {
      return failure(
        name === 'save'
          ? '--save takes a file to write the model to.'
          : '--replay takes yesterday, today, or a date such as 2026-11-21.',
      )
    }
    said.set(name, value)
  }
  return success({ day: said.get('replay') ?? '', save: said.get('save'), rest })
}

/** `parley simulate --replay DAY`: makes a model of that day and simulates it; resolves to the exit code. */
export async function runReplay(settings: Settings, wanted: WantedReplay): Promise<number> {
  const made = await modelOfDay(settings, wanted.day)
  if (!made.ok) {
    process.stderr.write(`${made.error}\n`)
    return 1
  }
  for (const remark of made.value.remarks) process.stderr.write(`${remark}\n`)
  const folder = mkdtempSync(join(tmpdir(), 'parley-replay-'))
  const path = wanted.save ?? join(folder, 'model.json')
  try {
    writeFileSync(path, `${JSON.stringify(made.value.model, null, 2)}\n`)
    return await runProgram('simulate', [path, ...wanted.rest])
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const modelOfDay = (settings: Settings, day: string): Promise<Result<HistoricModel, string>> =>
  withDatabase(
    settings,
    'simulate',
    async (pool) => {
      const migrated = await migrate(pool)
      if (!migrated.ok) return migrated
      const period = (zone: string) => dayOf(day, systemClock.wallMs(), zone)
      const read = await readHistory(pool, { settingTypes, eventTypes }, period)
      return read.ok ? modelOfHistory(read.value) : read
    },
    { statementTimeoutMs },
  )
