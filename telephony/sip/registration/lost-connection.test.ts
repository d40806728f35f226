import { expect, it } from 'vitest'
import { digestHa1 } from '../authentication/digest.ts'
import type { Flow } from '../flow.ts'
import { SimulatedNetwork } from '../simulated-network.ts'

/** Us at 10.0.0.1, registered over TCP at a registrar, and the connections that the registrar sees us open. */
function registered() {
  const network = new SimulatedNetwork(5)
  const account = { ha1Md5: digestHa1('MD5', 'us', 'parley', 'secret') }
  const registrar = network.addEngine('10.0.0.2', { findAccount: (user) => (user === 'us' ? account : undefined) })
  const us = network.addEngine('10.0.0.1')
  const registration = us.engine.register(
    {
      domain: '10.0.0.2',
      user: 'us',
      credentials: { user: 'us', password: 'secret' },
      expiresS: 3_600,
      contactUser: 'us',
      destinations: [{ transport: 'tcp', address: '10.0.0.2', port: 5060 }],
    },
    network.nowMs,
  )
  us.settle()
  network.run(1_000)
  const binding = () => registrar.engine.registeredContacts('us')[0]
  const hangUp = () => {
    const { flow } = binding() as { flow: Flow }
    registrar.engine.connectionClosed(flow, network.nowMs)
    network.close(flow)
    registrar.settle()
    us.settle()
  }
  const results = () => us.events.filter((event) => event.type === 'registrationResult')
  return { network, us, registration, binding, hangUp, results }
}

it('registers anew when the connection is lost over which its calls would have come', () => {
  const { network, binding, hangUp, results } = registered()
  expect(binding()).toBeDefined()
  network.run(100_000)
  hangUp()
  expect(binding(), 'the registrar has no way to us any more').toBeUndefined()
  network.run(10_000)
  expect(binding()).toBeDefined()
  expect(results()).toMatchObject([{ state: 'registered' }, { state: 'registered' }])
})

it('does not turn in circles with a registrar that hangs up after each answer', () => {
  const { network, us, binding, hangUp } = registered()
  const before = us.engine.counts()
  for (let n = 0; n < 20; n++) {
    if (binding() !== undefined) hangUp()
    network.run(5_000)
  }
  const asked = us.events.filter((event) => event.type === 'registrationResult').length
  expect(asked, 'in 100 s').toBeLessThanOrEqual(5)
  expect(us.engine.counts().timers).toBeLessThanOrEqual(before.timers + 2)
})

it('lets a lost connection be that is none of its own, and one that is lost while it takes itself back', () => {
  const { network, us, registration, hangUp, results } = registered()
  const other = { transport: 'tcp', local: { address: '10.0.0.1', port: 5060 } } as const
  us.engine.connectionClosed({ ...other, remote: { address: '10.0.0.7', port: 1 }, connectionId: 'x' }, network.nowMs)
  network.run(60_000)
  expect(results()).toHaveLength(1)
  hangUp()
  if (registration.ok) us.engine.unregister(registration.value, network.nowMs)
  us.settle()
  network.run(120_000)
  expect(results().at(-1)).toMatchObject({ state: 'removed' })
  expect(us.engine.counts()).toMatchObject({ calls: 0, transactions: 0 })
})
