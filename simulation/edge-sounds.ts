import type { CollectId, LegId, PlayId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { EdgeCommandOf, EdgeErrorCode, EdgeEvent, Leg, PlayItem } from '#protocol/edge/index.ts'

/** How long a prompt is, where nobody says otherwise. */
export const usualPromptMs = 3000

/** What is played: a prompt by its name, a tone as `tone`, anything else by its kind. */
interface Played {
  readonly playId: PlayId
  readonly what: string
  /** Which tone it is. */
  readonly tone?: string
}

/** What of an edge this is about. */
interface Surroundings {
  readonly legs: ReadonlyMap<LegId, Leg>
  /** In a bridge, as a party or beside it. */
  isIn(bridgeId: EdgeCommandOf<'bridge.play'>['bridgeId'], legId: LegId): boolean | undefined
  tell(event: EdgeEvent): void
  /** Runs it then, unless the edge's process is another one by that time. */
  later(delayMs: number, run: () => void): void
  onAsked(legId: LegId): void
  promptMs(name: string): number
  onHeard(legId: LegId, playId: PlayId, lengthMs: number): void
}

/** What is typed of a secret; `pause`: it is told when nothing more has come for a while after the first key. */
interface Secret {
  readonly collectId: CollectId
  digits: string
  readonly maxDigits: number
  readonly terminators: string
  readonly pause: () => void
}

/** Sound, as it were: who hears what, who is asked for a key, and when it is over. */
export class EdgeSounds {
  readonly playing = new Map<LegId, Played>()
  /** Who hears something in the place of his bridge. */
  readonly announced = new Map<LegId, Played>()
  /** Who is asked for a key. */
  readonly collecting = new Map<LegId, CollectId>()
  readonly #secrets = new Map<LegId, Secret>()
  readonly #of: Surroundings

  constructor(of: Surroundings) {
    this.#of = of
  }

  play({ legId, playId, items, loop }: EdgeCommandOf<'leg.play'>): Result<void, EdgeErrorCode> {
    const leg = this.#of.legs.get(legId)
    if (!leg) return failure('no-such-leg')
    if (leg.bridgeId !== undefined || leg.state !== 'connected') return failure('wrong-state')
    if (this.playing.get(legId)?.playId === playId) return success(undefined)
    this.silence(legId)
    this.playing.set(legId, played(playId, items))
    if (loop) return success(undefined)
    const lengthMs = this.#lengthOf(items)
    this.#of.later(lengthMs, () => {
      if (this.playing.get(legId)?.playId === playId) this.#endPlay(legId, 'finished')
    })
    this.#of.onHeard(legId, playId, lengthMs)
    return success(undefined)
  }

  /** Whoever goes into a bridge, or hears something else, hears and is asked nothing that was before. */
  silence(legId: LegId): void {
    this.#stopCollect(legId)
    this.#endPlay(legId, 'interrupted')
  }

  stops(legId: LegId): void {
    this.#endPlay(legId, 'stopped')
    this.announced.delete(legId)
  }

  #endPlay(legId: LegId, outcome: 'finished' | 'stopped' | 'interrupted'): void {
    const before = this.playing.get(legId)
    if (!before) return
    this.playing.delete(legId)
    this.#of.tell({ type: 'leg.play-ended', legId, playId: before.playId, outcome })
  }

  #stopCollect(legId: LegId): void {
    const collectId = this.collecting.get(legId)
    if (!collectId) return
    this.collecting.delete(legId)
    this.#of.tell({ type: 'leg.collected', legId, collectId, digits: '', outcome: 'stopped' })
  }

  /** In the place of what the party hears in its bridge, or over it; the others hear it all the same. */
  announce({ bridgeId, legId, playId, items, isOver }: EdgeCommandOf<'bridge.play'>): Result<void, EdgeErrorCode> {
    const { legs, isIn, later, tell } = this.#of
    if (!legs.has(legId)) return failure('no-such-leg')
    const isThere = isIn(bridgeId, legId)
    if (isThere === undefined) return failure('no-such-bridge')
    if (!isThere) return failure('wrong-state')
    this.announced.delete(legId)
    if (!isOver) this.announced.set(legId, played(playId, items))
    later(this.#lengthOf(items), () => {
      if (!legs.has(legId)) return
      if (this.announced.get(legId)?.playId === playId) this.announced.delete(legId)
      tell({ type: 'leg.play-ended', legId, playId, outcome: 'finished' })
    })
    return success(undefined)
  }

  collect(
    { legId, collectId, isSecret, maxDigits, terminators, betweenDigitsTimeoutMs }: EdgeCommandOf<'leg.collect'>,
    after: (delayMs: number, run: () => void) => void,
  ): Result<void, EdgeErrorCode> {
    const leg = this.#of.legs.get(legId)
    if (!leg) return failure('no-such-leg')
    if (leg.bridgeId !== undefined || leg.state !== 'connected') return failure('wrong-state')
    if (this.collecting.get(legId) === collectId) return success(undefined)
    this.silence(legId)
    this.collecting.set(legId, collectId)
    if (isSecret) {
      const passes = () => {
        const typed = this.#secrets.get(legId)
        if (typed?.collectId === collectId) this.#tellSecret(legId, typed.digits)
      }
      const pause = () => after(betweenDigitsTimeoutMs, passes)
      this.#secrets.set(legId, { collectId, digits: '', maxDigits, terminators, pause })
    } else this.#of.onAsked(legId)
    after(2 * usualPromptMs + 6000, () => {
      if (this.collecting.get(legId) === collectId && !this.#secrets.get(legId)?.digits) this.presses(legId, '')
    })
    return success(undefined)
  }

  /** A key for a secret that is asked for; the others of it come one by one. @returns whether one is */
  typesSecretly(legId: LegId, digit: string): boolean {
    const typed = this.#secrets.get(legId)
    if (!typed || this.collecting.get(legId) !== typed.collectId) return false
    if (!typed.terminators.includes(digit)) typed.digits += digit
    else if (typed.digits !== '') this.#tellSecret(legId, typed.digits)
    if (typed.digits.length >= typed.maxDigits) this.#tellSecret(legId, typed.digits)
    else if (typed.digits.length === 1) typed.pause()
    return true
  }

  #tellSecret(legId: LegId, digits: string): void {
    this.#secrets.delete(legId)
    this.presses(legId, digits)
  }

  presses(legId: LegId, digits: string): void {
    const collectId = this.collecting.get(legId)
    if (!collectId) return
    this.collecting.delete(legId)
    const outcome = digits === '' ? 'first-digit-timeout' : 'full'
    this.#of.tell({ type: 'leg.collected', legId, collectId, digits, outcome })
  }

  /** The leg is over. */
  forget(legId: LegId): void {
    this.playing.delete(legId)
    this.announced.delete(legId)
    this.collecting.delete(legId)
    this.#secrets.delete(legId)
  }

  clear(): void {
    this.playing.clear()
    this.announced.clear()
    this.collecting.clear()
    this.#secrets.clear()
  }

  #lengthOf = (items: readonly PlayItem[]): number => items.reduce((sum, item) => sum + this.#lengthOfOne(item), 0)

  #lengthOfOne(item: PlayItem): number {
    const told = 'durationMs' in item ? item.durationMs : undefined
    return told ?? (item.kind === 'prompt' ? this.#of.promptMs(item.name) : usualPromptMs)
  }
}

function played(playId: PlayId, [item]: readonly PlayItem[]): Played {
  if (item?.kind === 'prompt') return { playId, what: item.name }
  if (item?.kind === 'tone') return { playId, what: 'tone', tone: item.tone }
  return { playId, what: item?.kind ?? 'silence' }
}
