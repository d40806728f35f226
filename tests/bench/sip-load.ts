import { createSocket, type Socket } from 'node:dgram'

/**
 * Many calls with sound from one process: a plain SIP caller over UDP, as little of RFC 3261 as an honest call needs, and
 * one RTP socket a call that sends a tone in G.711 µ-law every 20 ms and counts what comes back.
 */
export interface LoadCall {
  readonly callId: string
  packetsSent: number
  packetsReceived: number
  hangUp(): void
}

export interface SipLoad {
  readonly calls: readonly LoadCall[]
  close(): Promise<void>
}

export async function startCalls(
  count: number,
  to: { readonly host: string; readonly port: number; readonly user: string },
  from: { readonly host: string; readonly sipPort: number; readonly firstRtpPort: number },
): Promise<SipLoad> {
  const signalling = await bound(from.sipPort, from.host)
  const waiting = new Map<string, (answer: string) => void>()
  signalling.on('message', (bytes) => {
    const text = bytes.toString('latin1')
    const callId = header(text, 'Call-ID')
    if (text.startsWith('SIP/2.0')) {
      if (Number(text.split(' ')[1]) >= 200) waiting.get(callId)?.(text)
      return
    }
    // BYE or OPTIONS from the other side: 200 to whatever it is.
    const reply = [
      'SIP/2.0 200 OK',
      ...['Via', 'From', 'To', 'Call-ID', 'CSeq'].map((name) => `${name}: ${header(text, name)}`),
    ]
    signalling.send(`${reply.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`, to.port, to.host)
  })

  const calls: (LoadCall & { readonly media: Socket; send(): void })[] = []
  for (let index = 0; index < count; index++) {
    const rtpPort = from.firstRtpPort + index * 2
    const media = await bound(rtpPort, from.host)
    const callId = `load-${index}-${process.pid}@${from.host}`
    const uri = `sip:${to.user}@${to.host}:${to.port}`
    const fromHeader = `<sip:load${index}@${from.host}>;tag=load${index}`
    const request = (method: string, sequence: number, toHeader: string, body = '') =>
      [
        `${method} ${uri} SIP/2.0`,
        `Via: SIP/2.0/UDP ${from.host}:${from.sipPort};branch=z9hG4bK-${method}-${index}-${process.pid};rport`,
        'Max-Forwards: 70',
        `From: ${fromHeader}`,
        `To: ${toHeader}`,
        `Call-ID: ${callId}`,
        `CSeq: ${sequence} ${method === 'ACK' ? 'ACK' : method}`,
        `Contact: <sip:load${index}@${from.host}:${from.sipPort}>`,
        ...(body ? ['Content-Type: application/sdp'] : []),
        `Content-Length: ${body.length}`,
        '',
        body,
      ].join('\r\n')
    const sdp = `v=0\r\no=- 1 1 IN IP4 ${from.host}\r\ns=-\r\nc=IN IP4 ${from.host}\r\nt=0 0\r\nm=audio ${rtpPort} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n`
    const answer = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`call ${index} was not answered in 10 s`)), 10_000)
      waiting.set(callId, (text) => {
        clearTimeout(timer)
        resolve(text)
      })
      signalling.send(request('INVITE', 1, `<${uri}>`, sdp), to.port, to.host)
    })
    if (!answer.startsWith('SIP/2.0 200')) throw new Error(`call ${index} was refused: ${answer.split('\r\n')[0]}`)
    const toHeader = header(answer, 'To')
    signalling.send(request('ACK', 1, toHeader), to.port, to.host)
    waiting.delete(callId)
    const remotePort = Number(/m=audio (\d+)/.exec(answer)?.[1])
    const packet = Buffer.alloc(172)
    packet.writeUInt16BE(0x8000, 0)
    packet.writeUInt32BE(index + 1, 8)
    for (let i = 0; i < 160; i++) packet[12 + i] = toneMuLaw[i % 8] ?? 0xff
    const call = {
      callId,
      media,
      packetsSent: 0,
      packetsReceived: 0,
      hangUp: () => signalling.send(request('BYE', 2, toHeader), to.port, to.host),
      send: () => {
        packet.writeUInt16BE(call.packetsSent & 0xffff, 2)
        packet.writeUInt32BE((call.packetsSent * 160) >>> 0, 4)
        media.send(packet, remotePort, to.host)
        call.packetsSent++
      },
    }
    media.on('message', () => {
      call.packetsReceived++
    })
    calls.push(call)
  }

  let isOver = false
  const startedMs = performance.now()
  let ticks = 0
  const tick = () => {
    if (isOver) return
    for (const call of calls) call.send()
    ticks++
    setTimeout(tick, Math.max(0, startedMs + ticks * 20 - performance.now()))
  }
  tick()
  return {
    calls,
    close: async () => {
      for (const call of calls) call.hangUp()
      await new Promise((resolve) => setTimeout(resolve, 300))
      isOver = true
      for (const call of calls) call.media.close()
      signalling.close()
    },
  }
}

/** One cycle of 1,000 Hz in G.711 µ-law (ITU-T G.711 Table 5, the digital milliwatt). */
const toneMuLaw = [0x1e, 0x0b, 0x0b, 0x1e, 0x9e, 0x8b, 0x8b, 0x9e]

const header = (text: string, name: string): string => new RegExp(`^${name}: *(.*)\r$`, 'im').exec(text)?.[1] ?? ''

function bound(port: number, host: string): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 })
  return new Promise((resolve) => socket.bind(port, host, () => resolve(socket)))
}
