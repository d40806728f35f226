import { IconPaperclip } from '@tabler/icons-react'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { CaseId } from '#kernel/ids.ts'
import type { CaseEntry } from '#protocol/http/cases.ts'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { reportFailure } from '../app/failures.ts'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Parts } from '../design/parts.tsx'
import { useNowMs } from '../design/use-now.ts'
import { useFormats } from '../languages/use-formats.ts'
import { call, newIdempotencyKey } from '../sign-in/api.ts'
import noteStyles from '../workspace/customer-notes.module.css'
import { CaseNoteForm } from './case-note-form.tsx'
import styles from './cases.module.css'

interface CaseHistoryProps {
  readonly caseId: CaseId
  readonly inHand?: DeskInteraction | undefined
  readonly mayWrite: boolean
  open?: ((kind: 'customer' | 'interaction', id: string) => void) | undefined
}

/** What happened in a case, newest first, and what can be added: a note, the contact in hand. */
export function CaseHistory({ caseId, inHand, mayWrite, open }: CaseHistoryProps) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const list = useInfiniteQuery({
    queryKey: ['case-history', caseId],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call('caseHistory', { id: caseId, query: { limit: 20, ...(pageParam ? { cursor: pageParam } : {}) }, signal }),
    getNextPageParam: (page) => page.next,
    refetchOnMount: 'always',
  })
  const attach = useMutation({
    mutationFn: ({ interactionId }: DeskInteraction) =>
      call('attachContact', { id: caseId, idempotencyKey: newIdempotencyKey(), body: { interactionId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['case-history', caseId] }),
    onError: reportFailure,
  })
  const entries = list.data?.pages.flatMap((page) => page.items) ?? []
  const belongs = entries.some(
    ({ kind, interactionId }) => kind === 'contact' && interactionId === inHand?.interactionId,
  )
  return (
    <section className={styles.cases} aria-label={t('cases.history')}>
      <header className={styles.head}>
        <h4 className={styles.heading}>{t('cases.history')}</h4>
        {mayWrite && inHand && list.data && !belongs && (
          <Button
            size="small"
            icon={<IconPaperclip size={15} />}
            isBusy={attach.isPending}
            onClick={() => attach.mutate(inHand)}
          >
            {t('cases.belongs')}
          </Button>
        )}
      </header>
      {mayWrite && <CaseNoteForm caseId={caseId} interactionId={inHand?.interactionId} />}
      {list.isError && <ErrorNotice error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <p role="status">{t('common.loading')}</p>}
      {list.data && entries.length === 0 && <p className={styles.faint}>{t('cases.nothingYet')}</p>}
      {entries.length > 0 && (
        <ul className={noteStyles.notes}>
          {entries.map((entry) => (
            <Entry key={entry.caseEntryId} entry={entry} caseId={caseId} open={open} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </section>
  )
}

interface EntryProps {
  readonly entry: CaseEntry
  readonly caseId: CaseId
  readonly open: CaseHistoryProps['open']
}

function Entry({ entry, caseId, open }: EntryProps) {
  const { t } = useTranslation()
  const { moment } = useFormats()
  const nowMs = useNowMs()
  const client = useQueryClient()
  const { kind, isOwn, authorName, createdAt } = entry
  const remove = useMutation({
    mutationFn: () => call('removeCaseNote', { id: entry.caseEntryId }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['case-history', caseId] }),
    onError: reportFailure,
  })
  return (
    <li className={noteStyles.note}>
      {kind === 'note' && (
        <p className={noteStyles.words} dir="auto">
          {entry.text}
        </p>
      )}
      {kind === 'status' && <p>{t(`cases.became.${entry.status ?? 'open'}`)}</p>}
      {kind === 'contact' && <Belonging entry={entry} open={open} />}
      <p className={noteStyles.by}>
        <span>
          <Parts of={[authorName, moment(Date.parse(createdAt), nowMs)]} />
        </span>
        {isOwn && kind === 'note' && (
          <Button size="small" kind="quiet" isBusy={remove.isPending} onClick={() => remove.mutate()}>
            {t('workspace.takeBack')}
          </Button>
        )}
      </p>
    </li>
  )
}

/** A call or a task that belongs to the case; whether one may read it, the server says. */
function Belonging({ entry: { contact, interactionId }, open }: Pick<EntryProps, 'entry' | 'open'>) {
  const { t } = useTranslation()
  const { moment } = useFormats()
  const nowMs = useNowMs()
  if (interactionId === undefined) return null
  const kind = contact?.channel === 'task' ? 'task' : contact?.direction === 'outbound' ? 'outbound' : 'call'
  return (
    <p>
      <Link
        to="/history/$interactionId"
        params={{ interactionId }}
        onClick={(event) => {
          if (!open || event.ctrlKey || event.metaKey || event.shiftKey) return
          event.preventDefault()
          open('interaction', interactionId)
        }}
      >
        {t(`cases.contact.${kind}`)}
      </Link>
      {contact && (
        <>
          {': '}
          <Parts of={[contact.subject, contact.agentName, moment(Date.parse(contact.startedAt), nowMs)]} />
        </>
      )}
    </p>
  )
}
