import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signIn } from './peers/api.ts'
import { type Desk, openAvailableDesk, openCallPage } from './peers/desk.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { eventually } from './peers/waiting.ts'

describe('the edge is killed in mid-call', () => {
  let parley: Installation
  let zsofia: Desk
  let caller: Desk

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.44.1' })
    zsofia = await openAvailableDesk(parley.httpUrl, 'zsofia@demo.parley', { toneHz: 1000 })
    caller = await openCallPage(parley.httpUrl, '200', { toneHz: 600 })
    await caller.press('Call')
    await zsofia.press('Answer')
    await zsofia.waitToHear(600)
  })
  afterAll(async () => {
    await Promise.allSettled([zsofia?.close(), caller?.close()])
    await parley?.stop()
  })

  it('ends the interaction with a reason and frees the agent', async () => {
    parley.kill('edge')
    await zsofia.waitForButton('Finish wrap-up', 30_000)
    await zsofia.press('Finish wrap-up')
    const api = await signIn(parley.httpUrl, 'samira@demo.parley', parley.demoPassword)
    await eventually(async () => {
      const { items } = await api.call('interactions')
      expect(items[0]).toMatchObject({ state: 'ended', endReason: 'edge-lost' })
    })
  })

  it('takes the next call on the new edge', async () => {
    await parley.ready()
    await caller.close()
    caller = await openCallPage(parley.httpUrl, '200', { toneHz: 600 })
    await eventually(async () => {
      if (await zsofia.isShown('Go available')) await zsofia.press('Go available')
      if (!(await caller.isShown('Hang up'))) await caller.press((await caller.isShown('Call')) ? 'Call' : 'Call again')
      await zsofia.waitForButton('Answer', 5000)
    }, 60_000)
    await zsofia.press('Answer')
    await zsofia.waitToHear(600)
    await caller.waitToHear(1000)
  })
})
