import { createSocket } from 'node:dgram'

/** What one name is, by the type of record. */
export interface DnsZone {
  readonly a?: Readonly<Record<string, readonly string[]>>
  readonly srv?: Readonly<Record<string, readonly { priority: number; weight: number; port: number; target: string }[]>>
  readonly naptr?: Readonly<
    Record<
      string,
      readonly { order: number; preference: number; flags: string; service: string; replacement: string }[]
    >
  >
}

export interface DnsServer {
  /** `address:port` for a resolver. */
  readonly server: string
  /** The names asked for, with their types, in order. */
  readonly questions: readonly string[]
  zone: DnsZone
  close(): Promise<void>
}

const types = { a: 1, srv: 33, naptr: 35 } as const
const typeNames = new Map<number, string>([
  [1, 'A'],
  [28, 'AAAA'],
  [33, 'SRV'],
  [35, 'NAPTR'],
])
const ttlS = 5

/** A name server of our own (RFC 1035 over UDP), authoritative for one zone and ignorant of everything else. */
export async function startDnsServer(address: string, zone: DnsZone): Promise<DnsServer> {
  const socket = createSocket('udp4')
  const questions: string[] = []
  const server = { zone }
  socket.on('message', (query, remote) => {
    const { name, type, end } = readQuestion(query)
    questions.push(`${typeNames.get(type) ?? type} ${name}`)
    const records = recordsOf(server.zone, name, type)
    const isKnown = Object.values(server.zone).some((byName) => byName !== undefined && name in byName)
    const header = Buffer.alloc(12)
    query.copy(header, 0, 0, 2)
    // Response, authoritative, recursion as asked; 3 is "no such name".
    header.writeUInt16BE(0x8580 | (isKnown ? 0 : 3), 2)
    header.writeUInt16BE(1, 4)
    header.writeUInt16BE(records.length, 6)
    const answers = records.map((data) => {
      const fixed = Buffer.alloc(12)
      fixed.writeUInt16BE(0xc00c, 0)
      fixed.writeUInt16BE(type, 2)
      fixed.writeUInt16BE(1, 4)
      fixed.writeUInt32BE(ttlS, 6)
      fixed.writeUInt16BE(data.length, 10)
      return Buffer.concat([fixed, data])
    })
    socket.send(Buffer.concat([header, query.subarray(12, end), ...answers]), remote.port, remote.address)
  })
  await new Promise<void>((resolve) => socket.bind(0, address, resolve))
  return Object.assign(server, {
    server: `${address}:${socket.address().port}`,
    questions,
    close: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  })
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 }
}

const nameBytes = (name: string): Buffer =>
  Buffer.concat([
    ...name
      .split('.')
      .filter((label) => label !== '')
      .map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])),
    Buffer.from([0]),
  ])
const textBytes = (text: string): Buffer => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)])
const numbers = (...values: number[]): Buffer =>
  Buffer.concat(values.map((value) => Buffer.from([value >> 8, value & 255])))

function recordsOf(zone: DnsZone, name: string, type: number): Buffer[] {
  switch (type) {
    case types.a:
      return (zone.a?.[name] ?? []).map((address) => Buffer.from(address.split('.').map(Number)))
    case types.srv:
      return (zone.srv?.[name] ?? []).map((one) =>
        Buffer.concat([numbers(one.priority, one.weight, one.port), nameBytes(one.target)]),
      )
    case types.naptr:
      return (zone.naptr?.[name] ?? []).map((one) =>
        Buffer.concat([
          numbers(one.order, one.preference),
          textBytes(one.flags),
          textBytes(one.service),
          textBytes(''),
          nameBytes(one.replacement),
        ]),
      )
    default:
      return []
  }
}
