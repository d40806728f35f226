import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiClient, signIn } from './peers/api.ts'
import { type Desk, openAvailableDesk } from './peers/desk.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { type SipPhone, startSipPhone } from './peers/sip-phone.ts'
import { readWav, shareOfTone } from './peers/tones.ts'
import { eventually } from './peers/waiting.ts'

const run = promisify(execFile)
const callerHz = 520
const agentHz = 910

describe('calls from SIP', () => {
  let parley: Installation
  let levan: Desk
  let api: ApiClient
  let phone: SipPhone | undefined

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.42.1' })
    api = await signIn(parley.httpUrl, 'samira@demo.parley', parley.demoPassword)
    levan = await openAvailableDesk(parley.httpUrl, 'levan@demo.parley', { toneHz: agentHz })
  })
  afterAll(async () => {
    await Promise.allSettled([phone?.close(), levan?.close()])
    await parley?.stop()
  })

  it('lets a softphone register as 701, call 200, and talk with Levan', async () => {
    phone = await startSipPhone({
      address: '127.0.42.2',
      server: { host: parley.sipHost, port: parley.sipPort },
      user: '701',
      password: parley.demoPassword,
      toneHz: callerHz,
    })
    await phone.registered()
    phone.dial('200')
    await levan.waitForButton('Answer')
    await levan.press('Answer')
    await levan.waitToHear(callerHz)
    expect(await levan.hears(callerHz, 2000)).toBeGreaterThan(0.9)
    const heard = phone.heard()
    expect(shareOfTone(heard.subarray(-8000), agentHz)).toBeGreaterThan(0.8)
  })

  it('ends at the desk when the phone hangs up', async () => {
    phone?.hangUp()
    await levan.press('Finish wrap-up')
    const { items } = await eventually(async () => {
      const page = await api.call('interactions')
      expect(page.items[0]?.state).toBe('ended')
      return page
    })
    expect(items[0]?.dialedNumber).toBe('200')
    const recording = await eventually(async () => {
      const page = await api.call('recordings', { id: items[0]?.interactionId ?? '' })
      expect(page.items[0]?.isReady).toBe(true)
      return page.items[0]
    })
    const answer = await api.raw('recordingAudio', { id: recording?.recordingId ?? '' })
    const [left = new Int16Array(), right = new Int16Array()] = readWav(Buffer.from(await answer.arrayBuffer())).samples
    expect(shareOfTone(left, callerHz)).toBeGreaterThan(0.7)
    expect(shareOfTone(right, agentHz)).toBeGreaterThan(0.7)
  })

  it("takes SIPp's own uac scenario through queue and answer", async () => {
    const calling = run('sipp', [
      ...['-sn', 'uac', `${parley.sipHost}:${parley.sipPort}`, '-s', '200', '-i', '127.0.42.3', '-p', '25070'],
      ...['-mp', '27000', '-m', '1', '-d', '6000', '-nostdin', '-timeout', '40'],
    ])
    await levan.waitForButton('Answer')
    await levan.press('Answer')
    await levan.waitForButton('Hang up')
    // SIPp says BYE after its six seconds; exit code 0 means that every message was as its scenario wants it.
    const { stdout } = await calling
    expect(stdout).toMatch(/Successful call\s*\|\s*\d+\s*\|\s*1/)
    await levan.press('Finish wrap-up')
  })
})
