/** As long as one frame of sound. */
const lateMs = 20
const stepMs = 10

/**
 * Notes when this machine gave a program that only waits no time: whoever measures sound at such a moment measures the machine.
 * @param {{ nowMs?: () => number }} clock milliseconds since 1970
 */
export function watchMachine({ nowMs = Date.now } = {}) {
  const pauses = []
  let before = nowMs()
  const timer = setInterval(() => {
    const now = nowMs()
    if (now - before - stepMs >= lateMs) pauses.push({ fromMs: before, toMs: now })
    before = now
  }, stepMs)
  timer.unref()
  return {
    /** The longest pause, in milliseconds, that began or ended between the two moments; 0 when there was none. */
    longestPauseMs: (fromMs, toMs) =>
      Math.max(
        0,
        ...pauses.filter((one) => one.toMs >= fromMs && one.fromMs <= toMs).map((one) => one.toMs - one.fromMs),
      ),
    stop: () => clearInterval(timer),
  }
}
