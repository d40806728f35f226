import { createHmac } from 'node:crypto'
import type { Settings } from '#adapters/system/settings.ts'
import { newId } from '#kernel/ids.ts'
import { success } from '#kernel/result.ts'
import type { IceServers } from '#protocol/http/index.ts'
import type { ApiServices } from './api-services.ts'
import type { Handlers } from './handler.ts'

/** Long enough for a shift's reconnects to ask anew, short enough that a copied one is soon worth nothing. */
const goodForS = 3600

/**
 * Short-lived TURN credentials by the convention that coturn and others call the REST API (draft-uberti-behave-turn-rest-00):
 * the user name is when it ends and for whom, the password HMAC-SHA1 of it under the secret that the TURN server shares.
 */
export function turnCredential(secret: string, untilS: number, who: string): { username: string; credential: string } {
  const username = `${untilS}:${who}`
  return { username, credential: createHmac('sha1', secret).update(username).digest('base64') }
}

export function iceServersFor(turn: Settings['turn'], nowMs: number, who: string): IceServers {
  if (turn === undefined) return { iceServers: [] }
  const untilS = Math.floor(nowMs / 1000) + goodForS
  return {
    iceServers: [{ urls: [...turn.urls], ...turnCredential(turn.secret, untilS, who) }],
    expiresAt: new Date(untilS * 1000).toISOString(),
  }
}

export function iceHandlers({
  settings,
  clock,
  randomBytes,
}: ApiServices): Pick<Handlers, 'iceServers' | 'webCallIceServers'> {
  return {
    iceServers: async ({ caller }) => success(iceServersFor(settings.turn, clock.wallMs(), caller.personId)),
    // A stranger's name says nothing: a new one each time, so that a TURN server's quota by user holds each.
    webCallIceServers: async () =>
      success(iceServersFor(settings.turn, clock.wallMs(), newId('command', clock.wallMs(), randomBytes))),
  }
}
