import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { Ban } from '#protocol/edge/index.ts'
import { exportBans } from './bans-export.ts'

const ban = (address: string, leftS: number): Ban => ({
  address,
  reason: 'guessing',
  offences: 5,
  sinceMs: 0,
  untilMs: 1_000_000 + leftS * 1000,
})
const bans = [ban('192.0.2.1', 60), ban('2001:db8::1', 600), ban('not; drop table', 60)]

it('writes addresses and nothing else', () => {
  expect(exportBans(bans, 'plain', 1_000_000)).toBe('192.0.2.1\n2001:db8::/64\n')
})

it('writes a set of nftables for each family, each address with the time it has left', () => {
  const text = exportBans(bans, 'nftables', 1_000_000)
  expect(text).toContain('add element inet parley banned4 { 192.0.2.1 timeout 60s }\n')
  expect(text).toContain('add element inet parley banned6 { 2001:db8::/64 timeout 600s }\n')
  expect(text).not.toContain('drop')
})

it('writes an IPv6 address as its /64, once, with the longer time', () => {
  const two = [ban('2001:db8:1:2:3:4:5:6', 60), ban('2001:db8:1:2::', 90), ban('fe80::1', 30), ban('::1', 30)]
  expect(exportBans(two, 'ipset', 1_000_000)).toContain('add parley6 2001:db8:1:2::/64 timeout 90 -exist\n')
  expect(exportBans(two, 'plain', 1_000_000)).toBe('2001:db8:1:2::/64\nfe80::/64\n::/64\n')
})

it('writes what ipset restores', () => {
  expect(exportBans(bans, 'ipset', 1_000_000)).toContain('add parley4 192.0.2.1 timeout 60 -exist\n')
  expect(exportBans([], 'ipset', 0)).toMatch(/^create parley4 .*\nflush parley4\ncreate parley6 .*\nflush parley6\n$/)
})

it('writes no rule for an address that is only meant on this machine’s links, and an IPv4 address that is written as IPv6 as it is', () => {
  expect(exportBans([ban('fe80::1%eth0', 60), ban('::ffff:192.0.2.7', 60)], 'plain', 1_000_000)).toBe('192.0.2.7\n')
})

/** Runs in a network of its own, where nothing that is banned is banned for anybody. */
const inOwnNetwork = (script: string) =>
  spawnSync('unshare', ['--user', '--map-root-user', '--net', 'sh', '-e', '-c', script], { encoding: 'utf8' })
const has = (command: string) => inOwnNetwork(command).status === 0

describe('a real firewall', () => {
  const later = [ban('192.0.2.7', 90), ban('2001:db8:0:1::1', 90), ban('2001:db8:0:2::1', 4_000_000)]
  const thrice = (format: 'nftables' | 'ipset', load: string, list: string) =>
    inOwnNetwork(
      [bans, later, later]
        .map((some) => `${load} <<'END'\n${exportBans(some, format, 1_000_000)}END`)
        .concat(list)
        .join('\n'),
    )

  it.skipIf(!has('nft list ruleset'))('has with nft what is banned now, and no longer what was lifted', () => {
    const loaded = thrice('nftables', 'nft -f -', 'nft list ruleset')
    expect(loaded.stderr).toBe('')
    expect(loaded.stdout.match(/[0-9a-f:.]+(\/64)? timeout/g)).toEqual([
      '192.0.2.7 timeout',
      '2001:db8:0:1::/64 timeout',
      '2001:db8:0:2::/64 timeout',
    ])
    expect(inOwnNetwork(`nft -f - <<'END'\n${exportBans([], 'nftables', 0)}END`).stderr).toBe('')
  })

  it.skipIf(!has('ipset list'))('has with ipset what is banned now, and no longer what was lifted', () => {
    const loaded = thrice('ipset', 'ipset restore', 'ipset save')
    expect(loaded.stderr).toBe('')
    expect(loaded.stdout.match(/^add .*(?= timeout)/gm)?.sort()).toEqual([
      'add parley4 192.0.2.7',
      'add parley6 2001:db8:0:1::/64',
      'add parley6 2001:db8:0:2::/64',
    ])
  })
})
