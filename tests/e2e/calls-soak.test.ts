import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CallCentre } from './soak/call-centre.ts'
import { grownData } from './soak/heap-data.ts'
import { leftOver } from './soak/left-over.ts'
import type { Held } from './soak/process-inside.ts'

/** `SOAK_ROUNDS=20` does it twenty times over in one installation, an hour or so, to see what grows slowly. */
const rounds = Number(process.env.SOAK_ROUNDS ?? 1)
const shortCalls = 1000
const longCalls = 100
/** They stand at least so long, most of them as long as the short ones come and go. */
const longForMs = 60_000

/** Each is granted many times to the long calls: a soak in which nobody transfers or listens would prove nothing. */
const verbs = [
  ...['hold', 'retrieve', 'setMuted', 'sendDigits', 'setDigitsMasked', 'announce', 'park', 'pickUp', 'sendOn'],
  ...['startConsultation', 'alternate', 'cancelConsultation', 'completeConsultation', 'joinConsultation'],
  ...['setPartyMuted', 'removeParty', 'leaveConference', 'setMonitoring', 'stopMonitoring', 'takeOver'],
  ...['acceptOffer', 'hangUp', 'finishWrapUp'],
]

/** An ended call's memory ends in its time: at most 32 s after the last message (RFC 3261 17), 60 s after a silent end. */
const settleWithinMs = 180_000

/**
 * What data may have grown by in all, however many calls there were: a leg with its sound is 100 kB, the shortest note of one 100
 * bytes. Measured after 1,100 calls: 146 kB in the edge, 27 kB in the core. What is remembered on purpose does not count, see
 * `call-centre.ts`.
 */
const mostGrownBytes = 300_000

let centre: CallCentre
beforeAll(async () => {
  centre = await CallCentre.open('127.0.63')
}, 300_000)
afterAll(() => centre?.close())

it(
  `leaves no leg, port, file, timer or byte of ${shortCalls} short calls and ${longCalls} long ones`,
  async () => {
    // One call of each kind and all the verbs: whatever is made once is there now, and what they held is gone again.
    await centre.load({ short: 80, long: 20, longForMs: 15_000 })
    const before = await settled()
    const dataBefore = await centre.data()

    for (let round = 0; round < rounds; round++) {
      centre.granted.clear()
      centre.outcomes.clear()
      await centre.load({ short: shortCalls, long: longCalls, longForMs })
      const { outcomes, granted } = centre
      expect(outcomes.get('short calls')).toBe(shortCalls)
      expect(outcomes.get('long calls that stood to the end')).toBe(longCalls)
      expect(outcomes.get('talked with')).toBeGreaterThan(shortCalls / 2)
      for (const kind of ['cancelled', 'vanished', 'refused with 404', 'heard the echo', 'left in the greeting'])
        expect(outcomes.get(kind), kind).toBeGreaterThan(0)
      for (const verb of verbs) expect(granted.get(verb) ?? 0, verb).toBeGreaterThanOrEqual(5)
      expect(centre.surprises).toEqual([])
    }

    const after = await settled(before)
    expect({
      edge: leftOver('edge', before.edge, after.edge),
      core: leftOver('core', before.core, after.core),
    }).toEqual({
      edge: [],
      core: [],
    })
    const dataAfter = await centre.data()
    for (const name of ['edge', 'core'] as const) {
      const grown = grownData(dataBefore[name], dataAfter[name])
      expect(grown.bytes, `bytes by which the ${name}'s data has grown: ${grown.mostOf}`).toBeLessThan(mostGrownBytes)
    }
    // On the disk lies what the history tells of, and nothing else.
    expect(centre.recordingFiles()).toEqual(await centre.recordingsInHistory())
  },
  rounds * 400_000 + 3 * settleWithinMs,
)

/** What is held once nothing is left over beside `before`; or when the time is over in which that should have come. */
async function settled(before?: { edge: Held; core: Held }): Promise<{ edge: Held; core: Held }> {
  const untilMs = Date.now() + settleWithinMs
  for (let last: { edge: Held; core: Held } | undefined; ; ) {
    await delay(10_000)
    const now = await centre.held()
    const isSettled = before
      ? leftOver('edge', before.edge, now.edge).length + leftOver('core', before.core, now.core).length === 0
      : // With nothing to compare with: when nothing more goes away.
        last && leftOver('edge', now.edge, last.edge).length === 0
    if (isSettled || Date.now() > untilMs) return now
    last = now
  }
}
