/** Notices that the machine slept or the page was frozen: the clock went on and the timers did not. */
export function watchSleep(woke: (sleptMs: number) => void, beatMs = 2000, toleranceMs = 8000): () => void {
  let lastMs = Date.now()
  let timer: ReturnType<typeof setTimeout>
  const look = () => {
    const nowMs = Date.now()
    const gapMs = nowMs - lastMs - beatMs
    lastMs = nowMs
    if (gapMs > toleranceMs) woke(gapMs)
  }
  const beat = () => {
    look()
    timer = setTimeout(beat, beatMs)
  }
  timer = setTimeout(beat, beatMs)
  document.addEventListener('resume', look)
  return () => {
    clearTimeout(timer)
    document.removeEventListener('resume', look)
  }
}
