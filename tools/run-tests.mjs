// Runs the test projects one after the other and ends with the line `N passed, N failed`.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { watchMachine } from './machine-watch.mjs'
import { root } from './root.mjs'
import { runChild } from './run-child.mjs'
import { countTests, failedFiles, failures, lastLine, withoutFiles } from './test-count.mjs'

/** From the quickest to the slowest; `e2e` carries real sound and wants the machine to itself. */
const projects = ['unit', 'integration', 'e2e']

/**
 * Runs each chosen project, also after an earlier one failed; resolves to the exit code.
 * @param rest arguments for Vitest: patterns of file names, `-t`
 */
export async function runTests(chosen, rest) {
  const vitest = join(createRequire(import.meta.url).resolve('vitest/package.json'), '..', 'vitest.mjs')
  const reports = join(root, '.cache', `test-reports-${process.pid}`)
  mkdirSync(reports, { recursive: true })
  const counts = []
  const machine = watchMachine()
  let interrupted = false
  process.once('SIGINT', () => {
    interrupted = true
  })
  process.once('SIGTERM', () => {
    interrupted = true
  })
  for (const project of chosen) {
    if (interrupted) break
    console.log(`\n── ${project} ──`)
    const report = join(reports, `${project}.json`)
    const starvedFile = join(reports, 'starved')
    const run = async (...patterns) => {
      rmSync(report, { force: true })
      const code = await runChild(
        process.execPath,
        [
          vitest,
          'run',
          '--project',
          project,
          '--passWithNoTests',
          '--reporter=default',
          '--reporter=json',
          `--outputFile.json=${report}`,
          ...rest,
          ...patterns,
        ],
        { env: { ...process.env, TESTS_STARVED_FILE: starvedFile } },
      )
      return { text: existsSync(report) ? readFileSync(report, 'utf8') : undefined, code }
    }
    const first = await run()
    const again = project === 'e2e' && !interrupted ? starved(failedFiles(first.text), starvedFile, machine) : []
    if (again.length === 0) {
      counts.push({ project, ...countTests(first.text, first.code), failures: failures(first.text, root) })
      continue
    }
    console.log(`\nOnce more, what failed while this machine was too slow for sound: ${again.join(', ')}`)
    const second = await run(...again)
    counts.push({ project, ...countTests(withoutFiles(first.text, again), 0) })
    counts.push({
      project: `${project}, repeated`,
      ...countTests(second.text, second.code),
      failures: failures(second.text, root),
    })
  }
  machine.stop()
  rmSync(reports, { recursive: true, force: true })
  const { line, code, remarks } = lastLine(counts, interrupted)
  for (const remark of remarks) console.log(remark)
  console.log(line)
  return code
}

/** Those that were run while the edge, or a program that only waited, got no time: what they measured was the machine. */
function starved(failed, starvedFile, machine) {
  const edgeSaidSo = existsSync(starvedFile)
  return failed
    .filter(({ name, fromMs, toMs }) => {
      const pauseMs = machine.longestPauseMs(fromMs, toMs)
      if (pauseMs > 0) console.log(`${name}: this machine stood still for ${pauseMs} ms meanwhile.`)
      return edgeSaidSo || pauseMs > 0
    })
    .map(({ name }) => name)
}

/** Splits what follows `npm test --`: `--project NAME` chooses projects (all by default), the rest is for Vitest. */
export function chooseProjects(args) {
  const chosen = []
  const rest = []
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '--project' && args[i + 1] !== undefined) chosen.push(args[++i])
    else rest.push(args[i])
  }
  return { chosen: chosen.length > 0 ? chosen : projects, rest }
}
