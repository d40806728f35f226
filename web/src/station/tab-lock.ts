/** One tab of a browser holds the station: two would take turns in throwing each other out. */
export interface TabLock {
  /** Waits until this tab has the lock. */
  readonly held: Promise<void>
  release(): void
}

const name = 'parley.station'

/**
 * Asks for the station's lock (Web Locks). Where there are none, the tab has it.
 * @param isStolen take it from the tab that has it
 * @param waiting called when another tab has it and this one waits
 * @param taken called when another tab took it
 */
export function requestTabLock(isStolen: boolean, waiting: () => void, taken: () => void): TabLock {
  if (!navigator.locks) return { held: Promise.resolve(), release: () => undefined }
  const ending = new AbortController()
  let release: () => void = () => ending.abort()
  let isReleased = false
  const held = new Promise<void>((resolve) => {
    const granted = () =>
      new Promise<void>((done) => {
        release = done
        resolve()
        if (isReleased) done()
      })
    const request = isStolen
      ? navigator.locks.request(name, { steal: true }, granted)
      : navigator.locks.request(name, { ifAvailable: true }, (lock) => {
          if (lock) return granted()
          waiting()
          return navigator.locks.request(name, { signal: ending.signal }, granted)
        })
    request.catch(() => {
      if (!isReleased) taken()
    })
  })
  return {
    held,
    release() {
      isReleased = true
      release()
    },
  }
}
