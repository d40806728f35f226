import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type ApiClient, signIn } from '../peers/api.ts'
import { type Installation, startInstallation } from '../peers/installation.ts'
import { Agent } from './agent.ts'
import { Floor, longCaller, type Seat, sentOutside, shortCaller } from './floor.ts'
import { type PhoneCall, Phones } from './phones.ts'
import { type Held, ProcessInside } from './process-inside.ts'

const agents = 48
const supervisors = 6
const companyPort = 25_060
const housePort = 25_070
const password = 'a password of the soak'
/** So many callers of short calls at once. */
const shortAtOnce = 20
/** So many long calls begin in a second. */
const longEachSecond = 8

/**
 * What keeps something of a call that is over, on purpose and within a bound that a test beside each of them holds: the outcomes of
 * commands for ten minutes, lest one that is given again be done again; the last 48 MiB of SIP messages; whose the last legs were,
 * and the history's last interactions; the last changes of each page, from which it goes on after a moment's absence.
 */
const remembering = { edge: ['OutcomeMemory', 'CallTraces', 'Newest'], core: ['Newest', 'TopicLog'] }

/** Kinds of short calls, by the last digit of their number; 0 to 5 are talked with, see {@link Floor}. */
const cancelled = 6
const refused = 7
const echoed = 8
/** Most of these leave in the greeting, the others without a word: their BYE is lost. */
const abandoned = 9
const isLost = (index: number): boolean => Math.floor(index / 10) % 4 === 0 && index % 1000 >= 100 && index % 1000 < 700

/** The whole product with people at its desks, telephones on their tables, and a telephone company with callers. */
export class CallCentre {
  /** How often each verb was granted at the desks. */
  readonly granted = new Map<string, number>()
  /** How the calls came out, by kind. */
  readonly outcomes = new Map<string, number>()
  readonly installation: Installation
  readonly #house: Phones
  readonly #company: Phones
  readonly #seats: readonly Seat[]
  readonly #queueId: Floor['queueId']
  /** The latest call from each number. */
  readonly callers = new Map<string, PhoneCall>()
  readonly #inside: { readonly edge: ProcessInside; readonly core: ProcessInside }
  readonly admin: ApiClient
  /** Callers' numbers are used once. */
  #shortCalls = 0
  #longCalls = 0

  private constructor(of: {
    installation: Installation
    house: Phones
    company: Phones
    seats: readonly Seat[]
    queueId: Floor['queueId']
    inside: { edge: ProcessInside; core: ProcessInside }
    admin: ApiClient
  }) {
    this.installation = of.installation
    this.#house = of.house
    this.#company = of.company
    this.#seats = of.seats
    this.#queueId = of.queueId
    this.#inside = of.inside
    this.admin = of.admin
  }

  /** @param network the first three numbers of addresses that nobody else uses */
  static async open(network: string): Promise<CallCentre> {
    const address = `${network}.1`
    const installation = await startInstallation({
      address,
      settings: {
        // Each process listens for its debugger at a port of its own, and says which.
        NODE_OPTIONS: `--inspect=${address}:0`,
        PARLEY_RTP_PORTS: '21000-22999',
        PARLEY_MAX_CALLS: '800',
      },
    })
    const house = await Phones.open(`${network}.2`, housePort)
    const company = await Phones.open(`${network}.3`, companyPort)
    const admin = await signIn(installation.httpUrl, 'admin@demo.parley', installation.demoPassword)
    await connectCompany(admin, `${network}.3:${companyPort}`)
    const seats: Seat[] = []
    const seatOf = new Map<string, Seat>()
    for (let i = 0; i < agents + supervisors; i++) {
      const user = String(2000 + i)
      const seat = await openSeat(installation, admin, house, { user, isSupervisor: i >= agents })
      seats.push(seat)
      seatOf.set(user, seat)
    }
    house.onCall = (call, user) => {
      const seat = seatOf.get(user)
      if (!seat) return call.reject(404)
      seat.handset = call
      call.answer()
    }
    let calls = 0
    company.onCall = (call) => {
      // Each eighth is busy; the others take a moment.
      if (++calls % 8 === 0) call.reject(486)
      else setTimeout(() => call.isOver || call.answer(), 150)
    }
    const { items } = await admin.call('queues')
    const queueId = items[0]?.queueId
    if (queueId === undefined) throw new Error('there is no queue')
    const inside = await openInside(installation)
    return new CallCentre({ installation, house, company, seats, queueId, inside, admin })
  }

