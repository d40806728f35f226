import { expect, it } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import {
  describeCall,
  descriptionText,
  directionIn,
  isWebRtcDescription,
  transportIdentity,
  withoutOtherStreams,
} from './call-description.ts'

const audio = ['m=audio 9 UDP/TLS/RTP/SAVPF 0 126', 'a=mid:0', 'a=ice-ufrag:abcd', 'a=ice-pwd:secretsecretsecretsecret']
const head = ['v=0', 'o=- 1 2 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=group:BUNDLE 0 1', 'a=fingerprint:sha-256 AA']
const video = ['m=video 9 UDP/TLS/RTP/SAVPF 96', 'a=mid:1', 'a=sendonly']
const text = (...lines: string[]) => [...lines, ''].join('\r\n')
const both = text(...head, ...audio, 'a=recvonly', ...video)

it('knows a WebRTC offer from one of a telephone on the desk', () => {
  expect(isWebRtcDescription(both)).toBe(true)
  expect(isWebRtcDescription(text(...head, 'm=audio 4000 RTP/SAVP 0', 'a=crypto:1 x'))).toBe(false)
  expect(isWebRtcDescription(text('v=0', ...audio))).toBe(false)
  expect(descriptionText(new Uint8Array(70_000))).toBeUndefined()
})

it('reads the direction of the sound, its own before the session’s', () => {
  expect(directionIn(both)).toBe('recvonly')
  expect(directionIn(text(...head, 'a=inactive', ...audio, ...video))).toBe('inactive')
  expect(directionIn(text(...head, ...audio, ...video))).toBe('sendrecv')
})

it('takes a camera out of the offer and refuses it in its place', () => {
  const { offer, refused } = withoutOtherStreams(text(...head, ...video, ...audio, 'a=sendrecv'))
  expect(offer).not.toMatch(/m=video|a=group|a=sendonly/)
  const answer = describeCall(text('v=0', 'o=rtc 9 0 IN IP4 127.0.0.1', ...audio, 'a=sendrecv'), {
    sessionId: '42',
    version: 3,
    direction: 'sendonly',
    refused,
  })
  const lines = Buffer.from(answer).toString().split('\r\n')
  expect(lines.filter((line) => line.startsWith('m='))).toEqual(['m=video 0 UDP/TLS/RTP/SAVPF 96', audio[0]])
  expect(lines).toContain('o=- 42 3 IN IP4 127.0.0.1')
  expect(lines).toContain('a=sendonly')
  expect(lines).not.toContain('a=sendrecv')
})

it('tells a new transport from a hold', () => {
  const held = both.replace('a=recvonly', 'a=inactive')
  expect(transportIdentity(held)).toBe(transportIdentity(both))
  expect(transportIdentity(both.replace('abcd', 'efgh'))).not.toBe(transportIdentity(both))
})

it('makes no more streams than were offered, whatever the bytes (2,000 seeds)', () => {
  for (let seed = 0; seed < 2000; seed++) {
    const random = seededRandom(seed)
    const at = random.integer(both.length)
    const piece = random.pick(['\r\n', 'm=', 'm=audio 9 x 0\r\n', '\0', ' ', 'a=sendrecv\r\n'])
    const offer = both.slice(0, at) + piece + both.slice(at + random.integer(20))
    const count = offer.split(/\r\n|\n|\r/).filter((line) => line.startsWith('m=')).length
    const { refused } = withoutOtherStreams(offer)
    expect(refused.size, `seed ${seed}`).toBeLessThanOrEqual(count)
  }
})
