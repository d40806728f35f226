/** Whole waves in 20 ms each, so that one pitch is not heard in another: who speaks is known by his, and so are music and prompts. */
export const partyPitches: readonly number[] = [450, 650, 850, 1050, 1250, 1450]
export const musicPitch = 1750
export const promptPitch = 2150
export const pitches: readonly number[] = [...partyPitches, musicPitch, promptPitch]
const peak = 2500

/** One frame of a pitch at the rate of the frame's length; every frame of it is the same. */
export function writePitch(into: Int16Array, pitch: number): void {
  const turns = (2 * Math.PI * pitch) / (into.length * 50)
  for (let i = 0; i < into.length; i++) into[i] = Math.round(peak * Math.sin(turns * i))
}

/** How loud each pitch is in a frame of 20 ms, 1 being as loud as it was said. */
export function loudness(frame: Int16Array): readonly number[] {
  return pitches.map((pitch) => {
    const turns = (2 * Math.PI * pitch) / (frame.length * 50)
    const coefficient = 2 * Math.cos(turns)
    let before = 0
    let last = 0
    for (let i = 0; i < frame.length; i++) {
      const next = frame[i]! + coefficient * last - before
      before = last
      last = next
    }
    const power = last * last + before * before - coefficient * last * before
    return (2 * Math.sqrt(Math.max(0, power))) / frame.length / peak
  })
}
