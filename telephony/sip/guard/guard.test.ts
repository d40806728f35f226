import { describe, expect, it } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { AddressRanges } from './address-ranges.ts'
import { AnswerBudget, answerFactor } from './answer-budget.ts'
import { BanBook } from './ban-book.ts'
import { NumberPatterns } from './number-patterns.ts'
import { OffenceLedger } from './offence-ledger.ts'
import { sourceKey } from './source-address.ts'
import { TokenBuckets } from './token-buckets.ts'

describe('who is counted as one', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::99', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:0:0::/64', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['not:an:address', 'not:an:address'],
  ])('%s is %s', (address, key) => {
    expect(sourceKey(address)).toBe(key)
  })
})

describe('address ranges', () => {
  const ranges = new AddressRanges(['192.0.2.0/24', '203.0.113.9', '2001:db8:5::/48', '10.0.0.0/99', 'nonsense'])

  it.each([
    ['192.0.2.255', true],
    ['192.0.3.0', false],
    ['::ffff:192.0.2.1', true],
    ['203.0.113.9', true],
    ['203.0.113.10', false],
    ['2001:db8:5:ffff::1', true],
    ['2001:db8:6::1', false],
    ['10.0.0.1', false],
    ['256.1.1.1', false],
    ['', false],
  ])('%s: %s', (address, isIn) => {
    expect(ranges.has(address)).toBe(isIn)
    expect(ranges.has(address), 'and the same from memory').toBe(isIn)
  })

  it('of length 0 are everything of that family', () => {
    const all = new AddressRanges(['0.0.0.0/0'])
    expect([all.has('8.8.8.8'), all.has('2001:db8::1')]).toEqual([true, false])
  })
})

describe('number patterns', () => {
  const patterns = new NumberPatterns(['200', '+9953221XX', '+99532299*', 'support', '7XX', '', '5*'])

  it.each([
    ['200', true],
    ['2000', false],
    ['20', false],
    ['+995322100', true],
    ['+995322199', true],
    ['995322100', false],
    ['+99532211', false],
    ['+9953221000', false],
    ['+9953221a0', false],
    ['+99532299', true],
    ['+99532299123456', true],
    ['+9953229', false],
    ['support', true],
    ['701', true],
    ['7X1', false],
    ['+900123456789', false],
    ['', false],
    ['5'.repeat(64), true],
    ['5'.repeat(65), false],
  ])('%s: %s', (number, isOurs) => {
    expect(patterns.has(number)).toBe(isOurs)
  })

  it('agree with a regular expression for each, whatever the patterns', () => {
    const random = seededRandom(7)
    const text = (letters: string, most: number) =>
      Array.from({ length: 1 + random.integer(most) }, () => random.pick([...letters])).join('')
    for (let round = 0; round < 200; round++) {
      const made = Array.from({ length: 6 }, () => text('+0122X', 4) + (random.integer(4) === 0 ? '*' : ''))
      const subject = new NumberPatterns(made)
      const slow = made.map((pattern) => {
        const body = pattern.replaceAll('+', '\\+').replaceAll('X', '\\d').replace(/\*$/, '.*')
        return new RegExp(`^${body}$`)
      })
      for (let n = 0; n < 50; n++) {
        const number = text('+012', 5)
        expect(subject.has(number), `${number} in ${made}`).toBe(slow.some((one) => one.test(number)))
      }
    }
  })

  it('ask as few sets for 100,000 as for one', () => {
    const many = new NumberPatterns(Array.from({ length: 100_000 }, (_, n) => `+9955${String(n).padStart(8, '0')}`))
    expect([many.has('+995500099999'), many.has('+995500100000')]).toEqual([true, false])
  })
})

describe('token buckets', () => {
  it('let a burst through, then so many a second, for each key by itself', () => {
    const buckets = new TokenBuckets({ perSecond: 2, burst: 3, capacity: 10 })
    const taken = (key: string, atMs: number, times: number) =>
      Array.from({ length: times }, () => buckets.take(key, atMs)).filter(Boolean).length
    expect(taken('a', 0, 10)).toBe(3)
    expect(taken('b', 0, 1)).toBe(1)
    expect(taken('a', 1000, 10)).toBe(2)
    expect(taken('a', 1000 + 3_600_000, 10), 'it overflows').toBe(3)
  })

  it('cannot be refilled by bringing friends: the one who keeps asking is not forgotten', () => {
    const buckets = new TokenBuckets({ perSecond: 0.001, burst: 1, capacity: 100 })
    expect(buckets.take('attacker', 0)).toBe(true)
    let passed = 0
    for (let n = 0; n < 10_000; n++) {
      buckets.take(`friend ${n}`, n)
      if (n % 50 === 0 && buckets.take('attacker', n)) passed++
    }
    expect(passed).toBe(0)
    expect(buckets.size).toBe(100)
  })
})

