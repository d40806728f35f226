import { Modal, TextInput } from '@mantine/core'
import { IconBook2, IconPlus, IconSearch, IconX } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OutsideContact } from '#protocol/http/directory.ts'
import { Button } from '../design/button.tsx'
import { Card } from '../design/card.tsx'
import { directionWhileEmpty } from '../design/direction-while-empty.ts'
import { EmptyState } from '../design/empty-state.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Page } from '../design/page.tsx'
import { useDelayed } from '../design/use-delayed.ts'
import { useDesk, useIsPending } from '../desk/use-desk.ts'
import historyStyles from '../history/history-page.module.css'
import { call } from '../sign-in/api.ts'
import { may, useMe } from '../sign-in/me.ts'

import { askLine, callInHand, callLine, sendLine } from './directory-deeds.ts'
import { type DirectoryLine, linesOf } from './directory-lines.ts'
import styles from './directory-page.module.css'
import { DirectoryRow } from './directory-row.tsx'
import { directoryKinds } from './directory-search.ts'
import { OutsideContactForm } from './outside-contact-form.tsx'

/** What people do changes by itself: as often as the picker of a call looks. */
const lookEveryMs = 3000

/** Everybody and everything a call can go to, live: found while one types, called or asked by keyboard. */
export function DirectoryPage() {
  const { t } = useTranslation()
  const me = useMe()
  const { search = '', kind, unit, team, of } = useSearch({ from: '/frame/directory' })
  const navigate = useNavigate({ from: '/directory' })
  const toDesk = useNavigate()
  const [edited, setEdited] = useState<OutsideContact | 'new'>()
  const [at, setAt] = useState(0)
  const place = { ...(unit && { unit }), ...(team && { team }), ...(of && { of }) }
  const show = (next: object) => {
    setAt(0)
    void navigate({ search: next, replace: true })
  }
  const found = (text: string) => (text.trim() === '' ? {} : { search: text.trim() })
  const [text, setText] = useDelayed(search, (next) => show({ ...found(next), ...(kind && { kind }), ...place }), 150)
  const list = useInfiniteQuery({
    queryKey: ['directory', search, kind, unit, team],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call('directory', {
        query: {
          limit: 50,
          ...found(search),
          ...(kind && { kind }),
          ...(unit && { unitId: unit as never }),
          ...(team && { teamId: team as never }),
          ...(pageParam && { cursor: pageParam }),
        },
        signal,
      }),
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
    refetchInterval: lookEveryMs,
  })
  const lines = linesOf(list.data?.pages.flatMap((page) => page.items) ?? [], me.agentId)
  const chosen = Math.min(at, lines.length - 1)
  const inHand = callInHand(useDesk().calls)
  const isCalling = useIsPending('dial:out')
  const isAsking = useIsPending(`consultation:${inHand?.interactionId ?? ''}`)
  const isSending = useIsPending(`send-on:${inHand?.interactionId ?? ''}`)
  const mayCall = may(me, 'calls.dial')
  const mayManage = may(me, 'directory.manage')

  const atDesk = async (deed: Promise<boolean>) => {
    if (await deed) await toDesk({ to: '/' })
  }
  const open = ({ entry }: DirectoryLine) => {
    if (entry.kind === 'team') show({ team: entry.teamId, of: entry.name })
    else if (entry.kind === 'unit') show({ unit: entry.unitId, of: entry.name })
    setText('')
  }
  const main = (line: DirectoryLine) => {
    if (line.entry.kind === 'team' || line.entry.kind === 'unit') return open(line)
    if (!inHand) return mayCall && void atDesk(callLine(line))
    return void atDesk(line.consulted ? askLine(line, inHand) : sendLine(line, inHand))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const line = lines[chosen]
    if (event.key === 'ArrowDown') setAt(Math.min(chosen + 1, lines.length - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(chosen - 1, 0))
    else if (event.key === 'Enter' && event.shiftKey && inHand) line && void atDesk(sendLine(line, inHand))
    else if (event.key === 'Enter' && line) main(line)
    else return
    event.preventDefault()
  }
  const isFiltered = search !== '' || kind !== undefined || unit !== undefined || team !== undefined
  return (
    <Page
      title={t('frame.section.directory')}
      actions={
        <>
          <TextInput
            type="search"
            aria-label={t('directory.search')}
            placeholder={t('directory.searchPlaceholder')}
            leftSection={<IconSearch size={16} />}
            className={historyStyles.search}
            dir={directionWhileEmpty(text)}
            autoFocus
            maxLength={100}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={onKeyDown}
          />
          {mayManage && (
            <Button icon={<IconPlus size={16} />} onClick={() => setEdited('new')}>
              {t('directory.add')}
            </Button>
          )}
        </>
      }
    >
      <fieldset className={styles.kinds} aria-label={t('directory.kinds')}>
        {([undefined, ...directoryKinds] as const).map((one) => (
          <button
            key={one ?? 'all'}
            type="button"
            className={styles.kind}
            aria-pressed={kind === one}
            onClick={() => show({ ...found(text), ...(one && { kind: one }), ...place })}
          >
            {t(`directory.kind.${one ?? 'all'}`)}
          </button>
        ))}
        {of && (unit ?? team) && (
          <Button
            size="small"
            kind="quiet"
            icon={<IconX size={15} />}
            aria-label={t('directory.showAll')}
            onClick={() => show(found(text))}
          >
            {t('directory.only', { name: of })}
          </Button>
        )}
      </fieldset>
      <p className={styles.hint}>{t(inHand ? 'directory.hintInCall' : 'directory.hint')}</p>
      {list.isError && <ErrorNotice error={list.error} retry={() => void list.refetch()} />}
      <Card isFlush label={t('frame.section.directory')}>
        {list.isPending ? (
          <p className={historyStyles.loading} role="status">
            {t('common.loading')}
          </p>
        ) : lines.length === 0 && !list.isError ? (
          <EmptyState icon={<IconBook2 size={22} />} title={t(isFiltered ? 'directory.noneFound' : 'directory.none')}>
            {t(isFiltered ? 'directory.noneFoundText' : 'directory.noneText')}
          </EmptyState>
        ) : (
          <ul className={styles.lines} data-stale={list.isPlaceholderData || undefined}>
            {lines.map((line, index) => (
              <DirectoryRow
                key={line.key}
                line={line}
                isChosen={index === chosen}
                isBusy={isCalling || isAsking || isSending}
                hasCall={inHand !== undefined}
                mayCall={mayCall}
                maySend={inHand !== undefined && !inHand.isConference}
                call={() => void atDesk(callLine(line))}
                ask={() => inHand && void atDesk(askLine(line, inHand))}
                send={() => inHand && void atDesk(sendLine(line, inHand))}
                open={() => open(line)}
                edit={mayManage ? setEdited : undefined}
              />
            ))}
          </ul>
        )}
      </Card>
      {list.hasNextPage && (
        <div className={historyStyles.more}>
          <Button isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('common.more')}
          </Button>
        </div>
      )}
      <Modal
        opened={edited !== undefined}
        onClose={() => setEdited(undefined)}
        title={t(edited === 'new' ? 'directory.add' : 'directory.edit')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {edited && (
          <OutsideContactForm existing={edited === 'new' ? undefined : edited} close={() => setEdited(undefined)} />
        )}
      </Modal>
    </Page>
  )
}