  /** Calls, short ones beside long ones, until all of them are over. */
  async load(of: { short: number; long: number; longForMs: number }): Promise<void> {
    const floor = new Floor({
      seats: this.#seats,
      queueId: this.#queueId,
      pauseMs: 900,
      granted: this.granted,
      callers: this.callers,
    })
    floor.open()
    const long = this.#longCallers(of.long)
    await Promise.all([this.#shortCallers(of.short), delay(of.longForMs)])
    const calls = await long
    this.#count('long calls that stood to the end', calls.filter(({ call }) => call.state === 'connected').length)
    floor.isEnding = true
    await delay(500)
    for (const { call, index } of calls) {
      if (sentOutside(index) ? index % 2 === 0 : index % 3 === 0) call.hangUp()
    }
    // Those who were called hang up as well: what is left of conferences ends with that.
    for (const call of this.#company.answered) call.hangUp()
    await eventuallyEnded(calls.map(({ call }) => call))
    await floor.close()
    this.callers.clear()
  }

  /** What edge and core hold. */
  async held(): Promise<{ readonly edge: Held; readonly core: Held }> {
    const [edge, core] = await Promise.all([this.#inside.edge.held(), this.#inside.core.held()])
    return { edge, core }
  }

  /** Bytes of data, besides what is remembered on purpose. */
  async data() {
    const { edge, core } = this.#inside
    return { edge: await edge.data(remembering.edge), core: await core.data(remembering.core) }
  }

  /** The files of recordings on the disk, by their names. */
  recordingFiles(): string[] {
    const files = readdirSync(join(this.installation.dataDir, 'recordings'), { recursive: true, withFileTypes: true })
    return files
      .filter((file) => file.isFile())
      .map(({ name }) => name.replace('.wav.sealed', ''))
      .sort()
  }

  /** The recordings that the history tells of. */
  async recordingsInHistory(): Promise<string[]> {
    const found: string[] = []
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const query: Record<string, string> = { limit: '200', ...(cursor === '' ? {} : { cursor }) }
      const { items, next } = await this.admin.call('interactions', { query })
      for (const { interactionId, hasRecording } of items) {
        if (!hasRecording) continue
        const recordings = await this.admin.call('recordings', { id: interactionId })
        found.push(...recordings.items.map(({ recordingId }) => recordingId))
      }
      cursor = next
    }
    return found.sort()
  }

  async close(): Promise<void> {
    this.#inside.edge.close()
    this.#inside.core.close()
    for (const { agent } of this.#seats) agent.close()
    this.#house.close()
    this.#company.close()
    await this.installation.stop()
  }

  get surprises(): readonly string[] {
    return this.#seats.flatMap(({ agent }) => agent.surprises)
  }

  #count(what: string, by = 1): void {
    this.outcomes.set(what, (this.outcomes.get(what) ?? 0) + by)
  }

  /**
   * Calls until the call is taken or refused for good. An edge that gets too little of the machine takes no new calls for a
   * moment (503), and a caller tries again then.
   */
  async #dial(number: string, from: string): Promise<PhoneCall> {
    const { sipHost, sipPort } = this.installation
    for (;;) {
      const call = this.#company.dial(`sip:${number}@${sipHost}:${sipPort}`, from)
      this.callers.set(from, call)
      await call.until(() => call.state === 'connected')
      if (call.status !== 503) return call
      this.#count('tried again')
      await delay(1000)
    }
  }

  async #longCallers(count: number): Promise<{ call: PhoneCall; index: number }[]> {
    const calls: Promise<{ call: PhoneCall; index: number }>[] = []
    for (let i = 0; i < count; i++) {
      const index = this.#longCalls++
      calls.push(this.#dial('200', longCaller(index)).then((call) => ({ call, index })))
      await delay(1000 / longEachSecond)
    }
    return Promise.all(calls)
  }

  async #shortCallers(count: number): Promise<void> {
    const last = this.#shortCalls + count
    const callOn = async () => {
      while (this.#shortCalls < last) {
        await this.#shortCall(this.#shortCalls++)
        this.#count('short calls')
      }
    }
    await Promise.all(Array.from({ length: shortAtOnce }, callOn))
  }

  async #shortCall(index: number): Promise<void> {
    const kind = index % 10
    const from = shortCaller(index)
    if (kind === cancelled) {
      const { sipHost, sipPort } = this.installation
      const call = this.#company.dial(`sip:200@${sipHost}:${sipPort}`, from)
      await delay((index % 7) * 40)
      call.hangUp()
      return this.#count('cancelled')
    }
    const number = { [refused]: '999999', [echoed]: '600', [abandoned]: isLost(index) ? '600' : '100' }[kind] ?? '200'
    const call = await this.#dial(number, from)
    if (kind === refused || call.state === 'ended') return this.#count(`refused with ${call.status}`)
    if (kind === echoed) call.press('159#')
    if (kind === echoed || kind === abandoned) {
      await delay(1000)
      if (number === '600') this.#count(call.packetsHeard > 0 ? 'heard the echo' : 'heard nothing')
      if (isLost(index) && kind === abandoned) {
        this.#count('vanished')
        return call.vanish()
      }
      call.hangUp()
      return this.#count(kind === echoed ? 'echoed' : 'left in the greeting')
    }
    if (kind === 5) call.press('42')
    // An agent's talk with him ends it, see Floor.
    await Promise.race([call.until(() => false), delay(60_000)])
    this.#count(call.isOver ? 'talked with' : 'not talked with')
    call.hangUp()
  }
}

/** A trunk for everything that comes from outside and goes there, with limits that the load does not reach. */
async function connectCompany(admin: ApiClient, domain: string): Promise<void> {
  const { trunkId } = await admin.call('createTrunk', {
    body: { name: 'The company', preset: 'address', domain, transport: 'udp', keepAliveS: 0, maxCalls: 1000 },
  })
  await admin.call('createOutboundRule', { body: { name: 'All', rank: 1, prefixes: ['+995'], trunkIds: [trunkId] } })
  const { etag } = await admin.call('dialLimits')
  await admin.call('changeDialLimits', {
    body: { callsAtOncePerPerson: 100, callsPerHourPerPerson: 100_000, callsAtOnceOutbound: 1000 },
    headers: { 'if-match': etag },
  })
  const rule = (await admin.call('recordingRules')).items.find(({ scope }) => scope.kind === 'all')
  await admin.call('changeRecordingRule', {
    id: rule?.recordingRuleId ?? '',
    body: { sharePercent: 15, mayPause: true },
    headers: { 'if-match': rule?.etag ?? '' },
  })
}

async function openSeat(
  { httpUrl, sipHost, sipPort }: Installation,
  admin: ApiClient,
  house: Phones,
  { user, isSupervisor }: { user: string; isSupervisor: boolean },
): Promise<Seat> {
  const email = `${user}@demo.parley`
  const { personId } = await admin.call('createPerson', {
    body: { name: `Soak ${user}`, email, roles: [isSupervisor ? 'supervisor' : 'agent'], language: 'en', password },
  })
  const { provisioning } = await admin.call('createPhone', { body: { user, personId } })
  await house.register(user, provisioning.password, { address: sipHost, port: sipPort })
  const agent = await Agent.signIn(httpUrl, email, password)
  await agent.api.call('chooseStation', { body: { kind: 'phone', user } })
  if (!(await agent.until(() => agent.isReachable))) throw new Error(`the phone of ${user} cannot be reached`)
  return { agent, isSupervisor, handset: undefined }
}

async function openInside({ output, processId, httpUrl }: Installation) {
  const httpPort = Number(new URL(httpUrl).port)
  const urls = output().match(/ws:\/\/\S+/g) ?? []
  const all = await Promise.all([...new Set(urls)].map((url) => ProcessInside.open(url, httpPort)))
  const find = (name: 'edge' | 'core') => {
    const found = all.find(({ pid }) => pid === processId(name))
    if (!found) throw new Error(`no debugger in the ${name}`)
    return found
  }
  const inside = { edge: find('edge'), core: find('core') }
  for (const one of all) if (one !== inside.edge && one !== inside.core) one.close()
  return inside
}

/** Who is not let go by anybody within a while hangs up himself. */
async function eventuallyEnded(calls: readonly PhoneCall[]): Promise<void> {
  const allEnded = Promise.all(calls.map((call) => call.until(() => false)))
  await Promise.race([allEnded, delay(10_000)])
  for (const call of calls) if (call.state !== 'ended') call.hangUp()
  await allEnded
}
