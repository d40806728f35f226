import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Finding, problem, warning, well } from './finding.ts'

export interface PacketTiming {
  readonly sent: number
  readonly received: number
  /** How late packets left after their time, and how long they were under way, together: the 95th of 100 and the worst. */
  readonly p95LateMs: number
  readonly worstLateMs: number
}

const packetMs = 20
// G.711 in 20 ms packets with RTP's header (RFC 3551): what one leg of a call sends.
const packetBytes = 172

/** Sends `count` packets to ourselves at the pace of a call and measures how late they come. Takes `count` times 20 ms. */
export async function measureLoopback(count = 50): Promise<PacketTiming> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  const startMs = performance.now() + packetMs
  const lateMs: number[] = []
  socket.on('message', (bytes) => lateMs.push(performance.now() - (startMs + bytes.readUInt32BE(4) * packetMs)))
  const packet = Buffer.alloc(packetBytes)
  for (let i = 0; i < count; i++) {
    const waitMs = startMs + i * packetMs - performance.now()
    if (waitMs > 0) await sleep(waitMs)
    packet.writeUInt32BE(i, 4)
    socket.send(Buffer.from(packet), port, '127.0.0.1')
  }
  await sleep(100)
  socket.close()
  lateMs.sort((a, b) => a - b)
  return {
    sent: count,
    received: lateMs.length,
    p95LateMs: lateMs[Math.floor(lateMs.length * 0.95)] ?? Number.POSITIVE_INFINITY,
    worstLateMs: lateMs.at(-1) ?? Number.POSITIVE_INFINITY,
  }
}

/** Whether packets keep their pace on this machine, and whether the WebRTC library loads. */
export async function checkAudioPath(): Promise<Finding[]> {
  return [judgeTiming(await measureLoopback()), await checkWebRtc()]
}

/** A jitter buffer swallows some tens of milliseconds; packets later than that are silence to the ear. */
export function judgeTiming({ sent, received, p95LateMs, worstLateMs }: PacketTiming): Finding {
  if (received === 0)
    return problem('audio', 'UDP packets to this machine itself do not arrive: look into its firewall.')
  const measured = `${received} of ${sent} packets came back, 95 % within ${p95LateMs.toFixed(1)} ms and the worst after ${worstLateMs.toFixed(1)} ms`
  if (received < sent || p95LateMs > 20) {
    return problem(
      'audio',
      `${measured}: sound will break up; stop what else uses the processor, or use a faster machine.`,
    )
  }
  if (worstLateMs > 40) return warning('audio', `${measured}: something else takes the processor now and then.`)
  return well('audio', `${measured}.`)
}

async function checkWebRtc(): Promise<Finding> {
  try {
    // Loaded only here: the launcher itself carries no media.
    await import('node-datachannel')
    return well('webrtc', 'the WebRTC library loads.')
  } catch (error) {
    const [reason] = (error as Error).message.split('\n')
    return problem('webrtc', `the WebRTC library does not load (${reason}): browsers cannot call; SIP phones can.`)
  }
}
