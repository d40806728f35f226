import type { Model } from '../model.ts'

/** What of a model the whole product cannot live through, in a sentence; `null`: it can. */
export function beyondProduct({ queues, flows }: Model): string | null {
  const without = queues.findIndex(({ places }) => places === 0)
  if (without < 0) return null
  return `queues[${without}].places is 0, and no queue of the product turns away whoever would have to wait at all: write 1 or more, or leave out ${flows ? 'the flows' : '--whole'}.`
}
