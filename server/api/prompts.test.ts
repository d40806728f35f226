import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { promptsIn } from './prompts.ts'

it('gives every prompt of the product its words in all seven languages', async () => {
  const prompts = await promptsIn(fileURLToPath(new URL('../../prompts', import.meta.url)))
  expect(prompts.length).toBeGreaterThan(5)
  for (const { name, says } of prompts) {
    expect(Object.keys(says).sort(), name).toEqual(['az', 'en', 'fa', 'hu', 'ka', 'ru', 'tr'])
  }
})

it('lists sound that nobody wrote down, and no other files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-prompts-'))
  try {
    await mkdir(join(folder, 'ka'))
    await writeFile(join(folder, 'ka', 'holiday.ulaw'), '')
    await writeFile(join(folder, 'ka', 'notes.txt'), '')
    expect(await promptsIn(folder)).toEqual([{ name: 'holiday', says: {} }])
    expect(await promptsIn(join(folder, 'missing'))).toEqual([])
  } finally {
    await rm(folder, { recursive: true })
  }
})
