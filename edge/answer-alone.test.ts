import { expect, it } from 'vitest'
import { answerAlone } from './answer-alone.ts'

it('says it in each way that telephones know, and brackets an IPv6 address', () => {
  expect(answerAlone('192.0.2.7')).toEqual([
    ['Call-Info', '<sip:192.0.2.7>;answer-after=0'],
    ['Alert-Info', '<http://192.0.2.7>;info=alert-autoanswer;delay=0'],
    ['Answer-Mode', 'Auto'],
  ])
  expect(answerAlone('2001:db8::7')[0]?.[1]).toBe('<sip:[2001:db8::7]>;answer-after=0')
})
