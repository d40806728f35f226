import { type Static, Type } from 'typebox'
import { Empty, idField, personName } from './fields.ts'
import { BusinessUnit } from './number-plan.ts'

/** Branches and departments: a tree under the organization itself. */
export const CreateBusinessUnit = Type.Object({
  name: personName,
  /** Absent: right under the organization. */
  parentId: Type.Optional(idField('unit')),
})
export type CreateBusinessUnit = Static<typeof CreateBusinessUnit>
export const RenameBusinessUnit = Type.Object({ name: personName })

export const businessUnitRoutes = {
  createBusinessUnit: {
    method: 'POST',
    path: '/business-units',
    permission: 'people.manage',
    summary: 'Add a branch or a department',
    body: CreateBusinessUnit,
    answer: BusinessUnit,
    creates: true,
  },
  renameBusinessUnit: {
    method: 'PATCH',
    path: '/business-units/:id',
    permission: 'people.manage',
    summary: 'Call a branch or a department otherwise',
    body: RenameBusinessUnit,
    answer: BusinessUnit,
  },
  removeBusinessUnit: {
    method: 'DELETE',
    path: '/business-units/:id',
    permission: 'people.manage',
    summary: 'Remove a branch or a department of which nothing is',
    answer: Empty,
  },
} as const
