import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Eligibility } from '#protocol/http/decisions.ts'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { RegionField } from '../geography/region-fields.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { ChoiceField } from '../telephony/fields.tsx'
import styles from './explaining.module.css'
import { useWhyWords } from './use-why-words.ts'

/** Who could take an interaction of this queue now, in which order, and why not the others: as it is saved. */
export function EligibilityPanel({ queueId, isByRegion }: { readonly queueId: string; readonly isByRegion: boolean }) {
  const { t } = useTranslation()
  const { number, clock } = useFormats()
  const [step, setStep] = useState('0')
  const [regionCode, setRegionCode] = useState('')
  const asked = useInfiniteQuery({
    queryKey: ['eligibility', queueId, step, regionCode],
    queryFn: ({ signal, pageParam }) =>
      call('eligibility', {
        id: queueId,
        query: {
          limit: 50,
          step: Number(step),
          ...(regionCode ? { regionCode } : {}),
          ...(pageParam ? { cursor: pageParam } : {}),
        },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    refetchInterval: 5000,
    gcTime: 0,
  })
  const pages = asked.data?.pages ?? []
  const [first] = pages
  const words = useWhyWords(
    pages.flatMap((page) => page.skills),
    pages.flatMap((page) => page.regions),
  )
  if (asked.isError) return <ErrorNotice error={asked.error} retry={() => void asked.refetch()} />
  if (!first) return <p role="status">{t('common.loading')}</p>
  return (
    <section className={styles.sum} aria-label={t('telephony.why.preview.open')}>
      <p role="status">
        {t('telephony.why.preview.sum', {
          eligible: number(first.eligible),
          members: number(first.members),
          waiting: number(first.waiting),
        })}
      </p>
      {isByRegion && (
        <RegionField
          label={t('telephony.why.preview.from')}
          placeholder={t('telephony.why.preview.fromAnywhere')}
          value={regionCode}
          set={setRegionCode}
        />
      )}
      {first.steps.length > 1 && (
        <ChoiceField
          label={t('telephony.why.preview.step')}
          value={step}
          choices={first.steps.map(({ afterMs, asked: of }, index) => ({
            value: String(index),
            label: t('telephony.why.preview.after', { after: clock(afterMs), asked: words.asked(of) }),
          }))}
          set={setStep}
        />
      )}
      {first.steps.length === 1 && first.steps[0] && (
        <p className={styles.because}>{t('telephony.why.askedFor', { asked: words.asked(first.steps[0].asked) })}</p>
      )}
      <ul className={styles.members}>
        {pages
          .flatMap((page) => page.items)
          .map((member) => (
            <MemberRow key={member.agentId} of={member} words={words} />
          ))}
      </ul>
      {asked.hasNextPage && (
        <Button isBusy={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </section>
  )
}

interface MemberRowProps {
  readonly of: Eligibility['items'][number]
  readonly words: ReturnType<typeof useWhyWords>
}

function MemberRow({ of: { agentName, why, place, idleMs, works }, words }: MemberRowProps) {
  const { t } = useTranslation()
  const { number, clock } = useFormats()
  return (
    <li className={styles.member}>
      <span className={styles.place}>{why ? '' : place === undefined ? '✓' : number(place)}</span>
      <span>
        <bdi>{agentName ?? t('telephony.why.formerAgent')}</bdi>
        <span className={styles.why}>
          {why ? words.whyNot(why) : t('telephony.why.preview.could', { idle: clock(idleMs ?? 0) })}
          {works && !why && `${t('telephony.why.comma')}${words.works(works)}`}
        </span>
      </span>
    </li>
  )
}
