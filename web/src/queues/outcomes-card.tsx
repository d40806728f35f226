import { Modal } from '@mantine/core'
import { IconChecklist, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Disposition } from '#protocol/http/interactions.ts'
import { Button } from '../design/button.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { call } from '../sign-in/api.ts'
import { WordField } from '../telephony/fields.tsx'
import { ListCard } from '../telephony/list-card.tsx'
import { SaveOrRemove } from '../telephony/save-or-remove.tsx'
import styles from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'

/** How a call can have ended, in the words that agents choose from. */
export function OutcomesCard() {
  const { t } = useTranslation()
  const [open, setOpen] = useState<Disposition | 'new' | undefined>()
  const outcomes = useQuery({ queryKey: ['dispositions'], queryFn: ({ signal }) => call('dispositions', { signal }) })
  const rows = outcomes.data?.items ?? []
  const close = () => setOpen(undefined)
  const add = (
    <Button size="small" icon={<IconPlus size={16} />} onClick={() => setOpen('new')}>
      {t('telephony.queues.outcomes.add')}
    </Button>
  )
  return (
    <>
      <ListCard
        caption={t('telephony.queues.outcomes.title')}
        title={t('telephony.queues.outcomes.title')}
        actions={rows.length > 0 && add}
        asked={outcomes}
        rows={rows}
        columns={[
          {
            key: 'name',
            title: t('telephony.name'),
            isWide: true,
            cell: (each) => (
              <button type="button" className={styles.open} onClick={() => setOpen(each)}>
                <bdi>{each.name}</bdi>
              </button>
            ),
          },
        ]}
        keyOf={({ dispositionId }) => dispositionId}
        empty={
          <EmptyState icon={<IconChecklist size={22} />} title={t('telephony.queues.outcomes.empty')} action={add}>
            {t('telephony.queues.outcomes.emptyText')}
          </EmptyState>
        }
      />
      <Modal
        opened={open !== undefined}
        onClose={close}
        title={t(open === 'new' ? 'telephony.queues.outcomes.add' : 'telephony.queues.outcomes.edit')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {open !== undefined && <OutcomeForm outcome={open === 'new' ? undefined : open} done={close} />}
      </Modal>
    </>
  )
}

function OutcomeForm({ outcome, done }: { readonly outcome: Disposition | undefined; done(): void }) {
  const { t } = useTranslation()
  const [name, setName] = useState(outcome?.name ?? '')
  const [isChecked, setChecked] = useState(false)
  const touches = [['dispositions']]
  const save = useSaving<unknown>(
    (idempotencyKey) => {
      const body = { name: name.trim() }
      return outcome
        ? call('renameDisposition', { id: outcome.dispositionId, body })
        : call('createDisposition', { idempotencyKey, body })
    },
    { touches, done },
  )
  const remove = useSaving(() => call('removeDisposition', { id: outcome?.dispositionId ?? '' }), { touches, done })
  const isMissing = name.trim() === ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (!isMissing) save.mutate()
  }
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <WordField
        label={t('telephony.name')}
        value={name}
        isFirst
        problem={isChecked && isMissing ? t('telephony.needed') : undefined}
        set={setName}
      />
      <SaveOrRemove
        add={t('telephony.queues.outcomes.add')}
        known={outcome}
        removeText={t('telephony.queues.outcomes.removeText')}
        save={save}
        remove={remove}
        done={done}
      />
    </form>
  )
}
