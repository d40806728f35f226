import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TriedFigure } from '#protocol/http/queue-trials.ts'
import type { ChangeQueue } from '#protocol/http/queues.ts'
import { Button } from '../design/button.tsx'
import { DataTable } from '../design/data-table.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { call } from '../sign-in/api.ts'
import { ChoiceField } from '../telephony/fields.tsx'
import form from '../telephony/telephony.module.css'
import { type FigureName, shownFigures, useFigureWords } from './trial-figures.ts'

interface TrialPanelProps {
  readonly queueId: string
  /** What is filled in, or `undefined` while something in it is wrong. */
  change(): ChangeQueue | undefined
}

/** Lives through a day that was, as it is saved and as it is filled in, before anybody saves it. */
export function TrialPanel({ queueId, change }: TrialPanelProps) {
  const { t } = useTranslation()
  const [day, setDay] = useState<'yesterday' | 'today'>('yesterday')
  const leaving = useRef<AbortController>(undefined)
  useEffect(() => () => leaving.current?.abort(), [])
  const trial = useMutation({
    mutationFn: (changed: ChangeQueue) => {
      leaving.current = new AbortController()
      return call('tryQueue', { id: queueId, body: { day, change: changed }, signal: leaving.current.signal })
    },
  })
  const run = () => {
    const changed = change()
    if (changed) trial.mutate(changed)
  }
  const { data } = trial
  return (
    <section className={form.group} aria-label={t('telephony.trial.open')}>
      <div className={form.pair}>
        <ChoiceField
          label={t('telephony.trial.day')}
          value={day}
          choices={(['yesterday', 'today'] as const).map((value) => ({
            value,
            label: t(`telephony.trial.days.${value}`),
          }))}
          set={(value) => setDay(value === 'today' ? 'today' : 'yesterday')}
        />
      </div>
      <p className={form.hint}>{t('telephony.trial.hint')}</p>
      <div className={form.actions}>
        <Button isBusy={trial.isPending} onClick={run}>
          {t('telephony.trial.run')}
        </Button>
        {trial.isPending && (
          <Button kind="quiet" onClick={() => leaving.current?.abort()}>
            {t('common.cancel')}
          </Button>
        )}
      </div>
      {trial.isPending && <p role="status">{t('telephony.trial.running')}</p>}
      {trial.isError && !leaving.current?.signal.aborted && <ErrorNotice error={trial.error} />}
      {data && !trial.isPending && (
        <div role="status" className={form.form}>
          <Figures caption={t('telephony.trial.ofQueue')} figures={data.queue} />
          <Figures caption={t('telephony.trial.ofAll')} figures={data.all} />
        </div>
      )}
    </section>
  )
}

interface FiguresProps {
  readonly caption: string
  readonly figures: readonly TriedFigure[]
}

function Figures({ caption, figures }: FiguresProps) {
  const { t } = useTranslation()
  const words = useFigureWords()
  const rows = shownFigures.flatMap((name) => {
    const found = figures.find(({ figure }) => figure === name)
    return found ? [{ ...found, figure: name }] : []
  })
  return (
    <DataTable<(typeof rows)[number]>
      caption={caption}
      rows={rows}
      keyOf={({ figure }) => figure}
      columns={[
        { key: 'figure', title: caption, cell: ({ figure }) => t(figureLabels[figure]), isWide: true },
        {
          key: 'before',
          title: t('telephony.trial.before'),
          isEnd: true,
          cell: ({ figure, before }) => words.value(figure, before),
        },
        {
          key: 'after',
          title: t('telephony.trial.after'),
          isEnd: true,
          cell: ({ figure, after }) => words.value(figure, after),
        },
        {
          key: 'change',
          title: t('telephony.trial.difference'),
          isEnd: true,
          cell: ({ figure, change }) => words.difference(figure, change),
        },
      ]}
    />
  )
}

const figureLabels = {
  'serviceLevel.ofOffered': 'telephony.trial.figures.serviceLevel',
  'share.abandoned': 'telephony.trial.figures.abandoned',
  'waitMs.ofAnswered': 'telephony.trial.figures.wait',
  queueLength: 'telephony.trial.figures.queueLength',
  answered: 'telephony.trial.figures.answered',
} as const satisfies Record<FigureName, string>
