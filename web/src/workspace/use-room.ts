import { type RefCallback, useCallback, useState } from 'react'
import { type Room, roomOf } from './layout.ts'

/** How much room the element has, by its own width and not the window's: the navigation takes some of that. */
export function useRoom(): readonly [RefCallback<HTMLElement>, Room] {
  const [room, setRoom] = useState<Room>(() => roomOf(globalThis.innerWidth))
  const measured = useCallback((element: HTMLElement | null) => {
    if (!element) return undefined
    const look = () => setRoom(roomOf(element.clientWidth))
    look()
    const observer = new ResizeObserver(look)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [measured, room]
}
