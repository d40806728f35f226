import type { Kysely, Transaction } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import {
  answerPage,
  beginPages,
  type FlowDefinition,
  type FlowFacts,
  type FlowRun,
  type PagedRun,
  pageBack,
  pageOf,
} from '#domain/flows/index.ts'
import type { FlowId, InteractionId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { Language, ScriptState } from '#protocol/http/index.ts'
import type { Caller } from '../accounts/caller.ts'
import { storedRun } from '../processes/index.ts'
import { scriptFacts } from '../scripts/script-facts.ts'
import { type ScriptRun, withScriptAnswers } from '../scripts/script-run.ts'
import type { ApiServices } from './api-services.ts'
import type { Handlers } from './handler.ts'
import { hasInHand } from './interaction-rows.ts'
import { type Refusal, refuse } from './refusal.ts'

type Routes = 'script' | 'startScript' | 'answerScript' | 'goBackInScript'
/** What a step makes of the script as it stands: the same one where nothing changes. */
type Step = (known: ScriptRun | undefined, facts: FlowFacts) => Result<PagedRun, Refusal>

/**
 * The script of an interaction, gone through by whoever has it in hand. It is kept with each step, in the row that is erased with
 * the customer's particulars; nothing of it is in memory, so any core goes on with it.
 */
export function scriptHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, decider, configuration, flowRuns, desks, settings } = services

  function refusalTo(caller: Caller, id: InteractionId): Refusal | undefined {
    const interaction = decider.state?.interactions.get(id)
    if (!interaction) return { code: 'interaction.not-found' }
    // Who writes up may put right what he noted.
    const isWritingUp = interaction.wrapUps.some(({ agentId }) => agentId === caller.agentId)
    return isWritingUp || hasInHand(services, caller, id) ? undefined : { code: 'interaction.not-yours' }
  }

  async function stateOf(id: InteractionId, run: ScriptRun | undefined): Promise<ScriptState> {
    const { queueId } = decider.state?.interactions.get(id)?.engagement ?? {}
    const [rows, queue] = await Promise.all([
      db
        .selectFrom('flow')
        .select(['flow_id as flowId', 'name', 'channels'])
        .where('archived_at', 'is', null)
        .where('published_version_id', 'is not', null)
        .orderBy('folded_name')
        .execute(),
      queueId && db.selectFrom('queue').select('script_flow_id').where('queue_id', '=', queueId).executeTakeFirst(),
    ])
    const queueScriptId = queue?.script_flow_id ?? undefined
    const found = rows.filter(({ channels }) => channels.includes('script'))
    const scripts = [...found.filter(isOf(queueScriptId)), ...found.filter((one) => !isOf(queueScriptId)(one))]
    return {
      scripts: scripts.map(({ flowId, name }) => ({ flowId, name })),
      ...(found.some(isOf(queueScriptId)) && queueScriptId !== undefined && { queueScriptId }),
      ...(run && { run: await shown(run) }),
    }
  }

  async function shown({ paged }: ScriptRun): Promise<NonNullable<ScriptState['run']>> {
    const { run, left, trail } = paged
    // Whoever was led into another flow is still in the script that he began.
    const { flowId } = run.callers[0] ?? run
    const flow = await db.selectFrom('flow').select('name').where('flow_id', '=', flowId).executeTakeFirst()
    const page = pageOf(paged, { definition: configuration.flows.source })
    const common = {
      flowId,
      name: flow?.name ?? '',
      language: run.language,
      rest: run.rests,
      canGoBack: trail.length > 0,
    }
    if (page)
      return {
        ...common,
        page: {
          ...page,
          questions: page.questions.map((one) => ({ ...one, choices: [...one.choices] })),
          exits: [...page.exits],
        },
      }
    return { ...common, ended: left?.kind === 'end' && left.reason === 'finished' ? 'finished' : 'failed' }
  }

  /** One step after another: of two that are sent at once the second finds what the first did. */
  async function take(caller: Caller, id: InteractionId, step: Step): Promise<Result<ScriptState, Refusal>> {
    const refused = refusalTo(caller, id)
    if (refused) return failure(refused)
    const facts = await scriptFacts(services, id)
    const done = await db
      .transaction()
      .execute(async (transaction): Promise<Result<ScriptRun | undefined, Refusal>> => {
        const row = await locked(transaction, id)
        const known = (row.script_run ?? undefined) as ScriptRun | undefined
        const next = step(known, facts)
        if (!next.ok) return next
        if (next.value === known?.paged) return success(known)
        const stood = flowRuns.book.runOf(id)?.answers ?? row.answers
        const { answers, run } = withScriptAnswers(
          configuration.flows.source,
          stood,
          known ?? { before: [], own: [] },
          next.value,
        )
        const written = { script_run: JSON.stringify(run), answers: JSON.stringify(answers) }
        await transaction.updateTable('interaction_particulars').set(written).where('interaction_id', '=', id).execute()
        const carried = flowRuns.book.runOf(id)
        // What a flow kept of this call is written again with the call's next turn: it has to know these answers too.
        if (carried) flowRuns.book.put(id, { ...carried, answers })
        return success(run)
      })
    if (!done.ok) return done
    desks.interactionChanged(id)
    return success(await stateOf(id, done.value))
  }

  return {
    async script({ caller, id }) {
      const refused = refusalTo(caller, id)
      if (refused) return failure(refused)
      const row = await db
        .selectFrom('interaction_particulars')
        .select('script_run')
        .where('interaction_id', '=', id)
        .executeTakeFirst()
      return success(await stateOf(id, (row?.script_run ?? undefined) as ScriptRun | undefined))
    },

    startScript: ({ caller, id, body: { flowId } }) =>
      take(caller, id, (_known, facts) => {
        const published = configuration.flows.published(flowId)
        if (!published) return refuse('flow.not-found')
        if (!published.channels.includes('script')) return refuse('flow.not-published')
        const interaction = decider.state?.interactions.get(id)
        const spoken = interaction?.kind === 'call' ? interaction.entry.language : undefined
        const language = languageFor(published.languages, [spoken, settings.spokenLanguage])
        const carried = flowRuns.book.runOf(id)
        const before = carried ? storedRun(carried).run.variables : {}
        const begun = runFor(id, flowId, published, language, before)
        return success(beginPages(begun, facts))
      }),

    answerScript: ({ caller, id, body }) =>
      take(caller, id, (known, facts) => {
        if (!known) return refuse('script.not-begun')
        const next = answerPage(known.paged, body, facts)
        if (!('problems' in next)) return success(next)
        const told = next.problems.map(({ variable, problem }) => `${variable}: ${problem}`)
        return refuse('script.answer-wrong', { detail: told.join('; ').slice(0, 300) })
      }),

    goBackInScript: ({ caller, id, body }) =>
      take(caller, id, (known) => (known ? success(pageBack(known.paged, body)) : refuse('script.not-begun'))),
  }
}

