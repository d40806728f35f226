/** What a codec does to speech by the E-model: its impairment without loss, and how well it bears loss. */
interface CodecImpairment {
  /** G.107: telephone band. G.107.1: wideband, on a scale that reaches 129 where the former ends at 93.2. */
  readonly band: 'narrow' | 'wide'
  /** Ie or Ie,wb. */
  readonly equipment: number
  /** Bpl or Bpl,wb: the loss in per cent that costs half of what total loss does. */
  readonly robustness: number
}

/**
 * G.113 Appendix I for G.711 with concealment (Bpl 25.1, random loss), Appendix IV for G.722 at 64 kbit/s (Ie,wb 13). For the
 * robustness of G.722 with our concealment and for all of Opus no value was ever agreed on: these are ours, Opus at 24 kbit/s and
 * more put beside AMR-WB at 19.85 kbit/s (Ie,wb 4), and in-band correction taken for about as good as G.711's concealment.
 */
const impairments = {
  pcmu: { band: 'narrow', equipment: 0, robustness: 25.1 },
  pcma: { band: 'narrow', equipment: 0, robustness: 25.1 },
  g722: { band: 'wide', equipment: 13, robustness: 16 },
  opus: { band: 'wide', equipment: 4, robustness: 25.1 },
} as const satisfies Readonly<Record<string, CodecImpairment>>
export type RatedCodec = keyof typeof impairments

export interface HeardQuality {
  readonly codec: RatedCodec
  /** From mouth to ear, one way, milliseconds. */
  readonly delayMs: number
  /** Share of packets that were not there when they were needed, 0 to 1. */
  readonly lossShare: number
  /** How much longer runs of loss are than by chance (BurstR), 1 or more; 1 by default. */
  readonly burstRatio?: number
}

/** G.107 table 2: default values. Levels in dB, dBm0p, dB(A). */
const sendLoudness = 8
const receiveLoudness = 2
const sidetoneMasking = 15
const listenerSidetone = 18
const talkerEchoLoudness = 65
const echoPathLoss = 110
const dFactor = 3
const roomNoise = 35
const circuitNoise = -70
const noiseFloor = -64
const distortionUnits = 1

const power = (level: number): number => 10 ** (level / 10)
const level = (value: number): number => 10 * Math.log10(value)

/** G.107 7.2: the basic signal-to-noise ratio, and the sum of noise at the listener's side. */
function signalToNoise(): { readonly ratio: number; readonly noise: number } {
  const overall = sendLoudness + receiveLoudness
  const fromSender = roomNoise - sendLoudness - dFactor - 100 + 0.004 * (roomNoise - overall - dFactor - 14) ** 2
  const effectiveRoom = roomNoise + level(1 + power(10 - listenerSidetone))
  const fromReceiver = receiveLoudness - 121 + effectiveRoom + 0.008 * (effectiveRoom - 35) ** 2
  const floor = noiseFloor + receiveLoudness
  const noise = level(power(circuitNoise) + power(fromSender) + power(fromReceiver) + power(floor))
  return { ratio: 15 - 1.5 * (sendLoudness + noise), noise }
}

/** G.107 7.3: what comes at once with speech: loudness, sidetone, quantising. */
function simultaneousImpairment(ratio: number, noise: number, delayMs: number): number {
  const overall = sendLoudness + receiveLoudness
  const loud = (overall + 0.2 * (64 + noise - receiveLoudness)) / 8
  const tooLoud = 20 * ((1 + loud ** 8) ** (1 / 8) - loud)
  const masking = -level(power(-sidetoneMasking) + Math.exp(-delayMs / 4) * power(-talkerEchoLoudness))
  const sidetone =
    12 * (1 + ((masking - 13) / 6) ** 8) ** (1 / 8) -
    28 * (1 + ((masking + 1) / 19.4) ** 35) ** (1 / 35) -
    13 * (1 + ((masking - 3) / 33) ** 13) ** (1 / 13) +
    29
  const clearness = 37 - 15 * Math.log10(distortionUnits)
  const distance = 1.07 + 0.258 * clearness + 0.0602 * clearness ** 2
  const y = (ratio - 100) / 15 + 46 / 8.4 - distance / 9
  const z = 46 / 30 - distance / 40
  return tooLoud + sidetone + 15 * Math.log10(1 + 10 ** y + 10 ** z)
}

