import { QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Me } from '#protocol/http/people.ts'
import { CallFailed, call } from './api.ts'

export const meKey = ['me'] as const

/** Asks again only where asking again can help: not what the server refused. */
const mayHelp = (failures: number, cause: Error): boolean =>
  failures < 2 && cause instanceof CallFailed && (cause.status === 0 || cause.status >= 500)

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: mayHelp, staleTime: 15_000, refetchOnWindowFocus: false },
    mutations: { retry: false },
  },
})

/** Who is signed in; `null` when nobody is. */
export const meQuery = {
  queryKey: meKey,
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Me | null> => {
    try {
      return await call('me', { signal })
    } catch (cause) {
      if (cause instanceof CallFailed && cause.code === 'sign-in.needed') return null
      throw cause
    }
  },
}

export function useMeIfSignedIn(): Me | undefined {
  // Reads what the router has loaded; asks nothing by itself.
  return useQuery({ ...meQuery, enabled: false }).data ?? undefined
}

let lastMe: Me | undefined
/** Who is signed in, or was until a moment ago: the frame is drawn for nobody else, and is on its way out then. */
export function useMe(): Me {
  const me = useMeIfSignedIn()
  if (me) lastMe = me
  if (!lastMe) throw new Error('the frame is drawn for people who are signed in')
  return me ?? lastMe
}

export const may = (me: Me, permission: string): boolean => me.permissions.includes(permission)

/** May see it of their own or of everybody: permissions come as `recordings.listen.own`, `.unit`, `.all`. */
export const mayAny = (me: Me, beginning: string): boolean =>
  me.permissions.some((permission) => permission === beginning || permission.startsWith(`${beginning}.`))

export function useSetMe(): (me: Me | null) => void {
  const client = useQueryClient()
  return (me) => client.setQueryData(meKey, me)
}
