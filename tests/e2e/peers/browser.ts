import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { decimate, longestGapMs, shareOfTone, writeToneFile } from './tones.ts'

/** A real Chromium whose microphone plays one tone, and which keeps all that its pages hear over WebRTC. */
export interface ToneBrowser {
  readonly page: Page
  readonly context: BrowserContext
  /** Listens for `ms` from now: the share (0 to 1) of the time in which `frequencyHz` is nearly all that is heard. */
  hears(frequencyHz: number, ms?: number): Promise<number>
  /** Waits until {@link hears} of half a second says more than 0.7. */
  waitToHear(frequencyHz: number, timeoutMs?: number): Promise<void>
  /** How many samples it has heard. */
  heardCount(): Promise<number>
  /** All that it heard after the first `from` samples, 48 kHz. */
  heardSince(from: number): Promise<Int16Array>
  /** The sound of the next `ms`, 48 kHz. */
  listen(ms: number): Promise<Int16Array>
  /** Begins to keep the sound; the function that it gives ends that and says the longest gap in milliseconds:
   * silence, or sound that the browser made up. */
  watchForGaps(): Promise<() => Promise<number>>
  close(): Promise<void>
}

export interface ToneBrowserOptions {
  readonly toneHz: number
  readonly language?: string
  readonly ignoreHttpsErrors?: boolean
  /** Chromium behind this command, for example in a network namespace. */
  readonly executablePath?: string
  readonly deniesMicrophone?: boolean
  /** Its network lets nothing through to the edge: sound goes by way of a TURN server or not at all. */
  readonly onlyByRelay?: boolean
  readonly viewport?: { readonly width: number; readonly height: number }
  readonly extraArguments?: readonly string[]
}

const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