const isOf =
  (flowId: FlowId | undefined) =>
  (one: { readonly flowId: FlowId }): boolean =>
    one.flowId === flowId

/** The words of a script are said to the customer: in his language, where it has it. */
export const languageFor = (has: readonly Language[], wanted: readonly (string | undefined)[]): string =>
  wanted.find((language) => language !== undefined && has.some((one) => one === language)) ?? has[0] ?? 'en'

/** What he said in a flow before, by the names that the script has too, he need not say again; nothing that is secret in either. */
function runFor(
  interactionId: InteractionId,
  flowId: FlowId,
  { versionId, definition }: { readonly versionId: FlowRun['versionId']; readonly definition: FlowDefinition },
  language: string,
  before: FlowRun['variables'],
): FlowRun {
  const names = new Set(definition.variables.filter(({ isSecret }) => !isSecret).map(({ name }) => name))
  return {
    ...{ interactionId, flowId, versionId, blockId: definition.start, language },
    variables: Object.fromEntries(Object.entries(before).filter(([name]) => names.has(name))),
    ...{ callers: [], memo: null, rests: 0, wakesAtMs: null },
  }
}

async function locked(transaction: Transaction<Database>, interactionId: InteractionId) {
  await transaction
    .insertInto('interaction_particulars')
    .values({ interaction_id: interactionId })
    .onConflict((conflict) => conflict.column('interaction_id').doNothing())
    .execute()
  return await (transaction as Kysely<Database>)
    .selectFrom('interaction_particulars')
    .select(['script_run', 'answers'])
    .where('interaction_id', '=', interactionId)
    .forUpdate()
    .executeTakeFirstOrThrow()
}
