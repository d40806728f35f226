import { expect, it } from 'vitest'
import { numberingPlanOf } from './numbering-plan.ts'

it.each([
  ['GE', '+995322123456', '0322123456'],
  ['HU', '+3611234567', '0611234567'],
  ['RU', '+74951234567', '84951234567'],
  ['US', '+12133734253', '2133734253'],
  ['GE', '+3611234567', '003611234567'],
  ['US', '+3611234567', '0113611234567'],
  ['RU', '+3611234567', '8103611234567'],
])('in %s one dials %s as %s', (region, e164, dialled) => {
  expect(numberingPlanOf(region).nationally(e164)).toBe(dialled)
})

it('does not know what no plan has', () => {
  expect(numberingPlanOf('GE').nationally('+0')).toBeUndefined()
})
