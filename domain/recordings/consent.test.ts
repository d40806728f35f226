import { describe, expect, it } from 'vitest'
import { type ConsentGiven, consentDue, isRefused, type RecordingConsent, strictest, wantedFromMs } from './consent.ts'

describe('what is still to be said before a recording', () => {
  it.each<[RecordingConsent, ConsentGiven, RecordingConsent]>([
    ['none', 'untold', 'none'],
    ['announced', 'untold', 'announced'],
    ['announced', 'announced', 'none'],
    ['announced', 'agreed', 'none'],
    ['asked', 'untold', 'asked'],
    // He was told for another queue: that is no yes.
    ['asked', 'announced', 'asked'],
    ['asked', 'agreed', 'none'],
    // Once is enough, whatever he said.
    ['asked', 'refused', 'none'],
    ['asked', 'unanswered', 'none'],
    ['announced', 'refused', 'none'],
  ])('where the rule says %s and the customer is %s is %s', (wanted, given, due) => {
    expect(consentDue(wanted, given)).toBe(due)
  })
})

it('no answer is no', () => {
  const given: readonly ConsentGiven[] = ['untold', 'announced', 'agreed', 'refused', 'unanswered']
  expect(given.filter(isRefused)).toEqual(['refused', 'unanswered'])
})

it('the strictest of several counts', () => {
  expect(strictest([])).toBe('none')
  expect(strictest(['announced', 'none'])).toBe('announced')
  expect(strictest(['announced', 'asked', 'none'])).toBe('asked')
})

describe('a talk from 10 to 60 seconds', () => {
  const wanted = (rule: RecordingConsent, consent?: Parameters<typeof wantedFromMs>[3]) =>
    wantedFromMs(10_000, 60_000, rule, consent)
  it('is to be recorded from its beginning where nobody had to be asked, or who had to be was before', () => {
    expect(wanted('none')).toBe(10_000)
    expect(wanted('none', { consent: 'agreed', atMs: 15_000 })).toBe(10_000)
    expect(wanted('asked', { consent: 'agreed', atMs: 5_000 })).toBe(10_000)
  })
  it('is to be recorded from the moment that the customer heard or agreed', () => {
    expect(wanted('announced', { consent: 'announced', atMs: 15_000 })).toBe(15_000)
    expect(wanted('asked', { consent: 'agreed', atMs: 19_000 })).toBe(19_000)
  })
  it('is rightly without a recording where he refused, gave no answer, or hung up over the question', () => {
    expect(wanted('asked', { consent: 'refused', atMs: 5_000 })).toBe(Number.POSITIVE_INFINITY)
    expect(wanted('none', { consent: 'unanswered', atMs: 15_000 })).toBe(Number.POSITIVE_INFINITY)
    expect(wanted('asked')).toBe(Number.POSITIVE_INFINITY)
  })
  it('that was over before another queue asked him is judged by its own rule', () => {
    expect(wanted('none', { consent: 'refused', atMs: 61_000 })).toBe(10_000)
  })
})
