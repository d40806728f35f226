import { expect, it } from 'vitest'
import { withoutSecrets } from './secrets.ts'

const info = (type: string, body: string) =>
  `INFO sip:a@b SIP/2.0\r\nCSeq: 7 INFO\r\nX-Line: 5\r\n${type}\r\n\r\n${body}`
const shown = (text: string) => Buffer.from(withoutSecrets(Buffer.from(text, 'latin1'))).toString('latin1')

it.each([
  ['Content-Type: application/dtmf-relay', 'Signal=5\r\nDuration=160\r\n', 'Signal=x\r\nDuration=160\r\n'],
  ['c: application/dtmf-relay', 'Signal= 11\r\nDuration=160\r\n', 'Signal= xx\r\nDuration=160\r\n'],
  ['Content-Type: application/dtmf', '5', 'x'],
  ['c:application/dtmf;charset=utf-8', '#\r\n', 'x\r\n'],
  ['Content-Type: application/broadsoft', '5', '5'],
])('crosses out the digit of an INFO and nothing else (%s)', (type, body, masked) => {
  expect(shown(info(type, body))).toBe(info(type, masked))
})
