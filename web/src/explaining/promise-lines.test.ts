import i18next from 'i18next'
import { describe, expect, it } from 'vitest'
import type { RoutingDecision } from '#protocol/http/decisions.ts'
import { substitutionCauses } from '../../../protocol/http/substitutions.ts'
import az from '../languages/az/index.ts'
import en from '../languages/en/index.ts'
import fa from '../languages/fa/index.ts'
import { formatsFor } from '../languages/formats.ts'
import hu from '../languages/hu/index.ts'
import ka from '../languages/ka/index.ts'
import { languages } from '../languages/languages.ts'
import ru from '../languages/ru/index.ts'
import tr from '../languages/tr/index.ts'
import { callbackLine, callbackNote, handedOverLine } from './promise-lines.ts'

const words = { en, az, fa, tr, ka, hu, ru } as const
const texts = i18next.createInstance()
await texts.init({
  resources: Object.fromEntries(Object.entries(words).map(([code, translation]) => [code, { translation }])),
  interpolation: { escapeValue: false },
})

type Language = keyof typeof words
const at = '2026-11-22T14:00:00.000Z'
const said = (code: Language) => ({
  ...{ t: texts.getFixedT(code), formats: formatsFor(code, 'UTC') },
  ...{ agent: 'Levan', queue: 'Tbilisi', cause: 'busy' },
})
const decision = (of: Partial<RoutingDecision> & Pick<RoutingDecision, 'kind'>): RoutingDecision => ({
  ...{ at, text: '', ...of },
})
const line = (of: RoutingDecision, code: Language = 'en') => callbackLine(of.kind as 'callback-dialed', of, said(code))
const note = (of: RoutingDecision, code: Language = 'en') => callbackNote(of, said(code))
const putOff = decision({
  ...{ kind: 'callback-put-off', cause: 'busy', isCounted: true, dueAt: '2026-11-22T14:05:00.000Z' },
})
const promised = decision({ kind: 'callback-promised', askedBy: 'key', since: '2026-11-22T13:58:10.000Z' })
const dialed = decision({ kind: 'callback-dialed', dial: 2, foretoldMs: 9000 })

describe('the line of a callback', () => {
  it('says why it was put off and when it is tried again, with the day where it is another', () => {
    expect(line(putOff)).toBe('Called later: busy. Again from 14:05')
    expect(line({ ...putOff, dueAt: '2026-11-23T09:00:00.000Z' })).toMatch(/Again from 23 Nov, 09:00$/)
  })
  it('says whether a try was used up, but not where nobody was called', () => {
    expect(note(putOff)).toBe('')
    expect(note({ ...putOff, isCounted: false, cause: 'agent-lost' })).toBe('This counts as no try.')
    expect(note({ ...putOff, isCounted: false, cause: 'window' })).toBe('')
  })
  it('says since when the place counts and from when on he is called, where that is not now', () => {
    expect(note(promised)).toBe('The place counts from 13:58:10.')
    expect(note({ ...promised, since: at })).toBe('')
    const later = { ...promised, since: at, dueAt: '2026-11-22T18:30:00.000Z' }
    expect(note(later)).toBe('Called from 18:30 on.')
  })
  it('says who has it who is dialled, or when somebody was to be free', () => {
    expect(line({ ...dialed, agentId: 'agt_levan' as never })).toContain('Levan takes it')
    expect(line(dialed)).toMatch(/ahead of an agent \(dial 2\); one was expected to be free in 0:09$/)
  })
})

const say = (code: Language) => ({
  cause: (why: (typeof substitutionCauses)[number]) => texts.getFixedT(code)(`desk.away.causes.${why}`),
  until: (untilMs: number | undefined) => (untilMs === undefined ? 'open' : formatsFor(code, 'UTC').dateTime(untilMs)),
  nameOf: ({ agentName = '' }) => agentName,
  skillName: () => 'Georgian',
})
const over = (handedOver: Partial<RoutingDecision['handedOver']>) =>
  decision({ kind: 'handed-over', handedOver: { why: 'leave', to: [], ...handedOver } })

describe('the line of work that others do', () => {
  it('says who is away, why, until when, and who stands in, in their order', () => {
    const to = ['Aylin', 'Reza'].map((agentName) => ({ agentId: `agt_${agentName}` as never, agentName }))
    const told = over({ to, until: '2026-11-23T15:00:00.000Z' })
    expect(handedOverLine(told, said('en'), say('en'))).toBe(
      'Goes to others. Levan: On leave, 23 Nov 2026, 15:00. Stands in: Aylin, Reza',
    )
  })
  it('says that it is a team, or everybody', () => {
    const team = over({ teamSkillId: 'skl_x' as never })
    expect(handedOverLine(team, said('en'), say('en'))).toMatch(/open\. Stands in: whoever has Georgian$/)
    expect(handedOverLine(over({}), said('en'), say('en'))).toMatch(/Stands in: whoever serves the queue$/)
  })
})

describe.each(languages.map(({ code }) => code))('in %s', (code) => {
  it('every line is a sentence with nothing left open', () => {
    const callbacks = [
      ...(['key', 'rule', 'outside'] as const).map((askedBy) => ({ ...promised, askedBy, dueAt: at })),
      ...[putOff, dialed, { ...dialed, agentId: 'agt_levan' as never }],
      ...(['callback-offered', 'callback-granted', 'callback-ended'] as const).map((kind) => decision({ kind })),
    ]
    const lines = [
      ...callbacks.map((of) => line(of, code)),
      ...callbacks.map((of) => note(of, code)).filter((text) => text !== ''),
      ...substitutionCauses.map((why) => handedOverLine(over({ why }), said(code), say(code))),
    ]
    expect(lines).toHaveLength(9 + 3 + 7)
    expect(lines.filter((text) => /\{\{|telephony\.|undefined|NaN/.test(text) || text.length < 8)).toEqual([])
    if (code !== 'en') expect(lines.filter((text, index) => text === line(callbacks[index] ?? putOff))).toEqual([])
  })
})
