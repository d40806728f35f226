import { useEffect, useState } from 'react'

/** Whole seconds that count down to zero by the clock, also when the page slept in between. */
export function useCountdownS(): { readonly leftS: number; start(seconds: number): void } {
  const [endMs, setEndMs] = useState(0)
  const [leftS, setLeftS] = useState(0)
  useEffect(() => {
    if (endMs === 0) return
    let timer: ReturnType<typeof setTimeout>
    const tick = () => {
      const left = Math.max(0, Math.ceil((endMs - Date.now()) / 1000))
      setLeftS(left)
      if (left > 0) timer = setTimeout(tick, 250)
    }
    tick()
    return () => clearTimeout(timer)
  }, [endMs])
  return { leftS, start: (seconds) => setEndMs(Date.now() + seconds * 1000) }
}
