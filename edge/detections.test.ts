import { describe, expect, it } from 'vitest'
import type { DetectionId, EdgeId, LegId } from '#kernel/ids.ts'
import type { Detector } from '#protocol/edge/detection.ts'
import type { EdgeEvent } from '#protocol/edge/events.ts'
import { frames, joined, silence, tones } from '#telephony/audio/detection/test-sound.ts'
import { answersInPerson, prompt } from '#tests/sound/prompts.ts'
import { CallLeg } from './call-leg.ts'
import { Detections } from './detections.ts'
import { Legs } from './legs.ts'

/** A leg that was called, and what is listened for on it. */
function world() {
  let nowMs = 5000
  const events: EdgeEvent[] = []
  const clock = { wallMs: () => nowMs, monotonicMs: () => nowMs }
  const legs = new Legs(clock, (event) => events.push(event))
  const detections = new Detections(legs, clock)
  const signalling = {
    ring: () => {},
    openEarlyMedia: () => true,
    answer: () => {},
    refuse: () => {},
    hangUp: () => {},
  }
  const origin = { edgeId: 'e' as EdgeId, transport: 'sip' as const, direction: 'outbound' as const }
  const leg = new CallLeg({ ...origin, legId: 'leg' as LegId, callerNumber: '', dialedNumber: '' }, signalling, nowMs)
  legs.add(leg)
  const { legId } = leg
  return {
    legs,
    leg,
    start: (name: string, detectors: Detector[], timeoutMs?: number) =>
      detections.start(leg, {
        type: 'leg.detect',
        legId,
        detectionId: name as DetectionId,
        detectors,
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      }),
    stop: (name: string) => detections.stop(leg, name as DetectionId),
    hears: (sound: Int16Array) => {
      for (const frame of frames(sound)) {
        nowMs += 20
        if (leg.ear.isListening) leg.ear.hear(frame, false)
        detections.advance(nowMs)
      }
    },
    told: () =>
      events.flatMap((event) =>
        event.type === 'leg.detected'
          ? [`${event.detectionId}: ${event.verdict ?? 'nothing'}${event.isLast ? '.' : ''}`]
          : [],
      ),
    events,
  }
}

const beep = joined(silence(300), tones(400, { hz: 1000 }), silence(300))

describe('a detection', () => {
  it('tells each verdict when it comes, the last one as the last, and lets go of the leg', () => {
    const { start, hears, told, leg, events } = world()
    start('d', [{ kind: 'beep' }, { kind: 'progress' }])
    hears(beep)
    expect(told()).toEqual(['d: beep'])
    hears(joined(...Array.from({ length: 6 }, () => joined(tones(500, { hz: 425 }), silence(500)))))
    expect(told()).toEqual(['d: beep', 'd: busy.'])
    expect(leg.ear.isListening).toBe(false)
    expect(events.find((event) => event.type === 'leg.detected')).toMatchObject({ afterMs: 780 })
  })

  it('says that nothing was heard when its time is up', () => {
    const { start, hears, told, leg } = world()
    start('d', [{ kind: 'fax' }], 500)
    hears(silence(480))
    expect(told()).toEqual([])
    hears(silence(100))
    expect(told()).toEqual(['d: nothing.'])
    expect(leg.ear.isListening).toBe(false)
  })

  it('judges who answers from the answer on, whatever sounded before', () => {
    const { start, hears, told, legs, leg, events } = world()
    start('d', [{ kind: 'machine', withinMs: 5000 }])
    hears(prompt('en', 'closed'))
    expect(told()).toEqual([])
    legs.connected(leg)
    hears(joined(silence(400), answersInPerson('en'), silence(2000)))
    expect(told()).toEqual(['d: person.'])
    expect(events.at(-1)).toMatchObject({ verdict: 'person', reason: 'short-greeting' })
  })

  it('goes on telling of voice and silence until it is stopped', () => {
    const { start, stop, hears, told } = world()
    start('d', [
      { kind: 'voice', leastMs: 100 },
      { kind: 'silence', afterMs: 500 },
    ])
    hears(joined(silence(700), prompt('tr', 'please-hold'), silence(900), prompt('tr', 'please-hold'), silence(900)))
    expect(told()).toEqual(['d: silence', 'd: voice', 'd: silence', 'd: voice', 'd: silence'])
    stop('d')
    expect(told().at(-1)).toBe('d: nothing.')
  })

  it('ends with its leg, which says so itself', () => {
    const { start, hears, told, legs, leg } = world()
    start('d', [{ kind: 'beep' }])
    legs.ended(leg, { reason: 'hung-up' })
    hears(beep)
    expect(told()).toEqual([])
    expect(leg.ear.isListening).toBe(false)
  })
})

describe('several', () => {
  it('run beside one another, and one that runs already is not begun anew', () => {
    const { start, hears, told } = world()
    start('a', [{ kind: 'beep' }])
    hears(beep.subarray(0, 8 * 400))
    expect(start('a', [{ kind: 'beep' }]).ok).toBe(true)
    start('b', [{ kind: 'beep' }])
    hears(beep.subarray(8 * 400))
    hears(beep)
    expect(told().sort()).toEqual(['a: beep.', 'b: beep.'])
  })

  it('are refused when there are too many on one leg', () => {
    const { start } = world()
    for (let i = 0; i < 8; i++) expect(start(`d${i}`, [{ kind: 'fax' }]).ok).toBe(true)
    expect(start('one more', [{ kind: 'fax' }])).toMatchObject({ ok: false, error: { code: 'overloaded' } })
  })
})
