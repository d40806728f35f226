import { describe, expect, it } from 'vitest'
import { isOwnOrigin } from './origin.ts'

describe('the origin of a request that changes something', () => {
  it.each([
    ['http://127.0.0.1:8080', '127.0.0.1:8080'],
    ['https://desk.example', 'desk.example'],
    ['https://desk.example', 'DESK.example:443'],
    ['http://[::1]:8080', '[::1]:8080'],
  ])('is our own: %s on %s', (origin, host) => expect(isOwnOrigin({ origin, host })).toBe(true))

  it.each([
    ['https://evil.example', 'desk.example'],
    ['https://desk.example.evil.example', 'desk.example'],
    ['https://desk.example:8443', 'desk.example'],
    ['null', 'desk.example'],
    ['file://desk.example', 'desk.example'],
    ['', 'desk.example'],
    ['https://desk.example', undefined],
  ])('is not ours: %s on %s', (origin, host) => expect(isOwnOrigin({ origin, host })).toBe(false))

  it('may be absent for a program, but not when the browser says that another site asks', () => {
    expect(isOwnOrigin({ host: 'desk.example' })).toBe(true)
    expect(isOwnOrigin({ host: 'desk.example', secFetchSite: 'same-origin' })).toBe(true)
    expect(isOwnOrigin({ host: 'desk.example', secFetchSite: 'cross-site' })).toBe(false)
    expect(isOwnOrigin({ host: 'desk.example', secFetchSite: 'same-site' })).toBe(false)
  })
})