/** G.107 7.4: talker's echo, listener's echo, and the delay itself, with echo cancelled as by default. */
function delayImpairment(ratio: number, noise: number, delayMs: number): number {
  const echoNoise = -1.5 * (noise - receiveLoudness)
  const echo =
    talkerEchoLoudness - 40 * Math.log10((1 + delayMs / 10) / (1 + delayMs / 150)) + 6 * Math.exp(-0.3 * delayMs ** 2)
  const echoRating = 80 + 2.5 * (echo - 14)
  const half = (echoNoise - echoRating) / 2
  const talker = (half + Math.sqrt(half ** 2 + 100) - 1) * (1 - Math.exp(-delayMs))
  const listenerRating = 10.5 * (echoPathLoss + 7) * (2 * delayMs + 1) ** -0.25
  const listenerHalf = (ratio - listenerRating) / 2
  const listener = listenerHalf + Math.sqrt(listenerHalf ** 2 + 169)
  return talker + listener + pureDelayImpairment(delayMs)
}

/** G.107 7.4, Idd: nothing below 100 ms. */
function pureDelayImpairment(delayMs: number): number {
  if (delayMs <= 100) return 0
  const x = Math.log10(delayMs / 100) / Math.log10(2)
  return 25 * ((1 + x ** 6) ** (1 / 6) - 3 * (1 + (x / 3) ** 6) ** (1 / 6) + 2)
}

/** G.107 7.5 and G.107.1 7.5. */
function effectiveEquipmentImpairment({ equipment, robustness }: CodecImpairment, heard: HeardQuality): number {
  const lossPercent = Math.min(100, Math.max(0, heard.lossShare * 100))
  const burstRatio = Math.max(1, heard.burstRatio ?? 1)
  return equipment + ((95 - equipment) * lossPercent) / (lossPercent / burstRatio + robustness)
}

/** G.107.1 7.7: the wideband scale's end. */
const bestWideRating = 129
/** G.107.1 annex A: the wideband scale is pressed together before it is turned into a score. */
const wideScale = 1.29

/**
 * The transmission rating R of the E-model, its inputs other than delay, loss and codec at their defaults: ITU-T G.107 for the
 * telephone band (0 to 93.2), G.107.1 for wideband (0 to 129).
 */
export function transmissionRating(heard: HeardQuality): number {
  const codec = impairments[heard.codec]
  const equipment = effectiveEquipmentImpairment(codec, heard)
  const delayMs = Math.max(0, heard.delayMs)
  if (codec.band === 'wide') return Math.max(0, bestWideRating - pureDelayImpairment(delayMs) - equipment)
  const { ratio, noise } = signalToNoise()
  const rating =
    ratio - simultaneousImpairment(ratio, noise, delayMs) - delayImpairment(ratio, noise, delayMs) - equipment
  return Math.max(0, rating)
}

/** The mean opinion score, 1 to 4.5, that a narrowband rating stands for (G.107 annex B). */
export function scoreOfRating(rating: number): number {
  if (rating <= 0) return 1
  if (rating >= 100) return 4.5
  return Math.max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6)
}

/** What people would say of it, 1 to 4.5. Telephone band and wideband are judged each by what it can be. */
export function meanOpinionScore(heard: HeardQuality): number {
  const rating = transmissionRating(heard)
  return scoreOfRating(impairments[heard.codec].band === 'wide' ? rating / wideScale : rating)
}
