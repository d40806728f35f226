import type { BridgeId, CollectId, DetectionId, LegId, PlayId, RecordingId } from '#kernel/ids.ts'
import { type Random, seededRandom } from '#kernel/random.ts'
import type { EdgeCommand } from '#protocol/edge/index.ts'
import type { OpusLibrary } from '#telephony/audio/ports.ts'
import type { DigitWay } from '#telephony/calls/digit-pairing.ts'
import { HearingRules } from './hearing-rules.ts'
import { loudness, musicPitch, partyPitches, pitches, promptPitch } from './pitches.ts'
import { cleanLine, keys, SimulatedPhone } from './simulated-phone.ts'
import { SimulatedRoom } from './simulated-room.ts'

/** A frame or two around a change may hold a piece of either sound. */
const settlingTicks = 3
/** Until a jitter buffer has filled, or has got over what was lost. */
const calmTicks = 30
/** Loud as it is said; an announcement lies over the others at half of that. */
const heardAbove = 0.3
const silentBelow = 0.12
/** A key that is told as a tone sounds by then. */
const toneTicks = 25
/** What waits in the buffer is in the codec of before. */
const seamTicks = 8
/** A tone is told when it is over, and the buffer has let it out. */
const toneToldTicks = 40
const ways: readonly (readonly DigitWay[])[] = [
  ['telephone-event'],
  ['telephone-event'],
  ['telephone-event', 'info'],
  ['info'],
  ['in-band'],
  ['in-band', 'info'],
  [],
]
const narrowCodecs = ['pcmu', 'pcmu', 'pcmu', 'pcma', 'pcma'] as const
const allCodecs = [...narrowCodecs, 'g722', 'opus'] as const
const longestBufferMs = 400
const ticksOfADay = 400

interface RecordedTick {
  readonly left: LegId | null
  readonly right: ReadonlySet<LegId>
  readonly isPaused: boolean
  /** For how many ticks none of it has changed, and no packet was lost. */
  readonly calmTicks: number
}
interface Recorded {
  readonly left: LegId
  readonly ticks: RecordedTick[]
}

/** Eight seconds in a room: legs come and go, verbs are drawn, and each ear and each recording is compared with the rules. */
export class HearingDay {
  timesHeard = 0
  framesRecorded = 0
  readonly verbs = new Map<string, number>()
  readonly #random: Random
  readonly #room: SimulatedRoom
  readonly #rules = new HearingRules()
  readonly #lines: string[] = []
  readonly #advance: (ms: number) => void
  readonly #isClean: boolean
  readonly #said: EdgeCommand[] = []
  readonly #recorded = new Map<RecordingId, Recorded>()
  readonly #pitchOf = new Map<LegId, number>()
  /** What each leg was to hear in the last tick, and since when. */
  readonly #since = new Map<LegId, { what: string; tick: number }>()
  /** What each ear heard in the last tick, and when a sound began in it last. */
  readonly #heard = new Map<LegId, readonly number[]>()
  readonly #beganAt = new Map<LegId, number>()
  readonly #disturbed = new Map<LegId, number>()
  readonly #tonesUntil = new Map<LegId, number>()
  readonly #wrong = new Map<string, number>()
  /** The keys that each has pressed, those of telephones that are not heard for certain apart. */
  readonly #pressed = new Map<LegId, string>()
  /** Until then a tone may be in the sound of somebody. */
  #toneUntil = 0
  readonly #opus: OpusLibrary
  /** How often each detection was asked for, and has not said its last. */
  readonly #detected = new Map<DetectionId, number>()
  #count = 0
  #eventsRead = 0

  constructor(seed: number, opus: OpusLibrary, advance: (ms: number) => void) {
    this.#random = seededRandom(seed)
    this.#opus = opus
    this.#room = new SimulatedRoom(this.#random, opus)
    this.#advance = advance
    // Half of the rooms have lines that lose nothing: there a single frame that is wrong is a fault.
    this.#isClean = seed % 2 === 0
  }

