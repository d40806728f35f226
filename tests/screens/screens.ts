import type { LivedInHouse } from './lived-in-house.ts'

/** One page of the app as somebody sees it. */
export interface Screen {
  readonly name: string
  /** Whose eyes: `agent` is Aylin in mid-call, `nobody` has no sign-in. */
  readonly seenBy: 'agent' | 'supervisor' | 'administrator' | 'nobody'
  /** As web/src/app/router.tsx writes it: `/history/$interactionId`. */
  readonly route: string
}

export const pathOf = ({ route }: Screen, { named }: LivedInHouse): string =>
  route.replace(/\$(\w+)/g, (_, name: string) => named[name] ?? 'nothing')

const screen = (name: string, seenBy: Screen['seenBy'], route: string): Screen => ({ name, seenBy, route })

/** Every page: a test holds them against the app's routes. */
export const screens: readonly Screen[] = [
  screen('sign-in', 'nobody', '/sign-in'),
  screen('listen', 'nobody', '/listen/$token'),
  screen('desk', 'agent', '/'),
  screen('desk-idle', 'supervisor', '/'),
  screen('calls', 'supervisor', '/floor/calls'),
  screen('waiting', 'supervisor', '/floor/waiting'),
  screen('incidents', 'supervisor', '/floor/incidents'),
  screen('history', 'supervisor', '/history'),
  screen('interaction', 'supervisor', '/history/$interactionId'),
  screen('directory', 'supervisor', '/directory'),
  screen('customers', 'supervisor', '/customers'),
  screen('customer', 'supervisor', '/customers/$customerId'),
  screen('cases', 'supervisor', '/cases'),
  screen('case', 'supervisor', '/cases/$caseId'),
  screen('live', 'administrator', '/telephony/live'),
  screen('alarms', 'administrator', '/telephony/alarms'),
  screen('trunks', 'administrator', '/telephony/trunks'),
  screen('trunk', 'administrator', '/telephony/trunks/$trunkId'),
  screen('numbers', 'administrator', '/telephony/numbers'),
  screen('calling-out', 'administrator', '/telephony/calling-out'),
  screen('phones', 'administrator', '/telephony/phones'),
  screen('access', 'administrator', '/telephony/access'),
  screen('flows', 'administrator', '/studio/flows'),
  screen('flow', 'administrator', '/studio/flows/$flowId'),
  screen('flow-live', 'administrator', '/studio/flows/$flowId/live'),
  screen('people', 'administrator', '/administration/people'),
  screen('queues', 'administrator', '/administration/queues'),
  screen('skills', 'administrator', '/administration/skills'),
  screen('prompts', 'administrator', '/administration/prompts'),
  screen('profiles', 'administrator', '/administration/profiles'),
  screen('workload', 'administrator', '/administration/workload'),
  screen('customer-kinds', 'administrator', '/administration/customer-kinds'),
  screen('teams', 'administrator', '/administration/teams'),
  screen('shifts', 'administrator', '/administration/shifts'),
  screen('breaks', 'administrator', '/administration/breaks'),
  screen('regions', 'administrator', '/administration/regions'),
  screen('substitutions', 'administrator', '/administration/substitutions'),
  screen('recording', 'administrator', '/administration/recording'),
  screen('connections', 'administrator', '/administration/connections'),
  screen('links', 'administrator', '/administration/links'),
  screen('audit', 'administrator', '/administration/audit'),
  screen('design', 'administrator', '/design'),
]
