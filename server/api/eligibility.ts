import { askedFacts, previewOf } from '#domain/routing/index.ts'
import { success } from '#kernel/result.ts'
import type { WhyNot } from '#protocol/http/index.ts'
import { skillsNamedBy } from '../configuration/skills-named.ts'
import { agentNames, skillNames } from '../explaining/read-decisions.ts'
import type { ApiServices } from './api-services.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { namedRegions } from './geography.ts'
import type { Handlers } from './handler.ts'
import { refuse } from './refusal.ts'

const isPlace = (text: string): text is string => /^\d{1,6}$/.test(text)

/** Who could take an interaction of a queue now, out of the live state. */
export function eligibilityHandlers(services: ApiServices): Pick<Handlers, 'eligibility'> {
  const { db, decider, clock, configuration } = services
  return {
    async eligibility({ id, query }) {
      const after = decodeCursor(query.cursor, isPlace)
      if (!after.ok) return after
      const { state } = decider
      if (!state) return refuse('decider.not-ready', { retryAfterS: 2 })
      const { interactionId, step, regionCode } = query
      const from = regionCode === undefined ? undefined : configuration.geography.place(regionCode)
      if (regionCode !== undefined && !from) return refuse('region.not-found', { detail: regionCode })
      const preview = previewOf(state, id, clock.wallMs(), {
        ...(interactionId === undefined ? {} : { interactionId }),
        ...(step === undefined ? {} : { step }),
        ...(from && { place: from }),
      })
      if (!preview) return refuse('queue.not-found')
      const { members, steps } = preview
      // A place in a list that lives: who moves between two pages may be shown twice, or not at all.
      const start = Number(after.value ?? 0)
      const shown = members.slice(start, start + (query.limit ?? 50))
      const requirements = [
        ...steps.map(({ requirement }) => requirement),
        ...shown.map(({ why }) => (why?.kind === 'lacks' ? why.requirement : null)),
      ]
      const [names, skills] = await Promise.all([
        agentNames(
          db,
          shown.map(({ agentId }) => agentId),
        ),
        skillNames(
          db,
          requirements.flatMap((requirement) => [...skillsNamedBy({ requirement })]),
        ),
      ])
      const end = start + shown.length
      return success({
        items: shown.map(({ agentId, why, place, idleMs, works }) => {
          const agentName = names.get(agentId)
          return {
            agentId,
            ...(agentName === undefined ? {} : { agentName }),
            ...(why === null ? { idleMs } : { why: why as WhyNot }),
            ...(place === null ? {} : { place }),
            ...(works && { works }),
          }
        }),
        eligible: members.filter(({ why }) => why === null).length,
        members: members.length,
        waiting: preview.waiting,
        strategy: preview.strategy,
        step: preview.step,
        steps: steps.map((asked) => ({ afterMs: asked.afterMs, asked: askedFacts(asked) })),
        regions: namedRegions(services, [
          ...steps.map(({ area }) => area?.place.regionCode),
          ...shown.map(({ works }) => works?.regionCode),
        ]),
        skills: [...skills].map(([skillId, name]) => ({ skillId, name })),
        ...(end < members.length ? { next: encodeCursor(String(end)) } : {}),
      })
    },
  }
}
