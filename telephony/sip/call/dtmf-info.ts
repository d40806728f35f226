import type { SipRequest } from '../message/message.ts'
import { bytesOfOctets, octetsOfBytes } from '../message/octet-text.ts'
import { contentType } from './session-body.ts'

export interface InfoDigits {
  readonly digits: string
  readonly durationMs?: number
}

/** Digits that a phone sends by INFO: `Signal=5\r\nDuration=160`, or a bare `5`. Undefined: this INFO is about something else. */
export function dtmfInfo(request: SipRequest): InfoDigits | undefined {
  if (request.body.byteLength === 0 || request.body.byteLength > 256) return undefined
  const type = contentType(request.headers.get('content-type') ?? '').type
  const text = octetsOfBytes(request.body)
  if (type === 'application/dtmf') return digitsOf(text.trim())
  if (type !== 'application/dtmf-relay') return undefined
  const signal = /^\s*signal\s*=\s*(\S{1,2})\s*$/im.exec(text)?.[1]
  const digits = signal === undefined ? undefined : digitsOf(signal)
  const duration = Number(/^\s*duration\s*=\s*(\d{1,5})\s*$/im.exec(text)?.[1] ?? Number.NaN)
  return digits === undefined || Number.isNaN(duration) ? digits : { ...digits, durationMs: duration }
}

export const dtmfRelayType = 'application/dtmf-relay'

/** What an INFO says of one digit that we send. Undefined: no digit. */
export function dtmfRelayBody(digit: string, durationMs: number): Uint8Array | undefined {
  if (!/^[0-9*#A-D]$/.test(digit)) return undefined
  return bytesOfOctets(`Signal=${digit}\r\nDuration=${Math.round(Math.min(Math.max(durationMs, 40), 5_000))}\r\n`)
}

/** Some telephones write 10 and 11 for star and pound. */
function digitsOf(signal: string): InfoDigits | undefined {
  if (signal === '10') return { digits: '*' }
  if (signal === '11') return { digits: '#' }
  return /^[0-9*#A-Da-d]$/.test(signal) ? { digits: signal.toUpperCase() } : undefined
}
