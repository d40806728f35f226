import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { CustomerId } from '#kernel/ids.ts'
import type { CustomerNote } from '#protocol/http/notes.ts'
import { reportFailure } from '../app/failures.ts'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Parts } from '../design/parts.tsx'
import { useNowMs } from '../design/use-now.ts'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import styles from './customer-notes.module.css'

/** What was written of a customer, newest first, with who and when. */
export function CustomerNotes({ customerId }: { readonly customerId: string }) {
  const { t } = useTranslation()
  const list = useInfiniteQuery({
    queryKey: ['customer-notes', customerId],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call('customerNotes', {
        id: customerId as CustomerId,
        query: { limit: 20, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    getNextPageParam: (page) => page.next,
    refetchOnMount: 'always',
  })
  if (list.isError) return <ErrorNotice error={list.error} retry={() => void list.refetch()} />
  if (list.isPending) return <p role="status">{t('common.loading')}</p>
  const notes = list.data.pages.flatMap((page) => page.items)
  if (notes.length === 0) return <p className={styles.none}>{t('workspace.noNotes')}</p>
  return (
    <>
      <ul className={styles.notes}>
        {notes.map((note) => (
          <Note key={note.customerNoteId} note={note} customerId={customerId} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </>
  )
}

function Note({ note, customerId }: { readonly note: CustomerNote; readonly customerId: string }) {
  const { t } = useTranslation()
  const { moment } = useFormats()
  const nowMs = useNowMs()
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: () => call('removeCustomerNote', { id: note.customerNoteId }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['customer-notes', customerId] }),
    onError: reportFailure,
  })
  return (
    <li className={styles.note}>
      <p className={styles.words} dir="auto">
        {note.text}
      </p>
      <p className={styles.by}>
        <span>
          <Parts of={[note.authorName, moment(Date.parse(note.createdAt), nowMs)]} />
        </span>
        {note.isOwn && (
          <Button size="small" kind="quiet" isBusy={remove.isPending} onClick={() => remove.mutate()}>
            {t('workspace.takeBack')}
          </Button>
        )}
      </p>
    </li>
  )
}
