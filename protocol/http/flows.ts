import { type Static, Type } from 'typebox'
import { Empty, idField, instant, Language, pageOf } from './fields.ts'
import { DrawnFlow, FlowChannel } from './flow-definition.ts'
import { FlowTest } from './flow-tests.ts'
import { slugPattern } from './self-service.ts'

const flowName = Type.String({ minLength: 1, maxLength: 120, pattern: '\\S' })
const note = Type.String({ maxLength: 1000 })

const drawn = {
  name: flowName,
  channels: Type.Array(FlowChannel, { minItems: 1, maxItems: 4, uniqueItems: true }),
  /** The first is spoken when the caller's own is none of them. */
  languages: Type.Array(Language, { minItems: 1, maxItems: 7, uniqueItems: true }),
  definition: DrawnFlow,
  /** What has to hold before it is published. */
  tests: Type.Array(FlowTest, { maxItems: 100 }),
}

/** One version is for callers. */
const PublishedVersion = Type.Object({
  flowVersionId: idField('flow-version'),
  number: Type.Integer(),
  publishedAt: instant,
})

export const FlowSummary = Type.Object({
  flowId: idField('flow'),
  name: Type.String(),
  channels: Type.Array(FlowChannel),
  languages: Type.Array(Language),
  blocks: Type.Integer(),
  /** Of the draft, as things are now. */
  problems: Type.Integer(),
  /** Absent: nobody hears it yet. */
  published: Type.Optional(PublishedVersion),
  /** The draft is not what callers hear. */
  hasChanges: Type.Boolean(),
  changedAt: instant,
  changedBy: Type.Optional(Type.String()),
  archivedAt: Type.Optional(instant),
})
export type FlowSummary = Static<typeof FlowSummary>

/** The draft. `etag` changes with every saving of it. */
export const FlowDraft = Type.Object({
  flowId: idField('flow'),
  ...drawn,
  /** The last part of the address of its self-service page; empty: it has none. */
  slug: Type.String(),
  published: Type.Optional(PublishedVersion),
  changedAt: instant,
  changedBy: Type.Optional(Type.String()),
  etag: Type.String(),
})
export type FlowDraft = Static<typeof FlowDraft>

export const CreateFlow = Type.Object({
  name: drawn.name,
  channels: drawn.channels,
  languages: drawn.languages,
  /** Absent: nothing is drawn yet. */
  definition: Type.Optional(drawn.definition),
  tests: Type.Optional(drawn.tests),
})
export type CreateFlow = Static<typeof CreateFlow>
export const ChangeFlow = Type.Partial(
  Type.Object({ ...drawn, slug: Type.Union([Type.Literal(''), Type.String({ pattern: slugPattern })]) }),
)
export type ChangeFlow = Static<typeof ChangeFlow>

/** What is to be done before it can be published (`error`), or was likely not meant so (`warning`). */
export const FlowProblem = Type.Object({
  code: Type.String(),
  severity: Type.Union([Type.Literal('error'), Type.Literal('warning')]),
  /** Absent: it is about the flow. */
  blockId: Type.Optional(Type.String()),
  /** In the block's settings, from the outside in. */
  path: Type.Optional(Type.Array(Type.Union([Type.String(), Type.Integer()]))),
  exit: Type.Optional(Type.String()),
  /** What the sentence names. */
  values: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
})
export type FlowProblem = Static<typeof FlowProblem>

export const PublishFlow = Type.Object({ note: Type.Optional(note) })
export type PublishFlow = Static<typeof PublishFlow>
export const RollBackFlow = Type.Object({ flowVersionId: idField('flow-version'), note: Type.Optional(note) })
export type RollBackFlow = Static<typeof RollBackFlow>

/** Something that a flow can name: chosen by its name, kept by its id. */
export const FlowReference = Type.Object({
  what: Type.Union([
    Type.Literal('queue'),
    Type.Literal('hours'),
    Type.Literal('flow'),
    Type.Literal('prompt'),
    Type.Literal('incident'),
    Type.Literal('segment'),
    Type.Literal('tier'),
    Type.Literal('skill'),
    Type.Literal('secret'),
  ]),
  id: Type.String(),
  name: Type.String(),
  /** Of a prompt: in which it is recorded. */
  languages: Type.Optional(Type.Array(Type.String())),
  /** Of a flow: which others its published version calls. */
  calls: Type.Optional(Type.Array(Type.String())),
})
export type FlowReference = Static<typeof FlowReference>

const version = {
  flowVersionId: idField('flow-version'),
  flowId: idField('flow'),
  number: Type.Integer(),
  languages: Type.Array(Language),
  note: Type.String(),
  /** The number of the older version that was published again. */
  copiedFrom: Type.Optional(Type.Integer()),
  publishedAt: instant,
  publishedBy: Type.Optional(Type.String()),
  isPublished: Type.Boolean(),
}
export const FlowVersion = Type.Object(version)
export type FlowVersion = Static<typeof FlowVersion>
export const DrawnFlowVersion = Type.Object({ ...version, definition: DrawnFlow })
export type DrawnFlowVersion = Static<typeof DrawnFlowVersion>

