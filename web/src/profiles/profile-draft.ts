import type { AgentId, QueueId } from '#kernel/ids.ts'
import type { CreateRoutingProfile, RoutingProfile } from '#protocol/http/routing-profiles.ts'
import { areLoadsWorkable, type LoadDrafts, loadDrafts, ownLoadsOf } from '../admin/load-draft.ts'
import { type MemberField, memberBounds, readWithin } from '../queues/queue-draft.ts'

/** A profile as it is typed. */
export interface ProfileDraft {
  readonly name: string
  readonly queues: readonly LineDraft[]
  readonly loads: LoadDrafts
  readonly agentIds: readonly AgentId[]
}
export type LineDraft = { readonly queueId: QueueId } & Readonly<Record<MemberField, string>>

export const newLine = (queueId: QueueId): LineDraft => ({
  ...{ queueId, priority: '0', ring: '1', weight: '1', position: '0', share: '1' },
})

export const profileDraft = (profile: RoutingProfile | undefined): ProfileDraft => ({
  name: profile?.name ?? '',
  queues: (profile?.queues ?? []).map(({ queueId, priority, ring, weight, position, share }) => ({
    ...newLine(queueId),
    ...{ priority: String(priority), ring: String(ring ?? 1), weight: String(weight ?? 1) },
    ...{ position: String(position ?? 0), share: String(share ?? 1) },
  })),
  loads: loadDrafts(profile?.loads ?? []),
  agentIds: profile?.agentIds ?? [],
})

const fields = Object.keys(memberBounds) as MemberField[]

/** The first field of a line that is out of its bounds. */
export const lineProblem = (line: LineDraft): MemberField | undefined =>
  fields.find((field) => readWithin(line[field], memberBounds[field]) === undefined)

export function profileProblems({ name, queues, loads }: ProfileDraft): ReadonlySet<'name' | 'queues' | 'loads'> {
  const problems = new Set<'name' | 'queues' | 'loads'>()
  if (name.trim() === '') problems.add('name')
  if (queues.some(lineProblem)) problems.add('queues')
  if (!areLoadsWorkable(loads)) problems.add('loads')
  return problems
}

/** What is sent: call it when there are no problems. */
export function profileOf({ name, queues, loads, agentIds }: ProfileDraft): Required<CreateRoutingProfile> {
  return {
    name: name.trim(),
    queues: queues.map((line) => {
      const of = (field: MemberField) => readWithin(line[field], memberBounds[field]) ?? 0
      return {
        ...{ queueId: line.queueId, priority: of('priority'), ring: of('ring') },
        ...{ weight: of('weight'), position: of('position'), share: of('share') },
      }
    }),
    loads: ownLoadsOf(loads),
    agentIds: [...agentIds],
  }
}

/** What others than its name would be like: those who have it already would notice. */
export const isFelt = (before: ProfileDraft, after: ProfileDraft): boolean =>
  JSON.stringify([before.queues, before.loads]) !== JSON.stringify([after.queues, after.loads])
