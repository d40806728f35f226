import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { frameSamples } from '#telephony/audio/frame.ts'
import { PromptLibrary } from './prompt-library.ts'

let folder = ''
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A library of prompts that each are one steady value, by which they are told apart. */
async function library(files: Readonly<Record<string, number>>): Promise<PromptLibrary> {
  folder = await mkdtemp(join(tmpdir(), 'prompts-'))
  for (const [path, code] of Object.entries(files)) {
    const [language = '', name = ''] = path.split('/')
    await mkdir(join(folder, language), { recursive: true })
    await writeFile(join(folder, language, `${name}.ulaw`), new Uint8Array(8000).fill(code))
  }
  const prompts = new PromptLibrary()
  expect(await prompts.load(folder)).toBe(Object.keys(files).length)
  return prompts
}

/** What is heard of it after its first moments. */
function heard(prompts: PromptLibrary, name: string, language?: string): number | undefined {
  const source = prompts.open({ kind: 'prompt', name, ...(language === undefined ? {} : { language }) })
  if (!source) return undefined
  const frame = new Int16Array(frameSamples)
  for (let i = 0; i < 10; i++) source.read(frame)
  return frame.at(-1)
}

const [english, georgian] = [0x90, 0xa0]

it('a prompt is said in the language that was asked for', async () => {
  const prompts = await library({ 'en/open-days': english, 'ka/open-days': georgian })
  expect(heard(prompts, 'open-days', 'ka')).not.toBe(heard(prompts, 'open-days', 'en'))
  expect(heard(prompts, 'open-days', 'ka')).toBeDefined()
})

it('what has not been recorded in it is said in English, and so is what was asked for without a language', async () => {
  const prompts = await library({ 'en/open-days': english, 'ka/open-days': georgian })
  expect(heard(prompts, 'open-days', 'az')).toBe(heard(prompts, 'open-days', 'en'))
  expect(heard(prompts, 'open-days')).toBe(heard(prompts, 'open-days', 'en'))
})

it('what there is in one other language alone is said in that, rather than nothing', async () => {
  const prompts = await library({ 'ka/open-days': georgian })
  expect(heard(prompts, 'open-days', 'az')).toBe(heard(prompts, 'open-days', 'ka'))
  expect(heard(prompts, 'never-recorded', 'ka')).toBeUndefined()
})
