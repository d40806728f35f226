import { Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AgentId } from '#kernel/ids.ts'
import { absenceCauses, type Substitution } from '#protocol/http/substitutions.ts'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Notice } from '../design/notice.tsx'
import { call } from '../sign-in/api.ts'
import { useMe } from '../sign-in/me.ts'
import { ChoiceField } from '../telephony/fields.tsx'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'
import { PeriodFields } from './period-fields.tsx'
import { StandInList } from './stand-in-list.tsx'
import { useAwayWords } from './use-away-words.ts'
import { fromLocal } from './zone-time.ts'

const touches = [['own-absences'], ['substitutions']]

/** The agent's own word: I am away from then to then, and these stand in for me. */
export default function OwnAbsenceDialog({ isOpen, close }: { readonly isOpen: boolean; close(): void }) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={t('desk.away.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {isOpen && <OwnAbsence close={close} />}
    </Modal>
  )
}

function OwnAbsence({ close }: { close(): void }) {
  const { t } = useTranslation()
  const { timeZone } = useMe()
  const [cause, setCause] = useState<(typeof absenceCauses)[number]>('leave')
  const [from, setFrom] = useState('')
  const [until, setUntil] = useState('')
  const [standInIds, setStandInIds] = useState<readonly AgentId[]>([])
  const own = useQuery({ queryKey: ['own-absences'], queryFn: ({ signal }) => call('ownAbsences', { signal }) })
  const save = useSaving(
    (idempotencyKey) => {
      const [begins, ends] = [fromLocal(from, timeZone), fromLocal(until, timeZone)]
      const body = {
        ...{ cause, standInIds: [...standInIds] },
        ...(begins !== undefined && { from: begins }),
        ...(ends !== undefined && { until: ends }),
      }
      return call('createOwnAbsence', { idempotencyKey, body })
    },
    { touches, done: close },
  )
  if (own.isError) return <ErrorNotice error={own.error} retry={() => void own.refetch()} />
  if (!own.data) return <p role="status">{t('common.loading')}</p>
  const { items, agents } = own.data
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={submit} className={form.form}>
      {items.map((absence) => (
        <Standing key={absence.substitutionId} absence={absence} />
      ))}
      <p className={form.hint}>{t('desk.away.text')}</p>
      <ChoiceField
        label={t('desk.away.cause')}
        value={cause}
        choices={absenceCauses.map((value) => ({ value, label: t(`desk.away.causes.${value}`) }))}
        set={(value) => setCause(value as typeof cause)}
      />
      <PeriodFields from={from} until={until} setFrom={setFrom} setUntil={setUntil} />
      <StandInList agents={agents} chosen={standInIds} set={setStandInIds} />
      {save.isError && <ErrorNotice error={save.error} />}
      <div className={form.actions}>
        <Button type="submit" kind="primary" isBusy={save.isPending}>
          {t('desk.away.beAway')}
        </Button>
        <Button onClick={close}>{t('common.cancel')}</Button>
      </div>
    </form>
  )
}

/** One that holds or will, with the way out of it. */
function Standing({ absence }: { readonly absence: Substitution }) {
  const { t } = useTranslation()
  const words = useAwayWords()
  const end = useSaving(() => call('removeOwnAbsence', { id: absence.substitutionId }), { touches })
  return (
    <>
      <Notice
        tone="caution"
        title={`${words.cause(absence.cause)}: ${words.when(absence)}`}
        actions={
          <Button size="small" isBusy={end.isPending} onClick={() => end.mutate()}>
            {t('desk.away.back')}
          </Button>
        }
      >
        {t('desk.away.by', { names: words.standIns(absence) })}
      </Notice>
      {end.isError && <ErrorNotice error={end.error} />}
    </>
  )
}
