import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import type { Me } from '#protocol/http/people.ts'
import { readCasesSearch } from '../cases/cases-search.ts'
import { readDirectorySearch } from '../directory/directory-search.ts'
import { readHistorySearch } from '../history/history-search.ts'
import { speakOf } from '../languages/words.ts'
import { meQuery, queryClient } from '../sign-in/me.ts'
import { LoadFailed, NothingHere, StillLoading } from './edge-pages.tsx'
import { firstSection, sections } from './sections.ts'

const loadMe = (): Promise<Me | null> => queryClient.ensureQueryData(meQuery)

const root = createRootRoute({ component: Outlet, notFoundComponent: NothingHere })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { to?: string } =>
    typeof search.to === 'string' && /^\/(?!\/)/.test(search.to) ? { to: search.to } : {},
  beforeLoad: async () => {
    // Without an answer the page is shown all the same: signing in will say what is wrong.
    if (await loadMe().catch(() => null)) throw redirect({ to: '/' })
  },
  component: lazyRouteComponent(() => import('../sign-in/sign-in-page.tsx'), 'SignInPage'),
})

const setUp = createRoute({
  getParentRoute: () => root,
  path: '/set-up',
  validateSearch: (search: Record<string, unknown>) => ({
    token: typeof search.token === 'string' ? search.token : '',
  }),
  component: lazyRouteComponent(() => import('../sign-in/set-up-page.tsx'), 'SetUpPage'),
})

/** For people without a sign-in: what a link to a recording leads to. */
const listen = createRoute({
  getParentRoute: () => root,
  path: '/listen/$token',
  component: lazyRouteComponent(() => withWords(import('../recordings/listen-page.tsx'), 'recordings'), 'ListenPage'),
})

const frame = createRoute({
  getParentRoute: () => root,
  id: 'frame',
  beforeLoad: async ({ location }) => {
    const me = await loadMe()
    if (me) return { me }
    const to = location.href === '/' ? {} : { to: location.href }
    throw redirect({ to: '/sign-in', search: to })
  },
  component: lazyRouteComponent(() => import('./frame.tsx'), 'Frame'),
})

const desk = createRoute({
  getParentRoute: () => frame,
  path: '/',
  beforeLoad: ({ context }) => {
    const first = firstSection(context.me)
    if (first !== '/') throw redirect({ to: first })
  },
  component: lazyRouteComponent(() => import('../desk/desk-page.tsx'), 'DeskPage'),
})

const calls = createRoute({
  getParentRoute: () => frame,
  path: '/floor/calls',
  component: lazyRouteComponent(() => withWords(import('../floor/calls-page.tsx'), 'floor'), 'CallsPage'),
})

const waiting = createRoute({
  getParentRoute: () => frame,
  path: '/floor/waiting',
  component: lazyRouteComponent(
    () => withWords(withWords(import('../floor/waiting-page.tsx'), 'floor')),
    'WaitingPage',
  ),
})

const incidents = createRoute({
  getParentRoute: () => frame,
  path: '/floor/incidents',
  component: lazyRouteComponent(
    () => withWords(withWords(import('../incidents/incidents-page.tsx'), 'floor')),
    'IncidentsPage',
  ),
})

const history = createRoute({
  getParentRoute: () => frame,
  path: '/history',
  validateSearch: readHistorySearch,
  component: lazyRouteComponent(() => import('../history/history-page.tsx'), 'HistoryPage'),
})
const interaction = createRoute({
  getParentRoute: () => frame,
  path: '/history/$interactionId',
  component: lazyRouteComponent(
    () => withWords(import('../history/interaction-page.tsx'), 'recordings'),
    'InteractionPage',
  ),
})

const customers = createRoute({
  getParentRoute: () => frame,
  path: '/customers',
  validateSearch: (search: Record<string, unknown>): { search?: string } =>
    typeof search.search === 'string' && search.search !== '' ? { search: search.search.slice(0, 100) } : {},
  component: lazyRouteComponent(() => import('../customers/customers-page.tsx'), 'CustomersPage'),
})
const customer = createRoute({
  getParentRoute: () => frame,
  path: '/customers/$customerId',
  component: lazyRouteComponent(() => import('../customers/customer-page.tsx'), 'CustomerPage'),
})

