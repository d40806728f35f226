import { useEffect, useRef } from 'react'
import type { LevelMeter } from '../station/level-meter.ts'
import styles from './level-bar.module.css'

interface LevelBarProps {
  readonly meter: LevelMeter | undefined
  readonly label: string
}

/** How loud it is, now. Drawn outside of React: thirty times a second is not its business. */
export function LevelBar({ meter, label }: LevelBarProps) {
  const bar = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (!meter) {
      // Who is muted would see how loud he was last.
      if (bar.current) bar.current.style.transform = ''
      return
    }
    let frame = 0
    let shown = 0
    const draw = () => {
      const level = meter.level()
      shown = level > shown ? level : shown * 0.92
      if (bar.current) bar.current.style.transform = `scaleX(${shown.toFixed(3)})`
      frame = requestAnimationFrame(draw)
    }
    draw()
    return () => cancelAnimationFrame(frame)
  }, [meter])
  return (
    <span className={styles.track} role="img" aria-label={label}>
      <span className={styles.bar} ref={bar} />
    </span>
  )
}
