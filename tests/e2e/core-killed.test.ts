import { getPriority } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiClient, signIn } from './peers/api.ts'
import { type Desk, openAvailableDesk, openCallPage } from './peers/desk.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { at8kHz, readWav, shareOfTone } from './peers/tones.ts'
import { eventually } from './peers/waiting.ts'

const callerHz = 700
const agentHz = 1200

/** `kill -9` of the process that decides: the two people go on talking, and the desk comes back with the call. */
describe('calls outlive the core', () => {
  let parley: Installation
  let reza: Desk
  let caller: Desk
  let api: ApiClient

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.43.1' })
    reza = await openAvailableDesk(parley.httpUrl, 'reza@demo.parley', { toneHz: agentHz })
    caller = await openCallPage(parley.httpUrl, '200', { toneHz: callerHz })
    await caller.press('Call')
    await reza.press('Answer')
    await reza.waitToHear(callerHz)
    await caller.waitToHear(agentHz)
  })
  afterAll(async () => {
    await Promise.allSettled([reza?.close(), caller?.close()])
    await parley?.stop()
  })

  it.runIf(process.getuid?.() === 0)('goes on with the sound before a core that starts', () => {
    const [edge = 0, core = 0] = [parley.processId('edge'), parley.processId('core')]
    expect(getPriority(edge)).toBeLessThan(getPriority(core))
  })

  it('keeps the sound without a gap above 40 ms', async () => {
    const atCaller = await caller.watchForGaps()
    const atAgent = await reza.watchForGaps()
    const before = parley.processId('core')
    parley.kill('core')
    await delay(2000)
    await parley.ready()
    await delay(2000)
    expect(Math.max(...(await Promise.all([atCaller(), atAgent()])))).toBeLessThanOrEqual(40)
    expect(parley.processId('core')).not.toBe(before)
    expect(await caller.hears(agentHz)).toBeGreaterThan(0.9)
    expect(await reza.hears(callerHz)).toBeGreaterThan(0.9)
  })

  it('shows the call at a desk that is loaded anew, with its sound', async () => {
    await reza.page.reload()
    await reza.waitForButton('Hang up')
    await reza.waitToHear(callerHz)
    await caller.waitToHear(agentHz)
  })

  it('can hold, retrieve, hang up and wrap up', async () => {
    await reza.press('Hold')
    await eventually(async () => expect(await reza.hears(callerHz, 500)).toBe(0))
    await reza.press('Retrieve')
    await reza.waitToHear(callerHz)
    await reza.press('Hang up')
    await caller.page.getByText('The call has ended.').waitFor()
    await reza.press('Finish wrap-up')
  })

  it('has the timeline and the recording whole', async () => {
    api = await signIn(parley.httpUrl, 'samira@demo.parley', parley.demoPassword)
    const { items } = await eventually(async () => {
      const page = await api.call('interactions')
      expect(page.items[0]?.state).toBe('ended')
      return page
    })
    expect(items).toHaveLength(1)
    const whole = await api.call('interaction', { id: items[0]?.interactionId ?? '' })
    expect(whole.segments.filter((segment) => segment.kind === 'talk').length).toBeGreaterThan(0)
    const recording = await eventually(async () => {
      const page = await api.call('recordings', { id: whole.interactionId })
      expect(page.items[0]?.isReady).toBe(true)
      return page.items[0]
    })
    const answer = await api.raw('recordingAudio', { id: recording?.recordingId ?? '' })
    const [left = new Int16Array(), right = new Int16Array()] = at8kHz(readWav(Buffer.from(await answer.arrayBuffer())))
    // Hold is the only time in which neither speaks on the recording, and it was short.
    expect(shareOfTone(left, callerHz)).toBeGreaterThan(0.6)
    expect(shareOfTone(right, agentHz)).toBeGreaterThan(0.6)
  })
})
