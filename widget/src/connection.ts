import type { EndReason } from '#protocol/edge/parties.ts'
import { type WebControlToEdge, type WebControlToPage, webControlChannel } from '#protocol/edge/web-control.ts'
import type { IceServers } from '#protocol/http/phones.ts'
import type { StartedWebCall, StartWebCall } from '#protocol/http/stations.ts'
import type { Ending, Trouble } from './call-state.ts'

/** One call over WebRTC to the edge. The page's own hanging up and the far end's go over a data channel: no server between. */
export interface Connection {
  /** Sends one digit as RFC 4733. */
  sendDigit(digit: string): void
  hangUp(): void
}

export interface ConnectionEvents {
  onMicrophone(stream: MediaStream): void
  onSound(stream: MediaStream): void
  onMade(): void
  onAnswered(): void
  onEnded(ending: Ending): void
  onTrouble(trouble: Trouble): void
}

const gatherTimeoutMs = 1500
const iceServersWithinMs = 2000
const aliveEveryMs = 1000
const lostAfterMs = 12_000

export interface Wish {
  readonly number: string
  readonly name?: string
  readonly language: string
}

/** Asks for the microphone, makes the offer, sends it to `/api/v1/web-calls`, and takes the answer. Never throws: troubles are events. */
export function connect(wish: Wish, events: ConnectionEvents): Connection {
  let peer: RTCPeerConnection | undefined
  let control: RTCDataChannel | undefined
  let sender: RTCRtpSender | undefined
  let microphone: MediaStream | undefined
  let isOver = false
  let aliveTimer: ReturnType<typeof setTimeout> | undefined
  let lostTimer: ReturnType<typeof setTimeout> | undefined

  const close = () => {
    isOver = true
    clearTimeout(aliveTimer)
    clearTimeout(lostTimer)
    for (const track of microphone?.getTracks() ?? []) track.stop()
    peer?.close()
  }
  const end = (ending: Ending) => {
    if (isOver) return
    close()
    events.onEnded(ending)
  }
  const fail = (trouble: Trouble) => {
    if (isOver) return
    close()
    events.onTrouble(trouble)
  }
  const tell = (message: WebControlToEdge) => {
    if (control?.readyState === 'open') control.send(JSON.stringify(message))
  }
  const keepAlive = () => {
    if (isOver) return
    tell({ type: 'alive' })
    // What comes to us, by our own counts: the edge cannot know otherwise that we hear nothing.
    void peer
      ?.getStats()
      .then((stats) => {
        const heard = [...stats.values()].find(({ type, kind }) => type === 'inbound-rtp' && kind === 'audio')
        if (isOver || heard?.packetsReceived === undefined) return
        const { packetsReceived, packetsLost = 0, jitter = 0 } = heard
        tell({ type: 'heard', packetsReceived, packetsLost: Math.max(0, packetsLost), jitterMs: jitter * 1000 })
      })
      .catch(() => undefined)
    aliveTimer = setTimeout(keepAlive, aliveEveryMs)
  }

  const start = async () => {
    if (!window.isSecureContext) return fail('insecure-page')
    if (!navigator.mediaDevices || !('RTCPeerConnection' in window)) return fail('browser-too-old')
    try {
      microphone = await navigator.mediaDevices.getUserMedia({ audio: true })
    } catch (error) {
      return fail(microphoneTrouble(error))
    }
    if (isOver) {
      for (const track of microphone.getTracks()) track.stop()
      return
    }
    events.onMicrophone(microphone)

    peer = new RTCPeerConnection({ iceServers: await iceServers() })
    if (isOver) return peer.close()
    const track = microphone.getAudioTracks()[0]
    if (!track) return fail('microphone-missing')
    track.addEventListener('ended', () => fail('microphone-missing'))
    const transceiver = peer.addTransceiver(track, { direction: 'sendrecv', streams: [microphone] })
    sender = transceiver.sender
    preferTelephoneCodecs(transceiver)
    peer.addEventListener('track', (event) => events.onSound(event.streams[0] ?? new MediaStream([event.track])))
    peer.addEventListener('connectionstatechange', () => {
      clearTimeout(lostTimer)
      if (peer?.connectionState === 'failed' || peer?.connectionState === 'closed') end('connection-lost')
      // A short loss heals by itself; a long one is told.
      if (peer?.connectionState === 'disconnected') lostTimer = setTimeout(() => end('connection-lost'), lostAfterMs)
    })
    control = peer.createDataChannel(webControlChannel)
    control.addEventListener('open', keepAlive)
    control.addEventListener('close', () => end('connection-lost'))
    control.addEventListener('message', (event) => {
      const message = readControl(event.data)
      if (message?.type === 'answered') events.onAnswered()
      if (message?.type === 'ended') end(endingOf(message.reason))
    })

    await peer.setLocalDescription(await peer.createOffer())
    await gathered(peer)
    if (isOver) return
    const offerSdp = peer.localDescription?.sdp ?? ''
    const answer = await startWebCall({
      number: wish.number,
      offerSdp,
      language: wish.language,
      ...(wish.name ? { name: wish.name } : {}),
    })
    if (isOver) return
    if ('trouble' in answer) return fail(answer.trouble)
    events.onMade()
    await peer.setRemoteDescription({ type: 'answer', sdp: answer.answerSdp })
  }

  start().catch(() => fail('server-refused'))

  return {
    sendDigit: (digit) => {
      // 100 ms long, 70 ms apart: what RFC 4733 receivers and old PBXs both take.
      if (sender?.dtmf?.canInsertDTMF) sender.dtmf.insertDTMF((sender.dtmf.toneBuffer ?? '') + digit, 100, 70)
    },
    hangUp: () => {
      tell({ type: 'hang-up' })
      // Let the message leave before the transport closes.
      const wasOpen = control?.readyState === 'open'
      if (isOver) return
      isOver = true
      events.onEnded('you-hung-up')
      setTimeout(close, wasOpen ? 150 : 0)
    },
  }
}

