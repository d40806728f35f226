import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { AgentId } from '#kernel/ids.ts'
import { call } from '../sign-in/api.ts'

interface OwnerFieldProps {
  /** Empty: nobody. */
  readonly value: AgentId | ''
  /** As the server told it; shown until the list of agents is here, and of who is in it no more. */
  readonly name?: string | undefined
  readonly isDisabled?: boolean
  set(next: AgentId | ''): void
}

/** Who has a case in hand. */
export function OwnerField({ value, name, isDisabled = false, set }: OwnerFieldProps) {
  const { t } = useTranslation()
  const kinds = useQuery({ queryKey: ['customer-kinds'], queryFn: ({ signal }) => call('customerKinds', { signal }) })
  const owners = kinds.data?.owners ?? []
  const isMissing = value !== '' && owners.every(({ agentId }) => agentId !== value)
  return (
    <Select
      label={t('cases.owner')}
      searchable
      disabled={isDisabled}
      allowDeselect={false}
      data={[
        { value: '', label: t('cases.nobody') },
        ...(isMissing ? [{ value: value as string, label: name ?? '…' }] : []),
        ...owners.map((one) => ({ value: one.agentId as string, label: one.name })),
      ]}
      value={value}
      onChange={(id) => set((id ?? '') as AgentId | '')}
    />
  )
}
