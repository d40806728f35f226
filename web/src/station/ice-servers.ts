import { call } from '../sign-in/api.ts'

const renewBeforeMs = 60_000
const answerWithinMs = 3000

let known: { readonly servers: RTCIceServer[]; readonly untilMs: number } | undefined
let asking: Promise<RTCIceServer[]> | undefined

/**
 * The STUN and TURN servers for a new connection. Short-lived credentials are asked for anew a minute before they end; a
 * connection that stands keeps its own. Without an answer in three seconds, or with a refusal, there are none: the edge is
 * reached directly wherever the network lets UDP through.
 */
export function iceServers(nowMs = Date.now()): Promise<RTCIceServer[]> {
  if (known && nowMs < known.untilMs) return Promise.resolve(known.servers)
  asking ??= ask().finally(() => {
    asking = undefined
  })
  return asking
}

/** Somebody else signed in: credentials are a person's. */
export function forgetIceServers(): void {
  known = undefined
}

async function ask(): Promise<RTCIceServer[]> {
  try {
    const answer = await call('iceServers', { signal: AbortSignal.timeout(answerWithinMs) })
    const servers = answer.iceServers ?? []
    const expiresAtMs = answer.expiresAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(answer.expiresAt)
    known = { servers, untilMs: expiresAtMs - renewBeforeMs }
    return servers
  } catch {
    return []
  }
}
