import type { EdgeId } from '#kernel/ids.ts'
import { failure, type Result } from '#kernel/result.ts'
import type { EdgeCommand, EdgeCommandType, EdgeEvent, EdgeSnapshot, EdgeValueOf } from '#protocol/edge/index.ts'
import type { EdgeFailure, EdgeLink, EdgeListener } from '../core-services.ts'
import { EdgeConnection, type EdgeConnectionOptions } from './edge-connection.ts'

const usualPatienceMs = 5000

export interface RunningEdgeLink extends EdgeLink {
  start(): void
  stop(): void
  /** Breaks and makes every link anew: under a new epoch, with a new snapshot. */
  redial(): void
}

/** The links to all edges, one address each. */
export function createEdgeLink(urls: readonly string[], options: Omit<EdgeConnectionOptions, 'url'>): RunningEdgeLink {
  const listeners = new Set<EdgeListener>()
  const tell = (word: (listener: EdgeListener) => void) => {
    for (const listener of listeners) {
      try {
        word(listener)
      } catch (error) {
        options.logger.error('A listener of the edge link failed', { error })
      }
    }
  }
  const handlers = {
    connected(edgeId: EdgeId, incarnation: Parameters<typeof options.handlers.connected>[1], snapshot: EdgeSnapshot) {
      options.handlers.connected(edgeId, incarnation, snapshot)
      tell((listener) => listener.connected?.(edgeId, snapshot))
      tell((listener) => listener.connectionChanged?.(edgeId, true))
    },
    event(edgeId: EdgeId, event: EdgeEvent, atMs: number) {
      const durable = options.handlers.event(edgeId, event, atMs)
      tell((listener) => listener.event?.(event, edgeId))
      return durable
    },
    disconnected(edgeId: EdgeId) {
      options.handlers.disconnected(edgeId)
      tell((listener) => listener.connectionChanged?.(edgeId, false))
    },
  }
  const connections = urls.map((url) => new EdgeConnection({ ...options, url, handlers }))
  /** The last edge seen on each connection, so that a command finds its way while the link is down for a moment. */
  const home = new Map<EdgeId, EdgeConnection>()
  const connectionFor = (edgeId: EdgeId | undefined) => {
    for (const connection of connections) if (connection.edgeId) home.set(connection.edgeId, connection)
    if (edgeId !== undefined) return home.get(edgeId) ?? (connections.length === 1 ? connections[0] : undefined)
    return connections.find((connection) => connection.edgeId !== undefined) ?? connections[0]
  }

  return {
    isConnected: (edgeId) =>
      connections.some(({ edgeId: id }) => id !== undefined && (edgeId === undefined || id === edgeId)),
    get edgeIds() {
      return connections.flatMap(({ edgeId }) => (edgeId === undefined ? [] : [edgeId]))
    },
    async send<Type extends EdgeCommandType>(
      command: Extract<EdgeCommand, { type: Type }>,
      { edgeId, withinMs }: { readonly edgeId?: EdgeId; readonly withinMs?: number } = {},
    ): Promise<Result<EdgeValueOf<Type>, EdgeFailure>> {
      const connection = connectionFor(edgeId)
      if (!connection) return failure({ code: 'not-connected', sentence: `the edge ${edgeId} is not known` })
      const to = connection.edgeId ?? edgeId
      if (to !== undefined) tell((listener) => listener.sent?.(command, to))
      // What a command answers with is in the contract by its type.
      const done = (await connection.send(command, withinMs ?? usualPatienceMs)) as Result<
        EdgeValueOf<Type>,
        EdgeFailure
      >
      if (!done.ok && to !== undefined) tell((listener) => listener.refused?.(command, to, done.error))
      return done
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    start() {
      for (const connection of connections) connection.start()
    },
    stop() {
      for (const connection of connections) connection.stop()
    },
    redial() {
      for (const connection of connections) connection.redial()
    },
  }
}
