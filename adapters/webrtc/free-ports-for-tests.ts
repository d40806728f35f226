import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/**
 * UDP ports that nobody has, below those that the system gives to whoever asks for any: a second run of the same tests, and
 * other programs, keep out of them.
 */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports = new Set<number>()
  while (ports.size < count) {
    const port = lowest + Math.floor(Math.random() * (beyond - lowest))
    if (await isFree(port)) ports.add(port)
  }
  return [...ports]
}

const lowest = 20_000
const beyond = 32_000

async function isFree(port: number): Promise<boolean> {
  const socket = createSocket('udp4')
  try {
    socket.bind(port)
    await once(socket, 'listening')
    return true
  } catch {
    return false
  } finally {
    socket.close()
  }
}
