import { describe, expect, it } from 'vitest'
import { backOffMs, type RegistrationInput, startRegistration, stepRegistration } from './registration-state.ts'

const nowMs = 1_700_000_000_000
const granted: RegistrationInput = { kind: 'granted', expiresS: 600 }
const begin = () => startRegistration(600).state
const registered = () => stepRegistration(begin(), granted, nowMs, 0).state

describe('a registration', () => {
  it('is refreshed after four fifths of what was granted, whatever was asked for', () => {
    expect(startRegistration(600).ask).toBe(600)
    const step = stepRegistration(begin(), { kind: 'granted', expiresS: 100 }, nowMs, 0.9)
    expect(step).toMatchObject({ againInMs: 80_000, tell: { state: 'registered', expiresAtMs: nowMs + 100_000 } })
    expect(stepRegistration(step.state, { kind: 'due' }, nowMs, 0).ask).toBe(600)
  })

  it('does not hammer a registrar that grants a second', () => {
    expect(stepRegistration(begin(), { kind: 'granted', expiresS: 1 }, nowMs, 0).againInMs).toBe(5_000)
  })

  it('asks for more when the registrar wants that (10.2.8), and not for ever', () => {
    let step = stepRegistration(begin(), { kind: 'tooBrief', minExpiresS: 1800 }, nowMs, 0)
    expect(step.ask).toBe(1800)
    step = stepRegistration(step.state, { kind: 'tooBrief', minExpiresS: 3600 }, nowMs, 0)
    expect(step.ask).toBe(3600)
    step = stepRegistration(step.state, { kind: 'tooBrief', minExpiresS: 7200 }, nowMs, 0)
    expect(step).toMatchObject({ tell: { state: 'refused', status: 423 } })
    expect(step.ask).toBeUndefined()
  })

  it.each([0, 600, 86_401])('does not believe a Min-Expires of %i after asking for 600', (minExpiresS) => {
    const step = stepRegistration(begin(), { kind: 'tooBrief', minExpiresS }, nowMs, 0)
    expect(step.tell).toMatchObject({ state: 'refused' })
  })

  it('waits longer after each failure, and from the beginning after a success', () => {
    let state = begin()
    const waits: (number | undefined)[] = []
    for (let i = 0; i < 8; i++) {
      const step = stepRegistration(state, { kind: 'silence' }, nowMs, 0)
      waits.push(step.againInMs)
      state = stepRegistration(step.state, { kind: 'due' }, nowMs, 0).state
    }
    expect(waits.map((ms) => (ms ?? 0) / 1000)).toEqual([30, 60, 120, 240, 480, 900, 900, 900])
    state = stepRegistration(stepRegistration(state, granted, nowMs, 0).state, { kind: 'due' }, nowMs, 0).state
    expect(stepRegistration(state, { kind: 'silence' }, nowMs, 0).againInMs).toBe(30_000)
  })

  it('draws the wait from the upper half of its bound (RFC 5626 4.5)', () => {
    expect([backOffMs(1, 0), backOffMs(1, 0.999_999), backOffMs(99, 0.999_999)]).toEqual([30_000, 60_000, 1_799_999])
  })

  it('heeds Retry-After, within reason', () => {
    const refused = (retryAfterS: number): RegistrationInput => ({
      kind: 'refused',
      status: 403,
      reason: 'Forbidden',
      retryAfterS,
    })
    expect(stepRegistration(begin(), refused(300), nowMs, 0)).toMatchObject({
      againInMs: 300_000,
      tell: { state: 'refused', status: 403, nextTryAtMs: nowMs + 300_000 },
    })
    expect(stepRegistration(begin(), refused(9_999_999), nowMs, 0).againInMs).toBe(1_800_000)
    expect(stepRegistration(begin(), refused(1), nowMs, 0).againInMs).toBe(30_000)
  })

  describe('that is to go', () => {
    it('is taken away at the registrar and told once', () => {
      const asked = stepRegistration(registered(), { kind: 'remove' }, nowMs, 0)
      expect(asked).toMatchObject({ ask: 0, state: { phase: 'removing' } })
      const gone = stepRegistration(asked.state, { kind: 'silence' }, nowMs, 0)
      expect(gone.tell).toEqual({ state: 'removed' })
      expect(stepRegistration(gone.state, { kind: 'remove' }, nowMs, 0).tell).toBeUndefined()
    })

    it('waits for the REGISTER under way (10.2), then takes back what that got', () => {
      const wanted = stepRegistration(begin(), { kind: 'remove' }, nowMs, 0)
      expect(wanted).toMatchObject({ state: { isRemovalWanted: true } })
      expect(wanted.ask).toBeUndefined()
      expect(stepRegistration(wanted.state, granted, nowMs, 0).ask).toBe(0)
      expect(stepRegistration(wanted.state, { kind: 'silence' }, nowMs, 0).tell).toEqual({ state: 'removed' })
    })

    it('says nothing to a registrar where nothing is bound (any more)', () => {
      const failed = stepRegistration(begin(), { kind: 'silence' }, nowMs, 0).state
      expect(stepRegistration(failed, { kind: 'remove' }, nowMs, 0)).toMatchObject({ tell: { state: 'removed' } })
      const late = stepRegistration(registered(), { kind: 'remove' }, nowMs + 600_001, 0)
      expect([late.ask, late.tell?.state]).toEqual([undefined, 'removed'])
    })
  })

  it('moves only by what its phase listens to', () => {
    expect(stepRegistration(registered(), granted, nowMs, 0)).toEqual({ state: registered() })
    expect(stepRegistration(begin(), { kind: 'due' }, nowMs, 0).ask).toBeUndefined()
  })
})
