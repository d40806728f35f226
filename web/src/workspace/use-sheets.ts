import { useQuery } from '@tanstack/react-query'
import type { ScratchPad } from '#protocol/http/notes.ts'
import { call } from '../sign-in/api.ts'
import type { Owner } from './tabs.ts'

/** The own sheets on which something stands, as the server has them; what is typed since then is in their drafts. */
export const useSheets = (personId: string, about: Owner) =>
  useQuery({
    // What is in front changes: a contact may be over, and its sheet one of those that were left.
    queryKey: ['scratch-pads', personId, about],
    queryFn: async ({ signal }): Promise<readonly ScratchPad[]> => (await call('scratchPads', { signal })).items,
    refetchOnMount: 'always',
    placeholderData: (before) => before,
  })