/** Ways round a network that lets no UDP through. Without an answer there are none, and the edge is tried directly. */
async function iceServers(): Promise<RTCIceServer[]> {
  try {
    const response = await fetch('/api/v1/web-calls/ice-servers', { signal: AbortSignal.timeout(iceServersWithinMs) })
    return response.ok ? (((await response.json()) as IceServers).iceServers ?? []) : []
  } catch {
    return []
  }
}

function microphoneTrouble(error: unknown): Trouble {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'microphone-missing'
  if (name === 'NotReadableError' || name === 'AbortError') return 'microphone-busy'
  return 'microphone-refused'
}

/** Opus for how it sounds and G.711 for what needs no more; with each the digits by its clock (RFC 4733 2.1). */
function preferTelephoneCodecs(transceiver: RTCRtpTransceiver) {
  const codecs = RTCRtpReceiver.getCapabilities('audio')?.codecs ?? []
  const wanted = ['audio/opus', 'audio/pcmu', 'audio/pcma', 'audio/telephone-event']
  const chosen = wanted.flatMap((type) =>
    codecs.filter(
      ({ mimeType, clockRate }) => mimeType.toLowerCase() === type && (clockRate === 8000 || clockRate === 48_000),
    ),
  )
  if (chosen.length > 0) transceiver.setCodecPreferences(chosen)
}

function gathered(peer: RTCPeerConnection): Promise<void> {
  if (peer.iceGatheringState === 'complete') return Promise.resolve()
  return new Promise((resolve) => {
    setTimeout(resolve, gatherTimeoutMs)
    peer.addEventListener('icegatheringstatechange', () => {
      if (peer.iceGatheringState === 'complete') resolve()
    })
  })
}

function readControl(text: unknown): WebControlToPage | undefined {
  try {
    return JSON.parse(String(text)) as WebControlToPage
  } catch {
    return undefined
  }
}

export function endingOf(reason: EndReason): Ending {
  if (reason === 'busy' || reason === 'refused') return 'line-busy'
  if (reason === 'no-answer' || reason === 'declined' || reason === 'unreachable') return 'nobody-answered'
  if (reason === 'connection-lost' || reason === 'edge-lost' || reason === 'error') return 'connection-lost'
  return 'they-hung-up'
}

async function startWebCall(body: StartWebCall): Promise<StartedWebCall | { readonly trouble: Trouble }> {
  let response: Response
  try {
    response = await fetch('/api/v1/web-calls', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': newKey() },
      body: JSON.stringify(body),
    })
  } catch {
    return { trouble: 'no-connection' }
  }
  if (response.ok) return (await response.json()) as StartedWebCall
  if (response.status === 404) return { trouble: 'unknown-number' }
  if (response.status === 429) return { trouble: 'too-many-calls' }
  if (response.status === 503) return { trouble: 'lines-busy' }
  return { trouble: 'server-refused' }
}

const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
