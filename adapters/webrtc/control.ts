import type { WebControlToEdge } from '#protocol/edge/web-control.ts'

const maxLength = 1024

/** One message of a page, or `undefined` for anything that is not one: pages are strangers. */
export function readControl(text: string | Buffer | ArrayBuffer): WebControlToEdge | undefined {
  if (typeof text !== 'string' || text.length > maxLength) return undefined
  try {
    const message: unknown = JSON.parse(text)
    if (typeof message !== 'object' || message === null || !('type' in message)) return undefined
    if (message.type === 'hang-up' || message.type === 'alive') return { type: message.type }
    return message.type === 'heard' ? readHeard(message) : undefined
  } catch {
    return undefined
  }
}

function readHeard(message: object): WebControlToEdge | undefined {
  const { packetsReceived, packetsLost, jitterMs } = message as Record<string, unknown>
  if (!isCount(packetsReceived) || !isCount(packetsLost) || !isCount(jitterMs)) return undefined
  return { type: 'heard', packetsReceived, packetsLost, jitterMs }
}

const isCount = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value < 2 ** 48
