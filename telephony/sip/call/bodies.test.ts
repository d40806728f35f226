import { describe, expect, it } from 'vitest'
import { HeaderList } from '../message/header-list.ts'
import type { SipRequest } from '../message/message.ts'
import { dtmfInfo } from './dtmf-info.ts'
import { sessionBody } from './session-body.ts'

function request(
  type: string | undefined,
  body: string,
  extra: readonly (readonly [string, string])[] = [],
): SipRequest {
  const headers = new HeaderList()
  if (type !== undefined) headers.add('content-type', type)
  for (const [name, value] of extra) headers.add(name, value)
  return { kind: 'request', method: 'INFO', uri: 'sip:a', headers, body: Buffer.from(body) }
}

describe('the session description in a body', () => {
  const kind = (one: SipRequest) => {
    const body = sessionBody(one)
    return body.kind === 'sdp' ? Buffer.from(body.sdp).toString() : body.kind
  }

  it('is the body, whatever the case of its type', () => {
    expect(kind(request('Application/SDP;charset=utf-8', 'v=0\r\n'))).toBe('v=0\r\n')
    expect(kind(request('application/sdp', ''))).toBe('none')
  })

  it('is found in a multipart, beside ISUP', () => {
    const body =
      'preamble\r\n--b\r\nContent-Type: application/isup\r\n\r\n\u0001\u0002\r\n--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n\r\n--b--\r\n'
    expect(kind(request('multipart/mixed; boundary="b"', body))).toBe('v=0\r\n')
  })

  it('is not there in other types, encodings and broken multiparts', () => {
    expect(kind(request('text/plain', 'x'))).toBe('unsupported')
    expect(kind(request(undefined, 'x'))).toBe('unsupported')
    expect(kind(request('application/sdp', 'x', [['content-encoding', 'gzip']]))).toBe('unsupported')
    expect(kind(request('multipart/mixed;boundary=b', '--b\r\nContent-Type: application/sdp\r\n\r\nv=0'))).toBe(
      'unsupported',
    )
    expect(kind(request('multipart/mixed', '--b'))).toBe('unsupported')
    expect(kind(request('text/plain', 'x', [['content-disposition', 'render;handling=optional']]))).toBe('none')
  })
})

describe('digits by INFO', () => {
  it.each([
    ['application/dtmf-relay', 'Signal=5\r\nDuration=160\r\n', { digits: '5', durationMs: 160 }],
    ['application/dtmf-relay', 'Signal= *\r\nDuration= 250', { digits: '*', durationMs: 250 }],
    ['application/dtmf-relay', 'signal=11', { digits: '#' }],
    ['application/dtmf', 'd', { digits: 'D' }],
    ['application/dtmf', '10', { digits: '*' }],
    ['application/dtmf', '55', undefined],
    ['application/dtmf-relay', 'Duration=160', undefined],
    ['text/plain', '5', undefined],
  ])('%s %j', (type, body, expected) => {
    expect(dtmfInfo(request(type, body))).toEqual(expected)
  })
})
