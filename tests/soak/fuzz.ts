import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { seededRandom } from '#kernel/random.ts'
import { explore, replay } from '../fuzz/engine.ts'
import { fuzzedParts, problemOf } from '../fuzz/parts.ts'
import { shrink } from '../fuzz/shrink.ts'

/**
 * Fuzzes for a while: everything that takes bytes from strangers, and whole engines.
 *
 *     npm run soak -- fuzz [minutes, 1] [seed, by the clock]
 *
 * What fails is made small and saved in .cache/fuzz; the same seed makes the same inputs.
 */
const minutes = Number(process.argv[2] ?? 1)
const firstSeed = Number(process.argv[3] ?? Date.now() % 2 ** 31)
const folder = join(process.cwd(), '.cache', 'fuzz')
const untilMs = Date.now() + minutes * 60_000
const say = (line: string) => process.stdout.write(`${line}\n`)

say(`Seed ${firstSeed}, for ${minutes} min. Again with: npm run soak -- fuzz ${minutes} ${firstSeed}`)
const counts = new Map<string, number>()
let failures = 0

function failed(name: string, seed: number, problem: string, content: string | Uint8Array): void {
  failures++
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${name}-${seed}.${typeof content === 'string' ? 'json' : 'bin'}`)
  writeFileSync(path, content)
  say(`${name}, seed ${seed}: ${problem}\n  saved in ${path}`)
}

for (let seed = firstSeed; Date.now() < untilMs && failures < 20; seed++) {
  for (const part of fuzzedParts) {
    const random = seededRandom(seed)
    for (let n = 0; n < 200; n++) {
      const input = part.input(random)
      const problem = problemOf(part, input)
      if (problem === undefined) continue
      const least = Uint8Array.from(shrink([...input], (rest) => problemOf(part, Uint8Array.from(rest)) !== undefined))
      failed(part.name, seed, problem, least)
      break
    }
    counts.set(part.name, (counts.get(part.name) ?? 0) + 200)
  }
  const { steps, problem } = explore(seed, 400)
  if (problem !== undefined) {
    const least = shrink(steps, (part) => replay(part) !== undefined, 1_000)
    failed('engine', seed, problem, JSON.stringify(least, undefined, 1))
  }
  counts.set('engine steps', (counts.get('engine steps') ?? 0) + steps.length)
}
for (const [name, count] of counts) say(`${name}: ${count} inputs`)
say(failures === 0 ? 'Nothing failed.' : `${failures} failed.`)
process.exitCode = failures === 0 ? 0 : 1
