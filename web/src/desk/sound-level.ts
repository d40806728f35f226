import type { Tone } from '../design/status-dot.tsx'

export type SoundLevel = 'good' | 'fair' | 'poor' | 'none' | 'unknown'

/** G.109: from 80 (4.0) on users are satisfied, below 60 (3.1) nearly all are not. */
const goodFrom = 4
const fairFrom = 3.1

/** A score of the E-model in a word. */
export const soundLevel = (mos: number | undefined): SoundLevel =>
  mos === undefined ? 'unknown' : mos >= goodFrom ? 'good' : mos >= fairFrom ? 'fair' : 'poor'

const tones: Readonly<Record<SoundLevel, Tone>> = {
  good: 'positive',
  fair: 'caution',
  poor: 'danger',
  none: 'danger',
  unknown: 'neutral',
}
export const soundTone = (level: SoundLevel): Tone => tones[level]
