import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { saidMinutes } from '#domain/routing/index.ts'
import { mostCounted, whatIsSaid } from './waiting-caller.ts'

const root = new URL('../../prompts/', import.meta.url)
const pieces = JSON.parse(readFileSync(new URL('pieces.json', root), 'utf8')) as Record<string, Record<string, string>>
const sentences = JSON.parse(readFileSync(new URL('sentences.json', root), 'utf8')) as Record<string, object>

/** As a caller hears it. */
const heard = (language: string, told: Parameters<typeof whatIsSaid>[0]): string =>
  whatIsSaid(told, language)
    .map((item) => (item.kind === 'prompt' ? (pieces[language]?.[item.name] ?? `<${item.name}>`) : item.kind))
    .join(' ')

describe('what a caller who waits is told', () => {
  const place = { position: 3, wait: { is: 'about', minutes: 5 } } as const

  it('is said in whole sentences of his language', () => {
    expect(heard('en', place)).toBe(
      'Your place in the queue is number three. The expected waiting time is about five minutes.',
    )
    expect(heard('az', place)).toBe('Növbədə sıra nömrəniz: üç. Gözləmə müddəti: təxminən beş dəqiqə.')
    expect(heard('fa', place)).toBe('شماره‌ی شما در صف: سه. زمان انتظار: حدود پنج دقیقه.')
    expect(heard('tr', place)).toBe('Sıra numaranız: üç. Tahmini bekleme süresi: yaklaşık beş dakika.')
    expect(heard('ka', place)).toBe('თქვენი ნომერი რიგში: სამი. ლოდინის სავარაუდო დრო: დაახლოებით ხუთი წუთი.')
    expect(heard('hu', place)).toBe('Az Ön sorszáma: három. A várakozási idő: körülbelül öt perc.')
    expect(heard('ru', place)).toBe('Ваш номер в очереди: три. Время ожидания: около пяти минут.')
  })

  it('is no count of a crowd, and no number of hours', () => {
    expect(heard('en', { position: 21 })).toBe('At least twenty people are before you in the queue.')
    expect(heard('en', { wait: { is: 'over', minutes: 60 } })).toBe('The expected waiting time is more than one hour.')
    expect(heard('en', { wait: { is: 'under', minutes: 1 } })).toBe(
      'The expected waiting time is less than one minute.',
    )
  })

  it('ends with the sentence that the queue has for it', () => {
    expect(whatIsSaid({ comfort: 'thank-you-for-waiting' }, 'ka')).toEqual([
      { kind: 'prompt', name: 'thank-you-for-waiting', language: 'ka' },
    ])
    expect(whatIsSaid({}, 'ka')).toEqual([])
  })

  it.each(Object.keys(sentences))('has words and sound for everything that can be said, in %s', (language) => {
    const waits = saidMinutes.map((minutes) => ({ is: 'about', minutes }) as const)
    const all = [{ is: 'under', minutes: 1 } as const, ...waits, { is: 'over', minutes: 60 } as const]
    const names = new Set<string>()
    const note = (told: Parameters<typeof whatIsSaid>[0]) => {
      for (const item of whatIsSaid(told, language)) if (item.kind === 'prompt') names.add(item.name)
    }
    for (let position = 1; position <= mostCounted + 5; position++) note({ position })
    for (const wait of all) note({ wait })
    expect([...names].sort()).toEqual(Object.keys(pieces[language] ?? {}).sort())
    const files = new Set(readdirSync(new URL(`${language}/pieces/`, root)))
    for (const name of names) expect(files.has(`${name}.ulaw`), `${language}/pieces/${name}.ulaw`).toBe(true)
  })
})
