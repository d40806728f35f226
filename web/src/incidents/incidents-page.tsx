import { Modal } from '@mantine/core'
import { IconPlus, IconUrgent } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Incident } from '#protocol/http/incidents.ts'
import { Button } from '../design/button.tsx'
import type { Column } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { Page } from '../design/page.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { may, useMe } from '../sign-in/me.ts'
import { AskFirst } from '../telephony/ask-first.tsx'
import { ListCard } from '../telephony/list-card.tsx'
import { useSaving } from '../telephony/use-saving.ts'
import { IncidentForm } from './incident-form.tsx'
import { useAmountWords, useIncidents } from './use-incidents.ts'

/** What many call about: what lasts, what is over, and a supervisor's hand on it. */
export function IncidentsPage() {
  const { t } = useTranslation()
  const { number, dateTime } = useFormats()
  const me = useMe()
  const [isDeclaring, setDeclaring] = useState(false)
  const [ending, setEnding] = useState<Incident>()
  const incidents = useIncidents()
  const amount = useAmountWords()
  const mayDirect = may(me, 'queues.direct')
  const end = useSaving(() => call('endIncident', { id: ending?.incidentId ?? '' }), {
    touches: [['incidents']],
    done: () => setEnding(undefined),
  })
  const items = incidents.data?.items ?? []
  const lasting = items.filter(({ endedAt }) => endedAt === undefined)
  const over = items.filter(({ endedAt }) => endedAt !== undefined)
  const declare = mayDirect && (
    <Button kind="primary" icon={<IconPlus size={16} />} onClick={() => setDeclaring(true)}>
      {t('floor.incidents.declare')}
    </Button>
  )
  const common: readonly Column<Incident>[] = [
    { key: 'title', title: t('floor.incidents.title'), isWide: true, cell: ({ title }) => <bdi>{title}</bdi> },
    { key: 'by', title: t('floor.incidents.by'), isExtra: true, cell: (each) => amount(each) },
    {
      key: 'since',
      title: t('floor.incidents.since'),
      isExtra: true,
      cell: ({ declaredAt }) => dateTime(Date.parse(declaredAt)),
    },
  ]
  const until = (at: string | undefined) =>
    at === undefined ? '' : <time dateTime={at}>{dateTime(Date.parse(at))}</time>
  const ofLasting: readonly Column<Incident>[] = [
    ...common,
    { key: 'until', title: t('floor.incidents.until'), isExtra: true, cell: ({ endsAt }) => until(endsAt) },
    { key: 'lifted', title: t('floor.incidents.lifted'), isEnd: true, cell: ({ lifted }) => number(lifted) },
    ...(mayDirect
      ? [
          {
            key: 'verbs',
            title: t('floor.verbs'),
            isEnd: true,
            cell: (each: Incident) => (
              <Button size="small" onClick={() => setEnding(each)}>
                {t('floor.incidents.end')}
              </Button>
            ),
          },
        ]
      : []),
  ]
  const ofOver: readonly Column<Incident>[] = [
    ...common,
    { key: 'until', title: t('floor.incidents.until'), isEnd: true, cell: ({ endedAt }) => until(endedAt) },
  ]
  return (
    <Page title={t('frame.section.incidents')} actions={lasting.length > 0 && declare}>
      {ending && (
        <AskFirst
          title={t('floor.incidents.endAsk', { title: `\u2068${ending.title}\u2069` })}
          deed={t('floor.incidents.end')}
          isBusy={end.isPending}
          error={end.error}
          onYes={() => end.mutate()}
          onNo={() => setEnding(undefined)}
        >
          {t('floor.incidents.endText')}
        </AskFirst>
      )}
      <ListCard
        caption={t('floor.incidents.lasting')}
        asked={incidents}
        rows={lasting}
        columns={ofLasting}
        keyOf={({ incidentId }) => incidentId}
        empty={
          <EmptyState icon={<IconUrgent size={22} />} title={t('floor.incidents.none')} action={declare}>
            {t('floor.incidents.noneText')}
          </EmptyState>
        }
      />
      {over.length > 0 && (
        <ListCard
          caption={t('floor.incidents.over')}
          title={t('floor.incidents.over')}
          asked={incidents}
          rows={over}
          columns={ofOver}
          keyOf={({ incidentId }) => incidentId}
          empty={null}
        />
      )}
      <Modal
        opened={isDeclaring}
        onClose={() => setDeclaring(false)}
        size="lg"
        title={t('floor.incidents.declare')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {isDeclaring && <IncidentForm done={() => setDeclaring(false)} />}
      </Modal>
    </Page>
  )
}