const cases = createRoute({
  getParentRoute: () => frame,
  path: '/cases',
  validateSearch: readCasesSearch,
  component: lazyRouteComponent(() => withWords(import('../cases/cases-page.tsx'), 'cases'), 'CasesPage'),
})
const oneCase = createRoute({
  getParentRoute: () => frame,
  path: '/cases/$caseId',
  component: lazyRouteComponent(() => withWords(import('../cases/case-page.tsx'), 'cases'), 'CasePage'),
})

const directory = createRoute({
  getParentRoute: () => frame,
  path: '/directory',
  validateSearch: readDirectorySearch,
  component: lazyRouteComponent(
    () => withWords(import('../directory/directory-page.tsx'), 'directory'),
    'DirectoryPage',
  ),
})

const people = createRoute({
  getParentRoute: () => frame,
  path: '/administration/people',
  component: lazyRouteComponent(() => withWords(import('../admin/people-page.tsx'), 'admin'), 'PeoplePage'),
})
const flows = createRoute({
  getParentRoute: () => frame,
  path: '/studio/flows',
  component: lazyRouteComponent(() => withWords(withWords(import('../studio/flows-page.tsx'), 'studio')), 'FlowsPage'),
})
const flow = createRoute({
  getParentRoute: () => frame,
  path: '/studio/flows/$flowId',
  component: lazyRouteComponent(() => withWords(withWords(import('../studio/flow-page.tsx'), 'studio')), 'FlowPage'),
})
const flowLive = createRoute({
  getParentRoute: () => frame,
  path: '/studio/flows/$flowId/live',
  validateSearch: ({ version }: Record<string, unknown>): { version?: string } =>
    typeof version === 'string' ? { version } : {},
  component: lazyRouteComponent(() => withWords(withWords(import('../studio/live-page.tsx'), 'studio')), 'LivePage'),
})
const queues = createRoute({
  getParentRoute: () => frame,
  path: '/administration/queues',
  component: lazyRouteComponent(() => withWords(withWords(import('../queues/queues-page.tsx'), 'floor')), 'QueuesPage'),
})
const skills = createRoute({
  getParentRoute: () => frame,
  path: '/administration/skills',
  component: lazyRouteComponent(() => withWords(import('../skills/skills-page.tsx')), 'SkillsPage'),
})
const prompts = createRoute({
  getParentRoute: () => frame,
  path: '/administration/prompts',
  component: lazyRouteComponent(() => withWords(import('../prompts/prompts-page.tsx')), 'PromptsPage'),
})
const presence = createRoute({
  getParentRoute: () => frame,
  path: '/administration/breaks',
  component: lazyRouteComponent(
    () => withWords(withWords(withWords(import('../staffing/breaks-page.tsx'), 'admin'), 'staffing')),
    'BreaksPage',
  ),
})
const customerKinds = createRoute({
  getParentRoute: () => frame,
  path: '/administration/customer-kinds',
  component: lazyRouteComponent(
    () => withWords(withWords(import('../customers/kinds-page.tsx'), 'floor')),
    'CustomerKindsPage',
  ),
})
const teams = createRoute({
  getParentRoute: () => frame,
  path: '/administration/teams',
  component: lazyRouteComponent(
    () => withWords(withWords(import('../staffing/teams-page.tsx'), 'staffing')),
    'TeamsPage',
  ),
})
const profiles = createRoute({
  getParentRoute: () => frame,
  path: '/administration/profiles',
  component: lazyRouteComponent(
    () => withWords(withWords(withWords(import('../profiles/profiles-page.tsx'), 'admin'), 'staffing')),
    'ProfilesPage',
  ),
})
const loads = createRoute({
  getParentRoute: () => frame,
  path: '/administration/workload',
  component: lazyRouteComponent(
    () => withWords(withWords(withWords(import('../profiles/loads-page.tsx'), 'admin'), 'staffing')),
    'LoadsPage',
  ),
})
const regions = createRoute({
  getParentRoute: () => frame,
  path: '/administration/regions',
  component: lazyRouteComponent(() => withWords(import('../geography/regions-page.tsx')), 'RegionsPage'),
})
const substitutions = createRoute({
  getParentRoute: () => frame,
  path: '/administration/substitutions',
  component: lazyRouteComponent(
    () => withWords(import('../substitutions/substitutions-page.tsx')),
    'SubstitutionsPage',
  ),
})
const shifts = createRoute({
  getParentRoute: () => frame,
  path: '/administration/shifts',
  component: lazyRouteComponent(
    () => withWords(withWords(import('../staffing/shifts-page.tsx'), 'staffing')),
    'ShiftsPage',
  ),
})
const recording = createRoute({
  getParentRoute: () => frame,
  path: '/administration/recording',
  component: lazyRouteComponent(
    () => withWords(import('../recordings/recording-page.tsx'), 'recordings'),
    'RecordingPage',
  ),
})
const links = createRoute({
  getParentRoute: () => frame,
  path: '/administration/links',
  component: lazyRouteComponent(
    () => withWords(withWords(import('../links/links-page.tsx')), 'directory'),
    'LinksPage',
  ),
})
const connections = createRoute({
  getParentRoute: () => frame,
  path: '/administration/connections',
  component: lazyRouteComponent(
    () => withWords(withWords(import('../studio/connections-page.tsx')), 'studio'),
    'ConnectionsPage',
  ),
})
const audit = createRoute({
  getParentRoute: () => frame,
  path: '/administration/audit',
  component: lazyRouteComponent(() => withWords(import('../admin/audit-page.tsx'), 'admin'), 'AuditPage'),
})
const administration = createRoute({
  getParentRoute: () => frame,
  path: '/administration',
  beforeLoad: ({ context }) => {
    const section = sections.find(({ path, isFor }) => path.startsWith('/administration/') && isFor(context.me))
    throw redirect({ to: section?.path ?? '/' })
  },
})

