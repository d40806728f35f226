import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { CaseId, CustomerId, InteractionId } from '#kernel/ids.ts'
import { reportFailure } from '../app/failures.ts'
import type { NoteDraft } from '../desk/note-draft.ts'
import { noteDraftOf } from '../desk/note-draft.ts'
import { call, newIdempotencyKey } from '../sign-in/api.ts'
import { withoutWords, withWords } from './attached.ts'

/** What was attached last from a sheet, until it is written on. */
interface Attached {
  readonly to: 'customer' | 'case' | 'interaction'
  readonly draft: NoteDraft
  undo(): Promise<void>
}

/** Hands the words of a sheet on, empties it, and can take all of that back. */
export function useAttaching(draft: NoteDraft) {
  const client = useQueryClient()
  const [last, setLast] = useState<Attached>()
  const seen = (customerId: string) => client.invalidateQueries({ queryKey: ['customer-notes', customerId] })

  const attach = useMutation({
    mutationFn: async (target: AttachTarget): Promise<Attached> => {
      const words = draft.state.get().text.trim()
      if (target.kind === 'interaction') {
        const note = noteDraftOf(target.interactionId)
        note.write(withWords(note.state.get().text, words))
        void note.flush()
        return {
          to: 'interaction',
          draft,
          async undo() {
            const before = withoutWords(note.state.get().text, words)
            if (before !== undefined) note.write(before)
            draft.write(withWords(words, draft.state.get().text))
          },
        }
      }
      const { interactionId } = target
      const body = { text: words, ...(interactionId === undefined ? {} : { interactionId }) }
      const idempotencyKey = newIdempotencyKey()
      if (target.kind === 'case') {
        const { caseId } = target
        const seenIn = () => client.invalidateQueries({ queryKey: ['case-history', caseId] })
        const { caseEntryId } = await call('createCaseNote', { id: caseId, idempotencyKey, body })
        void seenIn()
        return {
          to: 'case',
          draft,
          async undo() {
            await call('removeCaseNote', { id: caseEntryId })
            draft.write(words)
            void seenIn()
          },
        }
      }
      const { customerId } = target
      const { customerNoteId } = await call('createCustomerNote', { id: customerId, idempotencyKey, body })
      void seen(customerId)
      return {
        to: 'customer',
        draft,
        async undo() {
          await call('removeCustomerNote', { id: customerNoteId })
          draft.write(words)
          void seen(customerId)
        },
      }
    },
    onSuccess: (attached) => {
      draft.write('')
      void draft.flush()
      setLast(attached)
    },
    onError: reportFailure,
  })
  const undo = useMutation({
    mutationFn: async () => last?.undo(),
    onSuccess: () => setLast(undefined),
    onError: reportFailure,
  })
  return {
    attach,
    undo,
    /** Of this sheet only. */
    last: last?.draft === draft ? last : undefined,
  }
}

export type AttachTarget =
  | { readonly kind: 'interaction'; readonly interactionId: InteractionId }
  | {
      readonly kind: 'customer'
      readonly customerId: CustomerId
      readonly interactionId?: InteractionId
    }
  | { readonly kind: 'case'; readonly caseId: CaseId; readonly interactionId?: InteractionId }
