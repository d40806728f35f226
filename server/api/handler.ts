import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Id, type IdName, isId } from '#kernel/ids.ts'
import type { Result } from '#kernel/result.ts'
import type { ErrorCode } from '#protocol/errors/index.ts'
import type { AnswerOf, BodyOf, QueryOf, RouteName, routes } from '#protocol/http/index.ts'
import type { Caller } from '../accounts/caller.ts'
import type { Refusal } from './refusal.ts'

type Table = typeof routes

/** What kind of thing `:id` names, by the collection that the path begins with, and how a missing one is refused. */
export const collections = {
  '/offers/': { name: 'offer', missing: 'offer.not-found' },
  '/interactions/': { name: 'interaction', missing: 'interaction.not-found' },
  '/callbacks/': { name: 'interaction', missing: 'callback.not-found' },
  '/recordings/': { name: 'recording', missing: 'recording.not-found' },
  '/recording-rules/': { name: 'recording-rule', missing: 'recording-rule.not-found' },
  '/recording-shares/': { name: 'recording-share', missing: 'recording-share.not-found' },
  '/outside-contacts/': { name: 'outside-contact', missing: 'outside-contact.not-found' },
  '/link-templates/': { name: 'link-template', missing: 'link-template.not-found' },
  '/customers/': { name: 'customer', missing: 'customer.not-found' },
  '/trunks/': { name: 'trunk', missing: 'trunk.not-found' },
  '/test-calls/': { name: 'test-call', missing: 'test-call.not-found' },
  '/number-rules/': { name: 'number-rule', missing: 'number-rule.not-found' },
  '/business-hours/': { name: 'hours', missing: 'business-hours.not-found' },
  '/outbound-rules/': { name: 'outbound-rule', missing: 'outbound-rule.not-found' },
  '/alarms/': { name: 'alarm', missing: 'alarm.not-found' },
  '/managed-prompts/': { name: 'prompt', missing: 'prompt.not-found' },
  '/queues/': { name: 'queue', missing: 'queue.not-found' },
  '/shift-patterns/': { name: 'shift-pattern', missing: 'shift-pattern.not-found' },
  '/shift-assignments/': { name: 'shift-assignment', missing: 'shift-assignment.not-found' },
  '/routing-profiles/': { name: 'routing-profile', missing: 'routing-profile.not-found' },
  '/teams/': { name: 'team', missing: 'team.not-found' },
  '/substitutions/': { name: 'substitution', missing: 'substitution.not-found' },
  '/me/absences/': { name: 'substitution', missing: 'substitution.not-found' },
  '/incidents/': { name: 'incident', missing: 'incident.not-found' },
  '/flows/': { name: 'flow', missing: 'flow.not-found' },
  '/flow-versions/': { name: 'flow-version', missing: 'flow-version.not-found' },
  '/cases/': { name: 'case', missing: 'case.not-found' },
  '/case-notes/': { name: 'case-entry', missing: 'case-note.not-found' },
  '/flow-secrets/': { name: 'flow-secret', missing: 'flow-secret.not-found' },
  '/inside-hosts/': { name: 'inside-host', missing: 'inside-host.not-found' },
  '/customer-notes/': { name: 'customer-note', missing: 'customer-note.not-found' },
  '/floor-messages/': { name: 'floor-message', missing: 'floor-message.not-found' },
  '/me/floor-messages/': { name: 'floor-message', missing: 'floor-message.not-found' },
  '/me/reminders/': { name: 'reminder', missing: 'reminder.not-found' },
  '/customer-tiers/': { name: 'customer-tier', missing: 'customer-tier.not-found' },
  '/customer-segments/': { name: 'customer-segment', missing: 'customer-segment.not-found' },
  '/business-units/': { name: 'unit', missing: 'business-unit.not-found' },
  '/skills/': { name: 'skill', missing: 'skill.not-found' },
  '/dispositions/': { name: 'disposition', missing: 'disposition.not-found' },
  '/agents/': { name: 'agent', missing: 'agent.not-an-agent' },
  '/api-keys/': { name: 'api-key', missing: 'api-key.not-found' },
  '/people/': { name: 'person', missing: 'person.not-found' },
} as const satisfies Record<string, { name: IdName; missing: ErrorCode }>
type Collections = typeof collections

type IdOf<Path extends string> = {
  [Prefix in keyof Collections]: Path extends `${Prefix}:id${string}` ? Id<Collections[Prefix]['name']> : never
}[keyof Collections]

/** One request to a route, with everything about it already checked. */
export interface Call<Name extends RouteName> {
  /** Who asks; on a public route perhaps nobody. */
  readonly caller: Table[Name]['permission'] extends string ? Caller : Caller | undefined
  /** The `:id` of the path. */
  readonly id: IdOf<Table[Name]['path']>
  readonly body: BodyOf<Name>
  readonly query: QueryOf<Name>
  /** The network address that it comes from. */
  readonly address: string
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** Carries out one route: an answer of its schema, or a refusal by name. */
export type Handler<Name extends RouteName> = (call: Call<Name>) => Promise<Result<AnswerOf<Name>, Refusal>>

const soundRoutes = ['recordingAudio', 'downloadRecording', 'sharedRecordingAudio', 'promptSound'] as const
/** Answers with sound in byte ranges, to HEAD as well. */
export const isSound = (name: RouteName): boolean => (soundRoutes as readonly string[]).includes(name)

/** Routes that answer with bytes and write their reply themselves. */
export type StreamingRoute = (typeof soundRoutes)[number] | 'packets' | 'exportBans'
export type StreamingHandler<Name extends RouteName> = (call: Call<Name>) => Promise<Result<'sent', Refusal>>

export type Handlers = {
  readonly [Name in RouteName]: Name extends StreamingRoute ? StreamingHandler<Name> : Handler<Name>
}

/** The kind of id in a path, `undefined` when there is none. */
export function collectionOf(path: string): Collections[keyof Collections] | undefined {
  if (!path.includes('/:id')) return undefined
  for (const [prefix, collection] of Object.entries(collections)) if (path.startsWith(prefix)) return collection
  throw new Error(`No collection is named for ${path}: add it to the list in server/api/handler.ts.`)
}

export const hasIdShape = (name: IdName, text: string): boolean => isId(name, text)