/** The words of telephony come with its pages. */
const withWords = async <Page,>(
  page: Promise<Page>,
  about:
    | 'admin'
    | 'cases'
    | 'design'
    | 'directory'
    | 'floor'
    | 'telephony'
    | 'recordings'
    | 'staffing'
    | 'studio' = 'telephony',
): Promise<Page> => (await Promise.all([page, speakOf(about)]))[0]

const trunks = createRoute({
  getParentRoute: () => frame,
  path: '/telephony/trunks',
  component: lazyRouteComponent(() => withWords(import('../telephony/trunks-page.tsx')), 'TrunksPage'),
})
const trunk = createRoute({
  getParentRoute: () => frame,
  path: '/telephony/trunks/$trunkId',
  component: lazyRouteComponent(() => withWords(import('../telephony/trunk-page.tsx')), 'TrunkPage'),
})
const numbers = createRoute({
  getParentRoute: () => frame,
  path: '/telephony/numbers',
  component: lazyRouteComponent(() => withWords(import('../telephony/numbers-page.tsx')), 'NumbersPage'),
})
const callingOut = createRoute({
  getParentRoute: () => frame,
  path: '/telephony/calling-out',
  component: lazyRouteComponent(() => withWords(import('../telephony/calling-out-page.tsx')), 'CallingOutPage'),
})
const phones = createRoute({
  getParentRoute: () => frame,
  path: '/telephony/phones',
  component: lazyRouteComponent(() => withWords(import('../telephony/phones-page.tsx')), 'PhonesPage'),
})
const access = createRoute({
  getParentRoute: () => frame,
  path: '/telephony/access',
  component: lazyRouteComponent(() => withWords(import('../telephony/access-page.tsx')), 'AccessPage'),
})
const live = createRoute({
  getParentRoute: () => frame,
  path: '/telephony/live',
  component: lazyRouteComponent(() => withWords(import('../telephony/live-page.tsx')), 'LivePage'),
})
const alarms = createRoute({
  getParentRoute: () => frame,
  path: '/telephony/alarms',
  component: lazyRouteComponent(() => withWords(import('../telephony/alarms-page.tsx')), 'AlarmsPage'),
})

const design = createRoute({
  getParentRoute: () => frame,
  path: '/design',
  component: lazyRouteComponent(() => withWords(import('../design/design-page.tsx'), 'design'), 'DesignPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    setUp,
    listen,
    frame.addChildren([
      desk,
      calls,
      waiting,
      incidents,
      history,
      interaction,
      customers,
      customer,
      cases,
      oneCase,
      directory,
      trunks,
      trunk,
      numbers,
      callingOut,
      phones,
      access,
      live,
      alarms,
      people,
      flows,
      flow,
      flowLive,
      queues,
      skills,
      prompts,
      presence,
      customerKinds,
      teams,
      profiles,
      loads,
      regions,
      substitutions,
      shifts,
      recording,
      links,
      connections,
      audit,
      administration,
      design,
    ]),
  ]),
  defaultPreload: 'intent',
  defaultPendingMs: 300,
  defaultPendingComponent: StillLoading,
  defaultErrorComponent: LoadFailed,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
