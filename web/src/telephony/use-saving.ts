import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { CallFailed, newIdempotencyKey } from '../sign-in/api.ts'

/**
 * A change of the server's things: what it touched is asked for anew. The deed is given the key of this attempt, the same
 * when it is repeated after a failure of the way there, and a new one after a refusal.
 */
export function useSaving<Answer, Wish = void>(
  deed: (idempotencyKey: string, wish: Wish) => Promise<Answer>,
  { touches, done }: { readonly touches: readonly QueryKey[]; done?(answer: Answer): void },
) {
  const client = useQueryClient()
  const key = useRef(newIdempotencyKey())
  return useMutation({
    mutationFn: (wish: Wish) => deed(key.current, wish),
    onSuccess: async (answer) => {
      key.current = newIdempotencyKey()
      await Promise.all(touches.map((queryKey) => client.invalidateQueries({ queryKey })))
      done?.(answer)
    },
    onError: (error) => {
      if (!(error instanceof CallFailed)) return
      if (error.status >= 400 && error.status < 500) key.current = newIdempotencyKey()
      // Somebody was faster: what they left is what the next attempt starts from.
      if (error.code === 'request.stale') for (const queryKey of touches) void client.invalidateQueries({ queryKey })
    },
  })
}
