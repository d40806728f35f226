import { describe, expect, it } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { orderServers } from '#telephony/sip/location/service-records.ts'

const server = (target: string, priority: number, weight: number) => ({ target, priority, weight, port: 5060 })
const names = (list: readonly { target: string }[]) => list.map((one) => one.target)

describe('RFC 2782: the order of servers', () => {
  it('Priority: "A client MUST attempt to contact the target host with the lowest-numbered priority it can reach"', () => {
    const random = seededRandom(1)
    for (let i = 0; i < 100; i++) {
      const order = names(
        orderServers([server('c', 20, 100), server('a', 1, 0), server('b', 10, 1)], () => random.next()),
      )
      expect(order).toEqual(['a', 'b', 'c'])
    }
  })

  it('Weight: "Larger weights SHOULD be given a proportionately higher probability of being selected"', () => {
    const random = seededRandom(2)
    const first = new Map<string, number>()
    const rounds = 10_000
    for (let i = 0; i < rounds; i++) {
      const [one] = orderServers([server('old', 0, 1), server('new', 0, 3)], () => random.next())
      first.set(one?.target ?? '', (first.get(one?.target ?? '') ?? 0) + 1)
    }
    // Between 0 and the sum (4), inclusive: "old" stands first in the list and gets 0 and 1 of five.
    expect((first.get('new') ?? 0) / rounds).toBeCloseTo(0.6, 1)
    const large = [server('tenth', 0, 100), server('rest', 0, 900)]
    let tenth = 0
    for (let i = 0; i < rounds; i++) if (orderServers(large, () => random.next())[0]?.target === 'tenth') tenth++
    expect(tenth / rounds).toBeCloseTo(0.1, 1)
  })

  it('Weight 0: "a very small chance of being selected" beside others, never left out', () => {
    const random = seededRandom(3)
    let zeroFirst = 0
    for (let i = 0; i < 10_000; i++) {
      const order = names(orderServers([server('big', 0, 1000), server('zero', 0, 0)], () => random.next()))
      expect(order.toSorted()).toEqual(['big', 'zero'])
      if (order[0] === 'zero') zeroFirst++
    }
    expect(zeroFirst).toBeLessThan(60)
    expect(zeroFirst).toBeGreaterThan(0)
  })

  it('orders those that are left anew: all of them come, each once', () => {
    const random = seededRandom(4)
    const servers = Array.from({ length: 9 }, (_, i) => server(`s${i}`, i % 3, i))
    for (let i = 0; i < 200; i++) {
      const order = orderServers(servers, () => random.next())
      expect(names(order).toSorted()).toEqual(names(servers).toSorted())
      expect(order.map((one) => one.priority)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2])
    }
  })

  it('Target ".": "the service is decidedly not available at this domain"', () => {
    expect(orderServers([server('.', 0, 0)], () => 0)).toEqual([])
  })
})
