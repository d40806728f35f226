import type { CodecName } from '#telephony/audio/codec.ts'
import { frameSamples } from '#telephony/audio/frame.ts'
import type { OpusLibrary } from '#telephony/audio/ports.ts'
import { Bridge } from '#telephony/calls/bridge.ts'
import { LegMedia } from '#telephony/calls/leg-media.ts'
import { Playback } from '#telephony/calls/play.ts'
import type { MediaTransport, PromptSource } from '#telephony/calls/ports.ts'

const bridges = 12
const ticks = 400

/**
 * Runs the media path on calls that are not there until it is compiled. Cold, the first second of a full edge has ticks
 * that come 195 ms late; callers would hear that.
 */
export function warmUp(prompts: PromptSource, opus?: OpusLibrary): void {
  const rooms = Array.from({ length: bridges }, (_, room) => {
    const bridge = new Bridge()
    // Four legs in a ring: what each sends, the next receives.
    const loops: (LegMedia | undefined)[] = []
    const legs = Array.from({ length: 2 + (room % 3) }, (_, index) => {
      const transport: MediaTransport = {
        sendRtp: (bytes, length) => loops[(index + 1) % loops.length]?.receiveRtp(bytes.slice(0, length), nowMs),
        close: () => {},
      }
      const [codec, payloadType] = codecOf(room, opus !== undefined)
      const media = new LegMedia({
        transport,
        format: {
          codec,
          payloadType,
          telephoneEventPayloadType: 101,
          receivePayloadTypes: new Map([
            [payloadType, codec],
            [101, 'telephone-event'],
          ]),
        },
        start: { ssrc: room * 8 + index + 1, sequence: 0, timestamp: 0 },
        chance: () => 0.5,
        nowMs: 0,
        onDigit: () => {},
        opus,
      })
      loops.push(media)
      const legId = `warm-${index}` as Parameters<Bridge['has']>[0]
      bridge.join({ legId, isMuted: false, soundHz: media.soundHz, pull: (into, now) => media.pull(into, now) })
      return { media, legId }
    })
    const music = Playback.open([{ kind: 'music' }], true, prompts)
    return { bridge, legs, music: music.ok ? music.value : undefined }
  })
  let nowMs = 0
  const frame = new Int16Array(frameSamples)
  for (let tick = 0; tick < ticks; tick++) {
    nowMs += 20
    for (const { bridge, legs, music } of rooms) {
      bridge.listen(nowMs)
      for (const [index, { media, legId }] of legs.entries()) {
        const heard = bridge.hears(legId)
        media.send(index === 0 && music?.read(frame) ? frame : heard)
        bridge.saidBy(legId)
        bridge.saidTo(legId)
        if (tick % 100 === 50) media.sendDigits(['5'])
        media.reportWhenDue(nowMs, nowMs)
      }
    }
  }
  for (const { legs } of rooms) for (const { media } of legs) media.release()
}

/** Most rooms as most calls are, and one of each other kind. */
function codecOf(room: number, hasOpus: boolean): [CodecName, number] {
  if (room === 1) return ['g722', 9]
  if (room === 2 && hasOpus) return ['opus', 111]
  return room % 4 === 3 ? ['pcma', 8] : ['pcmu', 0]
}
