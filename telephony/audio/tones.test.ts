import { describe, expect, it } from 'vitest'
import { Clip } from './clip.ts'
import { DtmfSource, digitFrequenciesHz, isDigit } from './dtmf.ts'
import { type AudioSource, newFrame } from './frame.ts'
import { toneLevelDbfs, tonePurityDb } from './goertzel.ts'
import { isSilent, peakDbfs, rmsDbfs } from './level.ts'
import { beep, callProgressTone, ToneSource, testTone } from './tones.ts'

function recorded(source: AudioSource, ms: number): Int16Array {
  const sound = new Int16Array(ms * 8)
  const frame = newFrame()
  for (let at = 0; at < sound.length; at += 160) {
    source.read(frame)
    sound.set(frame, at)
  }
  return sound
}

describe('tones', () => {
  it('sound the test tone at 1,004 Hz and -10 dBm0', () => {
    const sound = recorded(new ToneSource(testTone()), 1000)
    expect(tonePurityDb(sound, 1004)).toBeGreaterThan(-0.05)
    expect(toneLevelDbfs(sound, 1004)).toBeCloseTo(-13.17, 1)
    expect(rmsDbfs(sound)).toBeCloseTo(-16.2, 1)
    expect(peakDbfs(sound)).toBeCloseTo(-13.2, 1)
  })

  it.each([
    ['eu', 'ringback', 425, 1000, 5000],
    ['eu', 'busy', 425, 500, 1000],
    ['eu', 'congestion', 425, 250, 500],
    ['tr', 'busy', 450, 500, 1000],
    ['ru', 'busy', 425, 350, 700],
  ] as const)('keep the cadence of %s %s', (region, name, frequencyHz, onMs, periodMs) => {
    const sound = recorded(new ToneSource(callProgressTone(name, region)), 10_000)
    for (let start = 0; start + periodMs <= 10_000; start += periodMs) {
      expect(tonePurityDb(sound.subarray(start * 8, (start + onMs) * 8), frequencyHz)).toBeGreaterThan(-0.2)
      expect(isSilent(sound.subarray((start + onMs) * 8, (start + periodMs) * 8))).toBe(true)
    }
  })

  it('sound both frequencies of a pair equally', () => {
    const sound = recorded(new ToneSource(callProgressTone('ringback', 'us')), 1000)
    expect(Math.abs(tonePurityDb(sound, 440) - tonePurityDb(sound, 480))).toBeLessThan(0.5)
    expect(tonePurityDb(sound, 440)).toBeCloseTo(-3, 0)
  })

  it('end when their time is over, silent from then on, and do not click at an edge', () => {
    const source = new ToneSource(beep(200))
    const frame = newFrame()
    const sound = new Int16Array(11 * 160)
    const alive = Array.from({ length: 11 }, (_, n) => {
      const read = source.read(frame)
      sound.set(frame, n * 160)
      return read
    })
    expect(alive).toEqual([...new Array<boolean>(10).fill(true), false])
    expect(isSilent(sound.subarray(1600))).toBe(true)
    expect(Math.abs(sound[0]!)).toBeLessThan(500)
    expect(Math.abs(sound[1599]!)).toBeLessThan(500)
  })
})

describe('in-band digits', () => {
  it('sound their two frequencies, apart from one another', () => {
    const sound = recorded(new DtmfSource(['1', '5', 'D'], { durationMs: 100, gapMs: 60 }), 500)
    for (const [n, digit] of (['1', '5', 'D'] as const).entries()) {
      const on = sound.subarray(n * 1280, n * 1280 + 800)
      for (const frequencyHz of digitFrequenciesHz(digit)) expect(tonePurityDb(on, frequencyHz)).toBeGreaterThan(-4)
      expect(isSilent(sound.subarray(n * 1280 + 800, n * 1280 + 1280))).toBe(true)
    }
    expect(digitFrequenciesHz('*')).toEqual([941, 1209])
  })

  it('end after the last one', () => {
    const source = new DtmfSource(['7'], { durationMs: 40, gapMs: 40 })
    const frame = newFrame()
    expect([0, 1, 2, 3, 4].map(() => source.read(frame))).toEqual([true, true, true, true, false])
    expect(isDigit('#') && !isDigit('12') && !isDigit('a')).toBe(true)
  })
})

describe('clips', () => {
  it('end once, with the last part of a frame silent', () => {
    const clip = new Clip(new Int16Array(200).fill(5))
    const frame = newFrame()
    expect(clip.read(frame)).toBe(true)
    expect(clip.read(frame)).toBe(true)
    expect([frame[39], frame[40], frame[159]]).toEqual([5, 0, 0])
    expect(clip.read(frame)).toBe(false)
    expect(isSilent(frame)).toBe(true)
  })

  it('loop without a seam, and begin where they are told', () => {
    const samples = Int16Array.from({ length: 100 }, (_, i) => i)
    const clip = new Clip(samples, { loop: true, startSample: 130 })
    const frame = newFrame()
    clip.read(frame)
    expect([...frame]).toEqual(Array.from({ length: 160 }, (_, i) => (i + 30) % 100))
    expect(new Clip(new Int16Array(0), { loop: true }).read(frame)).toBe(false)
  })
})

describe('measures', () => {
  it('call silence silence', () => {
    const silence = new Int16Array(800)
    expect([rmsDbfs(silence), peakDbfs(silence), tonePurityDb(silence, 440), toneLevelDbfs(silence, 440)]).toEqual(
      new Array(4).fill(Number.NEGATIVE_INFINITY),
    )
    expect(isSilent(Int16Array.of(3, -3), 3)).toBe(true)
    expect(isSilent(Int16Array.of(3, -4), 3)).toBe(false)
  })

  it('tell a full-scale sine apart from its neighbours', () => {
    const sine = Int16Array.from({ length: 1600 }, (_, n) =>
      Math.round(32_767 * Math.sin((2 * Math.PI * 660 * n) / 8000)),
    )
    expect(toneLevelDbfs(sine, 660)).toBeCloseTo(0, 1)
    expect(rmsDbfs(sine)).toBeCloseTo(-3.01, 1)
    expect(tonePurityDb(sine, 880)).toBeLessThan(-60)
  })
})
