import { hostname } from 'node:os'
import { describe, expect, it } from 'vitest'
import { thisProcess } from './lease-holder.ts'

describe('a lease holder', () => {
  const own = thisProcess('now')
  it.each([
    ['nobody', '', false],
    ['this run itself', own.name, false],
    ['a process that lives', `${hostname()}/${process.ppid}/x`, false],
    ['a process of another machine', 'elsewhere/999999999/x', false],
    ['a process that is gone', `${hostname()}/999999999/x`, true],
    ['an earlier run that had the same pid', `${hostname()}/${process.pid}/before`, true],
  ])('knows of %s whether it is dead', (_, holder, isDead) => expect(own.isDead(holder)).toBe(isDead))
})
