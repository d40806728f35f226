import { useQuery } from '@tanstack/react-query'
import type { InteractionId } from '#kernel/ids.ts'
import { call } from '../sign-in/api.ts'

/** An interaction by its id, read once for whoever shows it. */
export const useInteraction = (interactionId: string, isWanted = true) =>
  useQuery({
    queryKey: ['interaction', interactionId],
    queryFn: ({ signal }) => call('interaction', { id: interactionId as InteractionId, signal }),
    enabled: isWanted,
  })
