import { describe, expect, it } from 'vitest'
import { type Colors, contrast, dark, light, variableName } from './tokens.ts'

const text: readonly (readonly [keyof Colors, keyof Colors])[] = [
  ['text', 'canvas'],
  ['text', 'surface'],
  ['text', 'sunken'],
  ['text', 'hover'],
  ['muted', 'canvas'],
  ['muted', 'surface'],
  ['muted', 'sunken'],
  ['muted', 'hover'],
  ['faint', 'canvas'],
  ['faint', 'surface'],
  ['onFill', 'accent'],
  ['onFill', 'positive'],
  ['onFill', 'danger'],
  ['onFill', 'pause'],
  ['accentText', 'surface'],
  ['accentText', 'canvas'],
  ['accentText', 'accentSoft'],
  ['positiveText', 'positiveSoft'],
  ['positiveText', 'surface'],
  ['cautionText', 'cautionSoft'],
  ['cautionText', 'surface'],
  ['dangerText', 'dangerSoft'],
  ['dangerText', 'surface'],
  ['pauseText', 'pauseSoft'],
  ['pauseText', 'surface'],
]
const edges: readonly (readonly [keyof Colors, keyof Colors])[] = [
  ['edge', 'surface'],
  ['edge', 'canvas'],
  ['accent', 'surface'],
  ['accent', 'canvas'],
  ['positive', 'surface'],
  ['caution', 'surface'],
  ['danger', 'surface'],
  ['pause', 'surface'],
]

describe.each([
  ['light', light],
  ['dark', dark],
] as const)('the %s colors', (_, colors) => {
  it.each(text)('let %s be read on %s (WCAG 2.2 1.4.3)', (front, back) => {
    expect(contrast(colors[front], colors[back])).toBeGreaterThanOrEqual(4.5)
  })
  it.each(edges)('let %s be made out on %s (WCAG 2.2 1.4.11)', (front, back) => {
    expect(contrast(colors[front], colors[back])).toBeGreaterThanOrEqual(3)
  })
})

it('contrast is 21 between black and white', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5)
})

it('names variables as CSS does', () => {
  expect(variableName('accentSoft')).toBe('--p-accent-soft')
})
