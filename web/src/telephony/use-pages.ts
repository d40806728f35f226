import { useInfiniteQuery } from '@tanstack/react-query'

interface PageOf<Item> {
  readonly items: readonly Item[]
  readonly next?: string
}

/** A list of the server's that comes in pages, as one list that grows. */
export function usePages<Item>(
  name: string,
  ask: (query: { cursor?: string; limit: number }, signal: AbortSignal) => Promise<PageOf<Item>>,
) {
  const list = useInfiniteQuery({
    queryKey: [name],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => ask({ limit: 100, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    getNextPageParam: (page) => page.next,
    refetchOnMount: 'always',
  })
  return { ...list, items: list.data?.pages.flatMap((page) => page.items) ?? [] }
}
