import type { EdgeId } from '#kernel/ids.ts'
import type { EdgeEvent, TrunkStatus } from '#protocol/edge/index.ts'
import type { EdgeLink } from '../core-services.ts'
import type { Alarms } from './alarms.ts'

/** A core that starts, or an edge that restarts, is away for a moment: that alarms nobody. */
const edgeAwayAfterMs = 15_000

export interface EdgeAlarmsParts {
  readonly edge: Pick<EdgeLink, 'subscribe' | 'isConnected'>
  readonly alarms: Alarms
  /** A trunk's name for people. */
  trunkName(trunkId: TrunkStatus['trunkId']): string | undefined
}

/** What edges tell that somebody ought to look at: trunks that go, strangers who guess, an edge that is full or away. */
export function watchEdges({ edge, alarms, trunkName }: EdgeAlarmsParts): () => void {
  /** What each edge said last; of one that this core has not heard yet, the core before it may have raised an alarm. */
  const overloaded = new Map<EdgeId, boolean>()
  const away = new Map<EdgeId, NodeJS.Timeout>()

  function trunkChanged({ trunkId, condition, sipStatus, sipReason }: TrunkStatus): void {
    if (condition === 'connecting') return
    if (condition !== 'refused' && condition !== 'unreachable') {
      void alarms.clear('trunk-down', trunkId)
      return
    }
    const answer = sipStatus === undefined ? condition : `${sipStatus} ${sipReason ?? ''}`.trim()
    void alarms.raise({
      kind: 'trunk-down',
      subject: trunkName(trunkId) ?? trunkId,
      subjectId: trunkId,
      detail: answer,
    })
  }

  function event(told: EdgeEvent, edgeId: EdgeId): void {
    if (told.type === 'trunk.changed') trunkChanged(told.trunk)
    else if (told.type === 'address.banned' && told.ban.reason !== 'by-hand') {
      // One for all: a port on the internet is tried by hundreds, and the list of bans has each.
      void alarms.raise({ kind: 'address-banned', subject: told.ban.address, detail: told.ban.reason })
    } else if (told.type === 'siprec.failed') {
      void alarms.raise({ kind: 'outside-recorder', subject: told.recordingId, detail: told.sentence })
    } else if (told.type === 'recording.storage') {
      if (told.condition === 'well') void alarms.clear('recording-storage', edgeId)
      else {
        const freeMb = told.freeBytes === undefined ? [] : [`${Math.floor(told.freeBytes / 1_048_576)} MB free`]
        const detail = [told.condition, ...freeMb, `${Math.round(told.waitingMs / 1000)} s of sound wait`].join(', ')
        void alarms.raise({ kind: 'recording-storage', subject: edgeId, subjectId: edgeId, detail })
      }
    } else if (told.type === 'edge.load') {
      if (told.isOverloaded === overloaded.get(edgeId)) return
      overloaded.set(edgeId, told.isOverloaded)
      if (told.isOverloaded) {
        void alarms.raise({
          kind: 'edge-overloaded',
          subject: edgeId,
          subjectId: edgeId,
          detail: `${told.calls} calls, tick ${told.tickLatenessMs} ms late`,
        })
      } else void alarms.clear('edge-overloaded', edgeId)
    }
  }

  function connectionChanged(edgeId: EdgeId, isConnected: boolean): void {
    clearTimeout(away.get(edgeId))
    away.delete(edgeId)
    if (isConnected) {
      void alarms.clear('edge-away', edgeId)
      // What stood before it went away: it says so at once if it still does.
      void alarms.clear('recording-storage', edgeId)
      return
    }
    const timer = setTimeout(() => {
      away.delete(edgeId)
      void alarms.raise({ kind: 'edge-away', subject: edgeId, subjectId: edgeId })
    }, edgeAwayAfterMs)
    away.set(edgeId, timer.unref())
  }

  const unsubscribe = edge.subscribe({ event, connectionChanged })
  return () => {
    unsubscribe()
    for (const timer of away.values()) clearTimeout(timer)
  }
}
