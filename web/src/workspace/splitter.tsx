import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'
import styles from './splitter.module.css'

interface SplitterProps {
  /** What lies before it and after it, in words. */
  readonly label: string
  /** `vertical` stands between columns, `horizontal` lies between rows. */
  readonly orientation: 'vertical' | 'horizontal'
  /** Of 100, how much of the whole what is before it takes. */
  readonly share: number
  /** By how much of 100 it moves towards the end: of reading for columns, downwards for rows. */
  move(by: number): void
  reset(): void
}

const step = 2

/** A line that is drawn with the pointer, or moved with the arrows; a double click or Home puts it back. */
export function Splitter({ label, orientation, share, move, reset }: SplitterProps) {
  const [isHeld, setHeld] = useState(false)
  const lastPx = useRef(0)
  const isVertical = orientation === 'vertical'
  // The arrows and the hand go where they point, whichever way one reads.
  const isMirrored = () => isVertical && document.documentElement.dir === 'rtl'
  const place = (event: PointerEvent) => (isVertical ? event.clientX : event.clientY)
  const drag = (event: PointerEvent<HTMLElement>) => {
    if (!isHeld) return
    const room = event.currentTarget.parentElement
    const whole = (isVertical ? room?.clientWidth : room?.clientHeight) ?? 0
    if (whole === 0) return
    const by = ((place(event) - lastPx.current) * 100) / whole
    lastPx.current = place(event)
    move(isMirrored() ? -by : by)
  }
  const press = (event: KeyboardEvent) => {
    const towardsEnd = isVertical ? (isMirrored() ? 'ArrowLeft' : 'ArrowRight') : 'ArrowDown'
    const towardsStart = isVertical ? (isMirrored() ? 'ArrowRight' : 'ArrowLeft') : 'ArrowUp'
    if (event.key === towardsEnd) move(step)
    else if (event.key === towardsStart) move(-step)
    else if (event.key === 'Home' || event.key === 'Enter') reset()
    else return
    event.preventDefault()
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved, a separator with a value can
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={orientation}
      aria-valuenow={Math.round(share)}
      aria-valuemin={0}
      aria-valuemax={100}
      className={styles.splitter}
      data-held={isHeld || undefined}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        lastPx.current = place(event)
        setHeld(true)
      }}
      onPointerMove={drag}
      onPointerUp={() => setHeld(false)}
      onPointerCancel={() => setHeld(false)}
      onDoubleClick={reset}
      onKeyDown={press}
    />
  )
}
