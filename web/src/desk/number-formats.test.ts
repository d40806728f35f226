import { beforeAll, expect, it } from 'vitest'
import { formatNumber, loadNumberFormats } from './number-formats.ts'

beforeAll(loadNumberFormats)

it('writes E.164 as its country does', () => {
  expect(formatNumber('+995322123456')).toBe('+995 32 212 34 56')
  expect(formatNumber('+3612345678')).toBe('+36 1 234 5678')
})

it('leaves alone what is no telephone number', () => {
  expect(['701', 'web', '+', '+0', 'anonymous'].map(formatNumber)).toEqual(['701', 'web', '+', '+0', 'anonymous'])
})
