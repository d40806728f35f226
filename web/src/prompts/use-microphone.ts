import { useEffect, useRef, useState } from 'react'

export interface Microphone {
  readonly isRecording: boolean
  /** There is none, or the page may not use it. */
  readonly isMissing: boolean
  start(): void
  /** Ends it; what was said is handed to `said`. */
  stop(): void
}

const mostMs = 250_000

/** Records what is said into the microphone until it is stopped, or the page is left. */
export function useMicrophone(said: (sound: Blob) => void): Microphone {
  const [isRecording, setRecording] = useState(false)
  const [isMissing, setMissing] = useState(false)
  const recorder = useRef<MediaRecorder>(undefined)
  const isGone = useRef(false)
  const tell = useRef(said)
  tell.current = said

  useEffect(() => {
    isGone.current = false
    return () => {
      isGone.current = true
      recorder.current?.stop()
    }
  }, [])

  async function start() {
    setMissing(false)
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } })
      const end = () => {
        for (const track of stream.getTracks()) track.stop()
      }
      if (isGone.current) return end()
      const mine = new MediaRecorder(stream)
      const parts: Blob[] = []
      const timer = setTimeout(() => mine.stop(), mostMs)
      mine.ondataavailable = ({ data }) => void parts.push(data)
      mine.onstop = () => {
        clearTimeout(timer)
        end()
        recorder.current = undefined
        if (isGone.current) return
        setRecording(false)
        tell.current(new Blob(parts, { type: mine.mimeType }))
      }
      recorder.current = mine
      mine.start()
      setRecording(true)
    } catch {
      // Also where the page is not served over HTTPS: `mediaDevices` is not there at all.
      setMissing(true)
    }
  }

  return { isRecording, isMissing, start: () => void start(), stop: () => recorder.current?.stop() }
}
