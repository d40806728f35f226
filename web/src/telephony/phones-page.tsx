import { Modal } from '@mantine/core'
import { IconDeviceLandlinePhone, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Phone, PhoneProvisioning } from '#protocol/http/phones.ts'
import type { TelephonyRegistration } from '#protocol/realtime/index.ts'
import { Button } from '../design/button.tsx'
import type { Column } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { Page } from '../design/page.tsx'
import { StatusDot } from '../design/status-dot.tsx'
import { call } from '../sign-in/api.ts'
import { useTopic } from '../stream/use-topic.ts'
import { ListCard } from './list-card.tsx'
import { entriesOf } from './live-entries.ts'
import { useMayChange } from './may-change.ts'
import { PhoneForm } from './phone-form.tsx'
import { Provisioning } from './provisioning.tsx'
import styles from './telephony.module.css'
import { usePages } from './use-pages.ts'

interface ShownBinding {
  readonly transport: string
  readonly remote: string
  readonly userAgent?: string | undefined
}

/** Phones that may register, and where they are. */
export function PhonesPage() {
  const { t } = useTranslation()
  const mayChange = useMayChange()
  const phones = usePages('phones', (query, signal) => call('phones', { query, signal }))
  const live = useTopic('telephony')
  const registrations = entriesOf<TelephonyRegistration>(live, 'registration')
  const [open, setOpen] = useState<Phone | 'new' | PhoneProvisioning | undefined>()
  const close = () => setOpen(undefined)
  const bindingsOf = (phone: Phone): readonly ShownBinding[] =>
    live ? registrations.filter(({ user }) => user === phone.user) : phone.bindings
  const add = mayChange && (
    <Button kind="primary" icon={<IconPlus size={16} />} onClick={() => setOpen('new')}>
      {t('telephony.phone.add')}
    </Button>
  )
  const columns: readonly Column<Phone>[] = [
    {
      key: 'user',
      title: t('telephony.phone.user'),
      cell: (phone) => (
        <button type="button" className={styles.open} onClick={() => setOpen(phone)}>
          <bdi dir="ltr">{phone.user}</bdi>
        </button>
      ),
    },
    {
      key: 'name',
      title: t('telephony.phone.displayName'),
      isExtra: true,
      cell: ({ displayName }) => <bdi>{displayName}</bdi>,
    },
    { key: 'whose', title: t('telephony.phone.whose'), cell: ({ personName }) => <bdi>{personName}</bdi> },
    {
      key: 'state',
      title: t('telephony.state'),
      isWide: true,
      cell: (phone) => {
        const { length } = bindingsOf(phone)
        return (
          <span className={styles.state}>
            <StatusDot tone={length > 0 ? 'positive' : 'neutral'} />
            <span>
              {length === 0 ? t('telephony.phone.notRegistered') : t('telephony.phone.registered', { count: length })}
              {phone.newMessages > 0 && ` · ${t('telephony.phone.messages', { count: phone.newMessages })}`}
            </span>
          </span>
        )
      },
    },
    {
      key: 'where',
      title: t('telephony.phone.where'),
      isExtra: true,
      cell: (phone) => {
        const first = bindingsOf(phone)[0]
        return first && <bdi dir="ltr">{`${first.transport} ${first.remote}`}</bdi>
      },
    },
    {
      key: 'device',
      title: t('telephony.live.device'),
      isExtra: true,
      cell: (phone) => <bdi dir="ltr">{bindingsOf(phone)[0]?.userAgent}</bdi>,
    },
  ]
  const provisioning = typeof open === 'object' && 'password' in open ? open : undefined
  const edited = typeof open === 'object' && !('password' in open) ? open : undefined
  return (
    <Page title={t('frame.section.phones')} actions={phones.items.length > 0 && add}>
      <ListCard
        caption={t('frame.section.phones')}
        asked={phones}
        rows={phones.items}
        columns={columns}
        keyOf={({ user }) => user}
        empty={
          <EmptyState icon={<IconDeviceLandlinePhone size={22} />} title={t('telephony.phone.empty')} action={add}>
            {t('telephony.phone.emptyText')}
          </EmptyState>
        }
      />
      <Modal
        opened={open !== undefined}
        onClose={close}
        size={provisioning ? 'lg' : 'md'}
        // A slip beside the dialog would lose the password.
        closeOnClickOutside={!provisioning}
        title={
          provisioning
            ? t('telephony.phone.setUp', { name: provisioning.user })
            : t(edited ? 'telephony.phone.edit' : 'telephony.phone.add')
        }
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {provisioning ? (
          <Provisioning of={provisioning} done={close} />
        ) : (
          open !== undefined && <PhoneForm phone={edited} provision={setOpen} done={close} />
        )}
      </Modal>
    </Page>
  )
}
