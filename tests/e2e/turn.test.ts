import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Desk, openAvailableDesk, openCallPage } from './peers/desk.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { startTurnServer, type TurnServer } from './peers/turn-server.ts'
import { eventually } from './peers/waiting.ts'

const callerHz = 660
const agentHz = 880

/** Nothing gets through from these browsers to the edge but what a TURN server relays. */
describe('browsers that cannot reach the edge', () => {
  let turn: TurnServer
  let parley: Installation
  let aylin: Desk
  let nino: Desk

  beforeAll(async () => {
    turn = await startTurnServer()
    parley = await startInstallation({
      address: '127.0.59.1',
      settings: { PARLEY_TURN_URLS: turn.url, PARLEY_TURN_SECRET: turn.secret },
    })
    aylin = await openAvailableDesk(parley.httpUrl, 'aylin@demo.parley', { toneHz: agentHz, onlyByRelay: true })
    nino = await openCallPage(parley.httpUrl, '200', { toneHz: callerHz, onlyByRelay: true })
  })
  afterAll(async () => {
    await Promise.allSettled([aylin?.close(), nino?.close()])
    await parley?.stop()
    await turn?.stop()
  })

  it('talk through the relay of a TURN server', async () => {
    await nino.press('Call')
    await aylin.waitForButton('Answer')
    await aylin.press('Answer')
    await nino.waitToHear(agentHz)
    await aylin.waitToHear(callerHz)
    expect(await nino.hears(agentHz, 1000)).toBeGreaterThan(0.9)
    expect(await aylin.hears(callerHz, 1000)).toBeGreaterThan(0.9)
  })

  it('were let in under names that end, and the secret stayed with us', async () => {
    const given = () =>
      [...turn.output().matchAll(/user <(\d+):([^>]+)>: incoming packet ALLOCATE processed, success/g)].map(
        ([, untilS, who]) => ({ untilMs: Number(untilS) * 1000, who }),
      )
    await eventually(async () => expect(new Set(given().map(({ who }) => who)).size).toBe(2))
    for (const { untilMs } of given()) expect(untilMs).toBeGreaterThan(Date.now())
    expect(turn.output()).not.toContain(turn.secret)
  })
})
