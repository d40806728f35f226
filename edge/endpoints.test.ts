import { describe, expect, it } from 'vitest'
import type { StationId } from '#kernel/ids.ts'
import type { Account } from '#protocol/edge/parties.ts'
import { Endpoints } from './endpoints.ts'

const account = (user: string, more: Partial<Account> = {}): Account => ({ user, ha1Md5: 'a'.repeat(32), ...more })
const station = (name: string) => `stn_${name}` as StationId

function office() {
  const told: string[] = []
  const registered = new Set<string>()
  const endpoints = new Endpoints({
    changed: ({ stationId, reachable }) => void told.push(`${stationId} ${reachable ? 'is there' : 'is away'}`),
    removed: (user) => void told.push(`${user} is removed`),
    revoked: (user) => {
      told.push(`${user} is revoked`)
      if (registered.delete(user)) endpoints.registrationChanged(user, false)
    },
    isRegistered: (user) => registered.has(user),
  })
  const heard = () => told.splice(0)
  return { endpoints, registered, heard }
}

describe('a registered phone', () => {
  it('is reachable as the station that it is, and again as the one that it becomes', () => {
    const { endpoints, registered, heard } = office()
    registered.add('701')
    endpoints.setAccounts([account('701')])
    expect(heard()).toEqual([])
    endpoints.setAccounts([account('701', { stationId: station('aylin') })])
    expect(heard()).toEqual(['stn_aylin is there'])
    endpoints.setAccounts([account('701', { stationId: station('aylin') })])
    expect(heard()).toEqual([])
    endpoints.setAccounts([account('701', { stationId: station('levan') })])
    expect(heard()).toEqual(['stn_levan is there'])
    expect(endpoints.describe()).toEqual([{ stationId: 'stn_levan', kind: 'endpoint', user: '701', reachable: true }])
  })

  it('has to register anew with a new password, and is out when its account is gone', () => {
    const { endpoints, registered, heard } = office()
    registered.add('701')
    const before = account('701', { stationId: station('aylin') })
    endpoints.setAccounts([before, account('702')])
    heard()
    endpoints.setAccounts([{ ...before, ha1Md5: 'b'.repeat(32) }, account('702')])
    expect(heard()).toEqual(['701 is revoked', 'stn_aylin is away'])
    endpoints.setAccounts([account('702')])
    expect(heard()).toEqual(['701 is revoked', '701 is removed'])
    expect(endpoints.find('701')).toBeUndefined()
  })
})
