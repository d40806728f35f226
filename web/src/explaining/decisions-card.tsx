import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoutingDecision } from '#protocol/http/decisions.ts'
import { Button } from '../design/button.tsx'
import { Card } from '../design/card.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { speakOf } from '../languages/words.ts'
import { call } from '../sign-in/api.ts'
import { useAwayWords } from '../substitutions/use-away-words.ts'
import styles from './explaining.module.css'
import { useHeadline, useNote } from './use-headline.ts'
import { useWhyWords } from './use-why-words.ts'

interface DecisionsProps {
  readonly interactionId: string
  readonly isLive: boolean
}

/** Why the interaction went to whom it went, and why not to others. */
export default function DecisionsCard(props: DecisionsProps) {
  const [isSpoken, setSpoken] = useState(false)
  useEffect(() => void speakOf('telephony').then(() => setSpoken(true)), [])
  return isSpoken ? <Decisions {...props} /> : null
}

function Decisions({ interactionId, isLive }: DecisionsProps) {
  const { t } = useTranslation()
  const asked = useInfiniteQuery({
    queryKey: ['decisions', interactionId],
    queryFn: ({ signal, pageParam }) =>
      call('decisions', {
        id: interactionId,
        query: { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    refetchInterval: isLive ? 5000 : false,
  })
  const pages = asked.data?.pages ?? []
  const items = pages.flatMap((page) => page.items)
  const words = useWhyWords(
    pages.flatMap((page) => page.skills),
    pages.flatMap((page) => page.regions),
  )
  // One that was in no queue was decided by nobody.
  if (items.length === 0 && !asked.isError) return null
  return (
    <Card title={t('telephony.why.title')}>
      {asked.isError && <ErrorNotice error={asked.error} retry={() => void asked.refetch()} />}
      <ol className={styles.list} aria-label={t('telephony.why.title')}>
        {items.map((decision, index) => (
          <DecisionRow key={index} of={decision} words={words} />
        ))}
      </ol>
      {asked.hasNextPage && (
        <Button isBusy={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </Card>
  )
}

interface DecisionRowProps {
  readonly of: RoutingDecision
  readonly words: ReturnType<typeof useWhyWords>
}

function DecisionRow({ of, words }: DecisionRowProps) {
  const { t } = useTranslation()
  const { time } = useFormats()
  const note = useNote(of)
  const elsewhere = of.callbackId ?? of.fromInteractionId
  return (
    <li className={styles.decision}>
      <time className={styles.time} dateTime={of.at}>
        {time(Date.parse(of.at), true)}
      </time>
      <div>
        <p className={styles.what}>{useHeadline(of, words)}</p>
        {note && <p className={styles.because}>{note}</p>}
        {elsewhere && (
          <p className={styles.because}>
            <Link to="/history/$interactionId" params={{ interactionId: elsewhere }}>
              {t(of.callbackId ? 'telephony.why.callback.toCallback' : 'telephony.why.callback.toCall')}
            </Link>
          </p>
        )}
        {of.kind === 'offered' && of.why && (
          <>
            <p className={styles.because}>
              {t('telephony.why.askedFor', { asked: words.asked(of.asked ?? {}) })} {useReason(of.why)}{' '}
              {words.works(of.why.works ?? {})}
            </p>
            {of.others && (
              <ul className={styles.others}>
                {of.others.map((other) => (
                  <li key={other.agentId}>
                    {t('telephony.why.other', { agent: words.nameOf(other), why: words.whyNot(other.why) })}
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </div>
    </li>
  )
}

function useReason({
  strategy,
  candidates,
  idleMs,
  waitingPosition,
  preferred,
  isPushed,
  standsInFor,
}: NonNullable<RoutingDecision['why']>): string {
  const { t } = useTranslation()
  const { clock, number } = useFormats()
  const words = useAwayWords()
  const idle = clock(idleMs)
  const place = number(waitingPosition)
  if (isPushed) return t('telephony.why.pushed', { idle, place })
  if (standsInFor) {
    const until = words.until(standsInFor.until === undefined ? undefined : Date.parse(standsInFor.until))
    const name = standsInFor.agentName ?? t('telephony.why.formerAgent')
    return t('desk.away.why', { name, cause: words.cause(standsInFor.why), until, idle, place })
  }
  if (preferred) return t(`telephony.why.preferred.${preferred}`, { idle, place })
  const name = t(`telephony.queues.strategies.${strategy}.name`)
  return t('telephony.why.chosen', { strategy: name, of: number(candidates), idle, place })
}
