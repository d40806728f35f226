import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type LoggedHistory, readHistory } from '#adapters/postgres/history.ts'
import { migrate } from '#adapters/postgres/migrate.ts'
import { systemClock } from '#adapters/system/clock.ts'
import type { Settings } from '#adapters/system/settings.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import {
  dayOf,
  eventTypes,
  type HistoricModel,
  modelOfHistory,
  type StoredEvent,
  settingTypes,
} from '#simulation/model/history/index.ts'
import { runProgram } from './run-program.ts'
import { withDatabase } from './with-database.ts'

/** A day of a busy installation is some hundred thousand events. */
const statementTimeoutMs = 120_000

/** What `--replay DAY`, `--save FILE` and `--trial FILE` say, and what is left for the simulator. */
interface WantedReplay {
  readonly day: string
  readonly save: string | undefined
  /** A file with settings to try on that day; see {@link Trial}. */
  readonly trial: string | undefined
  readonly rest: readonly string[]
}

/** @returns undefined where no replay is asked for */
export function readWantedReplay(args: readonly string[]): Result<WantedReplay, string> | undefined {
  if (!args.some((arg) => /^--replay(=|$)/.test(arg))) return undefined
  const said = new Map<string, string>()
  const rest: string[] = []
  for (let i = 0; i < args.length; i++) {
    const [, name, joined] = /^--(replay|save|trial)(?:=(.*))?$/s.exec(args[i] ?? '') ?? []
    if (name === undefined) {
      rest.push(args[i] as string)
      continue
    }
    const value = joined ?? args[++i]
    if (value === undefined || value === '') return failure(missing[name as keyof typeof missing])
    said.set(name, value)
  }
  return success({ day: said.get('replay') ?? '', save: said.get('save'), trial: said.get('trial'), rest })
}

const missing = {
  replay: '--replay takes yesterday, today, or a date such as 2026-11-21.',
  save: '--save takes a file to write the model to.',
  trial: '--trial takes a file with settings to try on that day.',
}

/** Settings to be tried on a day, as `QueueConfigured` and `AgentConfigured` of the log say them. */
interface Trial {
  /** In both worlds, in the place of what stood in the end of the day; … */
  readonly asNow: readonly StoredEvent[]
  /** … and in the second one. */
  readonly changed: readonly StoredEvent[]
}

interface Worlds {
  readonly model: HistoricModel
  readonly other: HistoricModel | undefined
}

/** `parley simulate --replay DAY`: makes a model of that day and simulates it; resolves to the exit code. */
export async function runReplay(settings: Settings, wanted: WantedReplay): Promise<number> {
  const made = await worldsOf(settings, wanted)
  if (!made.ok) return refuse(made.error)
  const { model, other } = made.value
  for (const remark of new Set([...model.remarks, ...(other?.remarks ?? [])])) process.stderr.write(`${remark}\n`)
  const folder = mkdtempSync(join(tmpdir(), 'parley-replay-'))
  const write = (path: string, { model }: HistoricModel) => {
    writeFileSync(path, `${JSON.stringify(model, null, 2)}\n`)
    return path
  }
  try {
    const path = write(wanted.save ?? join(folder, 'model.json'), model)
    const against = other ? ['--against', write(join(folder, 'changed.json'), other)] : []
    return await runProgram('simulate', [path, ...against, ...wanted.rest])
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const worldsOf = (settings: Settings, { day, trial }: WantedReplay): Promise<Result<Worlds, string>> =>
  withDatabase(
    settings,
    'simulate',
    async (pool) => {
      const migrated = await migrate(pool)
      if (!migrated.ok) return migrated
      const period = (zone: string) => dayOf(day, systemClock.wallMs(), zone)
      const read = await readHistory(pool, { settingTypes, eventTypes }, period)
      if (!read.ok) return read
      return trial === undefined ? worlds(read.value) : onTrial(read.value, trial)
    },
    { statementTimeoutMs },
  )

/** @param changed whose settings the second world has; absent: there is one world */
function worlds(history: LoggedHistory, changed?: LoggedHistory): Result<Worlds, string> {
  const model = modelOfHistory(history)
  if (!model.ok) return model
  const other = changed && modelOfHistory(changed)
  return other?.ok === false ? other : success({ model: model.value, other: other?.value })
}

function onTrial(history: LoggedHistory, path: string): Result<Worlds, string> {
  let trial: Partial<Trial>
  try {
    trial = JSON.parse(readFileSync(path, 'utf8')) ?? {}
  } catch (error) {
    return failure(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  const { asNow, changed } = trial
  if (!Array.isArray(asNow) || !Array.isArray(changed)) {
    return failure(`${path}: it has to have two lists of events, asNow and changed.`)
  }
  const now = { ...history, settings: [...history.settings, ...(asNow as StoredEvent[])] }
  return worlds(now, { ...now, settings: [...now.settings, ...(changed as StoredEvent[])] })
}

function refuse(sentence: string): number {
  process.stderr.write(`${sentence}\n`)
  return 1
}
