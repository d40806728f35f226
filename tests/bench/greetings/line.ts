import type { Random } from '#kernel/random.ts'
import { Concealment } from '#telephony/audio/concealment.ts'
import { mixed, noise } from '#telephony/audio/detection/test-sound.ts'
import { frameSamples } from '#telephony/audio/frame.ts'
import { pcma, pcmu } from '#telephony/audio/g711.ts'

/**
 * What a line makes of a sound: louder or quieter, with the noise of a room, a car or the mains behind it, through G.711, with
 * some of its packets lost and concealed.
 */
export function line(sound: Int16Array, random: Random): Int16Array {
  const gainDb = -14 + random.next() * 18
  const quieter = mixed(new Int16Array(sound.length), sound, 10 ** (gainDb / 20))
  const noisy = mixed(quieter, background(sound.length, -20 + gainDb, random))
  return lossy(throughCodec(noisy, random.next() < 0.5 ? pcmu : pcma), random)
}

/** @param speechDbfs how loud speech is on this line */
function background(length: number, speechDbfs: number, random: Random): Int16Array {
  const ms = length / 8
  const kind = random.next()
  // The line's own noise, in a third of the calls nothing else.
  if (kind < 0.35) return noise(ms, -72 + random.next() * 12, random)
  const snrDb = 12 + random.next() * 18
  if (kind < 0.55) return noise(ms, speechDbfs - snrDb, random)
  if (kind < 0.85) return coloured(noise(ms, -20, random), speechDbfs - snrDb, random)
  return mixed(hum(length, speechDbfs - snrDb), noise(ms, -65, random))
}

/** A car, a street: noise whose energy lies low, and that swells and fades over seconds. */
function coloured(white: Int16Array, rmsDbfs: number, random: Random): Int16Array {
  const sound = new Float64Array(white.length)
  const swellHz = 0.1 + random.next() * 0.4
  const phase = random.next() * 6.28
  let low = 0
  let energy = 0
  for (let n = 0; n < white.length; n++) {
    low += 0.15 * (white[n]! - low)
    sound[n] = low * (1 + 0.4 * Math.sin((2 * Math.PI * swellHz * n) / 8000 + phase))
    energy += sound[n]! ** 2
  }
  const gain = (32_768 * 10 ** (rmsDbfs / 20)) / Math.sqrt(energy / white.length)
  return Int16Array.from(sound, (value) => Math.max(-32_768, Math.min(32_767, Math.round(value * gain))))
}

function hum(length: number, rmsDbfs: number): Int16Array {
  const peak = 32_768 * 10 ** (rmsDbfs / 20)
  return Int16Array.from({ length }, (_, n) => {
    const turn = (2 * Math.PI * 50 * n) / 8000
    return Math.round(peak * (Math.sin(turn) + 0.5 * Math.sin(3 * turn) + 0.3 * Math.sin(5 * turn)))
  })
}

function throughCodec(sound: Int16Array, codec: typeof pcmu): Int16Array {
  const bytes = new Uint8Array(sound.length)
  codec.encode(sound, bytes)
  const decoded = new Int16Array(sound.length)
  codec.decode(bytes, decoded)
  return decoded
}

/** Two in five lines lose packets: up to 5 %, sometimes several in a row, as when they come late. */
function lossy(sound: Int16Array, random: Random): Int16Array {
  if (random.next() < 0.6) return sound
  const share = 0.005 + random.next() * 0.045
  const concealment = new Concealment()
  let burst = 0
  for (let at = 0; at + frameSamples <= sound.length; at += frameSamples) {
    const frame = sound.subarray(at, at + frameSamples)
    if (burst === 0 && random.next() < share / 1.5) burst = 1 + random.integer(2)
    if (burst > 0) {
      burst--
      concealment.conceal(frame)
    } else concealment.receive(frame)
  }
  return sound
}
