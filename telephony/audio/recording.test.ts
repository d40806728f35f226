import { describe, expect, it } from 'vitest'
import { tonePurityDb } from './goertzel.ts'
import { StereoRecorder } from './recording.ts'
import { ToneSource } from './tones.ts'

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

describe('a pause of a recording', () => {
  const frameOf = (value: number) => new Int16Array(160).fill(value)
  /** One number a frame: what the left channel says all through it. */
  const said = (recorder: StereoRecorder) => {
    recorder.end()
    const body: number[] = []
    drain(recorder, body)
    return Array.from(channels(body).left).filter((_, i) => i % 160 === 0)
  }

  it('reaches back over what is held, so that the beginning of a digit is not in it', () => {
    const recorder = new StereoRecorder({ ringMs: 1000, heldBackMs: 60 })
    const written: number[] = []
    for (let n = 1; n <= 10; n++) recorder.tick(frameOf(n), undefined)
    drain(recorder, written)
    expect(written.length).toBe(7 * 640)
    expect(recorder.pause('digits')).toBe(true)
    for (let n = 11; n <= 15; n++) recorder.tick(frameOf(n), undefined)
    expect(recorder.resume('digits')).toBe(true)
    for (let n = 16; n <= 18; n++) recorder.tick(frameOf(n), undefined)
    const { left } = channels(written)
    const whole = [...Array.from(left).filter((_, i) => i % 160 === 0), ...said(recorder)]
    expect(whole).toEqual([1, 2, 3, 4, 5, 6, 7, 0, 0, 0, 0, 0, 0, 0, 0, 16, 17, 18])
    expect(recorder.pauses).toEqual([{ fromMs: 140, toMs: 300 }])
  })

  it('reaches back also over the end of the ring', () => {
    const recorder = new StereoRecorder({ ringMs: 40, heldBackMs: 60 })
    const body: number[] = []
    for (let n = 1; n <= 13; n++) {
      recorder.tick(frameOf(n), undefined)
      drain(recorder, body)
    }
    recorder.pause()
    const { left } = channels(body)
    expect([...Array.from(left).filter((_, i) => i % 160 === 0), ...said(recorder)]).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 0, 0,
    ])
  })

  it('lasts until nobody asks for it any more, and is told as one', () => {
    const recorder = new StereoRecorder({ ringMs: 2000, heldBackMs: 20 })
    for (let n = 0; n < 5; n++) recorder.tick(frameOf(1), undefined)
    expect([recorder.pause('hand'), recorder.pause('digits'), recorder.pause('hand')]).toEqual([true, false, false])
    for (let n = 0; n < 5; n++) recorder.tick(frameOf(2), undefined)
    expect([recorder.resume('digits'), recorder.isPaused, recorder.resume('hand')]).toEqual([false, true, true])
    recorder.tick(frameOf(3), undefined)
    // This one reaches back into the last.
    recorder.pause('digits')
    recorder.tick(frameOf(4), undefined)
    expect(recorder.pauses.at(-1)).toEqual({ fromMs: 200, toMs: 240 })
    recorder.resume('digits')
    expect(recorder.pauses).toEqual([{ fromMs: 80, toMs: 240 }])
    expect(recorder.resume('digits')).toBe(false)
  })

  it('takes frames of any rate at its own', () => {
    const recorder = new StereoRecorder({ ringMs: 2000, rateHz: 16_000 })
    for (let n = 0; n < 10; n++) recorder.tick(new Int16Array(160).fill(500), new Int16Array(960).fill(500))
    recorder.end()
    const body: number[] = []
    drain(recorder, body)
    expect(body.length).toBe(10 * 320 * 4)
    expect(channels(body).left.at(-50)).toBeGreaterThan(450)
    expect(channels(body).right.at(-50)).toBeGreaterThan(450)
  })
})
