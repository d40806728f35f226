import { IconHistory } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DrawnFlow } from '#protocol/http/flow-definition.ts'
import type { FlowVersion } from '#protocol/http/flows.ts'
import { Button } from '../design/button.tsx'
import type { Column } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { Tag } from '../design/status-dot.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { AskFirst } from '../telephony/ask-first.tsx'
import { ListCard } from '../telephony/list-card.tsx'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'

interface VersionsDialogProps {
  readonly flowId: string
  /** What was drawn then becomes the draft. */
  takeOver(definition: DrawnFlow): void
}

/** What was published, newest first, and the way back. */
export function VersionsDialog({ flowId, takeOver }: VersionsDialogProps) {
  const { t } = useTranslation()
  const { number, dateTime } = useFormats()
  const [back, setBack] = useState<FlowVersion>()
  const versions = useQuery({
    queryKey: ['flow-versions', flowId],
    queryFn: ({ signal }) => call('flowVersions', { id: flowId, signal }),
  })
  const rollBack = useSaving(
    () => call('rollBackFlow', { id: flowId, body: { flowVersionId: back?.flowVersionId ?? ('' as never) } }),
    {
      touches: [['flows'], ['flow', flowId], ['flow-versions', flowId], ['flow-references']],
      done: () => setBack(undefined),
    },
  )
  const open = useSaving((_key, version: FlowVersion) => call('flowVersion', { id: version.flowVersionId }), {
    touches: [],
    done: ({ definition }) => takeOver(definition),
  })
  const columns: readonly Column<FlowVersion>[] = [
    {
      key: 'number',
      title: t('studio.version'),
      cell: (each) => (
        <>
          {number(each.number)} {each.isPublished && <Tag tone="positive">{t('studio.publishedNow')}</Tag>}
        </>
      ),
    },
    {
      key: 'note',
      title: t('studio.publishNote'),
      isWide: true,
      cell: ({ note, copiedFrom }) => (
        <bdi>{note || (copiedFrom === undefined ? '' : t('studio.copiedFrom', { number: copiedFrom }))}</bdi>
      ),
    },
    {
      key: 'at',
      title: t('studio.publishedAt'),
      isExtra: true,
      cell: ({ publishedAt, publishedBy }) => (
        <>
          {dateTime(Date.parse(publishedAt))} <bdi>{publishedBy}</bdi>
        </>
      ),
    },
    {
      key: 'verbs',
      title: t('studio.deeds'),
      isEnd: true,
      cell: (each) => (
        <span className={form.actions}>
          <Button size="small" kind="quiet" onClick={() => open.mutate(each)}>
            {t('studio.draftFrom')}
          </Button>
          {!each.isPublished && (
            <Button size="small" onClick={() => setBack(each)}>
              {t('studio.rollBack')}
            </Button>
          )}
        </span>
      ),
    },
  ]
  return (
    <div className={form.form}>
      {back && (
        <AskFirst
          title={t('studio.rollBackAsk', { number: back.number })}
          deed={t('studio.rollBack')}
          isBusy={rollBack.isPending}
          error={rollBack.error}
          onYes={() => rollBack.mutate()}
          onNo={() => setBack(undefined)}
        >
          {t('studio.rollBackText')}
        </AskFirst>
      )}
      <ListCard
        caption={t('studio.versions')}
        asked={versions}
        rows={versions.data?.items ?? []}
        columns={columns}
        keyOf={({ flowVersionId }) => flowVersionId}
        empty={
          <EmptyState icon={<IconHistory size={22} />} title={t('studio.neverPublished')}>
            {t('studio.neverPublishedText')}
          </EmptyState>
        }
      />
    </div>
  )
}
