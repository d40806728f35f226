import { createSocket, type Socket } from 'node:dgram'
import { pcma, pcmu } from '#telephony/audio/g711.ts'

/** An outside recorder (SRS, RFC 7866) that knows nothing of our SIP: datagrams in, datagrams out. */
export interface SiprecRecorder {
  readonly uri: string
  /** What it was called with: its INVITEs, first and further ones. */
  readonly invites: readonly RecorderInvite[]
  /** Names of all requests in order. */
  readonly requests: readonly string[]
  /** What it recorded of the stream with this label, 8 kHz. */
  heard(label: string): Int16Array
  close(): void
}

export interface RecorderInvite {
  readonly text: string
  readonly contact: string
  readonly require: string
  readonly sdp: string
  readonly metadata: string
}

export interface SiprecRecorderOptions {
  readonly address: string
  readonly port: number
  /** The final answer to the first so many INVITEs, in place of taking them. */
  readonly refusals?: readonly number[]
}

const mostSamples = 8000 * 60

export async function openSiprecRecorder(options: SiprecRecorderOptions): Promise<SiprecRecorder> {
  const { address, port } = options
  const refusals = [...(options.refusals ?? [])]
  const invites: RecorderInvite[] = []
  const requests: string[] = []
  const sound = new Map<string, number[]>()
  const signalling = await bind(address, port)
  const media = await Promise.all([bind(address, 0), bind(address, 0)])
  for (const [i, socket] of media.entries()) {
    const samples: number[] = []
    sound.set(String(i + 1), samples)
    socket.on('message', (packet) => {
      const payloadType = (packet[1] ?? 0) & 0x7f
      if (payloadType !== 0 && payloadType !== 8) return
      const payload = packet.subarray(12)
      const decoded = new Int16Array(payload.length)
      ;(payloadType === 0 ? pcmu : pcma).decode(payload, decoded, payload.length)
      if (samples.length < mostSamples) samples.push(...decoded)
    })
  }

  const answer = (request: string, from: { address: string; port: number }, status: string, body = '') => {
    const copied = ['Via', 'From', 'Call-ID', 'CSeq'].flatMap((name) => headersOf(request, name))
    const to = headersOf(request, 'To')[0] ?? ''
    const lines = [
      `SIP/2.0 ${status}`,
      ...copied,
      /;tag=/.test(to) ? to : `${to};tag=recorder`,
      `Contact: <sip:srs@${address}:${port}>;+sip.srs`,
      'Require: siprec',
      ...(body === '' ? [] : ['Content-Type: application/sdp']),
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ]
    signalling.send(Buffer.from(lines.join('\r\n')), from.port, from.address)
  }
  const seen = new Set<string>()
  signalling.on('message', (bytes, from) => {
    const text = bytes.toString('utf8')
    const method = text.slice(0, text.indexOf(' '))
    if (method.startsWith('SIP/')) return
    const key = headersOf(text, 'Via')[0] ?? ''
    const isNew = !seen.has(`${method} ${key}`)
    seen.add(`${method} ${key}`)
    if (isNew) requests.push(method)
    if (method === 'ACK') return
    if (method !== 'INVITE') {
      answer(text, from, '200 OK')
      return
    }
    if (isNew) invites.push(readInvite(text))
    const refusal = isNew ? refusals.shift() : undefined
    if (refusal !== undefined) {
      answer(text, from, `${refusal} Not now`)
      return
    }
    const streams = media.flatMap((socket, i) => [
      `m=audio ${socket.address().port} RTP/AVP ${i === 0 ? 8 : 0}`,
      `a=label:${i + 1}`,
      'a=recvonly',
    ])
    const description = ['v=0', `o=- 1 1 IN IP4 ${address}`, 's=-', `c=IN IP4 ${address}`, 't=0 0', ...streams, '']
    answer(text, from, '200 OK', description.join('\r\n'))
  })

  return {
    uri: `sip:recorder@${address}:${port};transport=udp`,
    invites,
    requests,
    heard: (label) => Int16Array.from(sound.get(label) ?? []),
    close: () => {
      for (const socket of [signalling, ...media]) socket.close()
    },
  }
}

function bind(address: string, port: number): Promise<Socket> {
  const socket = createSocket('udp4')
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(port, address, () => resolve(socket))
  })
}

/** Whole header lines of this name. */
const headersOf = (message: string, name: string): string[] =>
  message
    .split('\r\n\r\n')[0]
    ?.split('\r\n')
    .filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`)) ?? []

function readInvite(text: string): RecorderInvite {
  const value = (name: string) =>
    headersOf(text, name)[0]
      ?.slice(name.length + 1)
      .trim() ?? ''
  const boundary = /boundary="?([^";\s]+)/.exec(value('Content-Type'))?.[1] ?? 'none'
  const parts = text.slice(text.indexOf('\r\n\r\n')).split(`--${boundary}`)
  const part = (type: string) => {
    const found = parts.find((one) => one.includes(`Content-Type: ${type}`)) ?? ''
    return found.slice(found.indexOf('\r\n\r\n') + 4)
  }
  return {
    text,
    contact: value('Contact'),
    require: value('Require'),
    sdp: part('application/sdp'),
    metadata: part('application/rs-metadata+xml'),
  }
}
