/** The realtime stream: one WebSocket a page, topics with a snapshot and then deltas. */
import fastifyWebsocket from '@fastify/websocket'
import type { FastifyInstance } from 'fastify'
import type { RawData, WebSocket } from 'ws'
import type { AgentId, CustomerId, InteractionId } from '#kernel/ids.ts'
import type { Caller } from '../accounts/caller.ts'
import { readSignInCookie } from '../accounts/cookie.ts'
import type { SignIns } from '../accounts/sign-ins.ts'
import { newToken } from '../accounts/tokens.ts'
import { refuseForeignOrigin } from '../api/origin-check.ts'
import { Refused } from '../api/refusal.ts'
import type { CoreServices } from '../core-services.ts'
import { TopicHub } from './hub.ts'
import { pageMessageBytes } from './page-messages.ts'
import { StreamConnection } from './stream-connection.ts'

export interface Stream {
  /** Puts `GET /api/v1/stream` onto the app. */
  register(app: FastifyInstance): Promise<void>
  readonly openCount: number
  /** What was written about an interaction or a customer shows on the desks that have it. */
  interactionChanged(interactionId: InteractionId): void
  customerChanged(customerId: CustomerId): void
  /** Messages or reminders of these agents are others now. */
  alertsChanged(agentIds: readonly AgentId[]): void
  close(): void
}

// A page that answers no ping within this time is gone, whatever its socket says.
const beatEveryMs = 20_000
// Endings on this core close streams at once; this is for those on another one, and for those that expire.
const beatsBetweenSignInChecks = 3
const streamsOfOnePersonAtMost = 20

interface Open {
  readonly socket: WebSocket
  readonly connection: StreamConnection
  readonly token: string
  isAlive: boolean
}

export function createStream(services: CoreServices & { readonly signIns: SignIns }): Stream {
  const { signIns, clock, randomBytes, logger } = services
  const hub = new TopicHub(services)
  const origin = newToken(randomBytes)
  const open = new Set<Open>()
  let beats = 0
  let heart: NodeJS.Timeout | undefined

  signIns.onEnded(({ signInId, personId }) => {
    for (const { connection } of open) {
      const { caller } = connection
      if (caller.signInId === signInId || caller.personId === personId) connection.close('signedOut')
    }
    // A person who was changed may have another name.
    if (personId !== undefined) hub.namesChanged()
  })

  function beat(): void {
    beats++
    for (const one of open) {
      if (!one.isAlive) {
        one.socket.terminate()
        continue
      }
      one.isAlive = false
      one.socket.ping()
      if (beats % beatsBetweenSignInChecks === 0) void checkSignIn(one)
    }
    heart = setTimeout(beat, beatEveryMs)
    heart.unref()
  }

  /** An open page counts as use, so a shift is not signed out in the middle; one whose sign-in is over is closed. */
  async function checkSignIn({ connection, token }: Open): Promise<void> {
    try {
      if (!(await signIns.callerOf(token))) connection.close('signedOut')
    } catch (error) {
      logger.debug('A sign-in could not be checked', { error })
    }
  }

  function accept(socket: WebSocket, caller: Caller, token: string): void {
    const one: Open = {
      socket,
      connection: new StreamConnection(socket, caller, { hub, origin, clock }),
      token,
      isAlive: true,
    }
    open.add(one)
    socket.on('message', (data: RawData, isBinary: boolean) => {
      one.isAlive = true
      if (isBinary) one.connection.close('malformed')
      else one.connection.received(data.toString())
    })
    socket.on('pong', () => {
      one.isAlive = true
    })
    socket.on('close', () => {
      open.delete(one)
      one.connection.ended()
    })
    socket.on('error', () => socket.terminate())
  }

  return {
    get openCount() {
      return open.size
    },
    interactionChanged: (interactionId) => hub.interactionChanged(interactionId),
    customerChanged: (customerId) => hub.customerChanged(customerId),
    alertsChanged: (agentIds) => hub.alertsChanged(agentIds),

    async register(app) {
      await app.register(fastifyWebsocket, { options: { maxPayload: pageMessageBytes, perMessageDeflate: false } })
      app.get(
        '/api/v1/stream',
        {
          websocket: true,
          // Before the upgrade, so that a refusal is an HTTP answer: browsers send cookies with any page's WebSocket.
          preValidation: async (request) => {
            refuseForeignOrigin(request)
            const token = readSignInCookie(request.headers.cookie)
            request.caller = token === undefined ? undefined : await signIns.callerOf(token)
            if (!request.caller) throw new Refused({ code: 'sign-in.needed' })
            const { personId } = request.caller
            const own = [...open].filter(({ connection }) => connection.caller.personId === personId)
            if (own.length >= streamsOfOnePersonAtMost) throw new Refused({ code: 'request.too-many', retryAfterS: 30 })
          },
        },
        (socket, request) => {
          const token = readSignInCookie(request.headers.cookie)
          if (request.caller && token) accept(socket, request.caller, token)
          else socket.close()
        },
      )
      heart = setTimeout(beat, beatEveryMs)
      heart.unref()
    },

    close() {
      clearTimeout(heart)
      hub.close()
      for (const { connection } of open) connection.close('stopping')
    },
  }
}
