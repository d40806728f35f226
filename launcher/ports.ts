import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import type { Settings } from '#adapters/system/settings.ts'
import type { SettingName } from '#adapters/system/settings-catalogue.ts'

export interface WantedPort {
  readonly transport: 'TCP' | 'UDP'
  /** Undefined: all addresses. */
  readonly host?: string
  readonly port: number
  /** The setting that chooses the port, and the one that chooses the address. */
  readonly setting: SettingName
  readonly hostSetting?: SettingName
}

/** The ports that a start needs at once. Of the RTP range only the first pair: the edge steps over what is taken there. */
export function wantedPorts(settings: Settings): WantedPort[] {
  const { http, sip, webrtcPort, turn } = settings
  const ports: WantedPort[] = [
    {
      transport: 'TCP',
      host: http.host,
      port: http.port,
      setting: 'PARLEY_HTTP_PORT',
      hostSetting: 'PARLEY_HTTP_HOST',
    },
  ]
  for (const host of sip.hosts) {
    const at = { host, port: sip.port, setting: 'PARLEY_SIP_PORT', hostSetting: 'PARLEY_SIP_HOST' } as const
    ports.push({ transport: 'UDP', ...at }, { transport: 'TCP', ...at })
    if (sip.tls !== undefined)
      ports.push({ ...at, transport: 'TCP', port: sip.tls.port, setting: 'PARLEY_SIP_TLS_PORT' })
    if (sip.webSocket !== undefined)
      ports.push({ ...at, transport: 'TCP', port: sip.webSocket.port, setting: 'PARLEY_SIP_WS_PORT' })
  }
  ports.push({ transport: 'UDP', port: webrtcPort, setting: 'PARLEY_WEBRTC_PORT' })
  if (turn?.peerPort !== undefined)
    ports.push({ transport: 'UDP', port: turn.peerPort, setting: 'PARLEY_TURN_PEER_PORT' })
  return ports
}

/** A sentence about why the port cannot be opened, or undefined when it can: opens it and closes it again. */
export async function portProblem(wanted: WantedPort): Promise<string | undefined> {
  const code = await (wanted.transport === 'TCP' ? tryTcp(wanted) : tryUdp(wanted))
  if (code === undefined) return undefined
  const { transport, host, port, setting, hostSetting } = wanted
  const place = `${transport} port ${port}${host === undefined ? '' : ` on ${host}`}`
  if (code === 'EADDRINUSE')
    return `${place} is taken by another program: stop that, or choose another with ${setting}.`
  if (code === 'EACCES') return `${place} may not be opened by this user: choose one above 1023 with ${setting}.`
  if ((code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') && hostSetting !== undefined) {
    return `${host} (${hostSetting}) is not an address of this machine.`
  }
  return `${place} cannot be opened (${code}): see ${setting}.`
}

function tryTcp({ host, port }: WantedPort): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen({ port, ...(host === undefined ? {} : { host }), exclusive: true }, () =>
      server.close(() => resolve(undefined)),
    )
  })
}

function tryUdp({ host, port }: WantedPort): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(host?.includes(':') ? 'udp6' : 'udp4')
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close()
      resolve(error.code ?? error.message)
    })
    socket.bind({ port, ...(host === undefined ? {} : { address: host }), exclusive: true }, () =>
      socket.close(() => resolve(undefined)),
    )
  })
}

/** A TCP port of loopback that nobody uses now. */
export function freeLoopbackPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
