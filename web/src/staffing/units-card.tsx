import { Modal } from '@mantine/core'
import { IconBuilding, IconPlus } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BusinessUnitId } from '#kernel/ids.ts'
import type { BusinessUnit } from '#protocol/http/number-plan.ts'
import { Button } from '../design/button.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { call } from '../sign-in/api.ts'
import { ChoiceField, WordField } from '../telephony/fields.tsx'
import { ListCard } from '../telephony/list-card.tsx'
import { useBusinessUnits } from '../telephony/queries.ts'
import { SaveOrRemove } from '../telephony/save-or-remove.tsx'
import styles from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'

const touches = [['business-units']]

/** Branches and departments: to what people, queues, teams and numbers belong. */
export function UnitsCard() {
  const { t } = useTranslation()
  const units = useBusinessUnits()
  const [open, setOpen] = useState<BusinessUnit | 'new' | undefined>()
  const close = () => setOpen(undefined)
  const all = units.data?.items ?? []
  const names = new Map(all.map(({ businessUnitId, name }) => [businessUnitId, name]))
  const rows = all.filter(({ parentId }) => parentId !== undefined)
  const add = (
    <Button size="small" icon={<IconPlus size={16} />} onClick={() => setOpen('new')}>
      {t('staffing.units.add')}
    </Button>
  )
  return (
    <>
      <ListCard
        caption={t('staffing.units.title')}
        title={t('staffing.units.title')}
        actions={rows.length > 0 && add}
        asked={units}
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
          {
            key: 'under',
            title: t('staffing.units.under'),
            cell: ({ parentId }) => <bdi>{parentId && names.get(parentId)}</bdi>,
          },
        ]}
        keyOf={({ businessUnitId }) => businessUnitId}
        empty={
          <EmptyState icon={<IconBuilding size={22} />} title={t('staffing.units.none')} action={add}>
            {t('staffing.units.noneText')}
          </EmptyState>
        }
      />
      <Modal
        opened={open !== undefined}
        onClose={close}
        title={t(open === 'new' ? 'staffing.units.add' : 'staffing.units.edit')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {open !== undefined && <UnitForm unit={open === 'new' ? undefined : open} all={all} done={close} />}
      </Modal>
    </>
  )
}

interface UnitFormProps {
  readonly unit: BusinessUnit | undefined
  readonly all: readonly BusinessUnit[]
  done(): void
}

function UnitForm({ unit, all, done }: UnitFormProps) {
  const { t } = useTranslation()
  const root = all.find(({ parentId }) => parentId === undefined)?.businessUnitId
  const [name, setName] = useState(unit?.name ?? '')
  const [parentId, setParentId] = useState<BusinessUnitId | undefined>(root)
  const [isChecked, setChecked] = useState(false)
  const isMissing = name.trim() === ''
  const id = unit?.businessUnitId ?? ''
  const save = useSaving<unknown>(
    (idempotencyKey) =>
      unit
        ? call('renameBusinessUnit', { id, body: { name: name.trim() } })
        : call('createBusinessUnit', { idempotencyKey, body: { name: name.trim(), ...(parentId && { parentId }) } }),
    { touches, done },
  )
  const remove = useSaving(() => call('removeBusinessUnit', { id }), { touches, done })
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
      {!unit && all.length > 1 && (
        <ChoiceField
          label={t('staffing.units.under')}
          value={parentId ?? ''}
          choices={all.map(({ businessUnitId, name: label }) => ({ value: businessUnitId, label }))}
          set={(value) => setParentId(value as BusinessUnitId)}
        />
      )}
      <SaveOrRemove
        add={t('staffing.units.add')}
        known={unit}
        removeText={t('staffing.units.removeText')}
        save={save}
        remove={remove}
        done={done}
      />
    </form>
  )
}
