/**
 * What Vitest's JSON report of one project says. A run that ended badly without naming a test (a file that cannot be loaded,
 * an error outside of any test, a crash) counts as one failure: it must never look like a success.
 */
export function countTests(reportText, exitCode) {
  if (reportText === undefined) return { passed: 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 }
  const report = JSON.parse(reportText)
  const passed = report.numPassedTests ?? 0
  const skipped = (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0)
  const unloadable = (report.testResults ?? []).filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length
  const failed = (report.numFailedTests ?? 0) + unloadable
  return { passed, failed: failed === 0 && exitCode !== 0 ? 1 : failed, skipped }
}

/** The files of a report in which something failed, and from when to when (milliseconds since 1970) their tests ran. */
export function failedFiles(reportText) {
  if (reportText === undefined) return []
  return JSON.parse(reportText)
    .testResults.filter(({ status }) => status === 'failed')
    .map(({ name, startTime, endTime }) => ({ name, fromMs: startTime, toMs: endTime }))
}

/**
 * What failed, a line each: "file: test: the first line of why". A long run's tail tells it then, without a search.
 * @param root the checkout's folder; files are named from there
 */
export function failures(reportText, root) {
  if (reportText === undefined) return []
  const firstLine = (text) => (text ?? '').trim().split('\n')[0].slice(0, 300)
  return JSON.parse(reportText)
    .testResults.filter(({ status }) => status === 'failed')
    .flatMap(({ name, message, assertionResults }) => {
      const file = name.startsWith(`${root}/`) ? name.slice(root.length + 1) : name
      const tests = assertionResults.filter((test) => test.status === 'failed')
      if (tests.length === 0) return [`${file}: ${firstLine(message)}`]
      return tests.map((test) => `${file}: ${test.fullName}: ${firstLine(test.failureMessages?.[0])}`)
    })
}

/** The report as if these files had not been run, for those that are repeated. */
export function withoutFiles(reportText, files) {
  const report = JSON.parse(reportText)
  const testResults = report.testResults.filter(({ name }) => !files.includes(name))
  const count = (...statuses) =>
    testResults.flatMap((file) => file.assertionResults).filter(({ status }) => statuses.includes(status)).length
  return JSON.stringify({
    testResults,
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    numPendingTests: count('pending', 'skipped'),
    numTodoTests: count('todo'),
  })
}

/** The run's last line, its exit code, and what is worth a word before it: what failed, what was left out. No tests at all is a failure. */
export function lastLine(counts, interrupted = false) {
  const sum = (key) => counts.reduce((total, count) => total + count[key], 0)
  const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')]
  const remarks = counts
    .filter((count) => count.failed > 0)
    .flatMap(({ project, failed, failures = [] }) => [
      `${project}: ${failed} failed, see above.`,
      ...failures.map((failure) => `  ${failure}`),
    ])
  if (skipped > 0) remarks.push(`${skipped} skipped.`)
  if (interrupted) remarks.push('Interrupted: not everything was run.')
  if (passed + failed === 0) remarks.push('No test was run, which proves nothing.')
  const isGood = failed === 0 && passed > 0 && !interrupted
  return { line: `${passed} passed, ${failed} failed`, code: isGood ? 0 : 1, remarks }
}