  /** What was asked, and when: the last of it. */
  trace(): string {
    return this.#lines.slice(-40).join('\n')
  }

  async live(): Promise<void> {
    const room = this.#room
    const betweenVerbs = this.#random.pick([2, 8, 20, 40, 80])
    for (let number = 0; number < 3; number++) this.#begin()
    for (let tick = 0; tick < ticksOfADay; tick++) {
      if (this.#random.next() < 1 / betweenVerbs) await this.#act()
      // Two that race: nothing happens between them.
      if (this.#random.next() < 0.3 / betweenVerbs) await this.#act()
      this.#passes()
    }
    for (const legId of [...this.#rules.legs.keys()]) this.#end(legId)
    for (let tick = 0; tick < 20; tick++) this.#passes()
    for (let turn = 0; turn < 10; turn++) await Promise.resolve()
    this.#nothingIsLeft()
    room.phones.clear()
  }

  // --- what is done ---

  #id = <Id extends string>(name: string): Id => `${name}_${++this.#count}` as Id
  #note(line: string): void {
    this.#lines.push(`${this.#room.tick} ${line}`)
    if (this.#lines.length > 400) this.#lines.splice(0, 200)
  }

  #begin(): void {
    const random = this.#random
    const taken = new Set([...this.#rules.legs.keys()].map((legId) => this.#pitchOf.get(legId)))
    const pitch = partyPitches.find((candidate) => !taken.has(candidate))
    if (pitch === undefined) return
    const legId = this.#id<LegId>('leg')
    const told = random.pick(ways)
    const codec = random.pick(told.includes('in-band') ? narrowCodecs : allCodecs)
    const line = this.#isClean ? cleanLine : { lossShare: random.pick([0, 0.03]), latestTicks: random.pick([0, 2]) }
    const phone = new SimulatedPhone({ pitch, codec, ways: told, line, random, opus: this.#opus })
    this.#pitchOf.set(legId, pitch)
    this.#room.begins(legId, phone)
    this.#rules.began(legId)
    this.#note(`${legId} begins at ${pitch} Hz, ${codec}, digits by ${told.join(' and ')}`)
    if (random.next() < 0.8) this.#answer(legId)
  }

  #answer(legId: LegId): void {
    this.#note(`${legId} is answered`)
    this.#room.answers(legId)
    this.#disturbed.set(legId, this.#room.tick)
  }

  #end(legId: LegId): void {
    this.#note(`${legId} hangs up`)
    this.#room.ends(legId)
    this.#rules.ended(legId)
  }

  async #act(): Promise<void> {
    const random = this.#random
    const chance = random.next()
    const legIds = [...this.#rules.legs.keys()]
    if (legIds.length < 2 || chance < 0.06) return this.#begin()
    if (chance < 0.1) return this.#end(random.pick(legIds))
    if (chance < 0.15) {
      const waiting = this.#room.legs.live.filter(({ life }) => !life.isAnswered)
      return waiting[0] && this.#answer(waiting[0].legId)
    }
    if (chance < 0.22) return this.#press(random.pick(legIds))
    if (chance < 0.27) return this.#agree(random.pick(legIds))
    // One that comes late, or a second time: it means what it meant.
    const late = this.#said.length > 0 && chance < 0.35 ? random.pick(this.#said.slice(-8)) : undefined
    const command = late ?? this.#draw(legIds)
    if (late === undefined) this.#said.push(command)
    const expected = this.#rules.apply(command)
    const refusal = await this.#room.asks(command)
    this.#verb(command.type)
    // Behind a mask one is heard a moment later than before.
    if (command.type === 'leg.mask-digits') this.#disturbed.set(command.legId, this.#room.tick)
    this.#note(`${JSON.stringify(command)}${refusal === null ? '' : ` refused: ${refusal}`}`)
    if (refusal !== expected) throw new Error(`${command.type} is answered by ${refusal}, not by ${expected}`)
    if (command.type === 'leg.detect' && refusal === null) {
      this.#detected.set(command.detectionId, (this.#detected.get(command.detectionId) ?? 0) + 1)
    }
    if (command.type === 'recording.start' && refusal === null && !this.#recorded.has(command.recordingId)) {
      this.#recorded.set(command.recordingId, { left: command.left, ticks: [] })
    }
  }

  #verb(name: string): void {
    this.verbs.set(name, (this.verbs.get(name) ?? 0) + 1)
  }

  /** The far end holds, comes back, or goes on in another codec. */
  #agree(legId: LegId): void {
    const { phones, legs, tick } = this.#room
    const phone = phones.get(legId)
    if (!phone || !legs.get(legId)?.life.isAnswered) return
    const direction = this.#random.pick(['sendrecv', 'sendrecv', 'recvonly', 'sendonly', 'inactive'] as const)
    if (this.#random.next() < 0.3) phone.recode(this.#random.pick(allCodecs))
    this.#note(`${legId} speaks ${phone.codec} and is ${direction} from now on`)
    this.#verb(direction === 'sendrecv' ? 'far retrieve' : 'far hold')
    this.#room.agrees(legId, direction)
    this.#disturbed.set(legId, tick)
    // What it hears or not begins anew; and where one codec ends and another begins is a seam.
    this.#since.delete(legId)
    const bridgeId = this.#rules.legs.get(legId)?.bridgeId
    for (const other of bridgeId ? this.#rules.membersOf(bridgeId) : []) {
      this.#tonesUntil.set(other.legId, Math.max(tick + seamTicks, this.#tonesUntil.get(other.legId) ?? 0))
    }
  }

  #press(legId: LegId): void {
    const { tick, phones } = this.#room
    const phone = phones.get(legId)
    const key = this.#random.pick([...keys])
    // What is heard while we send tones ourselves may be their echo; nobody else's are to be sent while one is heard.
    const isTone = phone?.ways.includes('in-band') === true
    if (tick < this.#toneUntil || (isTone && tick <= (this.#tonesUntil.get(legId) ?? 0))) return
    if (!phone?.presses(key)) return
    if (isTone) this.#toneUntil = tick + toneToldTicks
    this.#note(`${legId} presses ${key}`)
    this.#verb(`press by ${phone.ways.join(' and ')}`)
    this.#pressed.set(legId, (this.#pressed.get(legId) ?? '') + key)
    for (const other of this.#rules.legs.keys()) this.#tonesUntil.set(other, tick + toneTicks)
  }

  /** A key may be told on to anybody in the bridge, in the place of sound; to some as tones. */
  #disturbByKeys(): void {
    const { tick, phones } = this.#room
    for (const [legId, { isPressing }] of phones) {
      if (!isPressing) continue
      const bridgeId = this.#rules.legs.get(legId)?.bridgeId
      const others = bridgeId ? this.#rules.membersOf(bridgeId) : []
      for (const one of [legId, ...others.map((other) => other.legId)]) this.#disturbed.set(one, tick + 10)
    }
  }

  #draw(legIds: readonly LegId[]): EdgeCommand {
    const random = this.#random
    const legId = random.pick(legIds)
    const other = random.pick(legIds)
    const own = this.#rules.legs.get(legId)?.bridgeId
    const bridgeId = own && random.next() < 0.9 ? own : random.pick(['brg_a', 'brg_b', 'brg_c'] as BridgeId[])
    const recordingIds = [...this.#rules.recordings.keys()]
    const recordingId = recordingIds.length > 0 ? random.pick(recordingIds) : ('rec_none' as RecordingId)
    const playId = this.#id<PlayId>('ply')
    const prompt = [{ kind: 'prompt' as const, name: 'prompt' }]
    const isOn = random.next() < 0.5
    const join = { type: 'bridge.join', bridgeId, legIds: legId === other ? [legId] : [legId, other] } as const
    const commands: readonly EdgeCommand[] = [
      join,
      join,
      join,
      { type: 'bridge.leave', bridgeId, legId },
      {
        type: 'bridge.monitor',
        bridgeId,
        legId,
        heardBy: legIds.filter((one) => one !== legId && random.next() < 0.3),
      },
      { type: 'bridge.monitor', bridgeId, legId, heardBy: [] },
      {
        type: 'bridge.gain',
        bridgeId,
        listener: legId,
        speaker: legId === other ? ('leg_none' as LegId) : other,
        gain: 0,
      },
      {
        type: 'bridge.gain',
        bridgeId,
        listener: other,
        speaker: legId === other ? ('leg_none' as LegId) : legId,
        gain: 1,
      },
      { type: 'bridge.hold', bridgeId, legId, items: [] },
      { type: 'bridge.retrieve', bridgeId, legId },
      { type: 'bridge.retrieve', bridgeId, legId },
      { type: 'bridge.end', bridgeId },
      { type: 'bridge.play', bridgeId, legId, playId, items: prompt, isOver: isOn },
      { type: 'leg.mute', legId, muted: isOn },
      { type: 'leg.mute', legId, muted: false },
      { type: 'leg.play', legId, playId, items: isOn ? prompt : [{ kind: 'music' }], loop: !isOn },
      { type: 'leg.stop-play', legId },
      this.#collect(legId),
      { type: 'leg.stop-collect', legId },
      { type: 'leg.mask-digits', legId, isOn },
      this.#detect(legId),
      { type: 'leg.stop-detect', legId, detectionId: [...this.#detected.keys()].at(-1) ?? ('det_none' as DetectionId) },
      { type: 'recording.start', recordingId: this.#id('rec'), bridgeId, left: legId, isPaused: random.next() < 0.2 },
      { type: 'recording.start', recordingId: this.#id('rec'), bridgeId, left: legId },
      { type: isOn ? 'recording.pause' : 'recording.resume', recordingId },
      { type: 'recording.stop', recordingId },
      { type: 'leg.end', legId, reason: 'hung-up' },
    ]
    return random.pick(commands)
  }

  /** Listens along, for a moment. */
  #detect(legId: LegId): EdgeCommand {
    const detectors = [{ kind: 'voice' as const, leastMs: 100 }, { kind: 'beep' as const }]
    return { type: 'leg.detect', legId, detectionId: this.#id<DetectionId>('det'), detectors, timeoutMs: 600 }
  }

  #collect(legId: LegId): EdgeCommand {
    return {
      type: 'leg.collect',
      legId,
      collectId: this.#id<CollectId>('col'),
      items: [{ kind: 'prompt', name: 'prompt' }],
      isInterruptible: this.#random.next() < 0.5,
      acceptsTypeAhead: this.#random.next() < 0.5,
      minDigits: 1,
      maxDigits: 2,
      terminators: '#',
      firstDigitTimeoutMs: 500,
      betweenDigitsTimeoutMs: 500,
    }
  }

  // --- what is looked at ---

  #passes(): void {
    const { tick } = this.#room
    this.#disturbByKeys()
    for (const legId of this.#room.passes()) this.#disturbed.set(legId, Math.max(tick, this.#disturbed.get(legId) ?? 0))
    this.#readEvents()
    this.#advance(20)
    for (const [recordingId, { left, ticks }] of this.#recorded) {
      const rule = this.#rules.recordings.get(recordingId)
      if (!rule) continue
      const said = this.#rules.speaks(left) && this.#isTalking(left) ? left : null
      const right = new Set([...this.#rules.saidTo(left)].filter(this.#isTalking))
      const before = ticks.at(-1)
      const isSame = before?.left === said && isEqual(before.right, right) && before.isPaused === rule.isPaused
      const calm = Math.max(...[left, ...right].map((legId) => this.#disturbed.get(legId) ?? 0), 0)
      const calmFor = isSame && calm < tick ? before.calmTicks + 1 : 0
      ticks.push({ left: said, right, isPaused: rule.isPaused, calmTicks: calmFor })
    }
    for (const legId of this.#rules.legs.keys()) this.#listen(legId)
  }

  #readEvents(): void {
    const { events } = this.#room
    for (const event of events.slice(this.#eventsRead)) {
      if (event.type === 'leg.play-ended') {
        const leg = this.#rules.legs.get(event.legId)
        if (leg?.playing?.playId === event.playId) leg.playing = null
      }
      if (event.type === 'leg.detected' && event.isLast) {
        const left = (this.#detected.get(event.detectionId) ?? 0) - 1
        if (left < 0) throw new Error(`${event.detectionId} says its last twice`)
        this.#detected.set(event.detectionId, left)
      }
      if (event.type === 'leg.collected') {
        const leg = this.#rules.legs.get(event.legId)
        if (leg && !this.#room.legs.get(event.legId)?.collecting) leg.isCollecting = false
      }
    }
    this.#eventsRead = events.length
  }

  #listen(legId: LegId): void {
    const { tick, phones, legs } = this.#room
    const phone = phones.get(legId)
    const leg = legs.get(legId)
    if (!phone || !leg) throw new Error(`${legId} is not there`)
    const depthMs = tick % 10 === 0 ? (leg.media?.quality().bufferDepthMs ?? 0) : 0
    if (depthMs > longestBufferMs) throw new Error(`${legId} waits ${depthMs} ms in its buffer`)
    const { legIds, music, prompt } = this.#rules.hears(legId)
    const what = `${[...legIds].sort()} ${music} ${prompt}`
    const since = this.#since.get(legId)
    if (since?.what !== what) this.#since.set(legId, { what, tick })
    const changedAt = this.#since.get(legId)?.tick ?? tick
    const speakerAt = (pitch: number) =>
      [...this.#rules.legs.keys()].find((other) => this.#pitchOf.get(other) === pitch)
    const isToBeHeard = (pitch: number) => {
      if (pitch === musicPitch) return music
      if (pitch === promptPitch) return prompt !== false
      const speaker = speakerAt(pitch)
      return speaker !== undefined && legIds.has(speaker)
    }
    // Who was answered in mid-talk begins in it then, and the edge of his sound is heard at every pitch.
    const before = this.#heard.get(legId) ?? []
    const isBegun = (pitch: number, index: number) =>
      isToBeHeard(pitch) && (before[index] ?? 0) < silentBelow && (phone.heard[index] ?? 0) >= silentBelow
    if (pitches.some(isBegun)) this.#beganAt.set(legId, tick)
    this.#heard.set(legId, phone.heard)
    pitches.forEach((pitch, index) => {
      const speaker = speakerAt(pitch)
      const mayBe = pitch === promptPitch && prompt === 'perhaps'
      const isTo = isToBeHeard(pitch) && !mayBe
      const isThere = leg.isSending && (speaker === undefined || this.#isTalking(speaker))
      const isSettled =
        tick - changedAt >= settlingTicks &&
        tick > (this.#tonesUntil.get(legId) ?? 0) &&
        tick > (this.#beganAt.get(legId) ?? -1)
      const calmSince = Math.max(
        changedAt,
        this.#disturbed.get(legId) ?? 0,
        speaker ? (this.#disturbed.get(speaker) ?? 0) : 0,
      )
      const loud = phone.heard[index] ?? 0
      if (isTo && isThere && tick - calmSince >= calmTicks) {
        this.timesHeard++
        this.#judge(loud > heardAbove, `${legId} does not hear ${speaker ?? pitch}`)
      }
      if ((!isTo || !leg.isSending) && !mayBe && isSettled) {
        this.#judge(loud < silentBelow, `${legId} hears ${speaker ?? pitch}, at ${loud.toFixed(2)}`)
      }
    })
  }

  /** Where packets are lost, the join of two pieces of sound is heard as anything for a moment. */
  #judge(isRight: boolean, wrong: string): void {
    const key = wrong.split(', at')[0] ?? wrong
    if (isRight) {
      this.#wrong.delete(key)
      return
    }
    const times = (this.#wrong.get(key) ?? 0) + 1
    this.#wrong.set(key, times)
    if (times >= (this.#isClean ? 1 : 3)) throw new Error(`in tick ${this.#room.tick} ${wrong}`)
  }

  #nothingIsLeft(): void {
    const { legs, bridges, recordings, events, written } = this.#room
    const left = legs.live.length + bridges.live.length + recordings.describe().length
    if (left > 0) throw new Error('something is left when everybody has gone')
    const once = new Map<string, number>()
    for (const event of events) {
      const id =
        event.type === 'leg.ended'
          ? event.legId
          : event.type === 'recording.closed'
            ? event.recording.recordingId
            : undefined
      if (id !== undefined) once.set(id, (once.get(id) ?? 0) + 1)
    }
    for (const [id, times] of once) if (times !== 1) throw new Error(`${id} ends ${times} times`)
    for (const legId of this.#pitchOf.keys()) if (!once.has(legId)) throw new Error(`${legId} has no end`)
    for (const [recordingId, one] of this.#recorded) {
      if (!once.has(recordingId)) throw new Error(`${recordingId} has no end`)
      const sound = written.get(recordingId)
      if (!sound) throw new Error(`${recordingId} was not written`)
      this.#compare(recordingId, one, new Int16Array(new Uint8Array(sound.bytes).buffer), sound.rateHz / 50)
    }
    for (const [legId, pressed] of this.#pressed) {
      const told = events.flatMap((event) => (event.type === 'leg.digit' && event.legId === legId ? [event.digit] : []))
      // Of the last one's packets none may have come when he hung up.
      const isSo = told.every((digit, i) => digit === pressed[i] || digit === '•') && told.length >= pressed.length - 1
      if (!isSo || told.length > pressed.length)
        throw new Error(`${legId} pressed ${pressed}, and told is ${told.join('')}`)
    }
  }

  #compare(recordingId: RecordingId, { ticks, left }: Recorded, sound: Int16Array, samples: number): void {
    const pauses = this.#pausesOf(recordingId)
    const frames = sound.length / 2 / samples
    if (Math.abs(frames - ticks.length) > 1) throw new Error(`${recordingId} has ${frames} frames, not ${ticks.length}`)
    const channel = (frame: number, side: 0 | 1) =>
      loudness(Int16Array.from({ length: samples }, (_, i) => sound[(frame * samples + i) * 2 + side] ?? 0))
    ticks.forEach((now, frame) => {
      if (frame >= frames || now.calmTicks < calmTicks) return
      const atMs = frame * 20
      if (pauses.some(({ fromMs, toMs }) => Math.min(Math.abs(atMs - fromMs), Math.abs(atMs - toMs)) <= 40)) return
      // By hand, or by itself while masked digits are pressed; then from before it was asked for.
      const isPaused = pauses.some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs)
      if (now.isPaused && !isPaused) throw new Error(`${recordingId} does not tell of a pause`)
      this.framesRecorded++
      for (const side of [0, 1] as const) {
        const loud = channel(frame, side)
        const legIds = side === 0 ? (now.left ? [now.left] : []) : [...now.right]
        const wanted = isPaused ? [] : legIds
        for (const [legId, pitch] of this.#pitchOf) {
          const heard = loud[pitches.indexOf(pitch)] ?? 0
          const name = `${recordingId}, ${side === 0 ? 'left' : 'right'} of ${left}, frame ${frame}`
          if (wanted.includes(legId) && heard < heardAbove) throw new Error(`${name}: ${legId} is missing`)
          const isHis = wanted.some((other) => this.#pitchOf.get(other) === pitch)
          if (!isHis && heard > (this.#isClean ? silentBelow : 0.5)) throw new Error(`${name}: ${legId} is in it`)
        }
      }
    })
  }

  #pausesOf(recordingId: RecordingId): readonly { readonly fromMs: number; readonly toMs: number }[] {
    for (const event of this.#room.events) {
      if (event.type === 'recording.closed' && event.recording.recordingId === recordingId) {
        return event.recording.pauses ?? []
      }
    }
    return []
  }

  #isTalking = (legId: LegId): boolean => this.#room.phones.get(legId)?.isTalking === true
}

const isEqual = (a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): boolean =>
  a.size === b.size && [...a].every((one) => b.has(one))
