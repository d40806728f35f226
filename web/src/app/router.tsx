import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import type { Me } from '#protocol/http/people.ts'
import { readHistorySearch } from '../history/history-search.ts'
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

const history = createRoute({
  getParentRoute: () => frame,
  path: '/history',
  validateSearch: readHistorySearch,
  component: lazyRouteComponent(() => import('../history/history-page.tsx'), 'HistoryPage'),
})
const interaction = createRoute({
  getParentRoute: () => frame,
  path: '/history/$interactionId',
  component: lazyRouteComponent(() => import('../history/interaction-page.tsx'), 'InteractionPage'),
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

const people = createRoute({
  getParentRoute: () => frame,
  path: '/administration/people',
  component: lazyRouteComponent(() => import('../admin/people-page.tsx'), 'PeoplePage'),
})
const audit = createRoute({
  getParentRoute: () => frame,
  path: '/administration/audit',
  component: lazyRouteComponent(() => import('../admin/audit-page.tsx'), 'AuditPage'),
})
const administration = createRoute({
  getParentRoute: () => frame,
  path: '/administration',
  beforeLoad: ({ context }) => {
    const section = sections.find(({ path, isFor }) => path.startsWith('/administration/') && isFor(context.me))
    throw redirect({ to: section?.path ?? '/' })
  },
})

const design = createRoute({
  getParentRoute: () => frame,
  path: '/design',
  component: lazyRouteComponent(() => import('../design/design-page.tsx'), 'DesignPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    setUp,
    frame.addChildren([desk, history, interaction, customers, customer, people, audit, administration, design]),
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
