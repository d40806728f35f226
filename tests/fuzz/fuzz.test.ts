import { describe, expect, it } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { explore, replay } from './engine.ts'
import { fuzzedParts, problemOf } from './parts.ts'
import { shrink } from './shrink.ts'

// A few seconds of it for every change; `npm run soak -- fuzz` goes on for as long as one likes.
const inputs = 3_000
const runs = 60
const steps = 250
/** It stops at the first input that hangs; a machine that is busy with other things as well is no such thing. */
const patienceMs = 60_000

describe.each(fuzzedParts)('the $name', (part) => {
  it(
    `takes ${inputs} hostile inputs`,
    () => {
      const random = seededRandom(20_261_121)
      for (let n = 0; n < inputs; n++) {
        const input = part.input(random)
        const problem = problemOf(part, input)
        if (problem !== undefined) {
          const least = shrink([...input], (rest) => problemOf(part, Uint8Array.from(rest)) !== undefined)
          expect.fail(
            `${problem}\ninput (base64): ${Buffer.from(least).toString('base64')}\n${Buffer.from(least).toString('latin1')}`,
          )
        }
      }
    },
    patienceMs,
  )
})

describe('the engine', () => {
  const happened = new Set<string>()

  it(
    `lives through ${runs} hostile runs and keeps nothing of them`,
    () => {
      for (let seed = 0; seed < runs; seed++) {
        const explored = explore(seed, steps)
        for (const event of explored.happened) happened.add(event)
        if (explored.problem !== undefined) {
          const least = shrink(explored.steps, (part) => replay(part) !== undefined, 400)
          expect.fail(`seed ${seed}: ${explored.problem}\n${JSON.stringify(least, undefined, 1)}\n${replay(least)}`)
        }
      }
    },
    patienceMs,
  )

  it('got into calls, dialogs and registrations by them', () => {
    expect([...happened]).toEqual(
      expect.arrayContaining([
        'incomingCall',
        'callProgress',
        'callAnswered',
        'callAcknowledged',
        'callEnded',
        'remoteOffer',
        'registrationChanged',
        'authenticationFailed',
      ]),
    )
  })

  it('is replayed step by step as it was explored', () => {
    const { steps: made } = explore(5, 100)
    expect(replay(made)).toBeUndefined()
    expect(explore(5, 100).steps).toEqual(made)
  })
})

it('what fails is made small', () => {
  const whole = Array.from({ length: 500 }, (_, n) => n)
  const fails = (part: readonly number[]) => part.includes(77) && part.includes(401)
  expect(shrink(whole, fails)).toEqual([77, 401])
})
