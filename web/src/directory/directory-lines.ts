import type { Consulted, Destination } from '#protocol/http/call-control.ts'
import type { DirectoryEntry } from '#protocol/http/directory.ts'

/** One line that can be chosen: an entry, or one number of an outside contact who has several. */
export interface DirectoryLine {
  readonly key: string
  readonly entry: DirectoryEntry
  /** The first line of its entry: it alone says who it is. */
  readonly isFirst: boolean
  /** Which of his numbers. */
  readonly number?: string
  /** Where a call can go with it; absent: a team and a branch are no one to talk to. */
  readonly to?: Destination
  /** Who can be asked, or called. */
  readonly consulted?: Consulted
  /** Whether he can be reached now. */
  readonly isAvailable: boolean
}

/** @param ownAgentId who reads it: he does not call himself */
export function linesOf(entries: readonly DirectoryEntry[], ownAgentId?: string): readonly DirectoryLine[] {
  return entries.flatMap((entry): DirectoryLine[] => {
    if (entry.kind === 'agent') {
      if (entry.agentId === ownAgentId) return [{ key: entry.agentId, entry, isFirst: true, isAvailable: false }]
      const to = { kind: 'agent', agentId: entry.agentId } as const
      const isAvailable = entry.isReachable && entry.workState === 'idle'
      return [{ key: entry.agentId, entry, isFirst: true, to, consulted: to, isAvailable }]
    }
    if (entry.kind === 'queue') {
      const to = { kind: 'queue', queueId: entry.queueId } as const
      const isVoice = entry.channel === 'voice'
      return [{ key: entry.queueId, entry, isFirst: true, isAvailable: true, ...(isVoice && { to }) }]
    }
    if (entry.kind !== 'outside') {
      return [{ key: entry.kind === 'team' ? entry.teamId : entry.unitId, entry, isFirst: true, isAvailable: true }]
    }
    return entry.numbers.map((number, at) => {
      const to = { kind: 'number', number } as const
      const key = `${entry.outsideContactId} ${number}`
      return { key, entry, isFirst: at === 0, number, to, consulted: to, isAvailable: true }
    })
  })
}
