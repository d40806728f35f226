import { expect, it } from 'vitest'
import { withoutWords, withWords } from './attached.ts'

it('puts words on a line of their own, and takes them away again', () => {
  expect(withWords('', 'Parcel 88')).toBe('Parcel 88')
  expect(withWords('Called twice.\n\n', 'Parcel 88')).toBe('Called twice.\nParcel 88')
  expect(withoutWords('Called twice.\nParcel 88', 'Parcel 88')).toBe('Called twice.')
  expect(withoutWords('Parcel 88', 'Parcel 88')).toBe('')
})

it('takes nothing away once somebody has written on', () => {
  expect(withoutWords('Called twice.\nParcel 88 and 89', 'Parcel 88')).toBeUndefined()
  expect(withoutWords('No parcel: Parcel 88', 'Parcel 88')).toBeUndefined()
})
