import { success } from '#kernel/result.ts'
import { readDecisions } from '../explaining/read-decisions.ts'
import type { ApiServices } from './api-services.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { namedRegions } from './geography.ts'
import type { Handlers } from './handler.ts'
import { interactionRows, mayRead } from './interaction-rows.ts'
import { refuse } from './refusal.ts'

const isPosition = (text: string): text is string => /^\d{1,15}$/.test(text)

/** Why an interaction went where it went: for whoever may read the interaction. */
export function decisionHandlers(services: ApiServices): Pick<Handlers, 'decisions'> {
  const { db, domainId, decider, configuration } = services
  return {
    async decisions({ caller, id, query }) {
      const after = decodeCursor(query.cursor, isPosition)
      if (!after.ok) return after
      const row = await interactionRows(db).where('interaction.interaction_id', '=', id).executeTakeFirst()
      // The history is a moment behind: whoever has it in hand may ask already.
      const engagement = decider.state?.interactions.get(id)?.engagement
      const isInHand = caller.agentId !== undefined && engagement?.agentId === caller.agentId
      if (!row && !isInHand) return refuse('interaction.not-found')
      if (!isInHand && row && !(await mayRead(db, caller, row))) return refuse('interaction.not-found')
      const from = { position: Number(after.value ?? 0), limit: query.limit ?? 50 }
      const page = await readDecisions(db, domainId, id, from, configuration.geography)
      const { nextPosition, items, skills, regionCodes } = page
      return success({
        items: [...items],
        skills: [...skills],
        regions: namedRegions(services, regionCodes),
        ...(nextPosition === undefined ? {} : { next: encodeCursor(String(nextPosition)) }),
      })
    },
  }
}
