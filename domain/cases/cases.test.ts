import { describe, expect, it } from 'vitest'
import type { AgentId, CaseId } from '#kernel/ids.ts'
import { caseNumberOf, caseOfCaller, type OpenCase, withStatus } from './index.ts'

describe('a case', () => {
  const open = { status: 'open', closedAtMs: null } as const

  it('says since when it is closed, and no more once it is opened again', () => {
    const closed = withStatus(open, 'closed', 5000)
    expect(closed).toEqual({ status: 'closed', closedAtMs: 5000 })
    expect(withStatus(closed, 'closed', 9000)).toBe(closed)
    expect(withStatus(closed, 'open', 9000)).toEqual(open)
    expect(withStatus(withStatus(open, 'waiting', 1), 'closed', 2)).toEqual({ status: 'closed', closedAtMs: 2 })
  })

  it('is what somebody calls about only where he has no other', () => {
    const one: OpenCase = { caseId: 'cse_1' as CaseId, number: 1001, ownerAgentId: 'agt_a' as AgentId }
    const other: OpenCase = { caseId: 'cse_2' as CaseId, number: 1002, ownerAgentId: null }
    expect(caseOfCaller([one])).toBe(one)
    expect(caseOfCaller([one, other])).toBeUndefined()
    expect(caseOfCaller([])).toBeUndefined()
  })
})

describe('a case’s number', () => {
  it.each([
    ['1042', 1042],
    [' #1042 ', 1042],
    ['1 042', 1042],
    ['№ 1042', 1042],
    ['No. 1042', 1042],
    ['۱۰۴۲', 1042],
    ['2147483647', 2_147_483_647],
  ])('%s is %i', (text, number) => expect(caseNumberOf(text)).toBe(number))

  it.each(['', '0', '#', '10.42', '-3', 'A17', '2147483648', '99999999999', '1042x'])('%s is none', (text) =>
    expect(caseNumberOf(text)).toBeUndefined(),
  )
})
