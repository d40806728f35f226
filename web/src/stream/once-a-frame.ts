/** Tells `listener` once for all that happens between two frames: a busy floor changes more often than a screen is drawn. */
export function onceAFrame(listener: () => void): () => void {
  let isDue = false
  return () => {
    if (isDue) return
    isDue = true
    // A page that nobody sees draws no frames, and catches up with the first one.
    requestAnimationFrame(() => {
      isDue = false
      listener()
    })
  }
}
