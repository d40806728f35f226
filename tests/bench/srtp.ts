import { SrtpReceiver, SrtpSender, srtpOverheadBytes } from '#telephony/rtp/srtp.ts'
import { srtpKeyBytes, srtpSuiteNames, srtpSuites } from '#telephony/rtp/srtp-suite.ts'
import { type Row, report } from './report.ts'

/**
 * What securing one packet of 20 ms costs, each suite, made and read: microseconds of processor time, so that others on the
 * machine do not count. A leg has fifty of each a second. `npm run bench -- srtp [packets]`.
 */
const batch = 10_000
const batches = Math.max(2, Math.round(Number(process.argv[2] ?? 100_000) / batch))

const rows: Row[] = srtpSuiteNames.map((suite) => {
  const key = { suite, keyAndSalt: new Uint8Array(srtpKeyBytes(srtpSuites[suite])).fill(7), mkiBytes: 0 }
  const sender = new SrtpSender(key)
  const receiver = new SrtpReceiver(key)
  const packet = Buffer.alloc(172, 0x55)
  packet[0] = 0x80
  packet[1] = 0
  const secrets = Array.from({ length: batch }, () => Buffer.alloc(packet.length + srtpOverheadBytes))
  let sequence = 0
  let [madeUs, readUs] = [0, 0]
  // The first batch is the JIT's.
  for (let i = 0; i <= batches; i++) {
    let length = 0
    const began = process.cpuUsage()
    for (const secret of secrets) {
      sequence = (sequence + 1) & 0xffff
      packet.writeUInt16BE(sequence, 2)
      length = sender.rtp(packet, packet.length, secret)
    }
    const made = process.cpuUsage(began)
    const half = process.cpuUsage()
    for (const secret of secrets) {
      if (receiver.rtp(secret.subarray(0, length)) !== packet.length) throw new Error(`${suite}: a packet was refused`)
    }
    const read = process.cpuUsage(half)
    if (i === 0) continue
    madeUs += (made.user + made.system) / batch / batches
    readUs += (read.user + read.system) / batch / batches
  }
  return { suite, 'made µs': madeUs, 'read µs': readUs, '% of a core a leg': ((madeUs + readUs) * 50) / 10_000 }
})
report('srtp', rows)
