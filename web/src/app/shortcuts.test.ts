import { expect, it } from 'vitest'
import { nameOfKey } from './shortcuts.ts'

const press = (key: string, code: string, shiftKey = false) => nameOfKey({ key, code, shiftKey })

it('goes by the letter on Latin keyboards, wherever it sits', () => {
  expect(press('a', 'KeyQ')).toBe('A')
  expect(press('E', 'KeyE', true)).toBe('Shift+E')
})

it('goes by the place on keyboards without Latin letters', () => {
  expect(press('ф', 'KeyA')).toBe('A')
  expect(press('ش', 'KeyA')).toBe('A')
  expect(press('ა', 'KeyA')).toBe('A')
})

it('knows the question mark of both directions', () => {
  expect(press('?', 'Slash', true)).toBe('?')
  expect(press('؟', 'Slash', true)).toBe('?')
})
