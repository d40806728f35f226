import type { Role } from '#protocol/http/index.ts'

const permissionsByRole: Readonly<Record<Role, readonly string[]>> = {
  agent: ['calls.take', 'interactions.read.own', 'recordings.listen.own', 'customers.read', 'customers.write'],
  supervisor: ['interactions.read.any', 'recordings.listen.any', 'customers.read', 'customers.write', 'floor.watch'],
  administrator: [
    'people.manage',
    'audit.read',
    'customers.read',
    'customers.write',
    'interactions.read.any',
    'floor.watch',
  ],
}

/** What a person with these roles may do. */
export const permissionsOfRoles = (roles: readonly Role[]): ReadonlySet<string> =>
  new Set(roles.flatMap((role) => permissionsByRole[role]))
