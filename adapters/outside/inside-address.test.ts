import { expect, it } from 'vitest'
import { kindOfAddress } from './inside-address.ts'

it.each([
  ['93.184.216.34', 'world'],
  ['2606:2800:220:1::1', 'world'],
  ['10.1.2.3', 'inside'],
  ['172.31.255.1', 'inside'],
  ['192.168.0.1', 'inside'],
  ['127.0.0.1', 'inside'],
  ['127.200.3.4', 'inside'],
  ['100.64.0.1', 'inside'],
  ['::1', 'inside'],
  ['fd00::1', 'inside'],
  ['::ffff:127.0.0.1', 'inside'],
  ['::ffff:a00:1', 'inside'],
  ['64:ff9b::a00:1', 'inside'],
  ['64:ff9b::5db8:d822', 'world'],
  ['169.254.169.254', 'link'],
  ['fe80::1', 'link'],
  ['0.0.0.0', 'none'],
  ['::', 'none'],
  ['224.0.0.1', 'none'],
  ['255.255.255.255', 'none'],
  ['192.0.2.1', 'none'],
  ['no address', 'none'],
])('%s is of the kind %s', (address, kind) => {
  expect(kindOfAddress(address)).toBe(kind)
})
