import { describe, expect, it } from 'vitest'
import { Collection, type CollectRules } from './collect.ts'

const menu: CollectRules = {
  isInterruptible: true,
  acceptsTypeAhead: true,
  minDigits: 1,
  maxDigits: 4,
  terminators: '#',
  firstDigitTimeoutMs: 5000,
  betweenDigitsTimeoutMs: 2000,
}
const press = (collection: Collection, digits: string, nowMs = 0) => {
  for (const digit of digits) collection.digit(digit, nowMs)
}
const result = (collection: Collection) => [collection.digits, collection.outcome]

describe('collecting digits', () => {
  it('stops the prompt at the first digit and ends at the terminator, which is not part of the entry', () => {
    const collection = new Collection(menu, true, '', 0)
    expect(collection.isPrompting).toBe(true)
    collection.digit('1', 700)
    expect(collection.isPrompting).toBe(false)
    press(collection, '2#')
    expect(result(collection)).toEqual(['12', 'terminated'])
  })

  it('is full at its most digits and takes none after', () => {
    const collection = new Collection(menu, false, '', 0)
    press(collection, '12345#')
    expect(result(collection)).toEqual(['1234', 'full'])
  })

  it('waits for the first digit from the end of the prompt, then between digits', () => {
    const silent = new Collection(menu, true, '', 0)
    expect(silent.dueMs).toBeUndefined()
    silent.promptEnded(3000)
    expect(silent.dueMs).toBe(8000)
    silent.advance(7999)
    expect(silent.outcome).toBeUndefined()
    silent.advance(8000)
    expect(result(silent)).toEqual(['', 'first-digit-timeout'])

    const slow = new Collection(menu, false, '', 0)
    slow.digit('7', 1000)
    expect(slow.dueMs).toBe(3000)
    slow.advance(3000)
    expect(result(slow)).toEqual(['7', 'between-digits-timeout'])
  })

  it('lets a prompt that must be heard play on, and counts or drops what is pressed meanwhile', () => {
    const keeps = new Collection({ ...menu, isInterruptible: false }, true, '', 0)
    press(keeps, '12')
    expect(keeps.isPrompting).toBe(true)
    expect(keeps.dueMs).toBeUndefined()
    keeps.promptEnded(1000)
    expect(keeps.dueMs).toBe(3000)
    press(keeps, '#')
    expect(result(keeps)).toEqual(['12', 'terminated'])

    const drops = new Collection({ ...menu, isInterruptible: false, acceptsTypeAhead: false }, true, '', 0)
    press(drops, '12')
    drops.promptEnded(1000)
    expect([drops.digits, drops.dueMs]).toEqual(['', 6000])

    const fillsUp = new Collection({ ...menu, isInterruptible: false }, true, '', 0)
    press(fillsUp, '1234')
    expect(fillsUp.outcome).toBeUndefined()
    fillsUp.promptEnded(1000)
    expect(result(fillsUp)).toEqual(['1234', 'full'])

    const ends = new Collection({ ...menu, isInterruptible: false }, true, '', 0)
    press(ends, '12#3')
    expect(ends.isPrompting).toBe(true)
    ends.promptEnded(1000)
    expect(result(ends)).toEqual(['12', 'terminated'])
  })

  it('begins with what was pressed before, without the terminator of the entry before it', () => {
    const ahead = new Collection(menu, true, '#12', 0)
    expect([ahead.isPrompting, ahead.digits]).toEqual([false, '12'])
    expect(new Collection({ ...menu, acceptsTypeAhead: false }, true, '12', 0).digits).toBe('')
    expect(result(new Collection(menu, true, '9876', 0))).toEqual(['9876', 'full'])
  })

  it('passes over a terminator that comes too early', () => {
    const collection = new Collection({ ...menu, minDigits: 3 }, false, '', 0)
    press(collection, '1#2#3#')
    expect(result(collection)).toEqual(['123', 'terminated'])
  })

  it('ends once, whatever comes later', () => {
    const collection = new Collection(menu, true, '', 0)
    press(collection, '5')
    collection.stop('leg-ended')
    collection.stop('stopped')
    collection.advance(1e9)
    press(collection, '6#')
    collection.promptEnded(5)
    expect(result(collection)).toEqual(['5', 'leg-ended'])
    expect(collection.dueMs).toBeUndefined()
  })
})