export async function openToneBrowser(options: ToneBrowserOptions): Promise<ToneBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-tone-'))
  const toneFile = join(folder, 'tone.wav')
  writeToneFile(toneFile, options.toneHz, 48_000)
  const browser: Browser = await chromium.launch({
    executablePath: options.executablePath ?? chromiumPath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${toneFile}`,
      ...(options.deniesMicrophone ? [] : ['--use-fake-ui-for-media-stream']),
      ...(options.extraArguments ?? []),
    ],
  })
  const context = await browser.newContext({
    locale: options.language ?? 'en-GB',
    // The ear below is an audio worklet made of a blob, which our own policy rightly refuses.
    bypassCSP: true,
    ignoreHTTPSErrors: options.ignoreHttpsErrors ?? false,
    ...(options.viewport ? { viewport: options.viewport } : {}),
  })
  await context.addInitScript(ear)
  if (options.onlyByRelay) await context.addInitScript(takeRelaysOnly)
  const page = await context.newPage()

  const heardCount = () => page.evaluate(() => (globalThis as unknown as Ear).parleyEar.length)
  const heardSince = async (from: number) => {
    const text = await page.evaluate((at) => (globalThis as unknown as Ear).parleyEar.since(at), from)
    const bytes = Buffer.from(text, 'base64')
    return Int16Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readInt16LE(i * 2))
  }
  /** What the browser made up for sound that did not come: milliseconds, and in how many stretches. */
  const concealed = async () => {
    const [concealedMs = 0, stretches = 0] = await page.evaluate<number[]>(concealedSound)
    return { concealedMs, stretches }
  }
  const listen = async (ms: number) => {
    const from = await heardCount()
    await delay(ms)
    return heardSince(from)
  }
  const hears = async (frequencyHz: number, ms = 1000) =>
    shareOfTone(decimate(await listen(ms), 48_000, 8000), frequencyHz)
  return {
    page,
    context,
    hears,
    heardCount,
    heardSince,
    listen,
    waitToHear: async (frequencyHz, timeoutMs = 10_000) => {
      const until = Date.now() + timeoutMs
      let best = 0
      while (Date.now() < until) {
        best = Math.max(best, await hears(frequencyHz, 500))
        if (best > 0.7) return
      }
      throw new Error(
        `${frequencyHz} Hz was not heard in ${timeoutMs} ms (at best in ${Math.round(best * 100)} % of half a second)`,
      )
    },
    watchForGaps: async () => {
      const before = await concealed()
      const from = await heardCount()
      return async () => {
        const after = await concealed()
        // Concealed sound is no silence, and no sound either: a mean stretch counts as a gap of its length.
        const stretches = Math.max(1, after.stretches - before.stretches)
        const meanConcealedMs = (after.concealedMs - before.concealedMs) / stretches
        return Math.max(meanConcealedMs, longestGapMs(await heardSince(from), 48_000))
      }
    },
    close: async () => {
      await browser.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

interface Ear {
  readonly parleyEar: { readonly length: number; since(from: number): string }
}

/** Of the latest connection, by its statistics (W3C webrtc-stats, RTCInboundRtpStreamStats). */
const concealedSound = `(async () => {
  for (const stat of (await parleyEar.peer.getStats()).values()) {
    if (stat.type !== 'inbound-rtp') continue
    const share = stat.concealedSamples / Math.max(1, stat.totalSamplesReceived)
    return [share * stat.totalSamplesDuration * 1000, stat.concealmentEvents]
  }
  return [0, 0]
})()`

/**
 * Runs in every page before its own scripts: each remote track goes, beside wherever the page puts it, into a worklet that
 * keeps its samples on the audio thread's own time. Voice processing is switched off: it takes pure tones for noise.
 */
const ear = `
(() => {
  const chunks = []
  const arrivals = []
  let length = 0
  globalThis.parleyEar = {
    get length() { return length },
    // Little-endian 16-bit samples in base 64: the sound of a minute crosses to the test in a moment.
    since(from) {
      const result = new Int16Array(Math.max(0, length - from))
      let at = length
      for (let i = chunks.length - 1; i >= 0 && at > from; i--) {
        at -= chunks[i].length
        result.set(at < from ? chunks[i].subarray(from - at) : chunks[i], Math.max(0, at - from))
      }
      const bytes = new Uint8Array(result.buffer)
      let text = ''
      for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192))
      return btoa(text)
    },
    arrivals,
    presses: [],
  }
  const worklet = "registerProcessor('ear', class extends AudioWorkletProcessor { process(i) { if (i[0][0]) this.port.postMessage([i[0][0].slice(), Date.now()]); return true } })"
  addEventListener('click', (event) => {
    globalThis.parleyEar.presses.push(performance.timeOrigin + event.timeStamp)
  }, true)
  let context, loaded, current
  const Native = globalThis.RTCPeerConnection
  if (!Native) return
  globalThis.RTCPeerConnection = class extends Native {
    constructor(...args) {
      super(...args)
      globalThis.parleyEar.peer = this
      this.addEventListener('track', async (event) => {
        context ??= new AudioContext({ sampleRate: 48000 })
        loaded ??= context.audioWorklet.addModule(URL.createObjectURL(new Blob([worklet], { type: 'text/javascript' })))
        await loaded
        await context.resume()
        // A station's new transport brings a new track; the old one has nothing more to say.
        current?.disconnect()
        current = new AudioWorkletNode(context, 'ear')
        const node = current
        context.createMediaStreamSource(new MediaStream([event.track])).connect(node)
        node.port.onmessage = ({ data: [data, atMs] }) => {
          if (node !== current) return
          chunks.push(Int16Array.from(data, (sample) => sample * 32767))
          arrivals.push(atMs)
          length += data.length
        }
      })
    }
  }
  const devices = navigator.mediaDevices
  if (!devices) return
  const native = devices.getUserMedia.bind(devices)
  devices.getUserMedia = (constraints) => {
    const audio = constraints?.audio
    const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false }
    return native(audio ? { ...constraints, audio: { ...(audio === true ? {} : audio), ...plain } } : constraints)
  }
})()
`

/** Runs in the page: no candidate of the browser's own is offered or tried. */
function takeRelaysOnly(): void {
  const page = globalThis as unknown as { RTCPeerConnection: new (configuration?: object) => object }
  page.RTCPeerConnection = class extends page.RTCPeerConnection {
    constructor(configuration?: object) {
      super({ ...configuration, iceTransportPolicy: 'relay' })
    }
  }
}
