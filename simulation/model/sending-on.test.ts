import { describe, expect, it } from 'vitest'
import type { Model } from './model.ts'
import { answer, counted, hourMs, minuteMs, outcomesOf, queue } from './testing.ts'

const oneAgent = (...queues: string[]): Model['agents'] => [{ count: 1, queues: queues.map((id) => ({ id })) }]

describe('a queue that does not keep everybody', () => {
  it('sends who has waited to another one, where he is served; he counts where he came', () => {
    const model: Model = {
      horizonMs: hourMs,
      drain: true,
      queues: [
        queue({ diversions: [{ when: { kind: 'waited', afterMs: 20_000 }, to: { kind: 'queue', id: 'other' } }] }),
        queue({ id: 'other', arrivals: { atMs: [] } }),
      ],
      agents: oneAgent('other'),
    }
    const [support, other] = counted(model)
    expect(support).toMatchObject({ offered: 59, answered: 59, diverted: 59, delayed: 59, waitMs: 59 * 20_000 })
    expect(other).toMatchObject({ offered: 0, answered: 0, diverted: 0 })
    expect(answer(model).agents[0]?.occupancy.mean).toBeCloseTo((59 * 10_000) / hourMs, 9)
  })

  it('turns away who comes outside of its hours, and whom nobody could serve', () => {
    const hours = [{ fromMs: 10 * minuteMs, toMs: 30 * minuteMs }]
    const away = { kind: 'announcement' } as const
    const closed = queue({ hours, diversions: [{ when: { kind: 'closed' }, to: away }] })
    const [one] = counted({ horizonMs: hourMs, drain: true, queues: [closed], agents: oneAgent('support') })
    // Those of minutes 10 to 29 find it open: hours begin and end before who comes in the same moment.
    expect(one).toMatchObject({ offered: 59, answered: 20, blocked: 39 })
    const nobody = queue({
      requirement: { skill: 'ka', least: 3 },
      diversions: [{ when: { kind: 'nobody' }, to: away }],
    })
    const [none] = counted({ horizonMs: hourMs, drain: true, queues: [nobody], agents: oneAgent('support') })
    expect(none).toMatchObject({ offered: 59, blocked: 59, delayed: 0 })
  })

  it('sends others to a number outside; whom nobody answers there waits after all', () => {
    const of = (answerShare: number) =>
      counted({
        horizonMs: hourMs,
        drain: true,
        queues: [
          queue({
            arrivals: { atMs: [0, 1000, 2000] },
            handle: { constantMs: minuteMs },
            diversions: [{ when: { kind: 'full', waiting: 1 }, to: { kind: 'outside', answerShare } }],
          }),
        ],
        agents: oneAgent('support'),
      })[0]
    // The first is served, the second waits, the third is sent on.
    expect(of(1)).toMatchObject({ offered: 3, answered: 2, outside: 1, waitMs: 59_000 })
    expect(of(0)).toMatchObject({ offered: 3, answered: 3, outside: 0, waitMs: 59_000 + 118_000 })
  })
})

describe('who leaves a message', () => {
  const model = (speaksMs: number): Model => ({
    horizonMs: hourMs,
    drain: true,
    queues: [
      queue({
        arrivals: { atMs: [0, 1000] },
        handle: { constantMs: 5 * minuteMs },
        diversions: [
          {
            when: { kind: 'waited', afterMs: 20_000 },
            to: { kind: 'voicemail', speaks: { constantMs: speaksMs }, handle: { constantMs: minuteMs } },
          },
        ],
      }),
    ],
    agents: oneAgent('support'),
  })

  it('is work as soon as he has hung up, and counts in no service level', () => {
    const [one] = counted(model(30_000))
    // Sent at 0:21, speaks from 0:27 to 0:57; the agent has it at 5:00.
    expect(one).toMatchObject({ offered: 2, answered: 1, messages: 1, messagesHandled: 1, messageWaitMs: 243_000 })
    expect(one).toMatchObject({ abandoned: 0, waitingArea: 20_000, waitMs: 0 })
    const { all, agents } = answer(model(30_000))
    expect(all.serviceLevel.ofOffered.mean).toBe(1)
    expect(all.messages).toMatchObject({ left: { mean: 1 }, handled: { mean: 1 }, waitMs: { mean: 243_000 } })
    expect(agents[0]?.occupancy.mean).toBeCloseTo((6 * minuteMs) / hourMs, 9)
  })

  it('has left none when he said nothing, and reached nobody', () => {
    expect(counted(model(500))[0]).toMatchObject({ offered: 2, answered: 1, messages: 0, abandoned: 1 })
  })
})

