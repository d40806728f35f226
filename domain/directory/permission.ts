/** What may be done, by name. `.own` is what the person took part in, `.any` is everybody's and includes `.own`. */
export const permissions = [
  'calls.take',
  'interactions.read.own',
  'interactions.read.any',
  'recordings.listen.own',
  'recordings.listen.any',
  /** As a file; by a link; rules, holds and erasing. */
  'recordings.download',
  'recordings.share',
  'recordings.manage',
  'customers.read',
  'customers.write',
  /** Service matters of customers: to see, and to open, change, close and write in. */
  'cases.read',
  'cases.write',
  /** Whom a call can go to; and people of other houses, who are kept there. */
  'directory.read',
  'directory.manage',
  /** Where calls are opened in other systems. */
  'links.manage',
  'floor.watch',
  /** Listen to, coach, join and take over the calls of others. */
  'calls.monitor',
  'people.manage',
  /** Queues, who serves them, and the outcomes to choose from. */
  'queues.manage',
  /** What happens to callers before, between and after people: drawn, tried and published. */
  'flows.manage',
  /** What flows carry to other systems as secrets, and which hosts inside of the house they may ask. */
  'connections.manage',
  /** Push, move, raise and remove what waits, and change the presence of others. */
  'queues.direct',
  /** Who does whose work, of everybody; and one's own absences. */
  'substitutions.manage',
  'substitutions.own',
  'audit.read',
  /** Bring work from outside, and take it back. */
  'tasks.create',
  /** Calling out over trunks: inside the country, abroad, and numbers that cost extra. Own numbers need none of them. */
  'calls.dial',
  'calls.dial.abroad',
  'calls.dial.premium',
  /** Trunks, numbers, phones, bans, SIP ladders: to see and to change. */
  'telephony.read',
  'telephony.manage',
] as const
export type Permission = (typeof permissions)[number]

export const roles = ['agent', 'supervisor', 'administrator', 'integrator'] as const
export type Role = (typeof roles)[number]

/** Administering a centre does not include listening to its customers. */
const permissionsOfRole: Readonly<Record<Role, readonly Permission[]>> = {
  agent: [
    'calls.take',
    'calls.dial',
    'substitutions.own',
    'interactions.read.own',
    'recordings.listen.own',
    'customers.read',
    'customers.write',
    'cases.read',
    'cases.write',
    'directory.read',
  ],
  supervisor: [
    // A supervisor has a station as agents do: he is heard through it.
    'calls.take',
    'calls.monitor',
    'interactions.read.any',
    'recordings.listen.any',
    'recordings.download',
    'recordings.share',
    'customers.read',
    'customers.write',
    'cases.read',
    'cases.write',
    'directory.read',
    'directory.manage',
    'floor.watch',
    'calls.dial',
    'calls.dial.abroad',
    'telephony.read',
    'tasks.create',
    'queues.direct',
    'substitutions.manage',
    'substitutions.own',
  ],
  // An account for a system: it brings work, and sees what became of its own.
  integrator: ['tasks.create', 'interactions.read.own'],
  administrator: [
    'people.manage',
    'queues.manage',
    'links.manage',
    'flows.manage',
    'connections.manage',
    'substitutions.manage',
    'audit.read',
    'interactions.read.any',
    'customers.read',
    'customers.write',
    'cases.read',
    'cases.write',
    'directory.read',
    'directory.manage',
    'floor.watch',
    'telephony.read',
    'telephony.manage',
    'recordings.manage',
    'tasks.create',
  ],
}

/** What a person with these roles may do, `.own` spelled out wherever `.any` is there. */
export function permissionsOf(held: readonly Role[]): ReadonlySet<Permission> {
  const granted = new Set(held.flatMap((role) => permissionsOfRole[role]))
  for (const permission of [...granted]) {
    const own = permission.replace(/\.any$/, '.own') as Permission
    if (permissions.includes(own)) granted.add(own)
  }
  return granted
}
