import { describe, expect, it } from 'vitest'
import { addressKey, TokenBuckets } from './token-bucket.ts'

describe('token buckets', () => {
  it('let a burst pass, then say how long to wait', () => {
    const buckets = new TokenBuckets({ perMinute: 10, burst: 3 })
    expect([1, 2, 3].map(() => buckets.take('a', 0))).toEqual([0, 0, 0])
    expect(buckets.take('a', 0)).toBe(6000)
    expect(buckets.take('a', 3000)).toBe(3000)
    expect(buckets.take('a', 6000)).toBe(0)
    expect(buckets.take('b', 0)).toBe(0)
  })

  it('do not punish a clock that goes back', () => {
    const buckets = new TokenBuckets({ perMinute: 60, burst: 1 })
    expect(buckets.take('a', 10_000)).toBe(0)
    expect(buckets.take('a', 5_000)).toBe(1000)
  })

  it('stay bounded', () => {
    const buckets = new TokenBuckets({ perMinute: 1, burst: 1 }, 2)
    for (const key of ['a', 'b', 'c']) buckets.take(key, 0)
    expect(buckets.take('a', 0)).toBe(0)
    expect(buckets.take('c', 0)).toBe(60_000)
  })
})

describe('the key of an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s is %s', (address, key) => expect(addressKey(address)).toBe(key))
})
