import { Type } from 'typebox'
import type { QueueId } from '#kernel/ids.ts'
import type { BlockType } from '../block-type.ts'
import { closed, oneOf, refersTo, Template, VariableAsked } from '../settings-schema.ts'
import { filled } from '../template.ts'

const settings = Type.Object(
  {
    /** A task for a queue of tasks, or a call to the number that a page asked for. */
    as: oneOf('task', 'callback'),
    queueId: refersTo<QueueId>('queue'),
    /** What the task is called. */
    subject: Type.Optional(Template(200, 1)),
    /** What holds the number to be called. */
    variable: Type.Optional(VariableAsked),
  },
  closed,
)

/** It was not solved: somebody of the queue has it now, with all that was answered and tried. */
export const handOver: BlockType<typeof settings> = {
  kind: 'hand-over',
  purpose: 'route',
  channels: ['self-service'],
  settings,
  exits: () => [{ name: 'failed', isOptional: true }],
  check: ({ as, subject, variable }) => {
    if (as === 'task') return subject === undefined ? [{ path: ['subject'], problem: 'needed-here' }] : []
    return variable === undefined ? [{ path: ['variable'], problem: 'needed-here' }] : []
  },
  start: ({ as, queueId, subject = '', variable = '' }, { run: { variables } }) => {
    if (as === 'task') return { leave: { kind: 'task', queueId, subject: filled(subject, variables).slice(0, 200) } }
    const number = Object.hasOwn(variables, variable) ? String(variables[variable]) : ''
    return number.trim() === '' ? { exit: 'failed' } : { leave: { kind: 'callback', queueId, number } }
  },
}
