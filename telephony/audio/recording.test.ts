import { describe, expect, it } from 'vitest'
import { tonePurityDb } from './goertzel.ts'
import { isSilent } from './level.ts'
import { StereoRecorder } from './recording.ts'
import { ToneSource } from './tones.ts'
import { stereoWav } from './wav.ts'

/** Takes all that waits, in two steps as a slow disk might. */
function drain(recorder: StereoRecorder, into: number[]): void {
  while (recorder.pendingBytes > 0) {
    const view = recorder.peek()
    const part = Math.ceil(view.length / 2)
    into.push(...view.subarray(0, part))
    recorder.release(part)
  }
}

function channels(body: readonly number[]): { left: Int16Array; right: Int16Array } {
  const samples = new Int16Array(Uint8Array.from(body).buffer)
  return {
    left: samples.filter((_, i) => i % 2 === 0),
    right: samples.filter((_, i) => i % 2 === 1),
  }
}

const tone = (frequencyHz: number) => new ToneSource({ frequenciesHz: [frequencyHz], levelDbm0: -10, cadenceMs: [] })

describe('the stereo recorder', () => {
  it('keeps the caller left and the agent right', () => {
    const recorder = new StereoRecorder({ ringMs: 100 })
    const [caller, agent] = [tone(440), tone(880)]
    const [left, right] = [new Int16Array(160), new Int16Array(160)]
    const body: number[] = []
    for (let tick = 0; tick < 50; tick++) {
      caller.read(left)
      agent.read(right)
      recorder.tick(left, right)
      if (tick % 3 === 2) drain(recorder, body)
    }
    drain(recorder, body)
    const heard = channels(body)
    expect(heard.left.length).toBe(8000)
    expect(tonePurityDb(heard.left, 440)).toBeGreaterThan(-0.1)
    expect(tonePurityDb(heard.left, 880)).toBeLessThan(-60)
    expect(tonePurityDb(heard.right, 880)).toBeGreaterThan(-0.1)
    expect(tonePurityDb(heard.right, 440)).toBeLessThan(-60)
    expect([recorder.durationMs, recorder.lostFrames]).toEqual([1000, 0])
  })

  it('writes silence while paused or when a side is not there, and keeps the time line', () => {
    const recorder = new StereoRecorder()
    const frame = new Int16Array(160).fill(-300)
    const body: number[] = []
    recorder.tick(frame, undefined)
    recorder.pause()
    recorder.tick(frame, frame)
    expect(recorder.isPaused).toBe(true)
    recorder.resume()
    recorder.tick(undefined, frame)
    recorder.tick(undefined, undefined)
    drain(recorder, body)
    const { left, right } = channels(body)
    const frames = (sound: Int16Array) => [0, 1, 2, 3].map((n) => sound[n * 160 + 80])
    expect(frames(left)).toEqual([-300, 0, 0, 0])
    expect(frames(right)).toEqual([0, 0, -300, 0])
  })

  it('keeps the time line when the consumer stalls: silence stands for what was lost', () => {
    const recorder = new StereoRecorder({ ringMs: 100 })
    const frame = new Int16Array(160)
    const body: number[] = []
    for (let tick = 0; tick < 100; tick++) {
      frame.fill(tick + 1)
      recorder.tick(frame, frame)
      if (tick < 20 || tick >= 60) drain(recorder, body)
    }
    drain(recorder, body)
    const { left } = channels(body)
    expect(left.length).toBe(100 * 160)
    expect(recorder.lostFrames).toBeGreaterThan(30)
    // What is there stands where it was said.
    const placed = Array.from({ length: 100 }, (_, n) => left[n * 160]!)
    expect(placed.every((value, n) => value === 0 || value === n + 1)).toBe(true)
    expect(placed.filter((value) => value === 0).length).toBe(recorder.lostFrames)
    expect(placed[99]).toBe(100)
  })
})

describe('the head of a WAV', () => {
  it('tells PCM, two channels, 8 kHz, 16 bit and the length', () => {
    const head = Buffer.from(stereoWav.head(44 + 32_000))
    expect([head.toString('latin1', 0, 4), head.toString('latin1', 8, 16), head.toString('latin1', 36, 40)]).toEqual([
      'RIFF',
      'WAVEfmt ',
      'data',
    ])
    expect(head.readUInt32LE(4)).toBe(32_036)
    expect([head.readUInt16LE(20), head.readUInt16LE(22), head.readUInt32LE(24), head.readUInt32LE(28)]).toEqual([
      1, 2, 8000, 32_000,
    ])
    expect([head.readUInt16LE(32), head.readUInt16LE(34), head.readUInt32LE(40)]).toEqual([4, 16, 32_000])
    expect(stereoWav.durationMs(44 + 32_000)).toBe(1000)
  })

  it('mends a file that was cut anywhere', () => {
    expect([10, 44, 45, 47, 48, 51].map(stereoWav.wholeBytes)).toEqual([0, 44, 44, 44, 48, 48])
    expect(stereoWav.durationMs(0)).toBe(0)
  })

  it('leaves a paused pair of frames silent in the file', () => {
    const recorder = new StereoRecorder()
    recorder.pause()
    recorder.tick(new Int16Array(160).fill(9), undefined)
    expect(isSilent(new Int16Array(Uint8Array.from(recorder.peek()).buffer))).toBe(true)
  })
})
