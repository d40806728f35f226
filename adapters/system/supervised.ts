/**
 * The life of a process that the launcher watches: it says when it is ready or why it cannot start, and stops when told
 * to by a signal or when the launcher itself has died (its IPC channel closes).
 */
export type SupervisedReport =
  | {
      readonly type: 'ready'
      /** Core only, on a database without people: the one-time link with which the first administrator is made. */
      readonly setUpUrl?: string
      /** Core only: whether it seeded the example organisation now, found its people there, or has none. */
      readonly demo?: 'seeded' | 'present' | 'absent'
      /** Anything else worth a line in the launcher's log, such as addresses that were bound. */
      readonly details?: Readonly<Record<string, unknown>>
    }
  | {
      readonly type: 'failed'
      /** One sentence for a person: what is wrong and what to do. */
      readonly sentence: string
    }

/** Tells the launcher; does nothing when this process was started by hand. */
export function report(message: SupervisedReport): void {
  if (process.connected && process.send) process.send(message, undefined, undefined, () => {})
}

/** Says in one sentence why this process cannot start, and ends it with exit code 1 once that has been said. */
export function failToStart(sentence: string): void {
  process.exitCode = 1
  if (process.connected && process.send) {
    process.send({ type: 'failed', sentence } satisfies SupervisedReport, undefined, undefined, () => process.exit(1))
  } else {
    process.stderr.write(`${sentence}\n`, () => process.exit(1))
  }
}

/**
 * Calls `stop` once, at the first SIGINT, SIGTERM, or loss of the launcher, then exits with code 0.
 * @param withinMs the time `stop` has; a process that is still there then exits with code 1
 */
export function stopWhenAsked(stop: () => Promise<void>, withinMs = 8000): void {
  let stopping = false
  const begin = () => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), withinMs).unref()
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  // A terminal's Ctrl-C reaches the whole process group, and the launcher also passes it on: the second one is expected.
  process.on('SIGINT', begin)
  process.on('SIGTERM', begin)
  if (process.connected) process.on('disconnect', begin)
  // When the launcher is gone, so may be the other end of these; the clean stop must not trip over a line of log.
  process.stdout.on('error', () => {})
  process.stderr.on('error', () => {})
}
