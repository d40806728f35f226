import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Customer } from '#protocol/http/customers.ts'
import { Button } from '../design/button.tsx'
import { directionWhileEmpty } from '../design/direction-while-empty.ts'
import { ErrorNotice } from '../design/error-notice.tsx'
import { useDelayed } from '../design/use-delayed.ts'
import { PhoneNumber } from '../desk/phone-number.tsx'
import { call } from '../sign-in/api.ts'
import styles from './customer-picker.module.css'

interface CustomerPickerProps {
  chosen(customer: Customer): void
  cancel(): void
}

/** Finds a customer by name, number or address, and hands the chosen one on. */
export function CustomerPicker({ chosen, cancel }: CustomerPickerProps) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const [text, setText] = useDelayed(search, (next) => setSearch(next.trim()), 200)
  const list = useQuery({
    queryKey: ['customers', { search }],
    queryFn: ({ signal }) => call('customers', { query: { search, limit: 8 }, signal }),
    enabled: search !== '',
    placeholderData: (before) => before,
  })
  return (
    <div className={styles.picker}>
      <TextInput
        type="search"
        autoFocus
        aria-label={t('customers.search')}
        placeholder={t('customers.searchPlaceholder')}
        leftSection={<IconSearch size={16} />}
        dir={directionWhileEmpty(text)}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') cancel()
        }}
      />
      {list.isError && <ErrorNotice error={list.error} />}
      <ul className={styles.list} aria-busy={list.isFetching || undefined}>
        {search !== '' &&
          list.data?.items.map((customer) => (
            <li key={customer.customerId}>
              <button type="button" className={styles.customer} onClick={() => chosen(customer)}>
                <span className={styles.name}>{customer.name}</span>
                <span className={styles.number}>
                  {customer.phoneNumbers[0] ? <PhoneNumber of={customer.phoneNumbers[0]} /> : customer.email}
                </span>
              </button>
            </li>
          ))}
      </ul>
      {search !== '' && list.data?.items.length === 0 && <p className={styles.none}>{t('customers.noneFound')}</p>}
      <Button onClick={cancel}>{t('common.cancel')}</Button>
    </div>
  )
}
