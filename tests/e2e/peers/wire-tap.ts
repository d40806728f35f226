import { Socket } from 'node:dgram'

/** What passes through the UDP sockets of this process, as it is on the wire. */
export interface WireTap {
  /** RTP packets, either way, of the address and port that they left for or came from. */
  rtp(direction: 'in' | 'out'): Buffer[]
  remove(): void
}

const keep = 2000

/** Listens at every UDP socket of this process: an edge that runs within the test. */
export function tapWire(): WireTap {
  const packets = { in: [] as Buffer[], out: [] as Buffer[] }
  const note = (direction: 'in' | 'out', bytes: Uint8Array) => {
    const [first = 0, second = 0] = bytes
    const isRtp = bytes.length > 12 && first >> 6 === 2 && (second < 192 || second > 223)
    if (isRtp && packets[direction].length < keep) packets[direction].push(Buffer.from(bytes))
  }
  const prototype = Socket.prototype
  const { send, emit } = prototype
  prototype.send = function (this: Socket, message: unknown, ...rest: unknown[]) {
    const [offset, length] = rest
    if (message instanceof Uint8Array) {
      note('out', typeof length === 'number' ? message.subarray(Number(offset), Number(offset) + length) : message)
    }
    return Reflect.apply(send, this, [message, ...rest])
  } as typeof send
  prototype.emit = function (this: Socket, event: string, ...rest: unknown[]) {
    if (event === 'message' && rest[0] instanceof Uint8Array) note('in', rest[0])
    return Reflect.apply(emit, this, [event, ...rest])
  } as typeof emit
  return {
    rtp: (direction) => packets[direction],
    remove: () => {
      prototype.send = send
      prototype.emit = emit
    },
  }
}
