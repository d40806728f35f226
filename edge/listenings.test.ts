import { describe, expect, it } from 'vitest'
import type { EdgeId, LegId, ListeningId } from '#kernel/ids.ts'
import type { EdgeEvent } from '#protocol/edge/events.ts'
import { frames, joined, silence } from '#telephony/audio/detection/test-sound.ts'
import { prompt } from '#tests/sound/prompts.ts'
import { CallLeg } from './call-leg.ts'
import { Legs } from './legs.ts'
import { Listenings } from './listenings.ts'

function world() {
  const events: EdgeEvent[] = []
  const legs = new Legs({ wallMs: () => 0, monotonicMs: () => 0 }, (event) => events.push(event))
  const listenings = new Listenings(legs)
  const signalling = { ring() {}, openEarlyMedia: () => true, answer() {}, refuse() {}, hangUp() {} }
  const origin = { edgeId: 'e' as EdgeId, transport: 'sip' as const, direction: 'inbound' as const }
  const leg = new CallLeg({ ...origin, legId: 'leg' as LegId, callerNumber: '', dialedNumber: '' }, signalling, 0)
  legs.add(leg)
  const { legId } = leg
  return {
    leg,
    listen: (name: string) => {
      const listeningId = name as ListeningId
      listenings.start(leg, { type: 'leg.listen', legId, listeningId, endMs: 600, longestMs: 6000 })
    },
    stop: () => listenings.stop(legId),
    hears: (sound: Int16Array) => {
      for (const frame of frames(sound)) if (leg.ear.isListening) leg.ear.hear(frame, false)
    },
    heard: () => events.flatMap((event) => (event.type === 'leg.heard' ? [event] : [])),
  }
}

const words = prompt('en', 'apology')
const said = joined(silence(500), words, silence(1000))

describe('listening to what a leg says', () => {
  it('hands on each utterance as it was said', () => {
    const { listen, hears, heard } = world()
    listen('first')
    hears(said)
    hears(said)
    const [first] = heard()
    expect(heard().map(({ listeningId }) => listeningId)).toEqual(['first', 'first'])
    const bytes = Buffer.from(first?.sound ?? '', 'base64')
    const samples = Int16Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readInt16LE(i * 2))
    const energy = (sound: Int16Array) => sound.reduce((sum, sample) => sum + sample * sample, 0)
    expect(energy(samples) / energy(words)).toBeCloseTo(1, 1)
  })

  it('is taken the place of by the next, and hears nothing more once it is stopped', () => {
    const { leg, listen, stop, hears, heard } = world()
    listen('first')
    listen('second')
    hears(said)
    stop()
    hears(said)
    expect(heard().map(({ listeningId }) => listeningId)).toEqual(['second'])
    expect(leg.ear.isListening).toBe(false)
  })
})
