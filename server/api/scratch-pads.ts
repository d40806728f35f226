import { success } from '#kernel/result.ts'
import type { ApiServices } from './api-services.ts'
import type { Handlers } from './handler.ts'
import { refuse } from './refusal.ts'

/** With text on them: as many as one may have lying about. */
const mostSheets = 100

/** What agents write for themselves. Nobody else reads it, so none of it is told to the audit log. */
export function scratchPadHandlers({ db, clock }: ApiServices): Pick<Handlers, 'scratchPads' | 'writeScratchPad'> {
  return {
    async scratchPads({ caller }) {
      const rows = await db
        .selectFrom('scratch_pad')
        .select(['about', 'text', 'updated_at'])
        .where('person_id', '=', caller.personId)
        .orderBy('updated_at', 'desc')
        .limit(mostSheets)
        .execute()
      return success({
        items: rows.map(({ about, text, updated_at }) => ({
          about: about as 'own',
          text,
          updatedAt: updated_at.toISOString(),
        })),
      })
    },

    async writeScratchPad({ caller, body: { about, text } }) {
      const { personId } = caller
      if (text === '') {
        await db.deleteFrom('scratch_pad').where('person_id', '=', personId).where('about', '=', about).execute()
        return success({})
      }
      const written = { text, updated_at: new Date(clock.wallMs()) }
      const isRoom = await db.transaction().execute(async (transaction) => {
        // Two windows that begin the last sheet at the same time begin one.
        await transaction
          .selectFrom('person')
          .select('person_id')
          .where('person_id', '=', personId)
          .forUpdate()
          .execute()
        const { count } = await transaction
          .selectFrom('scratch_pad')
          .select((eb) => eb.fn.countAll<string>().as('count'))
          .where('person_id', '=', personId)
          .where('about', '<>', about)
          .executeTakeFirstOrThrow()
        if (Number(count) >= mostSheets) return false
        await transaction
          .insertInto('scratch_pad')
          .values({ person_id: personId, about, ...written })
          .onConflict((conflict) => conflict.columns(['person_id', 'about']).doUpdateSet(written))
          .execute()
        return true
      })
      return isRoom ? success({}) : refuse('scratch-pad.too-many')
    },
  }
}
