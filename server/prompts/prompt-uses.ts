import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import { saidIn } from '#domain/flows/index.ts'
import type { NumberTarget, PromptUse } from '#protocol/http/index.ts'
import { asDefinition } from '../flows/flow-library.ts'

/** What plays each prompt, by the name that settings call it by: an own one's id, or the name of one that comes with Parley. */
export async function promptUses(db: Kysely<Database>): Promise<ReadonlyMap<string, readonly PromptUse[]>> {
  const uses = new Map<string, PromptUse[]>()
  const note = (name: string | undefined, use: PromptUse) => {
    if (name === undefined) return
    const known = uses.get(name) ?? []
    if (!known.some((one) => one.kind === use.kind && one.name === use.name)) known.push(use)
    uses.set(name, known)
  }
  const [queues, numbers, flows] = await Promise.all([
    db.selectFrom('queue').select(['name', 'diversions', 'callback', 'announcements']).orderBy('name').execute(),
    db.selectFrom('number_rule').select(['pattern', 'target']).orderBy('pattern').execute(),
    // A draft that nobody has published yet shall not lose its prompts either.
    db
      .selectFrom('flow')
      .leftJoin('flow_version', 'flow_version.flow_version_id', 'flow.published_version_id')
      .select(['flow.name', 'flow.definition as draft', 'flow_version.definition as published'])
      .where('flow.archived_at', 'is', null)
      .orderBy('flow.name')
      .execute(),
  ])
  for (const { name, diversions, callback, announcements } of queues) {
    const use = { kind: 'queue', name } as const
    for (const { to } of diversions) if (to.kind === 'announcement') note(to.prompt, use)
    note(callback?.offer?.prompt, use)
    note(announcements?.comfort, use)
  }
  for (const { pattern, target } of numbers) {
    for (const prompt of promptsOf(target)) note(prompt, { kind: 'number', name: pattern })
  }
  for (const { name, draft, published } of flows) {
    for (const definition of [draft, published]) {
      for (const said of definition ? saidIn(asDefinition(definition)) : []) {
        if (said.kind === 'prompt') note(said.promptId, { kind: 'flow', name })
      }
    }
  }
  return uses
}

function promptsOf(target: NumberTarget): (string | undefined)[] {
  if (target.kind === 'hours') return [...promptsOf(target.open), ...promptsOf(target.closed)]
  if (target.kind === 'queue') return [target.greeting]
  return target.kind === 'announcement' ? [target.prompt] : []
}
