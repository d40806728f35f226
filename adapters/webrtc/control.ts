import type { WebControlToEdge } from '#protocol/edge/web-control.ts'

const maxLength = 1024

/** One message of a page, or `undefined` for anything that is not one: pages are strangers. */
export function readControl(text: string | Buffer | ArrayBuffer): WebControlToEdge | undefined {
  if (typeof text !== 'string' || text.length > maxLength) return undefined
  try {
    const message: unknown = JSON.parse(text)
    if (typeof message !== 'object' || message === null || !('type' in message)) return undefined
    if (message.type === 'hang-up' || message.type === 'alive') return { type: message.type }
    return undefined
  } catch {
    return undefined
  }
}
