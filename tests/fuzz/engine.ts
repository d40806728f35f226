import { createHash } from 'node:crypto'
import { type Random, seededRandom } from '#kernel/random.ts'
import { answerFactor } from '#telephony/sip/guard/answer-budget.ts'
import { type CallHandle, createSipEngine, type Flow, type SipAction, type SipEngine } from '#telephony/sip/index.ts'
import { parseMessage } from '#telephony/sip/message/parser.ts'
import { mutate, noise } from './bytes.ts'
import { type Heard, request, response } from './grammar.ts'

/** A run is plain data, so that it can be saved, replayed and shrunk. */
export type FuzzStep =
  | { readonly do: 'receive'; readonly from: string; readonly connection?: string; readonly base64: string }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'command'; readonly what: number }
  | { readonly do: 'disconnect'; readonly connection: string }

const start = 1_700_000_000_000
const answer = Buffer.from(
  'v=0\r\no=- 1 1 IN IP4 10.0.0.2\r\ns=-\r\nc=IN IP4 10.0.0.2\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n',
)
const peer = '10.0.0.9'
/** Sends under an address that is not its own: never hears what we say to it. */
const forged = '203.0.113.66'
const trunk = '192.0.2.1'
const connections = ['c0', 'c1', 'c2', 'c3']
const md5 = (text: string) => createHash('md5').update(text, 'latin1').digest('hex')
const ha1 = md5('701:parley:secret')

/** An engine on the internet, and what is held against it at every step. */
class Run {
  readonly engine: SipEngine
  readonly heard: Heard
  nowMs = start
  readonly calls = new Set<CallHandle>()
  /** What was seen to happen, for those who ask whether the runs mean anything. */
  readonly happened = new Set<string>()
  readonly #ended = new Set<CallHandle>()
  readonly #random = seededRandom(1)
  #forgedIn = 0
  #forgedOut = 0
  problem: string | undefined

  constructor() {
    this.heard = {
      dialogs: [],
      requests: [],
      nonces: [],
      sign: ({ method, uri, nonce, nc }) => md5(`${ha1}:${nonce}:${nc}:c:auth:${md5(`${method}:${uri}`)}`),
    }
    this.engine = createSipEngine({
      nowMs: start,
      randomBytes: (count) => this.#random.bytes(count),
      localAddresses: [
        { transport: 'udp', address: '10.0.0.2', port: 5060 },
        { transport: 'tcp', address: '10.0.0.2', port: 5060 },
      ],
      userAgentName: 'Parley',
      realm: 'parley',
      findAccount: (user) => (user === '701' ? { ha1Md5: ha1 } : undefined),
      judgeCaller: ({ flow, requestUser, hasCredentials }) => {
        if (flow.remote.address === trunk) return { kind: 'trunk', trunkId: 't' }
        return !hasCredentials && /^[26]00$/.test(requestUser) ? { kind: 'guest' } : { kind: 'challenge' }
      },
      isPeer: (flow) => flow.remote.address === trunk || flow.remote.address === peer,
      isEmergencyNumber: (number) => number === '112',
      limits: { maxCalls: 8, maxTransactions: 200, maxConnections: 4, maxRegisteredUsers: 3 },
    })
  }

  step(step: FuzzStep): void {
    switch (step.do) {
      case 'receive':
        this.#receive(step)
        break
      case 'wait':
        this.wait(step.ms)
        break
      case 'command':
        this.#command(step.what)
        break
      case 'disconnect':
        this.engine.connectionClosed(flowOf(peer, step.connection), this.nowMs)
        break
    }
    this.#take()
    const { calls, connections: open, transactions } = this.engine.counts()
    // One more of each for emergencies, which no limit of ours stops.
    if (calls > 8 + 4 || open > 4 || transactions > 200 + 50)
      this.#failed(`past its bounds: ${JSON.stringify(this.engine.counts())}`)
  }

