import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { CustomerId } from '#kernel/ids.ts'
import { Button } from '../../design/button.tsx'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { InteractionList } from '../../history/interaction-list.tsx'
import { call } from '../../sign-in/api.ts'
import type { TabProps } from '../tab-kind.ts'
import { openTab } from '../tabs.ts'
import { useDeskStores } from '../use-desk-stores.ts'
import styles from './tab-panel.module.css'

/** What was with a customer before, newest first; each opens in a tab of its own. */
export default function HistoryTabPanel({ subject }: TabProps) {
  const { t } = useTranslation()
  const { desk } = useDeskStores()
  const list = useInfiniteQuery({
    queryKey: ['interactions', 'of', subject, 'pages'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call('interactions', {
        query: { customerId: subject as CustomerId, limit: 25, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    getNextPageParam: (page) => page.next,
    refetchOnMount: 'always',
  })
  if (list.isError) return <ErrorNotice error={list.error} retry={() => void list.refetch()} />
  if (list.isPending) return <p role="status">{t('common.loading')}</p>
  const items = list.data.pages.flatMap((page) => page.items)
  if (items.length === 0) return <p className={styles.faint}>{t('desk.firstTime')}</p>
  return (
    <div className={styles.panel}>
      <div className={styles.list}>
        <InteractionList
          items={items}
          isOneCustomer
          open={(interactionId) => desk.set(openTab(desk.get(), { kind: 'interaction', subject: interactionId }))}
        />
      </div>
      {list.hasNextPage && (
        <Button isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </div>
  )
}
