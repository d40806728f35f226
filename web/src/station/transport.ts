import { type WebControlToEdge, type WebControlToPage, webControlChannel } from '#protocol/edge/web-control.ts'

export interface TransportListener {
  /** Both the sound and the control channel are open. */
  connected(): void
  /** Gone for good: a new offer is needed. Called once. */
  lost(): void
  /** The edge says whether sound should flow. */
  sound(isWanted: boolean): void
  remote(stream: MediaStream): void
}

/** One WebRTC connection under the station. A new one replaces it after sleep or a change of network. */
export interface Transport {
  /** Whether the microphone's packets are sent. An idle station sends nothing (a disabled track still would). */
  setAwake(isAwake: boolean): void
  replaceTrack(track: MediaStreamTrack): Promise<void>
  close(): void
  readonly state: () => RTCPeerConnectionState
}

const gatherWithinMs = 1000
const disconnectedForMs = 1500
const aliveEveryMs = 1000

/**
 * Opens a transport: offers Opus, PCMU and telephone-event, so that wideband sound stays so and the edge may send what is narrowband
 * anyway without translating it, and waits for its candidates instead of trickling them, so that one request is enough.
 * @param iceServers ways round a network that lets no UDP through; none is well
 * @param exchange hands the offer to the server and brings its answer; its failure is thrown on
 */
export async function openTransport(
  track: MediaStreamTrack,
  isAwake: boolean,
  exchange: (offerSdp: string) => Promise<string>,
  listener: TransportListener,
  iceServers: RTCIceServer[],
): Promise<Transport> {
  const connection = new RTCPeerConnection({ iceServers, bundlePolicy: 'max-bundle' })
  const channel = connection.createDataChannel(webControlChannel)
  const transceiver = connection.addTransceiver(track, {
    direction: 'sendrecv',
    sendEncodings: [{ active: isAwake }],
  })
  preferTelephony(transceiver)
  const timers = new Set<ReturnType<typeof setTimeout>>()
  let isOver = false
  let isConnected = false

  const after = (delayMs: number, deed: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      if (!isOver) deed()
    }, delayMs)
    timers.add(timer)
  }
  const close = () => {
    isOver = true
    for (const timer of timers) clearTimeout(timer)
    connection.close()
  }
  const lose = () => {
    if (isOver) return
    close()
    listener.lost()
  }
  const send = (message: WebControlToEdge) => {
    if (channel.readyState === 'open') channel.send(JSON.stringify(message))
  }
  const beAlive = () => {
    send({ type: 'alive' })
    void tellHeard()
    after(aliveEveryMs, beAlive)
  }
  /** The edge hears nothing of what comes to us but by our own counts. */
  const tellHeard = async () => {
    const heard = await heardSoFar(connection).catch(() => undefined)
    if (heard && !isOver) send(heard)
  }
  const check = () => {
    if (isOver || isConnected) return
    if (connection.connectionState !== 'connected' || channel.readyState !== 'open') return
    isConnected = true
    beAlive()
    listener.connected()
  }

  connection.addEventListener('track', ({ streams, track: remote }) => {
    if (!isOver) listener.remote(streams[0] ?? new MediaStream([remote]))
  })
  connection.addEventListener('connectionstatechange', () => {
    const state = connection.connectionState
    if (state === 'connected') check()
    else if (state === 'failed' || state === 'closed') lose()
    else if (state === 'disconnected') {
      // A moment without packets heals by itself; more does not, since the edge has no ICE restart.
      after(disconnectedForMs, () => {
        if (connection.connectionState !== 'connected') lose()
      })
    }
  })
  channel.addEventListener('open', check)
  channel.addEventListener('close', lose)
  channel.addEventListener('message', ({ data }) => {
    const message = readControl(data)
    if (!isOver && message?.type === 'sound') listener.sound(message.isWanted)
  })

  try {
    await connection.setLocalDescription(await connection.createOffer())
    await gathered(connection)
    const answerSdp = await exchange(connection.localDescription?.sdp ?? '')
    if (!isOver) await connection.setRemoteDescription({ type: 'answer', sdp: answerSdp })
  } catch (cause) {
    close()
    throw cause
  }

  let wanted = isAwake
  let settling: Promise<void> | undefined
  const settle = async () => {
    const parameters = transceiver.sender.getParameters()
    const encoding = parameters.encodings[0]
    if (!encoding || encoding.active === wanted) return
    encoding.active = wanted
    await transceiver.sender.setParameters(parameters)
    if (encoding.active !== wanted && !isOver) await settle()
  }
  return {
    setAwake(isNowAwake) {
      wanted = isNowAwake
      // One change at a time: setParameters refuses parameters that another change made old.
      settling = (settling ?? Promise.resolve()).then(() => (isOver ? undefined : settle())).catch(() => undefined)
    },
    replaceTrack: (next) => transceiver.sender.replaceTrack(next),
    close,
    state: () => connection.connectionState,
  }
}

async function heardSoFar(connection: RTCPeerConnection): Promise<WebControlToEdge | undefined> {
  for (const stats of (await connection.getStats()).values()) {
    if (stats.type !== 'inbound-rtp' || stats.kind !== 'audio') continue
    const { packetsReceived, packetsLost = 0, jitter = 0 } = stats as RTCInboundRtpStreamStats
    if (packetsReceived === undefined) continue
    return { type: 'heard', packetsReceived, packetsLost: Math.max(0, packetsLost), jitterMs: jitter * 1000 }
  }
  return undefined
}

function preferTelephony(transceiver: RTCRtpTransceiver): void {
  const all = RTCRtpReceiver.getCapabilities('audio')?.codecs ?? []
  const named = (name: string) => all.filter(({ mimeType }) => mimeType.toLowerCase() === name)
  const pcmu = named('audio/pcmu')
  // Digits by the clocks of both (RFC 4733 2.1): the browser sends them by that of what it speaks.
  const digits = named('audio/telephone-event').filter(({ clockRate }) => clockRate === 8000 || clockRate === 48_000)
  if (pcmu.length > 0) transceiver.setCodecPreferences([...named('audio/opus'), ...pcmu, ...digits])
}

function gathered(connection: RTCPeerConnection): Promise<void> {
  if (connection.iceGatheringState === 'complete') return Promise.resolve()
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      connection.removeEventListener('icegatheringstatechange', changed)
      resolve()
    }
    const changed = () => {
      if (connection.iceGatheringState === 'complete') done()
    }
    // Some networks' interfaces answer late; what is known by then must do.
    const timer = setTimeout(done, gatherWithinMs)
    connection.addEventListener('icegatheringstatechange', changed)
  })
}

function readControl(frame: unknown): WebControlToPage | undefined {
  if (typeof frame !== 'string' || frame.length > 1024) return undefined
  try {
    const message = JSON.parse(frame) as WebControlToPage
    if (message?.type === 'sound' && typeof message.isWanted !== 'boolean') return undefined
    return message
  } catch {
    return undefined
  }
}
