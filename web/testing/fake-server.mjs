// A small server that speaks the desk's contracts from memory: for screenshots and for work on a screen without a
// telephone system. It checks nothing.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import nodeDataChannel from 'node-datachannel'
import { WebSocketServer } from 'ws'
import * as telephony from './fake-telephony.mjs'
import * as world from './fake-world.mjs'

const dist = process.env.WEB_DIST ?? fileURLToPath(new URL('../../dist/web', import.meta.url))
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}
const permissionsOf = {
  agent: ['calls.take', 'interactions.read.own', 'recordings.listen.own', 'customers.read', 'customers.write'],
  administrator: [
    'people.manage',
    'audit.read',
    'interactions.read.any',
    'interactions.read.own',
    'customers.read',
    'customers.write',
    'floor.watch',
    'telephony.read',
    'telephony.manage',
  ],
  supervisor: ['interactions.read.any', 'customers.read', 'floor.watch', 'telephony.read'],
}
permissionsOf.everything = [
  ...new Set([...permissionsOf.agent, ...permissionsOf.administrator, 'recordings.listen.any']),
]

/** @returns {Promise<object>} what steers it: `me`, `set(topic, key, entry)`, `remove(topic, key)`, `close()` */
export async function startFakeServer(port, host = '127.0.0.1') {
  const fake = {
    isSignedIn: false,
    role: 'agent',
    me: {
      ...world.people[0],
      permissions: [],
      colorScheme: 'auto',
      organizationName: 'Parley Demo',
      timeZone: 'Asia/Baku',
      region: 'AZ',
      language: 'en',
    },
    desk: {
      presence: { presence: 'offline', workState: 'idle', sinceMs: Date.now() - 60_000 },
      station: { isReachable: false, sinceMs: Date.now() },
      edge: { isConnected: true },
    },
    queues: Object.fromEntries(
      world.queues.map(({ queueId, name }, index) => [
        queueId,
        {
          queueId,
          name,
          waiting: index === 0 ? 3 : 0,
          ...(index === 0 ? { longestWaitSinceMs: Date.now() - 74_000 } : {}),
          agentsAvailable: 2,
          agentsEngaged: 4 - index,
        },
      ]),
    ),
    agents: {},
    telephony: telephony.telephony(),
    alarms: Object.fromEntries(
      telephony.alarms.filter(({ clearedAt }) => !clearedAt).map((each) => [each.alarmId, each]),
    ),
    stationChoices: {
      chosen: { kind: 'browser' },
      phones: [
        { user: '701', displayName: 'Yealink', isRegistered: true },
        { user: '702', isRegistered: false },
      ],
      mayUseNumber: true,
    },
  }
  const sockets = new Set()
  const peers = new Set()
  let position = 1
  const tell = (message) => {
    for (const socket of sockets) socket.send(JSON.stringify(message))
  }
  fake.set = (topic, key, entry) => {
    fake[topic][key] = entry
    tell({ type: 'delta', topic, position: ++position, set: { [key]: entry }, remove: [] })
  }
  fake.remove = (topic, key) => {
    delete fake[topic][key]
    tell({ type: 'delta', topic, position: ++position, set: {}, remove: [key] })
  }
  fake.clearWork = () => {
    for (const key of Object.keys(fake.desk)) if (key.includes(':')) fake.remove('desk', key)
  }
  fake.dropPeers = () => {
    for (const peer of peers) peer.close()
    peers.clear()
  }
  fake.dropStreams = () => {
    for (const socket of sockets) socket.terminate()
  }

  const answers = {
    ...telephony.answers(fake, refuse),
    'GET /me': () => (fake.isSignedIn ? me() : refuse(401, 'sign-in.needed')),
    'PATCH /me': (body) => Object.assign(fake.me, body) && me(),
    'POST /sign-in': ({ email, password }) => {
      if (password === 'slow') return refuse(429, 'sign-in.slowed', { retryAfterS: 28 })
      if (!email || password === 'wrong') return refuse(401, 'sign-in.wrong')
      fake.isSignedIn = true
      return me()
    },
    'POST /sign-out': () => {
      fake.isSignedIn = false
      return {}
    },
    'PUT /me/presence': (body) => {
      fake.set('desk', 'presence', { ...body, workState: 'idle', sinceMs: Date.now() })
      return {}
    },
    'PUT /me/station': async ({ offerSdp }) => {
      const answerSdp = await answerOffer(offerSdp, peers)
      fake.set('desk', 'station', { isReachable: true, sinceMs: Date.now() })
      return { stationId: 'stn_1', answerSdp }
    },
    'GET /queues': () => ({ items: world.queues }),
    'GET /dispositions': () => ({ items: world.dispositions }),
    'GET /interactions': (_, __, query) => ({
      items: world.interactions.filter(
        ({ customerId }) => !query.get('customerId') || customerId === query.get('customerId'),
      ),
      next: 'more',
    }),
    'GET /interactions/:id': (_, id) =>
      world.interactions.find(({ interactionId }) => interactionId === id) ?? {
        ...world.engaged(),
        segments: [],
        note: '',
      },
    'GET /interactions/:id/recordings': (_, id) => ({ items: [world.recordingOf(id)] }),
    'GET /customers': () => ({ items: world.customers }),
    'GET /customers/:id': (_, id) =>
      world.customers.find(({ customerId }) => customerId === id) ?? refuse(404, 'customer.not-found'),
    'GET /people': () => ({ items: world.people }),
    'GET /audit': () => ({ items: world.audit }),
    'POST /offers/:id/accept': (_, id) => {
      fake.remove('desk', `offer:${id}`)
      const call = world.engaged({ acceptedAtMs: Date.now() })
      fake.set('desk', `interaction:${call.interactionId}`, call)
      return { interactionId: call.interactionId }
    },
  }
  const me = () => ({ ...fake.me, permissions: permissionsOf[fake.role] })

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://fake')
    if (!pathname.startsWith('/api/')) return serveFile(pathname, response)
    if (pathname.endsWith('/audio')) return serveSound(request, response)
    const parts = pathname.slice('/api/v1'.length).split('/')
    const withIds = ['interactions', 'customers', 'people', 'offers', 'trunks', 'test-calls', 'phones', 'alarms']
    const id = withIds.includes(parts[1]) ? parts[2] : undefined
    const route = `${request.method} ${parts.map((part, index) => (id && index === 2 ? ':id' : part)).join('/')}`
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {}
    const answer = (await answers[route]?.(body, id, searchParams)) ?? {}
    response.writeHead(answer.problem ? answer.problem.status : 200, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify(answer.problem ?? answer))
  })
  const streams = new WebSocketServer({ server, path: '/api/v1/stream' })
  streams.on('connection', (socket) => {
    if (fake.isStreamless) return socket.terminate()
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.send(JSON.stringify({ type: 'hello', origin: 'fake', serverTimeMs: Date.now() }))
    socket.on('message', (text) => {
      const message = JSON.parse(text.toString())
      if (message.type === 'ping') socket.send(JSON.stringify({ type: 'pong', serverTimeMs: Date.now() }))
      if (message.type !== 'subscribe') return
      socket.send(
        JSON.stringify({ type: 'snapshot', topic: message.topic, position, entries: fake[message.topic] ?? {} }),
      )
    })
  })
  await new Promise((resolve) => server.listen(port, host, resolve))
  fake.close = () => {
    for (const peer of peers) peer.close()
    fake.dropStreams()
    server.close()
    server.closeAllConnections()
    nodeDataChannel.cleanup()
  }
  return fake
}

