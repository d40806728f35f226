import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toneLevelDbfs } from '#telephony/audio/goertzel.ts'
import { type ApiClient, signIn } from './peers/api.ts'
import { type Desk, openAvailableDesk, openCallPage } from './peers/desk.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { at8kHz, readWav, shareOfTone } from './peers/tones.ts'
import { eventually } from './peers/waiting.ts'

const callerHz = 660
const agentHz = 880

/** The story of the README: a page calls, Aylin answers, both hear each other, and all of it is found again. */
describe('the first call, from a web page', () => {
  let parley: Installation
  let aylin: Desk
  let nino: Desk
  let api: ApiClient
  let interactionId: string

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.41.1' })
    api = await signIn(parley.httpUrl, 'samira@demo.parley', parley.demoPassword)
    aylin = await openAvailableDesk(parley.httpUrl, 'aylin@demo.parley', { toneHz: agentHz })
    nino = await openCallPage(parley.httpUrl, '200', { toneHz: callerHz })
  })
  afterAll(async () => {
    await Promise.allSettled([aylin?.close(), nino?.close()])
    await parley?.stop()
  })

  it('rings at the desk and is answered', async () => {
    await nino.press('Call')
    await aylin.waitForButton('Answer')
    await aylin.press('Answer')
    await aylin.waitForButton('Hang up')
  })

  it('carries each side to the other', async () => {
    await nino.waitToHear(agentHz)
    await aylin.waitToHear(callerHz)
    expect(await nino.hears(agentHz, 2000)).toBeGreaterThan(0.9)
    expect(await aylin.hears(callerHz, 2000)).toBeGreaterThan(0.9)
  })

  it('mutes the agent', async () => {
    await aylin.press('Mute')
    await eventually(async () => expect(await nino.hears(agentHz, 500)).toBe(0))
    expect(await aylin.hears(callerHz, 500)).toBeGreaterThan(0.7)
    await aylin.page.getByRole('button', { name: 'Mute', exact: true }).click()
    await nino.waitToHear(agentHz)
  })

  it('plays music to the caller on hold, who is not heard, and retrieves', async () => {
    await aylin.press('Hold')
    await aylin.waitForButton('Retrieve')
    await eventually(async () => expect(await aylin.hears(callerHz, 500)).toBe(0))
    expect(await nino.hears(agentHz, 1000)).toBe(0)
    const music = await nino.listen(1500)
    expect(Math.sqrt(music.reduce((sum, sample) => sum + sample * sample, 0) / music.length)).toBeGreaterThan(300)
    await aylin.press('Retrieve')
    await nino.waitToHear(agentHz)
    await aylin.waitToHear(callerHz)
  })

  it("takes the caller's digits and the agent's", async () => {
    await aylin.press('Keypad')
    await aylin.press('5')
    await nino.press('7')
    // Neither hurts the call; RFC 4733 exactness is measured in telephony/rtp.
    await nino.waitToHear(agentHz)
  })

  it('ends when the agent hangs up, and the caller is told', async () => {
    await aylin.press('Hang up')
    await nino.page.getByText('The call has ended.').waitFor()
    await aylin.waitForButton('Finish wrap-up')
  })

  it('keeps the note and the outcome, and frees the agent', async () => {
    await aylin.page.getByRole('textbox', { name: 'Note' }).fill('Asked for the opening hours.')
    const solved = aylin.page
      .getByRole('radio', { name: 'Solved' })
      .or(aylin.page.getByRole('button', { name: 'Solved' }))
    if (await solved.first().isVisible()) await solved.first().click()
    await aylin.press('Finish wrap-up')
    await eventually(async () => expect(await aylin.isShown('Finish wrap-up')).toBe(false))
  })

  it('stands in the history with its timeline', async () => {
    const found = await eventually(async () => {
      const { items } = await api.call('interactions')
      expect(items).toHaveLength(1)
      expect(items[0]?.state).toBe('ended')
      return items[0]
    })
    interactionId = found?.interactionId ?? ''
    const whole = await eventually(async () => {
      const interaction = await api.call('interaction', { id: interactionId })
      expect(interaction.note).toBe('Asked for the opening hours.')
      return interaction
    })
    expect(whole.segments.map((segment) => segment.kind)).toEqual(
      expect.arrayContaining(['queue', 'offer', 'talk', 'hold', 'wrapUp']),
    )
    expect(whole.segments.every((segment) => segment.endedAt)).toBe(true)
    expect(whole.agentName).toContain('Aylin')
    expect(whole.isAbandoned).toBe(false)
  })

  it('has a recording with the caller on the left and the agent on the right', async () => {
    const recording = await eventually(async () => {
      const { items } = await api.call('recordings', { id: interactionId })
      expect(items[0]?.isReady).toBe(true)
      return items[0]
    })
    const answer = await api.raw('recordingAudio', { id: recording?.recordingId ?? '' })
    expect(answer.headers.get('content-type')).toContain('audio/wav')
    const sound = readWav(Buffer.from(await answer.arrayBuffer()))
    const [left = new Int16Array(), right = new Int16Array()] = at8kHz(sound)
    expect(sound.channels).toBe(2)
    // Both speak Opus: their recording is wideband.
    expect(sound.sampleRateHz).toBe(16_000)
    expect(shareOfTone(left, callerHz)).toBeGreaterThan(0.4)
    expect(shareOfTone(right, agentHz)).toBeGreaterThan(0.4)
    // Neither is heard on the other's channel.
    expect(toneLevelDbfs(left, callerHz) - toneLevelDbfs(left, agentHz)).toBeGreaterThan(30)
    expect(toneLevelDbfs(right, agentHz) - toneLevelDbfs(right, callerHz)).toBeGreaterThan(30)

    const part = await api.raw('recordingAudio', { id: recording?.recordingId ?? '', headers: { range: 'bytes=0-43' } })
    expect(part.status).toBe(206)
    expect((await part.arrayBuffer()).byteLength).toBe(44)
  })
})
