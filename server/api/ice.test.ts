import { expect, it } from 'vitest'
import { iceServersFor, turnCredential } from './ice.ts'

it('makes the credential that a TURN server with the same secret makes', () => {
  // echo -n '1433065916:ninefingers' | openssl dgst -sha1 -hmac north -binary | base64
  expect(turnCredential('north', 1_433_065_916, 'ninefingers')).toEqual({
    username: '1433065916:ninefingers',
    credential: 'SDuA3OErhfGFaxmFHH7fTICexdg=',
  })
})

it('names the servers and when the credential ends', () => {
  const turn = { urls: ['turn:turn.example.org:3478?transport=tcp'], secret: 'north' }
  const { iceServers, expiresAt } = iceServersFor(turn, 1_700_000_000_500, 'per_1')
  expect(iceServers[0]?.urls).toEqual(turn.urls)
  expect(iceServers[0]?.username).toBe('1700003600:per_1')
  expect(Date.parse(expiresAt as string)).toBe(1_700_003_600_000)
})

it('has none without a TURN server', () => {
  expect(iceServersFor(undefined, 0, 'per_1')).toEqual({ iceServers: [] })
})
