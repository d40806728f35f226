import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Desk, openAvailableDesk, openCallPage } from './peers/desk.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { startTurnServer, type TurnServer } from './peers/turn-server.ts'

const callerHz = 660
const agentHz = 880
/** A browser behind a network that lets no UDP out. */
const withoutUdp = ['--force-webrtc-ip-handling-policy=disable_non_proxied_udp']

/** Both ends sit where no UDP reaches the edge; a TURN server over TCP carries their sound. */
describe('a network without UDP', () => {
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
    const extraArguments = withoutUdp
    aylin = await openAvailableDesk(parley.httpUrl, 'aylin@demo.parley', { toneHz: agentHz, extraArguments })
    nino = await openCallPage(parley.httpUrl, '200', { toneHz: callerHz, extraArguments })
  })
  afterAll(async () => {
    await Promise.allSettled([aylin?.close(), nino?.close()])
    await parley?.stop()
    await turn?.stop()
  })

  it('carries each side to the other through the relay', async () => {
    await nino.press('Call')
    await aylin.waitForButton('Answer')
    await aylin.press('Answer')
    await nino.waitToHear(agentHz)
    await aylin.waitToHear(callerHz)
    expect(await nino.hears(agentHz, 1000)).toBeGreaterThan(0.9)
    expect(await aylin.hears(callerHz, 1000)).toBeGreaterThan(0.9)
  })

  it('went through the TURN server, with a name that ends and without its secret', () => {
    const names = [...turn.output().matchAll(/username=<(\d+):([^>]+)>/g)]
    expect(new Set(names.map(([, , who]) => who)).size).toBeGreaterThanOrEqual(2)
    for (const [, untilS] of names) expect(Number(untilS) * 1000).toBeGreaterThan(Date.now())
    expect(turn.output()).not.toContain(turn.secret)
  })
})
