import { audioContext, resumeSound } from '../station/audio-context.ts'

export interface MutedChannels {
  readonly left: boolean
  readonly right: boolean
}

/**
 * The two channels of an element's sound, each with a gain of its own. Who hears one party alone hears it in both ears. Once
 * it is made, all of the element's sound goes through it.
 */
export class ChannelMixer {
  readonly #own: readonly [GainNode, GainNode]
  readonly #across: readonly [GainNode, GainNode]

  private constructor(context: AudioContext, element: HTMLMediaElement) {
    const splitter = context.createChannelSplitter(2)
    const merger = context.createChannelMerger(2)
    const gainInto = (channel: 0 | 1, ear: 0 | 1): GainNode => {
      const gain = context.createGain()
      splitter.connect(gain, channel)
      gain.connect(merger, 0, ear)
      return gain
    }
    this.#own = [gainInto(0, 0), gainInto(1, 1)]
    this.#across = [gainInto(0, 1), gainInto(1, 0)]
    context.createMediaElementSource(element).connect(splitter)
    merger.connect(context.destination)
  }

  /** `undefined` where the browser lets this page make no sound. Works only from within a click or a key press. */
  static async over(element: HTMLMediaElement): Promise<ChannelMixer | undefined> {
    const context = audioContext()
    if (!context || !(await resumeSound())) return undefined
    return new ChannelMixer(context, element)
  }

  set(muted: MutedChannels): void {
    const { left, right } = muted
    this.#own[0].gain.value = left ? 0 : 1
    this.#own[1].gain.value = right ? 0 : 1
    this.#across[0].gain.value = right && !left ? 1 : 0
    this.#across[1].gain.value = left && !right ? 1 : 0
  }
}