const refuse = (status, code, more = {}) => ({
  problem: { type: `urn:parley:error:${code}`, code, title: code, status, ...more },
})

async function serveFile(pathname, response) {
  const path = normalize(join(dist, pathname))
  const isAsset = path.startsWith(dist) && extname(path) !== ''
  const file = isAsset ? path : join(dist, 'index.html')
  try {
    const bytes = await readFile(file)
    response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' })
    response.end(bytes)
  } catch {
    response.writeHead(404).end()
  }
}

/** Eight seconds of two soft tones, 8 kHz 16 bit stereo. */
function serveSound(request, response) {
  const frames = 64_000
  const bytes = Buffer.alloc(44 + frames * 4)
  bytes.write('RIFF', 0)
  bytes.writeUInt32LE(bytes.length - 8, 4)
  bytes.write('WAVEfmt ', 8)
  for (const [value, at, width] of [
    [16, 16, 4],
    [1, 20, 2],
    [2, 22, 2],
    [8000, 24, 4],
    [32_000, 28, 4],
    [4, 32, 2],
    [16, 34, 2],
  ]) {
    bytes.writeUIntLE(value, at, width)
  }
  bytes.write('data', 36)
  bytes.writeUInt32LE(frames * 4, 40)
  for (let frame = 0; frame < frames; frame++) {
    bytes.writeInt16LE(Math.round(4000 * Math.sin((frame / 8000) * 2 * Math.PI * 440)), 44 + frame * 4)
    bytes.writeInt16LE(Math.round(4000 * Math.sin((frame / 8000) * 2 * Math.PI * 330)), 46 + frame * 4)
  }
  const [, from] = /bytes=(\d+)-/.exec(request.headers.range ?? '') ?? []
  const start = Number(from ?? 0)
  response.writeHead(from === undefined ? 200 : 206, {
    'Content-Type': 'audio/wav',
    'Accept-Ranges': 'bytes',
    'Content-Length': bytes.length - start,
    ...(from === undefined ? {} : { 'Content-Range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }),
  })
  response.end(bytes.subarray(start))
}

/** Answers the station's offer with a peer that hears and says nothing. */
function answerOffer(offerSdp, peers) {
  const peer = new nodeDataChannel.PeerConnection('fake', { iceServers: [], disableAutoNegotiation: true })
  peers.add(peer)
  peer.onDataChannel((channel) => {
    peer.channel = channel
  })
  peer.setRemoteDescription(offerSdp, 'offer')
  const audio = new nodeDataChannel.Audio('0', 'SendRecv')
  audio.addAudioCodec(0, 'PCMU/8000')
  audio.addSSRC(4242, 'fake', 'fake', 'audio')
  const track = peer.addTrack(audio)
  peer.track = track
  return new Promise((resolve) => {
    peer.onGatheringStateChange((state) => {
      if (state === 'complete') resolve(peer.localDescription().sdp)
    })
    peer.setLocalDescription('answer')
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const port = Number(process.argv[2] ?? 18401)
  await startFakeServer(port)
  process.stdout.write(`http://127.0.0.1:${port}\n`)
}
