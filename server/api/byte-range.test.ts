import { describe, expect, it } from 'vitest'
import { readByteRange } from './byte-range.ts'

const whole = { kind: 'whole' }
const part = (start: number, end: number) => ({ kind: 'part', start, end })

describe('byte ranges (RFC 9110 14)', () => {
  it.each([
    [undefined, whole],
    ['bytes=0-0', part(0, 0)],
    ['bytes=0-', part(0, 99)],
    ['bytes=10-19', part(10, 19)],
    ['bytes=90-1000', part(90, 99)],
    ['bytes=-10', part(90, 99)],
    ['bytes=-1000', part(0, 99)],
    ['bytes=-0', { kind: 'unsatisfiable' }],
    ['bytes=100-', { kind: 'unsatisfiable' }],
    ['bytes=5-4', whole],
    ['bytes=-', whole],
    ['bytes=0-1,5-6', whole],
    ['seconds=1-2', whole],
    ['bytes=99999999999999999999-', whole],
  ])('%s of a hundred bytes', (header, expected) => expect(readByteRange(header, 100)).toEqual(expected))

  it('of an empty file cannot be satisfied', () => {
    expect(readByteRange('bytes=0-', 0)).toEqual({ kind: 'unsatisfiable' })
    expect(readByteRange('bytes=-5', 0)).toEqual({ kind: 'unsatisfiable' })
  })
})
