import { expect, test } from 'vitest'
import { checkLayers } from './layers.ts'

const refusalsOf = (path: string, text: string) => checkLayers([{ path, text }]).map(({ sentence }) => sentence)

test.each([
  ['kernel/ids.ts', "import { x } from '#protocol/edge/index.ts'", /^kernel may not import protocol/],
  ['kernel/ids.ts', "import { randomBytes } from 'node:crypto'", /^kernel imports no package, so not node:crypto/],
  ['domain/routing/decide.ts', "import pg from 'pg'", /^domain imports only .* so not pg: domain is pure/],
  ['domain/routing/decide.ts', "import { readFileSync } from 'node:fs'", /so not node:fs/],
  ['domain/routing/decide.ts', "import { x } from '../flows/index.ts'", /contexts import downward only/],
  ['domain/customers/index.ts', "import { x } from '../agents/index.ts'", /contexts import downward only/],
  ['domain/routing/decide.ts', "import { x } from '../agents/presence.ts'", /through its door, index.ts/],
  ['domain/gossip/index.ts', "import { x } from '../agents/index.ts'", /no step on the ladder/],
  ['telephony/sip/nonce.ts', "import { randomBytes } from 'node:crypto'", /may compute a hash but not randomBytes/],
  ['telephony/sip/nonce.ts', "import * as crypto from 'node:crypto'", /may compute a hash but not \*/],
  ['telephony/sip/flow.ts', "import { createSocket } from 'node:dgram'", /telephony is sans-I\/O/],
  [
    'adapters/mail/imap.ts',
    "import { decide } from '#domain/routing/index.ts'",
    /an adapter speaks to one outside thing/,
  ],
  ['edge/main.ts', "import { decide } from '#domain/routing/index.ts'", /the edge knows legs and bridges/],
  ['edge/main.ts', "import { openPool } from '#adapters/postgres/pool.ts'", /^edge may not import adapters\/postgres/],
  ['server/core.ts', "import type { Leg } from '#telephony/calls/leg.ts'", /^server may not import telephony/],
  ['server/core.ts', "await import('#adapters/sockets/udp.ts')", /^server may not import adapters\/sockets/],
  ['web/src/desk/desk.tsx', "import { decide } from '#domain/routing/index.ts'", /only the pure pieces/],
  ['web/src/desk/desk.tsx', "import { join } from 'node:path'", /runs in browsers/],
  ['widget/src/main.ts', "import React from 'react'", /no package at all/],
  ['server/core.ts', "export * from '../launcher/start.ts'", /across top folders import by #launcher\/start.ts/],
  ['server/core.ts', "import { x } from '#server/api/problems.ts'", /inside server import by a relative path/],
])('%s with %s is refused with a lesson', (path, text, lesson) => {
  expect(refusalsOf(path, text)).toEqual([expect.stringMatching(lesson)])
})

test.each([
  ['adapters/webrtc/peer.ts', "import type { WebRtc } from '#telephony/calls/ports.ts'"],
  ['domain/routing/decide.ts', "import { x } from '../agents/index.ts'"],
  ['server/core.ts', "import { openPool } from '#adapters/postgres/pool.ts'"],
  ['edge/main.ts', "import { parse } from '#telephony/sip/index.ts'"],
  ['telephony/sip/digest.ts', "import { createHash } from 'node:crypto'"],
  ['edge/leg.test.ts', "import { decide } from '#domain/routing/index.ts'"],
])('%s with %s is as it should be', (path, text) => {
  expect(refusalsOf(path, text)).toEqual([])
})

test('a circle is refused and told', () => {
  const files = [
    { path: 'kernel/a.ts', text: "import { b } from './b.ts'" },
    { path: 'kernel/b.ts', text: "import { c } from './c.ts'" },
    { path: 'kernel/c.ts', text: "import { a } from './a.ts'" },
  ]
  expect(checkLayers(files)).toEqual([
    {
      path: 'kernel/a.ts',
      sentence: expect.stringContaining('kernel/a.ts -> kernel/b.ts -> kernel/c.ts -> kernel/a.ts'),
    },
  ])
})

test('types may go in a circle: they are gone when the program runs', () => {
  const files = [
    { path: 'kernel/a.ts', text: "import type { B } from './b.ts'" },
    { path: 'kernel/b.ts', text: "import { a } from './a.ts'" },
  ]
  expect(checkLayers(files)).toEqual([])
})
