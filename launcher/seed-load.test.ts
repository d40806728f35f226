import { expect, test } from 'vitest'
import { readWantedLoad } from './seed-load.ts'

test('says how many agents are wanted and where they are called', () => {
  const wanted = { agents: 5000, station: 'sip:192.0.2.7:7060' }
  expect(readWantedLoad(['load', '--agents', '5000', '--station', 'sip:192.0.2.7:7060'])).toEqual({
    ok: true,
    value: wanted,
  })
  expect(readWantedLoad(['load', '--station=sip:192.0.2.7:7060', '--agents=5000'])).toEqual({ ok: true, value: wanted })
})

test.each([
  ['something else', ['lots'], 'knows "load"'],
  ['no agents', ['load', '--station', 'sip:192.0.2.7'], '--agents has to be'],
  ['too many', ['load', '--agents', '20001', '--station', 'sip:192.0.2.7'], '--agents has to be'],
  ['half an agent', ['load', '--agents', '1.5', '--station', 'sip:192.0.2.7'], '--agents has to be'],
  ['no station', ['load', '--agents', '1'], '--station has to be'],
  [
    'a user where the agents’ numbers stand',
    ['load', '--agents', '1', '--station', 'sip:x@192.0.2.7'],
    '--station has',
  ],
  ['a port that is none', ['load', '--agents', '1', '--station', 'sip:192.0.2.7:70000'], '--station has to be'],
  ['a header', ['load', '--agents', '1', '--station', 'sip:192.0.2.7?Subject=x'], '--station has to be'],
  ['a name without a value', ['load', '--agents'], '"--agents"'],
  ['an unknown name', ['load', '--people', '3'], '"--people"'],
])('refuses %s', (_, args, sentence) => {
  expect(readWantedLoad(args)).toEqual({ ok: false, error: expect.stringContaining(sentence) })
})
