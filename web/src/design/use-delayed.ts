import { useEffect, useRef, useState } from 'react'

/**
 * A text that is shown at once and handed on after a pause in the typing. A value that comes from outside (the way back
 * in the browser) replaces what is shown.
 */
export function useDelayed(value: string, changed: (text: string) => void, pauseMs = 300) {
  const [text, setText] = useState(value)
  const handed = useRef(value)
  const latest = useRef(changed)
  latest.current = changed
  useEffect(() => {
    if (value === handed.current) return
    handed.current = value
    setText(value)
  }, [value])
  useEffect(() => {
    if (text.trim() === handed.current) return
    const timer = setTimeout(() => {
      handed.current = text.trim()
      latest.current(text)
    }, pauseMs)
    return () => clearTimeout(timer)
  }, [text, pauseMs])
  return [text, setText] as const
}
