import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { build } from 'esbuild'
import { openToneBrowser, type ToneBrowser } from './browser.ts'

/** A SIP telephone that others wrote, in a real Chromium: JsSIP over WebSocket (RFC 7118), its sound over WebRTC. */
export interface WebPhone {
  readonly browser: ToneBrowser
  dial(user: string): Promise<void>
  /** Answers the call that rings. */
  answer(): Promise<void>
  hold(): Promise<void>
  resume(): Promise<void>
  sendDigit(digit: string): Promise<void>
  hangUp(): Promise<void>
  /** Waits for one of JsSIP's words: registered, ringing, progress, confirmed, hold, ended, failed. Each is taken once. */
  waitFor(event: string, timeoutMs?: number): Promise<string>
  close(): Promise<void>
}

export interface WebPhoneOptions {
  /** An address of 127.0.0.0/8 for its page. */
  readonly address: string
  /** `ws://HOST:PORT`. */
  readonly socketUrl: string
  readonly domain: string
  readonly user: string
  readonly password: string
  readonly toneHz: number
}

export async function openWebPhone(options: WebPhoneOptions): Promise<WebPhone> {
  const server = await servePage(options.address)
  const browser = await openToneBrowser({ toneHz: options.toneHz })
  const { page } = browser
  await page.goto(`http://${options.address}:${(server.address() as AddressInfo).port}/`)
  await page.evaluate(startPhone, options)
  const tell = async (verb: string, argument = ''): Promise<void> => {
    await page.evaluate(([what, of]) => (globalThis as unknown as PhonePage).telephone[what as string]?.(of), [
      verb,
      argument,
    ] as const)
  }
  return {
    browser,
    dial: (user) => tell('dial', user),
    answer: () => tell('answer'),
    hold: () => tell('hold'),
    resume: () => tell('resume'),
    sendDigit: (digit) => tell('digit', digit),
    hangUp: () => tell('hangUp'),
    waitFor: async (event, timeoutMs = 15_000) => {
      const until = Date.now() + timeoutMs
      for (;;) {
        const said = await page.evaluate((name) => (globalThis as unknown as PhonePage).telephone.take?.(name), event)
        if (said !== undefined) return String(said)
        if (Date.now() > until) {
          const heard = await page.evaluate(() => (globalThis as unknown as PhonePage).telephone.said?.())
          throw new Error(`the phone said no ${event} in ${timeoutMs} ms, only ${heard}`)
        }
        await page.waitForTimeout(50)
      }
    },
    close: async () => {
      await browser.close()
      server.close()
    },
  }
}

interface PhonePage {
  readonly telephone: Readonly<Record<string, (argument?: string) => unknown>>
  readonly JsSIP: JsSip
}

/** As much of JsSIP as the page uses. */
interface JsSip {
  WebSocketInterface: new (url: string) => object
  UA: new (configuration: object) => JsSipAgent
}
interface JsSipAgent {
  start(): void
  call(target: string, options: object): void
  on(event: string, tell: (data: { session?: JsSipSession; cause?: string }) => void): void
}
interface JsSipSession {
  readonly direction: 'incoming' | 'outgoing'
  answer(options: object): void
  hold(): void
  unhold(): void
  sendDTMF(digit: string, options: object): void
  terminate(): void
  on(event: string, tell: (data: { cause?: string; ready?: () => void; originator?: string }) => void): void
}

/** A stream that no element plays is silent in Chromium, for the ear of the test as well. */
const loudspeaker = `
  const Silent = RTCPeerConnection
  RTCPeerConnection = class extends Silent {
    constructor(...of) {
      super(...of)
      this.addEventListener('track', ({ track }) => {
        const audio = document.createElement('audio')
        audio.srcObject = new MediaStream([track])
        void audio.play()
      })
    }
  }`

/** Runs in the page. */
function startPhone(options: WebPhoneOptions): void {
  const { JsSIP } = globalThis as unknown as PhonePage
  const said: { event: string; detail: string }[] = []
  const say = (event: string, detail = '') => said.push({ event, detail })
  const media = { mediaConstraints: { audio: true, video: false }, pcConfig: { iceServers: [] } }
  let session: JsSipSession | undefined
  const agent = new JsSIP.UA({
    sockets: [new JsSIP.WebSocketInterface(options.socketUrl)],
    uri: `sip:${options.user}@${options.domain}`,
    password: options.password,
    register: true,
  })
  for (const event of ['registered', 'registrationFailed', 'disconnected'])
    agent.on(event, ({ cause }) => say(event, cause))
  agent.on('newRTCSession', ({ session: made }) => {
    if (!made) return
    session = made
    if (made.direction === 'incoming') say('ringing')
    for (const event of ['progress', 'confirmed', 'ended', 'failed', 'hold', 'unhold'])
      made.on(event, ({ cause, originator }) => say(event, cause ?? originator))
    // Without a STUN server the first candidates are all there are.
    made.on('icecandidate', ({ ready }) => ready && setTimeout(ready, 200))
  })
  agent.start()
  const telephone = {
    dial: (user: string) => agent.call(`sip:${user}@${options.domain}`, media),
    answer: () => session?.answer(media),
    hold: () => session?.hold(),
    resume: () => session?.unhold(),
    digit: (digit: string) => session?.sendDTMF(digit, { transportType: 'RFC2833', duration: 160 }),
    hangUp: () => session?.terminate(),
    said: () => JSON.stringify(said),
    take: (event: string) => {
      const at = said.findIndex((one) => one.event === event)
      return at < 0 ? undefined : said.splice(at, 1)[0]?.detail
    },
  }
  Object.assign(globalThis, { telephone })
}

/** The page must come from somewhere: a browser gives its microphone to no blank one. */
async function servePage(address: string): Promise<Server> {
  const bundle = await build({
    stdin: { contents: "globalThis.JsSIP = require('jssip')", resolveDir: process.cwd(), loader: 'js' },
    bundle: true,
    format: 'iife',
    platform: 'browser',
    write: false,
    logLevel: 'error',
  })
  const script = bundle.outputFiles[0]?.text ?? ''
  const page = `<!doctype html><title>Telephone</title><script>${loudspeaker}</script><script src="/phone.js"></script>`
  const server = createServer((request, response) => {
    const isScript = request.url === '/phone.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8')
    response.end(isScript ? script : page)
  })
  await new Promise<void>((resolve) => server.listen(0, address, resolve))
  return server
}