describe('who is called back', () => {
  const callback = { retryAfterMs: [10 * minuteMs], answerShare: 1, after: { constantMs: 4000 } }
  const model = (others: Partial<NonNullable<Model['queues'][number]['callback']>>, atMs: number[]): Model => ({
    horizonMs: hourMs,
    drain: true,
    queues: [
      queue({
        arrivals: { atMs },
        handle: { constantMs: 5 * minuteMs },
        callback: { ...callback, offer: { standardMs: 30_000, acceptShare: 1 }, ...others },
      }),
    ],
    agents: oneAgent('support'),
  })

  it('keeps his place, and is no more waiting than he is abandoned', () => {
    const [one] = counted(model({}, [0, 1000, 2000]))
    // Two hear the offer after half a minute; called at 5:00, 10:04 with 4 s of ringing each.
    expect(one).toMatchObject({ offered: 3, answered: 1, promised: 2, reached: 2, givenUp: 0, dials: 2, abandoned: 0 })
    expect(one?.callbackWaitMs).toBe(304_000 - 31_000 + (608_000 - 32_000))
    expect(one?.waitingArea).toBe(60_000)
    expect(one?.waitMs).toBe(0)
    const { all, agents } = answer(model({}, [0, 1000, 2000]))
    expect(all.callbacks.waitMs.mean).toBe((304_000 - 31_000 + (608_000 - 32_000)) / 2)
    // Ringing somebody is work.
    expect(agents[0]?.occupancy.mean).toBeCloseTo(908_000 / hourMs, 9)
  })

  it('is tried again by the schedule, and then given up', () => {
    const [one] = counted(model({ answerShare: 0 }, [0, 1000]))
    expect(one).toMatchObject({ offered: 2, answered: 1, promised: 1, reached: 0, givenUp: 1, dials: 2 })
  })

  it('is dialled ahead of the agent where the queue says so, and waits for him on the line', () => {
    const atMs = Array.from({ length: 30 }, (_, i) => i * 50_000)
    const ahead = model({ dials: 'ahead', offer: { standardMs: 100_000, acceptShare: 0.5 } }, atMs)
    const [queued] = ahead.queues
    const busy = {
      ...ahead,
      queues: [{ ...(queued as typeof queued & object), handle: { constantMs: 60_000 } }],
    } as Model
    const [one] = counted(busy)
    if (!one) throw new Error('nothing was counted')
    expect(one.reached).toBeGreaterThan(2)
    expect(one.reached + one.givenUp).toBe(one.promised)
    expect(outcomesOf(one)).toBe(one.offered)
  })

  it('is promised it by a rule too, and nobody who does not want it hangs up', () => {
    const rule = { when: { kind: 'full', waiting: 0 }, to: { kind: 'callback' } } as const
    const byRule: Model = {
      ...model({}, [0, 1000]),
      queues: [{ ...queue({ arrivals: { atMs: [0, 1000] } }), callback, diversions: [rule] }],
    }
    expect(counted(byRule)[0]).toMatchObject({ offered: 2, promised: 2, reached: 2, answered: 0 })
    const [none] = counted(model({ offer: { standardMs: 30_000, acceptShare: 0 } }, [0, 1000, 2000]))
    expect(none).toMatchObject({ offered: 3, answered: 3, promised: 0 })
  })
})
