// What each npm script does. Later steps are imported only when the earlier ones have made them loadable.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureInstalled } from './install.mjs'
import { root } from './root.mjs'
import { runChild } from './run-child.mjs'

const commands = {
  start: (args) => parley(['start', ...args]),
  run: (args) => parley(args),
  test: async (args) => {
    const { chooseProjects, runTests } = await import('./run-tests.mjs')
    const { chosen, rest } = chooseProjects(args)
    if (chosen.includes('e2e')) {
      const { ensureTestPackages } = await import('./test-setup.mjs')
      await ensureTestPackages()
    }
    // Unit tests read the sources themselves.
    if (chosen.some((project) => project !== 'unit')) await build()
    return runTests(chosen, rest)
  },
  check: async (args) => {
    const { runChecks } = await import('./check.mjs')
    return runChecks(args)
  },
  bench: async (args) => {
    await build()
    return runIn('bench', args)
  },
  shots: async (args) => {
    const { ensureTestPackages } = await import('./test-setup.mjs')
    await ensureTestPackages()
    await build()
    return runIn('screens', ['shots', ...args])
  },
  soak: (args) => runIn('soak', args),
  build: async () => {
    await build()
    return 0
  },
}

export async function runCommand(name, args) {
  const command = commands[name]
  if (command === undefined) {
    console.error(`tools/bootstrap.mjs knows ${Object.keys(commands).join(', ')}, and not ${name ?? 'nothing at all'}.`)
    process.exitCode = 2
    return
  }
  try {
    await ensureInstalled()
    const code = await command(args)
    if (code !== undefined) process.exitCode = code
  } catch (error) {
    console.error(error.sentence ?? error)
    process.exitCode = 1
  }
}

async function build(names) {
  const { ensureBuilt } = await import('./build.mjs')
  await ensureBuilt(names)
}

/** In this very process, so that signals reach the launcher and its exit code is ours. */
async function parley(args) {
  // Only what serves pages needs the pages.
  await build(args[0] === 'start' ? undefined : ['programs'])
  const entry = join(root, 'dist', 'parley.js')
  process.argv = [process.argv[0], entry, ...args]
  process.setSourceMapsEnabled(true)
  await import(pathToFileURL(entry).href)
}

/** Runs `tests/FOLDER/NAME.ts`. */
function runIn(folder, [name, ...args]) {
  const script = join(root, 'tests', folder, `${name}.ts`)
  if (name === undefined || !/^[a-z0-9-]+$/.test(name) || !existsSync(script)) {
    console.error(
      `npm run ${folder} -- NAME: ${name ? `tests/${folder} has no ${name}.ts` : `say which one of tests/${folder}`}.`,
    )
    return 2
  }
  return runChild(process.execPath, [join(root, 'tools', 'run-ts.mjs'), script, ...args])
}
