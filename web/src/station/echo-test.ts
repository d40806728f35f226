import { Store } from '../state/store.ts'

export type EchoPhase = 'idle' | 'recording' | 'playing'

const recordForMs = 4000

/** Records a few seconds of the microphone and plays them: what the other side will hear, on the device it rings on. */
export class EchoTest {
  readonly phase = new Store<EchoPhase>('idle')
  #end: (() => void) | undefined

  /** Resolves when the recording ended; playing goes on. */
  async run(track: MediaStreamTrack, outputId: string | undefined): Promise<void> {
    this.stop()
    if (typeof MediaRecorder === 'undefined') return
    // A copy: the call's own track may be muted or replaced meanwhile.
    const copy = track.clone()
    copy.enabled = true
    const recorder = new MediaRecorder(new MediaStream([copy]))
    const pieces: Blob[] = []
    recorder.addEventListener('dataavailable', ({ data }) => pieces.push(data))
    this.phase.set('recording')
    const isDone = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(true), recordForMs)
      this.#end = () => {
        clearTimeout(timer)
        resolve(false)
      }
      recorder.start()
    })
    const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve, { once: true }))
    recorder.stop()
    await stopped
    copy.stop()
    if (isDone) await this.#play(new Blob(pieces, { type: recorder.mimeType }), outputId)
  }

  async #play(sound: Blob, outputId: string | undefined): Promise<void> {
    const address = URL.createObjectURL(sound)
    const element = new Audio(address)
    const end = () => {
      element.pause()
      URL.revokeObjectURL(address)
      this.#end = undefined
      this.phase.set('idle')
    }
    this.#end = end
    element.addEventListener('ended', end, { once: true })
    element.addEventListener('error', end, { once: true })
    this.phase.set('playing')
    if (outputId) await element.setSinkId?.(outputId).catch(() => undefined)
    await element.play().catch(end)
  }

  stop(): void {
    this.#end?.()
    this.#end = undefined
    this.phase.set('idle')
  }
}
