import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { PlayId } from '#kernel/ids.ts'
import { pcmu } from '#telephony/audio/g711.ts'
import { tonePurityDb } from '#telephony/audio/goertzel.ts'
import { type CoreStandIn, until } from '../testing/core-stand-in.ts'
import { SipPhone } from '../testing/sip-phone.ts'
import { startTestEdge, type TestEdge } from '../testing/start-test-edge.ts'

let edge: TestEdge
let core: CoreStandIn
let phone: SipPhone

beforeAll(async () => {
  edge = await startTestEdge(41)
  core = edge.core()
  await until(() => core.welcome)
  phone = await SipPhone.open('127.0.75.11', 24_000)
})
afterAll(async () => {
  phone.close()
  await edge.remove()
})

/** Three seconds of 850 Hz, as a core sends it. */
const samples = Int16Array.from({ length: 24_000 }, (_, i) =>
  Math.round(8000 * Math.sin((2 * Math.PI * 850 * i) / 8000)),
)
const audio = new Uint8Array(samples.length)
pcmu.encode(samples, audio)
const hash = createHash('sha256').update(audio).digest('hex')

it('a sound that the edge lacks is asked for and then heard; one that nobody has ends the play as failed', async () => {
  const call = await phone.dial(edge.uri('200'), { from: '49' })
  const { leg } = await until(() => core.eventsOf('leg.incoming')[0])
  const { legId } = leg
  await core.command({ type: 'leg.answer', legId })
  await core.event('leg.connected', legId)
  const play = (playId: string, hash: string) =>
    core.command({ type: 'leg.play', legId, playId: playId as PlayId, items: [{ kind: 'sound', hash }], loop: false })

  await play('one', hash)
  await until(() => core.eventsOf('sounds.wanted').some(({ hashes }) => hashes.includes(hash)))
  const partBase64 = Buffer.from(audio).toString('base64')
  await core.command({ type: 'sound.put', hash, offset: 0, bytes: audio.length, partBase64 })
  await until(() => tonePurityDb(call.heard(200), 850) > -0.3)
  const ended = (playId: string) => until(() => core.eventsOf('leg.play-ended').find((one) => one.playId === playId))
  expect(await ended('one')).toMatchObject({ outcome: 'finished' })

  const nobodys = 'f'.repeat(64)
  await play('two', nobodys)
  await until(() => core.eventsOf('sounds.wanted').some(({ hashes }) => hashes.includes(nobodys)))
  await core.command({ type: 'sound.gone', hash: nobodys })
  expect(await ended('two')).toMatchObject({ outcome: 'failed' })
})
