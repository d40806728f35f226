import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Desk, openAvailableDesk, openCallPage } from './peers/desk.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { startTurnServer, type TurnServer } from './peers/turn-server.ts'
import { eventually } from './peers/waiting.ts'

/** A desk and a call page where a TURN server is set: both ask it for a relay, with a name that soon ends. */
describe('a TURN server', () => {
  let turn: TurnServer
  let parley: Installation
  let aylin: Desk
  let nino: Desk

  beforeAll(async () => {
    turn = await startTurnServer('127.0.59.2')
    parley = await startInstallation({
      address: '127.0.59.1',
      settings: { PARLEY_TURN_URLS: turn.url, PARLEY_TURN_SECRET: turn.secret },
    })
    aylin = await openAvailableDesk(parley.httpUrl, 'aylin@demo.parley', { toneHz: 880 })
    nino = await openCallPage(parley.httpUrl, '200', { toneHz: 660 })
  })
  afterAll(async () => {
    await Promise.allSettled([aylin?.close(), nino?.close()])
    await parley?.stop()
    await turn?.stop()
  })

  it('gives the agent and the caller a relay, each under a name that ends, and never sees the secret', async () => {
    await nino.press('Call')
    const given = () =>
      [...turn.output().matchAll(/user <(\d+):([^>]+)>: incoming packet ALLOCATE processed, success/g)].map(
        ([, untilS, who]) => ({ untilMs: Number(untilS) * 1000, who }),
      )
    await eventually(async () => expect(new Set(given().map(({ who }) => who)).size).toBe(2))
    for (const { untilMs } of given()) expect(untilMs).toBeGreaterThan(Date.now())
    expect(turn.output()).not.toContain(turn.secret)
  })
})
