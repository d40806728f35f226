import { describe, expect, it } from 'vitest'
import { permissions } from '#domain/directory/index.ts'
import { type Route, routes } from '#protocol/http/index.ts'
import { collectionOf } from './handler.ts'
import { handlersOf } from './index.ts'

const handlers = handlersOf({ signIns: {}, decider: {}, edge: {}, flowRuns: {}, clock: {} } as never)

describe('the routes table', () => {
  it('is implemented, and nothing besides it', () => {
    expect(Object.keys(handlers).sort()).toEqual(Object.keys(routes).sort())
  })

  it.each(Object.entries<Route>(routes))('%s names a permission that exists', (_name, route) => {
    const known: readonly (string | null)[] = [null, 'signed-in', ...permissions]
    expect(known).toContain(route.permission)
  })

  it.each(Object.entries<Route>(routes))('%s has an id of a known kind, or none', (_name, route) => {
    expect(collectionOf(route.path) !== undefined).toBe(route.path.includes(':id'))
  })

  it('marks every edit of a thing with an etag', () => {
    const withEtag = Object.entries<Route>(routes).filter(
      ([, { method, answer }]) =>
        method === 'PATCH' && 'etag' in ((answer as { properties?: object }).properties ?? {}),
    )
    expect(withEtag.map(([name]) => name).sort()).toEqual([
      'changeAccessSettings',
      'changeBusinessHours',
      'changeCase',
      'changeCustomer',
      'changeCustomerTier',
      'changeDialLimits',
      'changeFlow',
      'changeFlowSecret',
      'changeLinkTemplate',
      'changeNumberRule',
      'changeOutboundRule',
      'changeOutsideContact',
      'changePerson',
      'changePhone',
      'changePresenceReason',
      'changePrompt',
      'changeQueue',
      'changeRecordingRule',
      'changeRoutingProfile',
      'changeShiftPattern',
      'changeSkill',
      'changeTeam',
      'changeTrunk',
      'renameCustomerSegment',
    ])
    expect(withEtag.every(([, { needsIfMatch }]) => needsIfMatch)).toBe(true)
  })
})