  #receive({ from, connection, base64 }: Extract<FuzzStep, { do: 'receive' }>): void {
    const bytes = Buffer.from(base64, 'base64')
    // What is due anyhow is not brought about by these bytes.
    this.wait(0)
    if (from === forged) this.#forgedIn += bytes.length
    this.engine.receive(flowOf(from, connection), bytes, this.nowMs)
    const sent = this.#take().filter((action) => action.kind === 'send')
    if (sent.length > 24) this.#failed(`one packet brought about ${sent.length}`)
    const isAnswered = sent.some(({ bytes: out }) => isAnswerTo(Buffer.from(out).toString('latin1'), bytes))
    if (connection === undefined && isAnswered && deservesNone(bytes, from))
      this.#failed('an answer to what deserves none')
  }

  wait(ms: number): void {
    for (const untilMs = this.nowMs + ms; ; ) {
      const dueMs = this.engine.nextTimerMs() ?? Number.POSITIVE_INFINITY
      this.nowMs = Math.min(untilMs, Math.max(this.nowMs, dueMs))
      this.engine.advance(this.nowMs)
      this.#take()
      if (this.nowMs >= untilMs) return
    }
  }

  #command(what: number): void {
    const { engine, nowMs } = this
    const call = [...this.calls][what % Math.max(1, this.calls.size)]
    if (what % 11 === 10 || call === undefined) {
      const target = { kind: 'uri', uri: 'sip:1@10.0.0.9' } as const
      const made = engine.originate({ target, fromUser: '1', sdp: answer }, nowMs)
      if (made.ok) this.calls.add(made.value)
    } else if (what % 11 < 3) engine.answer(call, answer, nowMs)
    else if (what % 11 === 3) engine.progress(call, 180, undefined, nowMs)
    else if (what % 11 === 4) engine.progress(call, 183, answer, nowMs)
    else if (what % 11 === 5) engine.reject(call, 486, {}, nowMs)
    else if (what % 11 === 6) engine.hangUp(call, {}, nowMs)
    else if (what % 11 === 7) engine.answerOffer(call, answer, nowMs)
    else if (what % 11 === 8) engine.offer(call, answer, nowMs)
    else engine.refuseOffer(call, 488, nowMs)
  }

  #take(): SipAction[] {
    const actions = this.engine.takeActions()
    for (const action of actions) {
      if (action.kind === 'event') this.#hear(action.event)
      else if (action.kind === 'send') this.#sent(action.flow, Buffer.from(action.bytes).toString('latin1'))
    }
    return actions
  }

  #hear(event: Extract<SipAction, { kind: 'event' }>['event']): void {
    this.happened.add(event.type)
    if (!('call' in event)) return
    if (this.#ended.has(event.call)) this.#failed(`${event.type} after the end of its call`)
    else if (event.type === 'callEnded') {
      this.#ended.add(event.call)
      if (!this.calls.delete(event.call)) this.#failed('the end of a call that never began')
    } else if (event.type === 'incomingCall') this.calls.add(event.call)
    else if (!this.calls.has(event.call)) this.#failed(`${event.type} of a call that never began`)
  }

  #sent(flow: Flow, text: string): void {
    if (flow.remote.address === forged) {
      this.#forgedOut += text.length
      if (this.#forgedOut > this.#forgedIn * answerFactor) this.#failed('more than its due to a forged source')
      if (/\nserver:|parley/i.test(text.replace(/realm="parley"/, '')))
        this.#failed(`a stranger is told what we are: ${text}`)
      return
    }
    const value = (name: string) => new RegExp(`^${name}: (.*)\r`, 'm').exec(text)?.[1]
    const nonce = /nonce="([^"]+)"/.exec(text)?.[1]
    if (nonce !== undefined) this.heard.nonces.push(nonce)
    if (!text.startsWith('SIP/2.0')) {
      this.heard.requests.push(text)
      // Whoever answers with this tag is in a dialog, and may ask for things in it.
      if (text.startsWith('INVITE'))
        this.heard.dialogs.push([value('From'), value('Call-ID'), `${value('To')};tag=fork0`, 1].join('|'))
    } else if (value('To')?.includes(';tag=') && !/^SIP\/2.0 4/.test(text)) {
      this.heard.dialogs.push([value('To'), value('Call-ID'), value('From'), value('CSeq')?.split(' ')[0]].join('|'))
    }
  }

  /** Everybody hangs up and goes: nothing may be left. */
  finish(): void {
    const hangUpAll = () => {
      for (const call of this.calls) this.engine.hangUp(call, {}, this.nowMs)
      this.#take()
    }
    hangUpAll()
    for (const connection of connections) this.engine.connectionClosed(flowOf(peer, connection), this.nowMs)
    for (let n = 0; n < 12; n++) {
      this.wait(400_000)
      hangUpAll()
    }
    const { calls, dialogs, transactions, timers, registeredUsers, connections: open } = this.engine.counts()
    const left = { calls, dialogs, transactions, timers, registeredUsers, open, known: this.calls.size }
    if (Object.values(left).some((count) => count > 0)) this.#failed(`left behind: ${JSON.stringify(left)}`)
  }

  #failed(problem: string): void {
    this.problem ??= problem
  }
}

