import { describe, expect, it } from 'vitest'
import { HeaderList, splitList } from './header-list.ts'
import { nameAddressText, parseNameAddress, serializeNameAddress } from './name-address.ts'
import { octets, readable } from './octet-text.ts'
import { parseParameters, quote, serializeParameters, unquote } from './parameters.ts'
import { parseReason, reasonText } from './reason.ts'
import { areUrisEqual, decodedUser, encodedUser, parseUri, type SipUri, serializeUri } from './uri.ts'
import { parseVia, sentBy, serializeVia, uniqueBranch } from './via.ts'

const uri = (text: string): SipUri => {
  const parsed = parseUri(text)
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error}`)
  return parsed.value
}

describe('URIs (RFC 3261 19.1)', () => {
  it.each([
    'sip:alice@atlanta.com',
    'sip:alice@atlanta.com;transport=tcp',
    'sips:1212@gateway.com;user=phone?subject=x',
    'sip:alice;day=tuesday@atlanta.com',
    'sip:[2001:db8::1]:5060',
    'sip:+1-212-555-1212@10.0.0.1:5070',
    'sip:host',
    'tel:+12125551212',
  ])('%s is read and written as it was', (text) => {
    expect(serializeUri(uri(text))).toBe(text)
  })

  it('drops a password, and the visual separators of a telephone number', () => {
    expect(uri('sip:alice:secret@a.com').user).toBe('alice')
    expect(uri('tel:+1-(212)-555.1212;ext=5')).toMatchObject({ user: '+12125551212', host: '' })
  })

  it.each([
    'sip:',
    'sip:@a',
    'sip:a@',
    'sip:a@b@c',
    'sip:a b@c',
    'sip:a@b:0',
    'sip:a@b:99999',
    'sip:a@b:x',
    'sip:%zz@b',
    'sip:a@[::1',
    'sip:a@b;;',
    'sip:a@-b',
    'nocolon',
    'tel:abcxyz',
    '',
  ])('%j is malformed', (text) => {
    expect(parseUri(text)).toEqual({ ok: false, error: 'malformed' })
  })

  it.each(['http://example.com', 'soap.beep://192.0.2.103:3002', 'isbn:2983792873'])(
    '%s is of another scheme',
    (text) => {
      expect(parseUri(text)).toEqual({ ok: false, error: 'unsupportedScheme' })
    },
  )

  it('carries any user through its escapes', () => {
    for (const user of ['701', 'a b', 'José', '#31#', 'a@b', '50%']) {
      const parsed = uri(`sip:${encodedUser(user)}@h`)
      expect(decodedUser(parsed.user)).toBe(user)
    }
  })

  it.each([
    ['sip:%61lice@atlanta.com;transport=TCP', 'sip:alice@AtlanTa.CoM;Transport=tcp', true],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com;newparam=5', true],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com;security=on', true],
    ['sip:a@b.com;method=REGISTER;transport=tcp', 'sip:a@b.com;transport=tcp;method=register', true],
    ['SIP:ALICE@AtLanTa.CoM;Transport=udp', 'sip:alice@AtLanTa.CoM;Transport=UDP', false],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:5060', false],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com;transport=udp', false],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com?Subject=next', false],
    ['sip:carol@chicago.com;security=on', 'sip:carol@chicago.com;security=off', false],
  ])('19.1.4: %s and %s', (a, b, areEqual) => {
    expect(areUrisEqual(uri(a), uri(b))).toBe(areEqual)
    expect(areUrisEqual(uri(b), uri(a))).toBe(areEqual)
  })
})

describe('name and address (20.10)', () => {
  it.each([
    ['"A. G. Bell" <sip:agb@bell.com>;tag=a48s', 'A. G. Bell', 'sip:agb@bell.com'],
    ['sip:+12125551212@server.com;tag=887s', '', 'sip:+12125551212@server.com'],
    ['Anonymous <sip:c8@anonymous.invalid>;tag=h', 'Anonymous', 'sip:c8@anonymous.invalid'],
    ['"a \\"quoted\\" name"<sip:a@b>;tag=1', 'a "quoted" name', 'sip:a@b'],
    ['<sip:a@b;lr>', '', 'sip:a@b;lr'],
    ['"comma, inside" <sip:a@b>', 'comma, inside', 'sip:a@b'],
  ])('%s', (text, displayName, address) => {
    const parsed = parseNameAddress(text)
    expect(parsed.ok && parsed.value).toMatchObject({ displayName, uri: address })
    const again = parsed.ok ? parseNameAddress(serializeNameAddress(parsed.value)) : parsed
    expect(again).toEqual(parsed)
  })

  it.each([
    '"open <sip:a@b>',
    'a, b <sip:a@b>',
    '< sip:a@b>',
    '<sip:a@b',
    'sip:a@b?x=y',
    '<>',
    '"a" sip:a@b',
    '<sip:a@b>;;',
  ])('%s is malformed', (text) => {
    expect(parseNameAddress(text).ok).toBe(false)
  })

  it('writes a name of any script in UTF-8 and keeps line breaks out', () => {
    const text = nameAddressText('Zsófia "Z"\r\nEvil: 1', 'sip:a@b')
    expect(text).not.toMatch(/[\r\n]/)
    const parsed = parseNameAddress(text)
    expect(parsed.ok && readable(parsed.value.displayName)).toBe('Zsófia "Z"Evil: 1')
  })
})

describe('Via (20.42)', () => {
  it('is read with any white space, and written plain', () => {
    const via = parseVia('SIP / 2.0 / UDP first.example.com: 4000;ttl=16 ;maddr=224.2.0.1 ;branch=z9hG4bKa7c6a8dlze.1')
    if (!via.ok) throw new Error(via.error)
    expect(via.value).toMatchObject({ transport: 'UDP', host: 'first.example.com', port: 4000 })
    expect(serializeVia(via.value)).toBe(
      'SIP/2.0/UDP first.example.com:4000;ttl=16;maddr=224.2.0.1;branch=z9hG4bKa7c6a8dlze.1',
    )
    expect(uniqueBranch(via.value)).toBe('z9hG4bKa7c6a8dlze.1')
  })

  it('has a default port in its key', () => {
    const via = parseVia('SIP/2.0/TCP [2001:DB8::1];rport')
    expect(via.ok && sentBy(via.value)).toBe('2001:db8::1:5060')
    expect(via.ok && via.value.parameters.has('rport')).toBe(true)
  })

  it.each(['SIP/3.0/UDP a', 'SIP/2.0/UDP', 'UDP a', 'SIP/2.0/UDP a:99999', 'SIP/2.0/UDP a;;', 'SIP/2.0/UDP a b'])(
    '%s is malformed',
    (text) => {
      expect(parseVia(text).ok).toBe(false)
    },
  )
})

describe('parameters and lists', () => {
  it('are read with quotes and white space', () => {
    const parsed = parseParameters('; A = 1 ;b;c="x;y,\\"z\\"" ; d=[::1]')
    expect(parsed.ok && [...parsed.value]).toEqual([
      ['a', '1'],
      ['b', undefined],
      ['c', '"x;y,\\"z\\""'],
      ['d', '[::1]'],
    ])
    expect(parsed.ok && serializeParameters(parsed.value)).toBe(';a=1;b;c="x;y,\\"z\\"";d=[::1]')
    expect(unquote('"x;y,\\"z\\""')).toBe('x;y,"z"')
    expect(unquote(quote('a "b" \\ c'))).toBe('a "b" \\ c')
  })

  it.each([';a=1;a=2', ';', ';=1', ';a="x', 'a=1', ';a=1 b', ';a='.repeat(70)])('%j is malformed', (text) => {
    expect(parseParameters(text).ok).toBe(false)
  })

  it('are split at commas that separate', () => {
    expect(splitList('<sip:a@b;x=1,2>, "c, d" <sip:e> ,, f')).toEqual(['<sip:a@b;x=1,2>', '"c, d" <sip:e>', 'f'])
  })

  it('are one list over several fields, and only the first member is replaced', () => {
    const headers = new HeaderList().add('v', 'one, two').add('Via', 'three')
    expect(headers.list('via')).toEqual(['one', 'two', 'three'])
    headers.replaceFirst('via', 'uno')
    expect(headers.list('via')).toEqual(['uno', 'two', 'three'])
  })
})

describe('Reason (RFC 3326)', () => {
  it('is read, both protocols of it', () => {
    const headers = new HeaderList()
      .add('Reason', 'SIP ;cause=200 ;text="Call completed elsewhere"')
      .add('Reason', 'Q.850;cause=16;text="Terminated"')
    expect(parseReason(headers)).toEqual({ sip: 200, q850: 16, text: 'Call completed elsewhere' })
  })

  it('is passed over when it makes no sense', () => {
    expect(parseReason(new HeaderList().add('Reason', 'Q.850;cause=999'))).toBeUndefined()
    expect(parseReason(new HeaderList().add('Reason', ';;'))).toBeUndefined()
  })

  it('is written for Q.850', () => {
    expect(reasonText({ q850: 17, text: 'busy' })).toBe('Q.850;cause=17;text="busy"')
    expect(reasonText({ sip: 200, q850: 26, text: 'elsewhere' })).toBe('SIP;cause=200;text="elsewhere", Q.850;cause=26')
    expect(reasonText({ text: 'busy' })).toBeUndefined()
  })
})

it('reads octet text as UTF-8 without control characters', () => {
  expect(readable(octets('Əliyeva\u0007'))).toBe('Əliyeva')
})
