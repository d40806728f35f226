import type { Me } from '#protocol/http/people.ts'
import { may, mayAny } from '../sign-in/me.ts'

const sectionPaths = {
  desk: '/',
  calls: '/floor/calls',
  waiting: '/floor/waiting',
  incidents: '/floor/incidents',
  history: '/history',
  customers: '/customers',
  cases: '/cases',
  directory: '/directory',
  trunks: '/telephony/trunks',
  numbers: '/telephony/numbers',
  callingOut: '/telephony/calling-out',
  phones: '/telephony/phones',
  access: '/telephony/access',
  live: '/telephony/live',
  alarms: '/telephony/alarms',
  flows: '/studio/flows',
  people: '/administration/people',
  queues: '/administration/queues',
  skills: '/administration/skills',
  prompts: '/administration/prompts',
  presence: '/administration/breaks',
  customerKinds: '/administration/customer-kinds',
  profiles: '/administration/profiles',
  loads: '/administration/workload',
  teams: '/administration/teams',
  regions: '/administration/regions',
  substitutions: '/administration/substitutions',
  shifts: '/administration/shifts',
  recording: '/administration/recording',
  links: '/administration/links',
  connections: '/administration/connections',
  audit: '/administration/audit',
  design: '/design',
} as const

const telephony = (key: 'trunks' | 'numbers' | 'callingOut' | 'phones' | 'access' | 'live'): Section => ({
  key,
  path: sectionPaths[key],
  isFor: (me) => may(me, 'telephony.read'),
  group: 'telephony',
})

/** A place in the app's frame. Who sees it follows the permissions; what may be done there the server decides. */
export interface Section {
  readonly key: keyof typeof sectionPaths
  readonly path: (typeof sectionPaths)[keyof typeof sectionPaths]
  readonly isFor: (me: Me) => boolean
  /** Sections of a group stand under its name. */
  readonly group?: 'telephony' | 'administration'
}

export const sections: readonly Section[] = [
  { key: 'desk', path: '/', isFor: (me) => may(me, 'calls.take') },
  { key: 'calls', path: '/floor/calls', isFor: (me) => may(me, 'floor.watch') },
  {
    key: 'waiting',
    path: '/floor/waiting',
    isFor: (me) => may(me, 'floor.watch') && may(me, 'interactions.read.any'),
  },
  { key: 'incidents', path: '/floor/incidents', isFor: (me) => may(me, 'floor.watch') },
  { key: 'history', path: '/history', isFor: (me) => mayAny(me, 'interactions.read') },
  { key: 'customers', path: '/customers', isFor: (me) => may(me, 'customers.read') },
  { key: 'cases', path: '/cases', isFor: (me) => may(me, 'cases.read') },
  { key: 'directory', path: '/directory', isFor: (me) => may(me, 'directory.read') },
  telephony('live'),
  { key: 'alarms', path: '/telephony/alarms', isFor: (me) => may(me, 'floor.watch'), group: 'telephony' },
  telephony('trunks'),
  telephony('numbers'),
  telephony('callingOut'),
  telephony('phones'),
  telephony('access'),
  { key: 'people', path: '/administration/people', isFor: (me) => may(me, 'people.manage'), group: 'administration' },
  { key: 'flows', path: '/studio/flows', isFor: (me) => may(me, 'flows.manage'), group: 'administration' },
  { key: 'queues', path: '/administration/queues', isFor: (me) => may(me, 'queues.manage'), group: 'administration' },
  { key: 'skills', path: '/administration/skills', isFor: (me) => may(me, 'queues.manage'), group: 'administration' },
  { key: 'prompts', path: '/administration/prompts', isFor: (me) => may(me, 'queues.manage'), group: 'administration' },
  {
    key: 'profiles',
    path: '/administration/profiles',
    isFor: (me) => may(me, 'people.manage'),
    group: 'administration',
  },
  { key: 'loads', path: '/administration/workload', isFor: (me) => may(me, 'queues.manage'), group: 'administration' },
  {
    key: 'customerKinds',
    path: '/administration/customer-kinds',
    isFor: (me) => may(me, 'queues.manage'),
    group: 'administration',
  },
  { key: 'teams', path: '/administration/teams', isFor: (me) => may(me, 'people.manage'), group: 'administration' },
  { key: 'shifts', path: '/administration/shifts', isFor: (me) => may(me, 'floor.watch'), group: 'administration' },
  { key: 'presence', path: '/administration/breaks', isFor: (me) => may(me, 'queues.manage'), group: 'administration' },
  { key: 'regions', path: '/administration/regions', isFor: (me) => may(me, 'queues.manage'), group: 'administration' },
  {
    key: 'substitutions',
    path: '/administration/substitutions',
    isFor: (me) => may(me, 'substitutions.manage'),
    group: 'administration',
  },
  {
    key: 'recording',
    path: '/administration/recording',
    isFor: (me) => may(me, 'recordings.manage'),
    group: 'administration',
  },
  { key: 'links', path: '/administration/links', isFor: (me) => may(me, 'links.manage'), group: 'administration' },
  {
    key: 'connections',
    path: '/administration/connections',
    isFor: (me) => may(me, 'connections.manage'),
    group: 'administration',
  },
  { key: 'audit', path: '/administration/audit', isFor: (me) => may(me, 'audit.read'), group: 'administration' },
  { key: 'design', path: '/design', isFor: (me) => may(me, 'people.manage'), group: 'administration' },
]

export const sectionsFor = (me: Me): readonly Section[] => sections.filter(({ isFor }) => isFor(me))

/** Where a person lands after signing in. The design page is open to everybody who is signed in and to nobody first. */
export const firstSection = (me: Me): Section['path'] => sectionsFor(me)[0]?.path ?? '/design'
