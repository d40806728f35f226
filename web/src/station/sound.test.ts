import { afterEach, describe, expect, it, vi } from 'vitest'
import { readDeviceChoice } from './device-choice.ts'
import { levelOfPower } from './level-meter.ts'
import { openMicrophone, troubleOf } from './microphone.ts'

afterEach(() => vi.unstubAllGlobals())

describe('trouble with the microphone', () => {
  it('is told apart by the names that browsers give it', () => {
    const names = ['NotAllowedError', 'NotFoundError', 'OverconstrainedError', 'NotReadableError', 'AbortError']
    expect(names.map((name) => troubleOf(new DOMException('', name)))).toEqual([
      'no-permission',
      'no-device',
      'no-device',
      'device-busy',
      'device-busy',
    ])
  })
  it('is the page itself where it came over plain HTTP', async () => {
    vi.stubGlobal('isSecureContext', false)
    expect(await openMicrophone(readDeviceChoice())).toEqual({ ok: false, error: 'insecure-origin' })
  })
  it('does not stop at a device that is no longer plugged in', async () => {
    const track = {}
    const asked: unknown[] = []
    vi.stubGlobal('isSecureContext', true)
    vi.stubGlobal('RTCPeerConnection', class {})
    vi.stubGlobal('navigator', {
      mediaDevices: {
        getUserMedia: async ({ audio }: { audio: MediaTrackConstraints }) => {
          asked.push(audio.deviceId)
          if (audio.deviceId) throw new DOMException('', 'OverconstrainedError')
          return { getAudioTracks: () => [track] }
        },
      },
    })
    expect(await openMicrophone({ ...readDeviceChoice(), inputId: 'gone' })).toEqual({ ok: true, value: track })
    expect(asked).toEqual([{ exact: 'gone' }, undefined])
  })
})

describe('the level', () => {
  it('goes by decibels, so that speech fills half of the bar', () => {
    expect([0, 1e-9, 1e-6, 1e-3, 1].map(levelOfPower)).toEqual([0, 0, 0, 0.5, 1])
  })
})

describe('the choice of devices', () => {
  it('survives storage that is missing, spoiled or out of bounds', () => {
    const usual = readDeviceChoice()
    for (const kept of ['null', '[]', '{', '"x"', '{"ringVolume":99}']) {
      vi.stubGlobal('localStorage', { getItem: () => kept })
      expect(readDeviceChoice()).toMatchObject({ echoCancellation: usual.echoCancellation })
      expect(readDeviceChoice().ringVolume).toBeLessThanOrEqual(1)
    }
  })
})
