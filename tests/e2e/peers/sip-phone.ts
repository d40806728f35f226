import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { endProcess } from './installation.ts'
import { readWav, type Sound, wavFile, writeToneFile } from './tones.ts'
import { eventually } from './waiting.ts'

/** A baresip softphone without a screen: registers, calls, speaks a tone, records what it hears. */
export interface SipPhone {
  registered(): Promise<void>
  dial(target: string): void
  /** Answers what rings. */
  accept(): void
  hangUp(): void
  sendDigit(digit: string): void
  /** Sends the other party on (REFER). */
  transfer(target: string): void
  /** Waits for one of baresip's events, such as CALL_ESTABLISHED or CALL_CLOSED; gives its parameters. */
  waitFor(event: string, timeoutMs?: number): Promise<string>
  /** What it heard so far, mono: at 8 kHz, or at the rate of the wideband codec that it took. */
  heard(): Int16Array
  heardSound(): Sound | undefined
  close(): Promise<void>
}

export interface SipPhoneOptions {
  /** An address of 127.0.0.0/8 of its own. */
  readonly address: string
  readonly server: { readonly host: string; readonly port: number }
  readonly user: string
  readonly password: string
  readonly toneHz: number
  /** Says this, 8 kHz, from when it is connected, in the place of its tone; then it hangs up. */
  readonly says?: Int16Array
  /** When its tone is over it hangs up: a call of it lasts no longer. Default 10. */
  readonly toneSeconds?: number
  readonly answersByItself?: boolean
  /** Answers what asks for it by `Call-Info: …;answer-after=0`. This baresip knows no such header: we read its trace and press the key for it. */
  readonly answersWhenAsked?: boolean
  /** Default UDP. */
  readonly transport?: 'udp' | 'tcp' | 'tls'
  /** SRTP by keys in the description: beside the plain profile (`srtp`), or nothing else (`srtp-mand`). Default none. */
  readonly mediaEncryption?: 'none' | 'srtp' | 'srtp-mand'
  /** In its order; its loudspeaker and microphone have 16 kHz with these. Default G.711 at 8 kHz. */
  readonly wideband?: readonly ('G722/16000/1' | 'opus/48000/1' | 'opus/48000/2')[]
}

