import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Desk, openAvailableDesk, openCallPage } from './peers/desk.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { startTurnServer, type TurnServer, type TurnWay } from './peers/turn-server.ts'
import { eventually } from './peers/waiting.ts'

const callerHz = 660
const agentHz = 880

/** Nothing gets through from these browsers to the edge but what a TURN server relays. */
describe.each<{ way: TurnWay; third: number }>([
  { way: 'udp', third: 59 },
  { way: 'tcp', third: 60 },
  { way: 'tls', third: 61 },
])('browsers that reach nothing but a TURN server, over $way', ({ way, third }) => {
  let turn: TurnServer
  let parley: Installation
  let aylin: Desk
  let nino: Desk

  beforeAll(async () => {
    turn = await startTurnServer()
    parley = await startInstallation({
      address: `127.0.${third}.1`,
      settings: {
        PARLEY_TURN_URLS: turn.url(way),
        PARLEY_TURN_SECRET: turn.secret,
        PARLEY_TURN_PEER_PORT: String(42_000 + third),
      },
    })
    const network = {
      onlyByRelay: true,
      // The TURN server's certificate is its own; and with TCP the browser's own UDP sockets are closed to it, too.
      extraArguments: [
        '--ignore-certificate-errors',
        ...(way === 'udp' ? [] : ['--webrtc-ip-handling-policy=disable_non_proxied_udp']),
      ],
    }
    aylin = await openAvailableDesk(parley.httpUrl, 'aylin@demo.parley', { toneHz: agentHz, ...network })
    nino = await openCallPage(parley.httpUrl, '200', { toneHz: callerHz, ...network })
  })
  afterAll(async () => {
    await Promise.allSettled([aylin?.close(), nino?.close()])
    await parley?.stop()
    await turn?.stop()
  })

  it('talk through its relay', async () => {
    await nino.press('Call')
    await aylin.waitForButton('Answer')
    await aylin.press('Answer')
    await nino.waitToHear(agentHz)
    await aylin.waitToHear(callerHz)
    await eventually(async () => expect(await nino.hears(agentHz, 1000)).toBeGreaterThan(0.9))
    await eventually(async () => expect(await aylin.hears(callerHz, 1000)).toBeGreaterThan(0.9))
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