function flowOf(address: string, connectionId?: string): Flow {
  const ends = { local: { address: '10.0.0.2', port: 5060 }, remote: { address, port: 5060 } }
  return connectionId === undefined ? { transport: 'udp', ...ends } : { transport: 'tcp', ...ends, connectionId }
}

/** Whether `out` is a response to these bytes. One to another request, which they brought to its end, has another branch. */
function isAnswerTo(out: string, bytes: Uint8Array): boolean {
  if (!out.startsWith('SIP/2.0')) return false
  const branch = /^(?:via|v)[ \t]*:.*?branch[ \t]*=[ \t]*([^;,\s]+)/im.exec(Buffer.from(bytes).toString('latin1'))?.[1]
  return branch === undefined || out.includes(branch)
}

/** RFC 3261 17.1.1.3, 18.1.2 and 8.2.6.2: ACKs and responses have no answer, nor has what cannot be traced back. */
function deservesNone(bytes: Uint8Array, from: string): boolean {
  const parsed = parseMessage(bytes)
  if (!parsed.ok) return from === forged || parsed.error.request?.headers.has('via') !== true
  return parsed.value.kind === 'response' || parsed.value.method === 'ACK' || !parsed.value.headers.has('via')
}

/** Plays a run. @returns the first problem */
export function replay(steps: readonly FuzzStep[]): string | undefined {
  const run = new Run()
  try {
    for (const step of steps) {
      run.step(step)
      if (run.problem !== undefined) return run.problem
    }
    run.finish()
  } catch (error) {
    return `it threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
  }
  return run.problem
}

/** Makes a run up as it goes, from what the engine says, and plays it. */
export function explore(
  seed: number,
  length: number,
): { steps: FuzzStep[]; problem: string | undefined; happened: Set<string> } {
  const random = seededRandom(seed)
  const run = new Run()
  const steps: FuzzStep[] = []
  try {
    while (steps.length < length && run.problem === undefined) {
      const step = nextStep(random, run)
      steps.push(step)
      run.step(step)
    }
    if (run.problem === undefined) run.finish()
  } catch (error) {
    run.problem = `it threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
  }
  return { steps, problem: run.problem, happened: run.happened }
}

function nextStep(random: Random, run: Run): FuzzStep {
  const choice = random.integer(20)
  if (choice < 3) return { do: 'wait', ms: random.pick([0, 10, 300, 600, 4_000, 33_000]) }
  if (choice < 6) return { do: 'command', what: random.integer(1_000) }
  if (choice === 6) return { do: 'disconnect', connection: random.pick(connections) }
  const from = random.pick([peer, peer, peer, peer, forged, trunk])
  const base64 = Buffer.from(message(random, run.heard, from === forged)).toString('base64')
  return from === peer && random.integer(3) === 0
    ? { do: 'receive', from, connection: random.pick(connections), base64 }
    : { do: 'receive', from, base64 }
}

function message(random: Random, heard: Heard, isForger: boolean): Uint8Array {
  if (random.integer(25) === 0) return noise(random)
  const isAnswer = !isForger && heard.requests.length > 0 && random.integer(4) === 0
  const text = isAnswer ? response(random, random.pick(heard.requests.slice(-8))) : request(random, heard, isForger)
  const bytes = Buffer.from(text, 'latin1')
  return random.integer(4) === 0
    ? mutate(random, bytes, Buffer.from(request(random, heard, isForger), 'latin1'))
    : bytes
}
