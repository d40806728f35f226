import type { SipRequest } from '../message/message.ts'
import { octetsOfBytes } from '../message/octet-text.ts'
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

/** Some telephones write 10 and 11 for star and pound. */
function digitsOf(signal: string): InfoDigits | undefined {
  if (signal === '10') return { digits: '*' }
  if (signal === '11') return { digits: '#' }
  return /^[0-9*#A-Da-d]$/.test(signal) ? { digits: signal.toUpperCase() } : undefined
}
