import { describe, expect, it } from 'vitest'
import { OftenSent } from './often-sent.ts'

const send = (sent: OftenSent, text: string, times: number) =>
  Array.from({ length: times }, () => sent.nameOf(text)).at(-1)

describe('which statements are sent often', () => {
  it('names a statement from the fifth time on, each by another name', () => {
    const sent = new OftenSent()
    expect(send(sent, 'SELECT 1', 4)).toBeUndefined()
    expect(send(sent, 'SELECT 1', 1)).toBe('often-1')
    expect(send(sent, 'SELECT 1', 1)).toBe('often-1')
    expect(send(sent, 'SELECT 2', 5)).toBe('often-2')
  })

  it('names no more than fit into the memory of a connection, and keeps those', () => {
    const sent = new OftenSent()
    for (let n = 0; n < 300; n++) send(sent, `SELECT ${n}`, 5)
    expect(send(sent, 'SELECT 199', 1)).toBe('often-200')
    expect(send(sent, 'SELECT 299', 10)).toBeUndefined()
  })

  it('forgets rare ones when there are too many, so that a frequent one is named all the same', () => {
    const sent = new OftenSent()
    for (let n = 0; n < 5000; n++) {
      sent.nameOf(`SELECT ${n}`)
      if (n % 100 === 0) sent.nameOf('often')
    }
    expect(sent.nameOf('often')).toBeDefined()
  })
})
