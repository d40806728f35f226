/** What plays the other side: an audio element that is not in the page, so that no screen change can stop it. */
export interface Speaker {
  play(stream: MediaStream): Promise<'playing' | 'blocked'>
  /** Tries again, from within a click. */
  retry(): Promise<'playing' | 'blocked'>
  /** @returns false when that device cannot be used; the system's own plays then */
  use(outputId: string | undefined): Promise<boolean>
  stop(): void
}

export function createSpeaker(): Speaker {
  const element = new Audio()
  element.autoplay = true
  const start = async () => {
    try {
      await element.play()
      return 'playing' as const
    } catch (cause) {
      // AbortError: a newer stream took its place, which is being played by its own call.
      return cause instanceof DOMException && cause.name === 'NotAllowedError' ? ('blocked' as const) : 'playing'
    }
  }
  return {
    play(stream) {
      element.srcObject = stream
      return start()
    },
    retry: () => (element.srcObject ? start() : Promise.resolve('playing')),
    async use(outputId) {
      if (typeof element.setSinkId !== 'function') return outputId === undefined
      try {
        await element.setSinkId(outputId ?? '')
        return true
      } catch {
        await element.setSinkId('').catch(() => undefined)
        return false
      }
    },
    stop() {
      element.pause()
      element.srcObject = null
    },
  }
}
