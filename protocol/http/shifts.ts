import { type Static, Type } from 'typebox'
import { Empty, idField, instant, pageOf, personName } from './fields.ts'
import { ReasonId } from './presence-reasons.ts'

/** When people are to be there. Minutes are of the wall clock of each person's business unit; above 1440, of the next day. */
export const ShiftDay = Type.Object({
  /** 1 is Monday, 7 Sunday. */
  weekday: Type.Integer({ minimum: 1, maximum: 7 }),
  beginsMinute: Type.Integer({ minimum: 0, maximum: 1439 }),
  endsMinute: Type.Integer({ minimum: 1, maximum: 2879 }),
  breaks: Type.Array(
    Type.Object({
      reasonId: ReasonId,
      beginsMinute: Type.Integer({ minimum: 0, maximum: 2879 }),
      lengthMinutes: Type.Integer({ minimum: 1, maximum: 1440 }),
    }),
    { maxItems: 20 },
  ),
})
export type ShiftDay = Static<typeof ShiftDay>
const writable = { name: personName, days: Type.Array(ShiftDay, { minItems: 1, maxItems: 14 }) }
export const ShiftPattern = Type.Object({
  shiftPatternId: idField('shift-pattern'),
  ...writable,
  /** How many are or will be on it. */
  agents: Type.Integer(),
  etag: Type.String(),
})
export type ShiftPattern = Static<typeof ShiftPattern>
export const CreateShiftPattern = Type.Object(writable)
export type CreateShiftPattern = Static<typeof CreateShiftPattern>
export const ChangeShiftPattern = Type.Partial(CreateShiftPattern)
export type ChangeShiftPattern = Static<typeof ChangeShiftPattern>

const date = Type.String({
  pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$',
  description: 'A day, such as 2026-11-23.',
})
export const AssignShifts = Type.Object({
  agentIds: Type.Array(idField('agent'), { minItems: 1, maxItems: 1000, uniqueItems: true }),
  shiftPatternId: idField('shift-pattern'),
  fromDate: date,
  /** Included; absent: without an end. */
  untilDate: Type.Optional(date),
})
export type AssignShifts = Static<typeof AssignShifts>
export const ShiftAssignment = Type.Object({
  shiftAssignmentId: idField('shift-assignment'),
  agentId: idField('agent'),
  shiftPatternId: idField('shift-pattern'),
  fromDate: date,
  untilDate: Type.Optional(date),
})
export type ShiftAssignment = Static<typeof ShiftAssignment>

export const PlannedShift = Type.Object({
  agentId: idField('agent'),
  name: Type.String(),
  shiftPatternId: idField('shift-pattern'),
  beginsAt: instant,
  endsAt: instant,
  breaks: Type.Array(Type.Object({ reasonId: ReasonId, beginsAt: instant, endsAt: instant })),
})
export type PlannedShift = Static<typeof PlannedShift>
export const ShiftsQuery = Type.Object({
  /** 42 days at most, from now on for a week unless said otherwise. */
  from: Type.Optional(instant),
  to: Type.Optional(instant),
  /** Absent: everybody. */
  teamId: Type.Optional(idField('team')),
})
export type ShiftsQuery = Static<typeof ShiftsQuery>

export const OnShift = Type.Object({
  agentId: idField('agent'),
  name: Type.String(),
  /** Absent: he is there without a shift. */
  beginsAt: Type.Optional(instant),
  endsAt: Type.Optional(instant),
  /** `late` for half an hour, from five minutes on; `extra`: there, and not planned to be. */
  keeping: Type.Unsafe<'on-shift' | 'late' | 'absent' | 'extra'>(
    Type.Union(['on-shift', 'late', 'absent', 'extra'].map((way) => Type.Literal(way))),
  ),
})
export type OnShift = Static<typeof OnShift>

export const shiftRoutes = {
  shiftPatterns: {
    method: 'GET',
    path: '/shift-patterns',
    permission: 'floor.watch',
    summary: 'Every pattern of shifts',
    answer: pageOf(ShiftPattern),
  },
  createShiftPattern: {
    method: 'POST',
    path: '/shift-patterns',
    permission: 'people.manage',
    summary: 'Add a pattern of shifts',
    body: CreateShiftPattern,
    answer: ShiftPattern,
    creates: true,
  },
  changeShiftPattern: {
    method: 'PATCH',
    path: '/shift-patterns/:id',
    permission: 'people.manage',
    summary: 'Change a pattern, for everybody who works by it',
    body: ChangeShiftPattern,
    answer: ShiftPattern,
    needsIfMatch: true,
  },
  removeShiftPattern: {
    method: 'DELETE',
    path: '/shift-patterns/:id',
    permission: 'people.manage',
    summary: 'Remove a pattern that nobody works by',
    answer: Empty,
    needsIfMatch: true,
  },
  shiftAssignments: {
    method: 'GET',
    path: '/shift-assignments',
    permission: 'floor.watch',
    summary: 'Who works by which pattern, from when to when',
    answer: pageOf(ShiftAssignment),
  },
  assignShifts: {
    method: 'POST',
    path: '/shift-assignments',
    permission: 'people.manage',
    summary: 'Let people work by a pattern; where two hold on a day, the one that began later does',
    body: AssignShifts,
    answer: pageOf(ShiftAssignment),
    creates: true,
  },
  removeShiftAssignment: {
    method: 'DELETE',
    path: '/shift-assignments/:id',
    permission: 'people.manage',
    summary: 'Let somebody work by a pattern no more',
    answer: Empty,
  },
  shifts: {
    method: 'GET',
    path: '/shifts',
    permission: 'floor.watch',
    summary: 'Who is to be there when',
    query: ShiftsQuery,
    answer: pageOf(PlannedShift),
  },
  onShift: {
    method: 'GET',
    path: '/shifts/now',
    permission: 'floor.watch',
    summary: 'Who is to be there now, and whether he is',
    answer: pageOf(OnShift),
  },
} as const