export async function startSipPhone(options: SipPhoneOptions): Promise<SipPhone> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-phone-'))
  const recordings = join(folder, 'recordings')
  mkdirSync(recordings)
  const rateHz = options.wideband ? 16_000 : 8000
  if (options.says) writeFileSync(join(folder, 'tone.wav'), wavFile(options.says, 1, 8000))
  else writeToneFile(join(folder, 'tone.wav'), options.toneHz, rateHz, options.toneSeconds)
  writeFileSync(join(folder, 'config'), config(options.address, folder, recordings, rateHz))
  const { host, port } = options.server
  const { mediaEncryption = 'none' } = options
  writeFileSync(
    join(folder, 'accounts'),
    `<sip:${options.user}@${host}:${port};transport=${options.transport ?? 'udp'}>;auth_user=${options.user};auth_pass=${options.password};regint=60;` +
      `answermode=${options.answersByItself ? 'auto' : 'manual'};audio_codecs=${(options.wideband ?? ['PCMU/8000/1', 'PCMA/8000/1']).join(',')}` +
      `${mediaEncryption === 'none' ? '' : `;mediaenc=${mediaEncryption}`}\n`,
  )
  writeFileSync(join(folder, 'contacts'), '')
  const child: ChildProcess = spawn(
    'baresip',
    [...(options.answersWhenAsked ? ['-s'] : []), '-f', folder, '-t', '600'],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let output = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })

  const socket = await control(options.address, () => output)
  const events: { readonly type: string; readonly param: string; isTaken?: boolean }[] = []
  let buffer = ''
  socket.on('data', (chunk: Buffer) => {
    buffer += chunk.toString('latin1')
    for (;;) {
      const colon = buffer.indexOf(':')
      const size = Number(buffer.slice(0, colon))
      if (colon < 0 || buffer.length < colon + 1 + size + 1) return
      const message = JSON.parse(buffer.slice(colon + 1, colon + 1 + size)) as {
        event?: boolean
        type?: string
        param?: string
      }
      buffer = buffer.slice(colon + 1 + size + 1)
      if (message.event && message.type) events.push({ type: message.type, param: message.param ?? '' })
      const isAsked = message.type === 'CALL_INCOMING' && /^Call-Info:.*;answer-after=0/im.test(lastInvite(output))
      if (options.answersWhenAsked && isAsked) send('accept')
    }
  })
  const send = (command: string, params?: string) => {
    const text = JSON.stringify({ command, ...(params === undefined ? {} : { params }) })
    socket.write(`${Buffer.byteLength(text)}:${text},`)
  }
  const heardSound = () => {
    const file = readdirSync(recordings).find((name) => name.endsWith('-dec.wav'))
    if (!file) return undefined
    const bytes = readFileSync(join(recordings, file))
    // The header is finished when the call ends; until then the sizes are what the file has.
    if (bytes.length < 44) return undefined
    const data = bytes.indexOf('data')
    bytes.writeUInt32LE(bytes.length - data - 8, data + 4)
    return readWav(bytes)
  }
  return {
    // It registers before anybody can listen to its events; its screen remembers.
    registered: () => eventually(async () => expect(output).toMatch(/200 OK .*\[\d+ binding/)),
    dial: (target) => send('dial', target.startsWith('sip:') ? target : `sip:${target}@${host}:${port}`),
    accept: () => send('accept'),
    hangUp: () => send('hangup'),
    sendDigit: (digit) => send('sndcode', digit),
    transfer: (target) => send('transfer', `sip:${target}@${host}:${port}`),
    waitFor: async (type, timeoutMs = 15_000) => {
      const until = Date.now() + timeoutMs
      while (Date.now() < until) {
        const event = events.find((candidate) => candidate.type === type && !candidate.isTaken)
        if (event) {
          event.isTaken = true
          return event.param
        }
        await delay(20)
      }
      throw new Error(
        `the phone saw no ${type} in ${timeoutMs} ms, only ${events.map((event) => event.type).join(', ')}\n${output}`,
      )
    },
    heard: () => heardSound()?.samples[0] ?? new Int16Array(0),
    heardSound,
    close: async () => {
      send('quit')
      await Promise.race([new Promise((resolve) => child.once('exit', resolve)), delay(3000)])
      socket.destroy()
      await endProcess(child)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The latest call of its trace. */
const lastInvite = (trace: string): string => trace.slice(trace.lastIndexOf('INVITE sip:'))

/** Dials baresip's control port until it listens. */
async function control(address: string, output: () => string): Promise<Socket> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const socket = await new Promise<Socket | undefined>((resolve) => {
      const candidate = connect(14_444, address)
      candidate.once('connect', () => resolve(candidate))
      candidate.once('error', () => resolve(undefined))
    })
    if (socket) return socket
    await delay(100)
  }
  throw new Error(`baresip does not listen:\n${output()}`)
}

const config = (address: string, folder: string, recordings: string, rateHz: number) => `
sip_listen ${address}:15071
net_interface ${address}
audio_player aubridge,sinkA
audio_alert aubridge,alertA
audio_source aufile,${join(folder, 'tone.wav')}
ausrc_srate ${rateHz}
auplay_srate ${rateHz}
ausrc_channels 1
auplay_channels 1
audio_txmode poll
rtp_ports 26000-26999
module_path /usr/lib/baresip/modules
module g711.so
module g722.so
module opus.so
module aufile.so
module aubridge.so
module sndfile.so
module srtp.so
module uuid.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen ${address}:14444
snd_path ${recordings}
`
