import { expect, test } from 'vitest'
import { checkWords, needlessAllowances } from './refused-words.ts'

const refusalsOf = (path: string, text = '') => checkWords([{ path, text }], []).map(({ sentence }) => sentence)

test.each([
  ['interface Contact {}', /a person who contacts us is a Customer/],
  ['type Session = string', /say which: SignIn/],
  ['class CallManager {}', /name the thing that it keeps/],
  ['function utils() {}', /name the deed/],
  ['const data = 1', /name what it is data of/],
  ['export interface Call { readonly info: string }', /name what is known/],
  ['interface CallerInfo {}', /name what is known/],
  ['interface Call { readonly ani: string }', /we say callerNumber/],
  ['type TicketStatus = string', /we say Case/],
])('%s is refused with our word', (text, lesson) => {
  expect(refusalsOf('server/call.ts', text)).toEqual([expect.stringMatching(lesson)])
})

test.each(['server/utils/index.ts', 'server/call-helper.ts', 'web/src/session/index.ts', 'domain/tickets/index.ts'])(
  'the path %s is refused',
  (path) => {
    expect(refusalsOf(path)).toHaveLength(1)
  },
)

test.each([
  'const { data } = useQuery()',
  'interface SessionDescription {}',
  'type ContactReason = string',
  'function animate() {}',
  'logger.info(1)',
])('%s is as it should be', (text) => {
  expect(refusalsOf('web/src/desk/card.tsx', text)).toEqual([])
})

test('an allowance lets a word pass, and is itself refused when nobody needs it', () => {
  const allowed = [{ word: 'contact', path: 'telephony/sip/', reason: 'RFC 3261 20.10' }]
  const used = [{ path: 'telephony/sip/headers.ts', text: 'interface Contact {}' }]
  expect(checkWords(used, allowed)).toEqual([])
  expect(needlessAllowances(used, allowed)).toEqual([])
  expect(needlessAllowances([{ path: 'telephony/sip/headers.ts', text: '' }], allowed)).toHaveLength(1)
})
