import { describe, expect, it } from 'vitest'
import type { Settings } from '#adapters/system/settings.ts'
import { phoneProvisioning } from './phone-provisioning.ts'

type Where = Pick<Settings, 'sip' | 'publicAddress'>
const account = { user: '702', password: 'abcde-fghij-kmnpq', displayName: 'Front "desk" & co' }
const tls = { port: 5061, requiresClientCertificate: false }
const webSocket = { port: 5066, origins: [] }
const where = (sip: Partial<Settings['sip']> = {}, more: Partial<Where> = {}): Where => ({
  sip: { hosts: ['127.0.0.1', '192.0.2.1'], port: 5060, ...sip },
  ...more,
})
const addresses = (settings: Where) => phoneProvisioning(account, settings).servers.map((server) => server.address)

describe('the servers that a phone is told of', () => {
  it('are those that phones reach first, and this machine alone last', () => {
    expect(addresses(where())).toEqual([
      'sip:702@192.0.2.1:5060;transport=udp',
      'sip:702@192.0.2.1:5060;transport=tcp',
      'sip:702@127.0.0.1:5060;transport=udp',
      'sip:702@127.0.0.1:5060;transport=tcp',
    ])
    expect(addresses(where({ hosts: ['192.0.2.1'] }, { publicAddress: 'pbx.example.com' }))[0]).toBe(
      'sip:702@pbx.example.com:5060;transport=udp',
    )
  })

  it('speak what is switched on', () => {
    const hosts = ['192.0.2.1']
    expect(addresses(where({ hosts, tls, webSocket }))).toEqual(
      expect.arrayContaining(['sips:702@192.0.2.1:5061', 'wss://192.0.2.1:5066']),
    )
    expect(addresses(where({ hosts, webSocket }))).toContain('ws://192.0.2.1:5066')
    expect(addresses(where({ hosts: ['2001:db8::1'] }))[0]).toBe('sip:702@[2001:db8::1]:5060;transport=udp')
  })
})

describe('what is copied or scanned', () => {
  const { texts } = phoneProvisioning(account, where())
  const text = (softphone: string) => texts.find((one) => one.softphone === softphone)?.text ?? ''

  it.each(texts.map((one) => [one.softphone, one.text]))('%s has all that it needs to register', (_name, told) => {
    for (const part of ['192.0.2.1', '5060', account.user, account.password]) expect(told).toContain(part)
  })

  it.each(['Linphone', 'Grandstream', 'Grandstream Wave'])('a name cannot break out of the XML of %s', (softphone) => {
    expect(text(softphone)).toMatch(/^<\?xml version="1.0"/)
    expect(text(softphone)).toContain('&#38; co')
    expect(text(softphone)).not.toContain('& co')
  })

  it('a name cannot break out of its line', () => {
    const hostile = { ...account, displayName: 'x"\nauth_pass=\r\naccount.1.password = y' }
    const made = phoneProvisioning(hostile, where()).texts
    const linesOf = (softphone: string) => made.find((one) => one.softphone === softphone)?.text.split('\n') ?? []
    expect(linesOf('baresip')).toHaveLength(1)
    expect(linesOf('Yealink').filter((line) => line.startsWith('account.1.password'))).toHaveLength(1)
    expect(linesOf('MicroSIP').filter((line) => line.startsWith('Password'))).toHaveLength(1)
  })

  it('is a QR code where the softphone takes one whole', () => {
    expect(texts.filter((one) => one.isQr).map((one) => one.softphone)).toEqual(['Grandstream Wave'])
  })
})
