import { Modal } from '@mantine/core'
import { IconCircleCheck, IconMicrophone2, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MissingRecording, RecordingRule } from '#protocol/http/recordings.ts'
import { Button } from '../design/button.tsx'
import type { Column } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { Page } from '../design/page.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { ListCard } from '../telephony/list-card.tsx'
import form from '../telephony/telephony.module.css'
import { usePages } from '../telephony/use-pages.ts'
import { RuleForm } from './rule-form.tsx'
import { StorageCard } from './storage-card.tsx'

/** What is recorded and for how long, how it goes with the place where recordings lie, and which are missing. */
export function RecordingPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('frame.section.recording')}>
      <Rules />
      <StorageCard />
      <Missing />
    </Page>
  )
}

function Rules() {
  const { t } = useTranslation()
  const { number } = useFormats()
  const [open, setOpen] = useState<RecordingRule | 'new' | undefined>()
  const close = () => setOpen(undefined)
  const asked = useQuery({
    queryKey: ['recording-rules'],
    queryFn: ({ signal }) => call('recordingRules', { signal }),
    refetchOnMount: 'always',
  })
  const nameOf = ({ scope, name }: RecordingRule) =>
    scope.kind === 'all' ? t('recordings.rule.of.all') : (name ?? t(`recordings.rule.of.${scope.kind}`))
  const columns: readonly Column<RecordingRule>[] = [
    {
      key: 'name',
      title: t('recordings.rule.for'),
      isWide: true,
      cell: (rule) => (
        <button type="button" className={form.open} onClick={() => setOpen(rule)}>
          <bdi>{nameOf(rule)}</bdi>
          {rule.scope.kind !== 'all' && (
            <span className={form.choiceText}>{t(`recordings.rule.of.${rule.scope.kind}`)}</span>
          )}
        </button>
      ),
    },
    {
      key: 'share',
      title: t('recordings.rule.recorded'),
      cell: ({ sharePercent }) =>
        sharePercent === 0
          ? t('recordings.rule.nothing')
          : sharePercent === 100
            ? t('recordings.rule.everything')
            : t('recordings.rule.part', { percent: number(sharePercent) }),
    },
    {
      key: 'consent',
      title: t('recordings.rule.consent.title'),
      cell: ({ consent }) => t(`recordings.rule.consent.${consent}`),
    },
    {
      key: 'keep',
      title: t('recordings.rule.kept'),
      cell: ({ keepDays }) =>
        keepDays === undefined
          ? t('recordings.rule.forGood')
          : t('recordings.days', { count: keepDays, number: number(keepDays) }),
    },
    {
      key: 'digits',
      title: t('recordings.rule.pauses'),
      isExtra: true,
      cell: ({ pausesAtDigits, mayPause }) =>
        [
          pausesAtDigits > 0 ? t('recordings.rule.atDigits', { number: number(pausesAtDigits) }) : undefined,
          mayPause ? t('recordings.rule.byHand') : undefined,
        ]
          .filter((word) => word !== undefined)
          .join(t('common.listComma')) || t('recordings.rule.never'),
    },
  ]
  return (
    <div className={form.stack}>
      <ListCard
        caption={t('recordings.rule.title')}
        title={t('recordings.rule.title')}
        actions={
          <Button size="small" icon={<IconPlus size={16} />} onClick={() => setOpen('new')}>
            {t('recordings.rule.add')}
          </Button>
        }
        asked={asked}
        rows={asked.data?.items ?? []}
        columns={columns}
        keyOf={({ recordingRuleId }) => recordingRuleId}
        empty={<EmptyState icon={<IconMicrophone2 size={22} />} title={t('recordings.rule.nothing')} />}
      />
      <p className={form.hint}>{t('recordings.rule.text')}</p>
      <Modal
        opened={open !== undefined}
        onClose={close}
        size="lg"
        title={open === undefined || open === 'new' ? t('recordings.rule.add') : nameOf(open)}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {open !== undefined && <RuleForm rule={open === 'new' ? undefined : open} done={close} />}
      </Modal>
    </div>
  )
}

function Missing() {
  const { t } = useTranslation()
  const { dateTime, clock } = useFormats()
  const list = usePages<MissingRecording>('missing-recordings', (query, signal) =>
    call('missingRecordings', { query, signal }),
  )
  const columns: readonly Column<MissingRecording>[] = [
    {
      key: 'when',
      title: t('recordings.gap.call'),
      cell: ({ interactionId, startedAt }) => (
        <Link to="/history/$interactionId" params={{ interactionId }}>
          {dateTime(Date.parse(startedAt))}
        </Link>
      ),
    },
    {
      key: 'kind',
      title: t('recordings.gap.what'),
      isWide: true,
      cell: ({ kind }) => t(`recordings.gap.kind.${kind}`),
    },
    {
      key: 'missing',
      title: t('recordings.gap.missing'),
      isEnd: true,
      cell: ({ missingMs }) => clock(missingMs),
    },
    {
      key: 'queue',
      title: t('recordings.rule.of.queue'),
      isExtra: true,
      cell: ({ queueName }) => <bdi>{queueName}</bdi>,
    },
    {
      key: 'agent',
      title: t('recordings.rule.of.agent'),
      isExtra: true,
      cell: ({ agentName }) => <bdi>{agentName}</bdi>,
    },
  ]
  return (
    <ListCard
      caption={t('recordings.gap.title')}
      title={t('recordings.gap.title')}
      asked={list}
      rows={list.items}
      columns={columns}
      keyOf={({ interactionId }) => interactionId}
      empty={
        <EmptyState icon={<IconCircleCheck size={22} />} title={t('recordings.gap.none')}>
          {t('recordings.gap.noneText')}
        </EmptyState>
      }
    />
  )
}
