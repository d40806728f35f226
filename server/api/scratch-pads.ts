import { success } from '#kernel/result.ts'
import type { ApiServices } from './api-services.ts'
import type { Handlers } from './handler.ts'
import { refuse } from './refusal.ts'
import { expectedRevision, nextRevision } from './revision.ts'

/** With text on them: as many as one may have lying about. */
const mostSheets = 100

/** What agents write for themselves. Nobody else reads it, so none of it is told to the audit log. */
export function scratchPadHandlers({ db, clock }: ApiServices): Pick<Handlers, 'scratchPads' | 'writeScratchPad'> {
  return {
    async scratchPads({ caller }) {
      const rows = await db
        .selectFrom('scratch_pad')
        .select(['about', 'text', 'updated_at', 'revision'])
        .where('person_id', '=', caller.personId)
        .orderBy('updated_at', 'desc')
        .limit(mostSheets)
        .execute()
      return success({
        items: rows.map(({ about, text, updated_at, revision }) => ({
          about: about as 'own',
          text,
          updatedAt: updated_at.toISOString(),
          revision,
        })),
      })
    },

    async writeScratchPad({ caller, body: { about, text }, request }) {
      const { personId } = caller
      const readBefore = expectedRevision(request)
      if (!readBefore.ok) return readBefore
      const done = await db.transaction().execute(async (transaction) => {
        // Two windows that write the same sheet, or begin the last one, do so one after the other.
        await transaction
          .selectFrom('person')
          .select('person_id')
          .where('person_id', '=', personId)
          .forUpdate()
          .execute()
        const sheets = transaction.selectFrom('scratch_pad').where('person_id', '=', personId)
        const stands = await sheets.select('revision').where('about', '=', about).executeTakeFirst()
        if (readBefore.value !== 'any' && readBefore.value !== (stands?.revision ?? 0)) return 'request.stale' as const
        if (text === '') {
          await transaction
            .deleteFrom('scratch_pad')
            .where('person_id', '=', personId)
            .where('about', '=', about)
            .execute()
          return 0
        }
        const { count } = await sheets
          .select((eb) => eb.fn.countAll<string>().as('count'))
          .where('about', '<>', about)
          .executeTakeFirstOrThrow()
        if (Number(count) >= mostSheets) return 'scratch-pad.too-many' as const
        const written = { text, updated_at: new Date(clock.wallMs()), revision: nextRevision }
        const { revision } = await transaction
          .insertInto('scratch_pad')
          .values({ person_id: personId, about, ...written })
          .onConflict((conflict) => conflict.columns(['person_id', 'about']).doUpdateSet(written))
          .returning('revision')
          .executeTakeFirstOrThrow()
        return revision
      })
      return typeof done === 'number' ? success({ revision: done }) : refuse(done)
    },
  }
}
