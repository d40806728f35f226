import { connect, createServer, type Socket } from 'node:net'

/** A wire between a browser and the server that can be cut: a browser's own offline mode leaves open WebSockets alone. */
export interface CuttableLine {
  /** Where the server is to be found through it. */
  readonly httpUrl: string
  /** Ends every connection, and lets no new one come about. */
  cut(): void
  mend(): void
  close(): Promise<void>
}

/** @param address where it listens, on a port of its own */
export async function openCuttableLine(httpUrl: string, address: string): Promise<CuttableLine> {
  const { hostname, port } = new URL(httpUrl)
  const sockets = new Set<Socket>()
  let isCut = false
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
  }
  const server = createServer((near) => {
    keep(near)
    if (isCut) {
      near.destroy()
      return
    }
    const far = connect(Number(port), hostname)
    keep(far)
    near.pipe(far).pipe(near)
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, address, resolve)
  })
  const own = server.address()
  if (typeof own !== 'object' || own === null) throw new Error('The line has no port.')
  const drop = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    httpUrl: `http://${address}:${own.port}`,
    cut() {
      isCut = true
      drop()
    },
    mend() {
      isCut = false
    },
    async close() {
      drop()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
