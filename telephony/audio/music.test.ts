import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { pleaseHoldChime, specialInformationTone, welcomeChime } from './announcements.ts'
import { tonePurityDb } from './goertzel.ts'
import { isSilent, peakDbfs, rmsDbfs } from './level.ts'
import { composeHoldMusic } from './music.ts'
import {
  isPromptLanguage,
  isPromptName,
  pieceFolder,
  promptLanguages,
  promptNames,
  promptPath,
  promptSamples,
  promptSubstitute,
} from './prompts.ts'

describe.each([1, 2, 3, 4, 5, 6])('the hold music of seed %d', (seed) => {
  const music = composeHoldMusic(seed)

  it('is the same each time, over half a minute long, and of moderate level', () => {
    expect(Buffer.from(composeHoldMusic(seed).buffer).equals(Buffer.from(music.buffer))).toBe(true)
    expect(music.length / 8000).toBeGreaterThan(32)
    expect(rmsDbfs(music)).toBeCloseTo(-20, 0)
    expect(peakDbfs(music)).toBeLessThan(-3)
  })

  it('is calm: no second is much louder than the others, none is silent', () => {
    for (let at = 0; at + 8000 <= music.length; at += 8000) {
      const level = rmsDbfs(music.subarray(at, at + 8000))
      expect(level).toBeGreaterThan(-28)
      expect(level).toBeLessThan(-14)
    }
  })

  it('loops without a click', () => {
    let largestStep = 0
    for (let i = 1; i < music.length; i++) largestStep = Math.max(largestStep, Math.abs(music[i]! - music[i - 1]!))
    expect(Math.abs(music[0]! - music.at(-1)!)).toBeLessThanOrEqual(largestStep)
    // And without a dip: the notes of the end ring on at the start.
    expect(rmsDbfs(music.subarray(0, 1600))).toBeGreaterThan(-40)
  })
})

it('is another piece for another seed', () => {
  expect(Buffer.from(composeHoldMusic(1).buffer).equals(Buffer.from(composeHoldMusic(2).buffer))).toBe(false)
})

describe('announcements', () => {
  it('sound the special information tone of E.180', () => {
    const tone = specialInformationTone()
    for (const start of [0, tone.length / 2]) {
      for (const [n, frequencyHz] of [950, 1400, 1800].entries()) {
        const from = start + n * 330 * 8
        expect(tonePurityDb(tone.subarray(from, from + 330 * 8), frequencyHz)).toBeGreaterThan(-0.2)
      }
      expect(isSilent(tone.subarray(start + 990 * 8, start + 1990 * 8))).toBe(true)
    }
  })

  it.each([
    ['welcome', welcomeChime],
    ['please hold', pleaseHoldChime],
  ])('the %s chime is short, soft, and clean at its edges', (_name, chime) => {
    const sound = chime()
    expect(sound.length / 8000).toBeLessThan(2)
    expect(rmsDbfs(sound)).toBeCloseTo(-22, 0)
    expect(peakDbfs(sound)).toBeLessThan(-3)
    expect(Math.abs(sound[0]!)).toBeLessThan(50)
    expect(Math.abs(sound.at(-1)!)).toBeLessThan(50)
  })
})

describe('prompts', () => {
  const root = new URL('../../', import.meta.url)
  const sentences = JSON.parse(readFileSync(new URL('prompts/sentences.json', root), 'utf8')) as Record<
    string,
    Record<string, string>
  >

  it('are written down for each language and each name', () => {
    expect(Object.keys(sentences)).toEqual([...promptLanguages])
    for (const language of promptLanguages) expect(Object.keys(sentences[language]!)).toEqual([...promptNames])
  })

  it.each(promptLanguages.flatMap((language) => promptNames.map((name) => [language, name] as const)))(
    'are spoken: %s %s, at a speaking level, with clean edges',
    (language, name) => {
      const sound = promptSamples(readFileSync(new URL(promptPath(name, language), root)))
      expect(sound.length / 8000).toBeGreaterThan(1)
      expect(sound.length / 8000).toBeLessThan(8)
      expect(rmsDbfs(sound)).toBeGreaterThan(-25)
      expect(rmsDbfs(sound)).toBeLessThan(-18)
      expect(peakDbfs(sound)).toBeLessThan(-0.5)
      expect(peakDbfs(sound.subarray(0, 80))).toBeLessThan(-36)
      expect(peakDbfs(sound.subarray(-80))).toBeLessThan(-36)
    },
  )

  it('have pieces for announcements, each of them spoken, in every language', () => {
    for (const language of promptLanguages) {
      const folder = new URL(`prompts/${language}/${pieceFolder}/`, root)
      const files = readdirSync(folder)
      expect(files.length, language).toBe(37)
      for (const file of files) {
        const sound = promptSamples(readFileSync(new URL(file, folder)))
        expect(sound.length / 8000, file).toBeGreaterThan(0.3)
        expect(sound.length / 8000, file).toBeLessThan(4)
        expect(rmsDbfs(sound), file).toBeGreaterThan(-27)
        expect(rmsDbfs(sound), file).toBeLessThan(-18)
      }
    }
  })

  it('have a sound that stands in, and names that can be checked', () => {
    for (const name of promptNames) expect(promptSubstitute(name).length).toBeGreaterThan(8000)
    expect([isPromptName('greeting'), isPromptName('../x'), isPromptLanguage('ka'), isPromptLanguage('xx')]).toEqual([
      true,
      false,
      true,
      false,
    ])
  })
})
