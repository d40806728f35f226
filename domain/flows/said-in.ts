import type { FlowDefinition, Json } from './flow.ts'
import type { Said } from './said.ts'
import { namesOf } from './spoken.ts'

/** All that a flow says anywhere, in the order of its blocks: what has to have a sound before a caller hears it. */
export function saidIn({ blocks }: FlowDefinition): readonly Said[] {
  const said: Said[] = []
  for (const { settings } of blocks) gather(settings, said)
  return said
}

function gather(value: Json, said: Said[]): void {
  if (value === null || typeof value !== 'object') return
  if ('spoken' in value && Array.isArray(value.spoken)) said.push(...namesOf(value.spoken as never))
  if (isSaid(value)) said.push(value as unknown as Said)
  else for (const part of Object.values(value)) gather(part, said)
}

/** Other settings are told apart by a `kind` too, but of none of these shapes. */
function isSaid(value: object): boolean {
  if (!('kind' in value)) return false
  if (value.kind === 'text') return 'words' in value
  if (value.kind === 'prompt') return 'promptId' in value
  return value.kind === 'value' && 'variable' in value && 'as' in value
}
