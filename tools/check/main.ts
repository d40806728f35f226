import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { flowSchemaText } from '#domain/flows/schema-text.ts'
import { openApiText } from '#server/api/openapi.ts'
import { checkGenerated, type Generated, writeGenerated } from './generated.ts'
import { checkLayers } from './layers.ts'
import { readLocales } from './locale-files.ts'
import { checkLocales } from './locales.ts'
import { runPackage, type Verdict } from './programs.ts'
import { checkWords, needlessAllowances } from './refused-words.ts'
import { type Refusal, readSources, refusalLine, topFolders } from './source-files.ts'
import { checkUntranslated } from './untranslated.ts'

interface Check {
  readonly name: string
  run(): Promise<Verdict>
}

/** What is made out of the sources, by the name of its check. */
const generated: Readonly<Record<string, Generated>> = {
  openapi: { path: 'docs/reference/openapi.json', source: 'the routes say', text: openApiText },
  'flow-schema': {
    path: 'docs/reference/flow.schema.json',
    source: 'the blocks of domain/flows say',
    text: flowSchemaText,
  },
}

/**
 * Runs every check and resolves to the exit code.
 * @param args `--write` brings the generated files up to date instead; names choose single checks
 */
export async function runChecks(root: string, args: readonly string[]): Promise<number> {
  if (args.includes('--write')) {
    for (const one of Object.values(generated)) {
      writeGenerated(root, one)
      process.stdout.write(`${one.path} is written.\n`)
    }
    return 0
  }
  const all = [...quickChecks(root), ...programChecks(root)]
  const wanted = args.length === 0 ? all : all.filter(({ name }) => args.includes(name))
  if (wanted.length === 0) {
    process.stderr.write(`npm run check knows ${all.map(({ name }) => name).join(', ')}.\n`)
    return 2
  }
  let failed = 0
  // Two at a time: the type checks are most of the work, and more than two would only push each other out of memory.
  const queue = [...wanted]
  const worker = async () => {
    for (let check = queue.shift(); check !== undefined; check = queue.shift()) {
      const { isGood, output } = await check.run()
      process.stdout.write(`${isGood ? 'ok  ' : 'FAIL'}  ${check.name}\n`)
      if (!isGood) {
        failed += 1
        process.stdout.write(`${args.length > 0 ? output : beginning(output, check.name)}\n\n`)
      }
    }
  }
  await Promise.all([worker(), worker()])
  process.stdout.write(failed === 0 ? 'All checks pass.\n' : `${failed} of ${wanted.length} checks refuse.\n`)
  return failed === 0 ? 0 : 1
}

const shownLines = 40

/** One broken check must not push the others out of sight. */
function beginning(output: string, name: string): string {
  const lines = output.split('\n')
  if (lines.length <= shownLines) return output
  const rest = lines.length - shownLines
  return `${lines.slice(0, shownLines).join('\n')}\n… and ${rest} more lines: npm run check -- ${name}`
}

/** Those that read our sources themselves. */
function quickChecks(root: string): Check[] {
  const files = readSources(root, topFolders, ['.ts', '.tsx', '.mjs'])
  const check = (name: string, find: () => Refusal[] | Promise<Refusal[]>): Check => ({
    name,
    async run() {
      const refusals = await find()
      return { isGood: refusals.length === 0, output: refusals.map(refusalLine).join('\n') }
    },
  })
  return [
    check('layers', () => checkLayers(files)),
    check('words', () => [...checkWords(files), ...needlessAllowances(files)]),
    check('untranslated', () => checkUntranslated(files)),
    check('languages', async () => (await readLocales(root)).flatMap(checkLocales)),
    ...Object.entries(generated).map(([name, one]) => check(name, () => checkGenerated(root, one))),
  ]
}

/** Those that other people's programs do. */
function programChecks(root: string): Check[] {
  const types = ['.', 'web', 'widget'].filter((folder) => existsSync(join(root, folder, 'tsconfig.json')))
  return [
    ...types.map((folder) => ({
      name: folder === '.' ? 'types' : `types-${folder}`,
      run: () => runPackage(root, 'typescript', 'tsc', ['-p', folder, '--noEmit', '--pretty', 'false']),
    })),
    { name: 'style', run: () => runPackage(root, '@biomejs/biome', 'biome', ['check', '--error-on-warnings', '.']) },
    {
      name: 'unused',
      run: () => runPackage(root, 'knip', 'knip', ['--no-progress']),
    },
  ]
}
