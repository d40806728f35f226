import { useQuery } from '@tanstack/react-query'
import type { CustomerId } from '#kernel/ids.ts'
import { call } from '../sign-in/api.ts'

/** A customer by his id, read once for whoever shows him. */
export const useCustomer = (customerId: string | undefined) =>
  useQuery({
    queryKey: ['customer', customerId],
    queryFn: ({ signal }) => call('customer', { id: customerId as CustomerId, signal }),
    enabled: customerId !== undefined,
  })