describe('the offence ledger', () => {
  it('counts within its window and then begins anew', () => {
    const ledger = new OffenceLedger({ capacity: 10, windowMs: 1000 })
    expect([ledger.note('a', 0), ledger.note('a', 500), ledger.note('a', 999)]).toEqual([1, 2, 3])
    expect(ledger.count('a', 999)).toBe(3)
    expect(ledger.count('a', 1000)).toBe(0)
    expect(ledger.note('a', 1000)).toBe(1)
    ledger.forgive('a')
    expect([ledger.count('a', 1000), ledger.size]).toEqual([0, 0])
  })

  it('does not forget who did much for the sake of many who did little', () => {
    const ledger = new OffenceLedger({ capacity: 100, windowMs: 1e9 })
    for (let n = 0; n < 5; n++) ledger.note('attacker', n)
    for (let n = 0; n < 100_000; n++) ledger.note(`helper ${n}`, 10 + n)
    expect(ledger.count('attacker', 200_000)).toBe(5)
    expect(ledger.size).toBe(100)
    // Nor by helpers who do four each.
    for (let n = 0; n < 10_000; n++) for (let time = 0; time < 4; time++) ledger.note(`worker ${n}`, 300_000)
    expect(ledger.note('attacker', 400_000)).toBe(6)
  })

  it('keeps its bound when everybody is on the last shelf', () => {
    const ledger = new OffenceLedger({ capacity: 3, windowMs: 1e9, shelves: 2 })
    for (let n = 0; n < 10; n++) for (let time = 0; time < 5; time++) ledger.note(`k${n}`, n)
    expect(ledger.size).toBe(3)
  })
})

describe('the ban book', () => {
  const how = { reason: 'guessing', offences: 5, banMs: 60_000 } as const

  it('bans twice as long each time, at most a day, and forgets after a day without one', () => {
    const book = new BanBook()
    let nowMs = 0
    const lengths: number[] = []
    for (let n = 0; n < 12; n++) {
      const ban = book.ban('a', how, nowMs)
      lengths.push((ban.untilMs - ban.sinceMs) / 60_000)
      nowMs = ban.untilMs
    }
    expect(lengths).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440])
    const later = nowMs + 86_400_000
    expect(book.ban('a', how, later).untilMs).toBe(later + 60_000)
  })

  it('ends by time or by hand, and a lifted one begins anew', () => {
    const book = new BanBook()
    book.ban('a', how, 0)
    expect([book.isBanned('a', 59_999), book.isBanned('a', 60_000), book.isBanned('b', 0)]).toEqual([
      true,
      false,
      false,
    ])
    book.ban('a', how, 60_000)
    expect([book.lift('a', 60_001), book.lift('a', 60_001), book.isBanned('a', 60_002)]).toEqual([true, false, false])
    expect(book.ban('a', how, 70_000).untilMs).toBe(130_000)
  })

  it('takes those of others, and the longer of two', () => {
    const book = new BanBook()
    const ban = { source: 'a', reason: 'by-hand', offences: 0, sinceMs: 0, untilMs: 500 } as const
    book.add(ban, 0)
    book.add({ ...ban, untilMs: 100 }, 0)
    book.add({ ...ban, source: 'old', untilMs: 10 }, 20)
    expect(book.standing(20)).toEqual([ban])
    expect(book.nextEndMs(20)).toBe(500)
    expect(book.standing(500)).toEqual([])
  })

  it('is bounded', () => {
    const book = new BanBook()
    book.ban('long', { ...how, banMs: 3_600_000 }, 0)
    for (let n = 0; n < 10_050; n++) book.ban(`k${n}`, how, n)
    expect(book.standing(10_050).length).toBe(10_000)
    expect(book.isBanned('long', 10_050)).toBe(true)
  })
})

describe('the answer budget', () => {
  it('lets so many times the bytes back and no more, until the source has proved itself', () => {
    const budget = new AnswerBudget(10)
    expect(budget.spend('192.0.2.1', 1, 0)).toBe(false)
    budget.received('192.0.2.1', 100, 0)
    expect(budget.spend('192.0.2.1', 100 * answerFactor - 1, 0)).toBe(true)
    expect([budget.spend('192.0.2.1', 2, 0), budget.spend('192.0.2.1', 1, 0)]).toEqual([false, true])
    budget.proved('192.0.2.1', 0)
    expect(budget.spend('192.0.2.1', 1e9, 599_999)).toBe(true)
    expect(budget.spend('192.0.2.1', 1, 600_000)).toBe(false)
  })

  it('does not save up from before, and a forgotten source gets silence', () => {
    const budget = new AnswerBudget(2)
    budget.received('a', 100, 0)
    budget.received('a', 1, 100_000)
    expect(budget.spend('a', answerFactor + 1, 100_000)).toBe(false)
    budget.received('b', 100, 0)
    budget.received('c', 100, 0)
    expect(budget.spend('a', 1, 100_000)).toBe(false)
    expect(budget.size).toBe(2)
  })
})
