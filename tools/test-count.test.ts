import { expect, test } from 'vitest'
import { countTests, failedFiles, failures, lastLine, withoutFiles } from './test-count.mjs'

const report = (over: object) => JSON.stringify({ numPassedTests: 3, numFailedTests: 0, testResults: [], ...over })

test('a good run ends with its number and code 0', () => {
  const counts = [
    { project: 'unit', ...countTests(report({}), 0) },
    { project: 'e2e', ...countTests(report({ numPassedTests: 2 }), 0) },
  ]
  expect(lastLine(counts)).toMatchObject({ line: '5 passed, 0 failed', code: 0 })
})

test.each([
  ['a failed test', report({ numFailedTests: 1 }), 1],
  ['a file that cannot be loaded', report({ testResults: [{ status: 'failed', assertionResults: [] }] }), 1],
  ['an error outside of any test', report({}), 1],
  ['a crash without a report', undefined, 139],
])('%s is a failure', (_, text, exitCode) => {
  const result = lastLine([{ project: 'unit', ...countTests(text, exitCode) }])
  expect(result.line).toMatch(/^\d passed, 1 failed$/)
  expect(result.code).toBe(1)
})

test('no test at all, and an interrupted run, are no success', () => {
  expect(lastLine([{ project: 'unit', ...countTests(undefined, 0) }])).toMatchObject({ code: 1 })
  expect(lastLine([{ project: 'unit', ...countTests(report({}), 0) }], true)).toMatchObject({ code: 1 })
})

test('what is repeated counts once: as it went the second time', () => {
  const first = JSON.stringify({
    numPassedTests: 3,
    numFailedTests: 1,
    testResults: [
      { name: 'a.test.ts', status: 'passed', assertionResults: [{ status: 'passed' }, { status: 'passed' }] },
      {
        name: 'b.test.ts',
        status: 'failed',
        startTime: 1000,
        endTime: 2000,
        assertionResults: [{ status: 'passed' }, { status: 'failed' }],
      },
    ],
  })
  expect(failedFiles(first)).toEqual([{ name: 'b.test.ts', fromMs: 1000, toMs: 2000 }])
  expect(countTests(withoutFiles(first, ['b.test.ts']), 0)).toEqual({ passed: 2, failed: 0, skipped: 0 })
})

test('what failed is named before the last line: the file, the test, and the first line of why', () => {
  const text = JSON.stringify({
    numPassedTests: 1,
    numFailedTests: 1,
    testResults: [
      { name: '/it/edge/a.test.ts', status: 'passed', assertionResults: [{ status: 'passed' }] },
      { name: '/it/edge/c.test.ts', status: 'failed', message: 'Cannot find module\nfrom here', assertionResults: [] },
      {
        name: '/it/edge/b.test.ts',
        status: 'failed',
        assertionResults: [
          { status: 'passed', fullName: 'a call rings' },
          { status: 'failed', fullName: 'a call ends', failureMessages: ['Error: 1 is not 2\n    at b.test.ts:3'] },
        ],
      },
    ],
  })
  const count = { project: 'unit', ...countTests(text, 1), failures: failures(text, '/it') }
  expect(lastLine([count]).remarks).toEqual([
    'unit: 2 failed, see above.',
    '  edge/c.test.ts: Cannot find module',
    '  edge/b.test.ts: a call ends: Error: 1 is not 2',
  ])
})
