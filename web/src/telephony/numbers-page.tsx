import { Modal } from '@mantine/core'
import { IconClockHour9, IconHash, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BusinessHours, NumberRule } from '#protocol/http/number-plan.ts'
import { Button } from '../design/button.tsx'
import type { Column } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { Page } from '../design/page.tsx'
import { StatusDot } from '../design/status-dot.tsx'
import { DialCheckCard } from './dial-check.tsx'
import { HoursForm } from './hours-form.tsx'
import { ListCard } from './list-card.tsx'
import { useMayChange } from './may-change.ts'
import { NumberRuleForm } from './number-rule-form.tsx'
import { useBusinessHours, useNumberRules } from './queries.ts'
import { useTargetWords } from './target-words.ts'
import styles from './telephony.module.css'

/** Our numbers, where they lead, and when. */
export function NumbersPage() {
  const { t } = useTranslation()
  const mayChange = useMayChange()
  const [rule, setRule] = useState<NumberRule | 'new' | undefined>()
  const rules = useNumberRules()
  const targetWords = useTargetWords()
  const rows = rules.data?.items ?? []
  const add = mayChange && (
    <Button kind="primary" icon={<IconPlus size={16} />} onClick={() => setRule('new')}>
      {t('telephony.numbers.add')}
    </Button>
  )
  const columns: readonly Column<NumberRule>[] = [
    {
      key: 'pattern',
      title: t('telephony.number'),
      cell: (each) => (
        <button type="button" className={styles.open} onClick={() => setRule(each)}>
          <bdi dir="ltr">{each.pattern}</bdi>
        </button>
      ),
    },
    {
      key: 'target',
      title: t('telephony.numbers.target'),
      isWide: true,
      cell: ({ target }) => targetWords(target),
    },
    {
      key: 'description',
      title: t('telephony.numbers.description'),
      isExtra: true,
      cell: ({ description }) => <bdi>{description}</bdi>,
    },
  ]
  return (
    <Page title={t('frame.section.numbers')} actions={rows.length > 0 && add}>
      <div className={styles.columns}>
        <div className={styles.stack}>
          <ListCard
            caption={t('frame.section.numbers')}
            asked={rules}
            rows={rows}
            columns={columns}
            keyOf={({ numberRuleId }) => numberRuleId}
            empty={
              <EmptyState icon={<IconHash size={22} />} title={t('telephony.numbers.empty')} action={add}>
                {t('telephony.numbers.emptyText')}
              </EmptyState>
            }
          />
          <Hours />
        </div>
        <DialCheckCard asksWho={false} />
      </div>
      <Modal
        opened={rule !== undefined}
        onClose={() => setRule(undefined)}
        size="lg"
        title={rule === 'new' ? t('telephony.numbers.add') : t('telephony.numbers.edit')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {rule !== undefined && (
          <NumberRuleForm rule={rule === 'new' ? undefined : rule} done={() => setRule(undefined)} />
        )}
      </Modal>
    </Page>
  )
}

function Hours() {
  const { t } = useTranslation()
  const mayChange = useMayChange()
  const hours = useBusinessHours()
  const [open, setOpen] = useState<BusinessHours | 'new' | undefined>()
  const close = () => setOpen(undefined)
  const add = mayChange && (
    <Button size="small" icon={<IconPlus size={16} />} onClick={() => setOpen('new')}>
      {t('telephony.hours.add')}
    </Button>
  )
  const rows = hours.data?.items ?? []
  const columns: readonly Column<BusinessHours>[] = [
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
      key: 'zone',
      title: t('telephony.hours.zone'),
      isExtra: true,
      cell: ({ timeZone }) => <bdi dir="ltr">{timeZone}</bdi>,
    },
    {
      key: 'now',
      title: t('telephony.state'),
      cell: ({ isOpenNow }) => (
        <span className={styles.state}>
          <StatusDot tone={isOpenNow ? 'positive' : 'pause'} />
          {t(isOpenNow ? 'telephony.hours.open' : 'telephony.hours.closed')}
        </span>
      ),
    },
  ]
  return (
    <>
      <ListCard
        caption={t('telephony.hours.title')}
        title={t('telephony.hours.title')}
        actions={rows.length > 0 && add}
        asked={hours}
        rows={rows}
        columns={columns}
        keyOf={({ businessHoursId }) => businessHoursId}
        empty={
          <EmptyState icon={<IconClockHour9 size={22} />} title={t('telephony.hours.empty')} action={add}>
            {t('telephony.hours.emptyText')}
          </EmptyState>
        }
      />
      <Modal
        opened={open !== undefined}
        onClose={close}
        size="lg"
        title={open === 'new' ? t('telephony.hours.add') : t('telephony.hours.edit')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {open !== undefined && <HoursForm hours={open === 'new' ? undefined : open} done={close} />}
      </Modal>
    </>
  )
}
