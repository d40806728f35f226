import { join } from 'node:path'
import { openOpus } from '#adapters/opus/opus.ts'
import { openMediaSockets } from '#adapters/sockets/media-sockets.ts'
import { resolveHost } from '#adapters/sockets/route.ts'
import { RtpPorts } from '#adapters/sockets/rtp-ports.ts'
import { openUdpSocket } from '#adapters/sockets/udp.ts'
import { Spool } from '#adapters/storage/index.ts'
import { type Clock, systemClock } from '#adapters/system/clock.ts'
import type { Logger } from '#adapters/system/logger.ts'
import type { Settings } from '#adapters/system/settings.ts'
import { startWebRtc } from '#adapters/webrtc/peer.ts'
import { RelayDoor } from '#adapters/webrtc/relay-door.ts'
import { type EdgeId, type IncarnationId, newId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { EdgeEvent } from '#protocol/edge/events.ts'
import type { OpusLibrary } from '#telephony/audio/ports.ts'
import type { RecordingStore } from '#telephony/calls/ports.ts'
import { Access } from './access/access.ts'
import { Admission } from './admission.ts'
import { Bridges } from './bridges.ts'
import { BuiltInNumbers } from './built-in-numbers.ts'
import type { CallLeg } from './call-leg.ts'
import { secureRandom } from './chance.ts'
import { perform } from './command/index.ts'
import { CoreWatch } from './core-watch.ts'
import { Detections } from './detections.ts'
import type { EdgeParts } from './edge-parts.ts'
import { Endpoints } from './endpoints.ts'
import { EventLog } from './event-log.ts'
import { Housekeeping } from './housekeeping.ts'
import { Lamps } from './lamps.ts'
import { Legs } from './legs.ts'
import { LinkServer } from './link-server.ts'
import { Listenings } from './listenings.ts'
import { MediaLoop } from './media-loop.ts'
import { MediaTick } from './media-tick.ts'
import { logCalls } from './observation/call-log.ts'
import { Observation } from './observation/index.ts'
import { Playing } from './playing.ts'
import { PromptLibrary } from './prompt-library.ts'
import { RecordingStorage } from './recording-storage.ts'
import { Recordings } from './recordings.ts'
import { endRelay } from './relaying.ts'
import { openSipIdentity } from './sip-identity.ts'
import { SipSide } from './sip-side.ts'
import { Siprec } from './siprec.ts'
import { watchSound } from './sound-effort.ts'
import { SoundFolder } from './sounds/sound-folder.ts'
import { SoundStore } from './sounds/sound-store.ts'
import type { BrowserStation } from './station.ts'
import { warmUp } from './warm-up.ts'
import { WebSide } from './web-side.ts'

export interface EdgeOptions {
  readonly settings: Pick<
    Settings,
    | 'sip'
    | 'phoneCodecs'
    | 'rtpPorts'
    | 'plainSockets'
    | 'webrtcPort'
    | 'turn'
    | 'publicAddress'
    | 'dataDir'
    | 'maxCalls'
    | 'graceMs'
  > & {
    readonly edgeLink: NonNullable<Settings['edgeLink']>
  }
  readonly edgeId: EdgeId
  /** The folder in which `LANGUAGE/NAME.ulaw` lie. */
  readonly promptFolder: string
  readonly logger: Logger
  readonly clock?: Clock
  /** For the names of trunks: `address` or `address:port`; absent: the machine's own. */
  readonly dnsServers?: readonly string[]
}

export interface RunningEdge {
  readonly edgeId: EdgeId
  readonly incarnation: IncarnationId
  readonly sipAddresses: readonly string[]
  /** Hangs everybody up, closes recordings and sockets. */
  stop(): Promise<void>
}

/** The SIP users' realm, in which the core makes their digest hashes. */
const realm = 'parley'
const unansweredRetryAfterS = 5

/** Starts an edge: its parts, put together, and listening. Fails with a sentence for a person. */
export async function startEdge(options: EdgeOptions): Promise<Result<RunningEdge, string>> {
  const { settings, edgeId, logger } = options
  const clock = options.clock ?? systemClock
  const monotonicMs = () => clock.monotonicMs()
  const incarnation = newId('incarnation', clock.wallMs(), secureRandom.bytes)

  const publicAddress = settings.publicAddress && (await resolveHost(settings.publicAddress))
  if (settings.publicAddress && !publicAddress) {
    return failure(
      `PARLEY_PUBLIC_ADDRESS is ${settings.publicAddress}, which has no address. Correct it or leave it unset.`,
    )
  }
  const webRtcPort = await openUdpSocket({ address: '0.0.0.0', port: settings.webrtcPort, receive: () => {} })
  if (!webRtcPort.ok) {
    return failure(
      `WebRTC cannot use UDP port ${settings.webrtcPort} (${webRtcPort.error.code}). Set PARLEY_WEBRTC_PORT to another one.`,
    )
  }
  webRtcPort.value.close()
  const peerPort = settings.turn?.peerPort
  const relayDoor = peerPort === undefined ? undefined : await RelayDoor.open(peerPort, settings.webrtcPort)
  if (relayDoor && !relayDoor.ok) {
    return failure(
      `Browsers behind a TURN server cannot come in by UDP port ${peerPort} (${relayDoor.error.code}). Set PARLEY_TURN_PEER_PORT to another one.`,
    )
  }

  const opus = openOpusOr((error) => logger.warn('Opus cannot be used here: calls go by G.711 and G.722', { error }))
  const soundFolder = new SoundFolder({
    path: join(settings.dataDir, 'sounds'),
    failed: (what, fields) => logger.warn(what, fields),
  })
  await soundFolder.load()
  const sounds = new SoundStore({
    folder: soundFolder,
    want: (hashes) => emit({ type: 'sounds.wanted', hashes: [...hashes] }),
    monotonicMs,
  })
  const prompts = new PromptLibrary((hash) => sounds.open(hash))
  const promptCount = await prompts.load(options.promptFolder)
  if (promptCount === 0) logger.warn('There are no prompts; generated sounds stand in for them')
  warmUp(prompts, opus)

  const events = new EventLog({
    wallMs: () => clock.wallMs(),
    dropped: ({ seq, event }) => logger.error('An event was lost: no core has taken it', { seq, event: event.type }),
  })
  let link: LinkServer | undefined
  const emit = (event: EdgeEvent): void => {
    if (link) link.tell(event)
    else events.add(event)
  }

  const legs = new Legs(clock, emit)
  const observation = new Observation({ legs, clock, emit })
  logCalls({ legs, clock, logger, sipCallId: (legId) => observation.signalling.sipCallId(legId) })
  const playing = new Playing(legs, prompts, clock)
  const detections = new Detections(legs, clock)
  const listenings = new Listenings(legs)
  const bridges = new Bridges({ legs, playing, edgeId, emit })
  bridges.whenLeaving((bridge) => endRelay(bridge, monotonicMs()))
  const store: RecordingStore = new Spool({
    root: join(settings.dataDir, 'recordings'),
    randomBytes: secureRandom.bytes,
    monotonicMs,
  })
  const recordings = new Recordings({
    store,
    bridges,
    emit,
    pauseOutside: (recordingId, isPaused, by) => siprec.pause(recordingId, isPaused, by),
    stopOutside: (recordingId) => siprec.stop(recordingId),
  })
  playing.whenPressed((leg) => recordings.pressed(leg))
  const storage = new RecordingStorage({
    store,
    emit,
    log: (condition, fields) => logger.warn(`The disk of the recordings is ${condition}`, fields),
  })
  const mediaSockets = await openMediaSockets({
    monotonicMs,
    failed: (error) => logger.error('A packet of sound could not be taken; the others are', { error }),
    isPlain: settings.plainSockets,
  })
  const rtpPorts = new RtpPorts({ range: settings.rtpPorts, monotonicMs, sockets: mediaSockets })
  const refuseUnanswered = () => {
    for (const leg of [...legs.live]) {
      const isWaiting = leg.origin.direction === 'inbound' && !leg.origin.isPrivate && !leg.life.isAnswered
      if (isWaiting) leg.signalling.refuse({ status: 503, reason: 'refused', retryAfterS: unansweredRetryAfterS })
    }
  }
  const core = new CoreWatch({ graceMs: settings.graceMs, monotonicMs, graceOver: refuseUnanswered })
  const admission = new Admission({ maxCalls: settings.maxCalls, legs, core })
  const builtIns = new BuiltInNumbers(playing)

  const endpoints: Endpoints = new Endpoints({
    changed: (station) => emit({ type: 'station.changed', station }),
    removed: (user) => lamps.forget(user),
    revoked: (user) => sip.value?.forgetRegistrations(user),
    isRegistered: (user) => sip.value?.isRegistered(user) ?? false,
  })
  const identity = await openSipIdentity({
    tls: settings.sip.tls,
    dataDir: settings.dataDir,
    publicAddress: settings.publicAddress,
    logger,
    wallMs: () => clock.wallMs(),
  })
  if (!identity.ok) {
    core.stop()
    return identity
  }
  const { tls, webSocket } = settings.sip
  const withIdentity = identity.value === undefined ? {} : { identity: identity.value }
  const access = new Access({
    nowMs: () => clock.wallMs(),
    maxCalls: settings.maxCalls,
    isBuiltIn: (number) => builtIns.has(number),
    emit,
    logger,
  })
  const sip: { value?: SipSide } = {}
  const openedSip = await SipSide.open({
    hosts: settings.sip.hosts,
    port: settings.sip.port,
    ...(tls && identity.value ? { tls: { port: tls.port, identity: identity.value } } : {}),
    ...(webSocket ? { webSocket: { ...webSocket, ...withIdentity } } : {}),
    ...(publicAddress ? { publicAddress } : {}),
    realm,
    edgeId,
    rtpPorts,
    webRtcPort: settings.webrtcPort,
    phoneCodecs: settings.phoneCodecs,
    opus,
    legs,
    playing,
    admission,
    access,
    builtIns,
    clock,
    chance: secureRandom,
    logger,
    maxCalls: settings.maxCalls,
    signalling: observation.signalling,
    emit,
    ...(options.dnsServers === undefined ? {} : { dnsServers: options.dnsServers }),
    findAccount: (user) => endpoints.find(user),
    registrationChanged: (user, isRegistered) => endpoints.registrationChanged(user, isRegistered),
    incoming: (leg) => {
      legs.announce(leg)
      // Nobody is there to say what the caller hears: music, until a core comes or the grace time is over.
      if (core.isOrphaned && leg.signalling.openEarlyMedia()) legs.alerting(leg)
    },
  })
  if (!openedSip.ok) {
    core.stop()
    identity.value?.close()
    return openedSip
  }
  sip.value = openedSip.value
  const lamps: Lamps = new Lamps({
    legs,
    use: (deed) => openedSip.value.use(deed),
    sipNowMs: () => openedSip.value.sipNowMs(),
  })

  startWebRtc((level, sentence) => logger.debug('WebRTC', { level, sentence }))
  const describeStation = (station: BrowserStation) => ({
    stationId: station.stationId,
    kind: 'browser' as const,
    reachable: station.isReachable,
    ...(station.leg.life.isOver ? {} : { legId: station.leg.legId }),
  })
  const web = new WebSide({
    port: settings.webrtcPort,
    opus,
    publicAddresses: publicAddress ? [publicAddress] : [],
    ...(relayDoor ? { relayDoor: relayDoor.value } : {}),
    clock,
    chance: secureRandom,
    playing,
    edgeId,
    legs,
    admission,
    builtIns,
    stationChanged: (station) => emit({ type: 'station.changed', station: describeStation(station) }),
  })

  const siprec: Siprec = new Siprec({ sip: sip.value, rtpPorts, clock, chance: secureRandom }, bridges, emit)

  const parts: EdgeParts = {
    legs,
    bridges,
    playing,
    sounds,
    detections,
    listenings,
    recordings,
    recordingStore: store,
    siprec,
    sip: sip.value,
    web,
    endpoints,
    lamps,
    admission,
    access,
    observation,
    realm,
    logger,
  }
  const legFailed = (leg: CallLeg, error: unknown) => {
    logger.error('A leg failed and is ended; the others go on', { legId: leg.legId, error })
    leg.signalling.hangUp('error')
  }
  const tick = new MediaTick({
    legs,
    bridges,
    recordings,
    siprec,
    playing,
    detections,
    holdMusic: () => prompts.holdMusic(),
    isOrphaned: () => core.isOrphaned,
    wallMs: () => clock.wallMs(),
    legFailed,
  })
  const loop: MediaLoop = new MediaLoop({
    tick: (nowMs) => tick.run(nowMs),
    late: (lateMs) => {
      if (!admission.note(lateMs)) return
      const fields = { latenessMs: Math.round(loop.latenessMs), dropped: loop.dropped, histogram: [...loop.histogram] }
      if (admission.isOverloaded)
        logger.warn('The machine is too slow for sound in time: new calls are refused', fields)
      else logger.info('Sound is in time again: new calls are taken', fields)
      housekeeping.reportLoad()
    },
    monotonicMs,
    failed: (error) => logger.error('The media tick failed', { error }),
  })
  const housekeeping: Housekeeping = new Housekeeping({
    clock,
    legs,
    web,
    admission,
    loop,
    soundShare: watchSound(mediaSockets, loop, monotonicMs),
    rtpPorts,
    emit,
  })

  observation.attach({
    registrations: () => openedSip.value.registrations(),
    trunks: () => openedSip.value.trunks.describe(),
    bans: () => access.bans(),
    tickLatenessMs: () => loop.latenessMs,
    refusedMessages: () => openedSip.value.refusedMessages,
  })
  await recordings.repair()
  link = new LinkServer({
    ...settings.edgeLink,
    edgeId,
    incarnation,
    events,
    monotonicMs,
    logger,
    perform: (command) => perform(command, parts),
    snapshot: () => ({
      legs: legs.live.filter((leg) => !leg.origin.isPrivate).map((leg) => leg.describe(clock.monotonicMs())),
      bridges: bridges.describe(),
      stations: [...endpoints.describe(), ...[...web.stations].map(describeStation)],
      recordings: recordings.describe(),
    }),
    coreConnected: () => {
      core.connected()
      // After the welcome, before which nothing is heard.
      setImmediate(() => {
        storage.coreCame()
        sounds.coreCame()
      })
    },
    coreLost: () => core.disconnected(),
  })
  const listening = await link.listen()
  if (!listening.ok) {
    core.stop()
    await sip.value.stop()
    return listening
  }
  loop.start()
  housekeeping.start()
  storage.start()

  return success({
    edgeId,
    incarnation,
    sipAddresses: sip.value.addresses,
    stop: async () => {
      admission.isDraining = true
      access.stop()
      core.stop()
      housekeeping.stop()
      web.stop()
      relayDoor?.value.close()
      siprec.stopAll()
      await openedSip.value.stop()
      identity.value?.close()
      await recordings.closeAll()
      storage.stop()
      loop.stop()
      rtpPorts.close()
      mediaSockets.close()
      await link.close()
    },
  })
}

/** A machine whose engine has no WebAssembly of this kind still has all its calls. */
function openOpusOr(told: (error: unknown) => void): OpusLibrary | undefined {
  try {
    return openOpus()
  } catch (error) {
    told(error)
    return undefined
  }
}
