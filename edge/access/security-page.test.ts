import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { packageRoot } from '#adapters/system/package-root.ts'
import { defaultLimits } from '#telephony/sip/default-limits.ts'
import { answerFactor } from '#telephony/sip/guard/answer-budget.ts'
import { defaultPolicy } from './default-policy.ts'

const page = readFileSync(join(packageRoot(), 'docs/security.md'), 'utf8')
const bound = (what: string) =>
  page
    .split('\n')
    .find((line) => line.startsWith(`| ${what}`))
    ?.split(' | ')[1]

it('the page about security says the bounds that hold', () => {
  const { offencesBeforeBan, offenceWindowS, banS, guestCallsPerSecond, guestCallsAtOnce, trunkCallsPerSecond } =
    defaultPolicy
  expect(bound('offences before a ban')).toBe(`${offencesBeforeBan} within ${offenceWindowS} s`)
  expect(bound('a ban')).toContain(`${banS} s`)
  expect(bound('new calls of a stranger')).toBe(`${guestCallsPerSecond} a second`)
  expect(bound('calls under way of a stranger')).toBe(String(guestCallsAtOnce))
  expect(bound('calls over one trunk')).toContain(`${trunkCallsPerSecond} a second`)
  expect(bound('bytes to a UDP source')).toContain(`${answerFactor} times`)
  expect(bound('ringing')).toBe(`${defaultLimits.maxRingMs / 1000} s`)
})