/** A flow on its way to another installation. */
export const FlowFile = Type.Object({
  parleyFlow: Type.Literal(1),
  ...drawn,
  /** What queues, hours and flows that it names by id are called: where it is brought in, others have these names. */
  names: Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 200 })),
})
export type FlowFile = Static<typeof FlowFile>

/** What happens in a flow now, and happened of late. */
export const FlowLive = Type.Object({
  /** Those at which somebody is, or was in the last seven days, by version. */
  blocks: Type.Array(
    Type.Object({
      flowVersionId: idField('flow-version'),
      blockId: Type.String(),
      /** So many callers are at it. */
      now: Type.Integer(),
      /** How often somebody came to it, and hung up there. */
      came24h: Type.Integer(),
      gaveUp24h: Type.Integer(),
      came7d: Type.Integer(),
      gaveUp7d: Type.Integer(),
    }),
  ),
  /** What went wrong in the last seven days, the latest first. */
  failures: Type.Array(
    Type.Object({
      flowVersionId: idField('flow-version'),
      versionNumber: Type.Optional(Type.Integer()),
      blockId: Type.String(),
      /** no-prompt, no-words, no-value, unreadable, too-long, unreachable, not-taken, loop, stuck, nowhere */
      cause: Type.String(),
      /** The prompt's id, the language, the variable, why it was not taken, or the exit. */
      detail: Type.String(),
      times: Type.Integer(),
      /** So often nothing of the flow led on. */
      lost: Type.Integer(),
      firstAt: instant,
      lastAt: instant,
    }),
  ),
})
export type FlowLive = Static<typeof FlowLive>

export const flowRoutes = {
  flows: {
    method: 'GET',
    path: '/flows',
    permission: 'flows.manage',
    summary: 'Flows, those that are archived last',
    answer: pageOf(FlowSummary),
  },
  createFlow: {
    method: 'POST',
    path: '/flows',
    permission: 'flows.manage',
    summary: 'Begin a flow',
    body: CreateFlow,
    answer: FlowDraft,
    creates: true,
  },
  importFlow: {
    method: 'POST',
    path: '/imported-flows',
    permission: 'flows.manage',
    summary: 'Bring in a flow from a file; what it names by id is looked for by name',
    body: FlowFile,
    answer: FlowDraft,
    creates: true,
  },
  flow: {
    method: 'GET',
    path: '/flows/:id',
    permission: 'flows.manage',
    summary: 'The draft of a flow',
    answer: FlowDraft,
  },
  changeFlow: {
    method: 'PATCH',
    path: '/flows/:id',
    permission: 'flows.manage',
    summary: 'Save the draft; it may have problems',
    body: ChangeFlow,
    answer: FlowDraft,
    needsIfMatch: true,
  },
  exportFlow: {
    method: 'GET',
    path: '/flows/:id/file',
    permission: 'flows.manage',
    summary: 'The draft as a file for another installation',
    answer: FlowFile,
  },
  flowProblems: {
    method: 'GET',
    path: '/flows/:id/problems',
    permission: 'flows.manage',
    summary: 'What is to be done before the draft can be published',
    answer: pageOf(FlowProblem),
  },
  flowReferences: {
    method: 'GET',
    path: '/flow-references',
    permission: 'flows.manage',
    summary: 'What a flow can name: queues, hours, published flows, prompts, incidents, tiers, segments, skills',
    answer: pageOf(FlowReference),
  },
  publishFlow: {
    method: 'POST',
    path: '/flows/:id/publish',
    permission: 'flows.manage',
    summary: 'Publish the draft: who calls from now on hears it',
    body: PublishFlow,
    answer: FlowVersion,
    needsIfMatch: true,
  },
  flowVersions: {
    method: 'GET',
    path: '/flows/:id/versions',
    permission: 'flows.manage',
    summary: 'What was published, newest first',
    answer: pageOf(FlowVersion),
  },
  flowLive: {
    method: 'GET',
    path: '/flows/:id/live',
    permission: 'flows.manage',
    summary: 'How many are in each block now, where callers gave up, and what went wrong lately',
    answer: FlowLive,
  },
  flowVersion: {
    method: 'GET',
    path: '/flow-versions/:id',
    permission: 'flows.manage',
    summary: 'One published version with what was drawn',
    answer: DrawnFlowVersion,
  },
  rollBackFlow: {
    method: 'POST',
    path: '/flows/:id/roll-back',
    permission: 'flows.manage',
    summary: 'Publish an older version again, as a new one',
    body: RollBackFlow,
    answer: FlowVersion,
  },
  archiveFlow: {
    method: 'POST',
    path: '/flows/:id/archive',
    permission: 'flows.manage',
    summary: 'Put a flow away that nothing leads to',
    answer: Empty,
  },
  restoreFlow: {
    method: 'POST',
    path: '/flows/:id/restore',
    permission: 'flows.manage',
    summary: 'Take an archived flow out again',
    answer: Empty,
  },
} as const
