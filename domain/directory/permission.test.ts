import { expect, it } from 'vitest'
import { permissionsOf } from './index.ts'

it('an agent hears his own recordings and nobody else’s', () => {
  expect(permissionsOf(['agent']).has('recordings.listen.own')).toBe(true)
  expect(permissionsOf(['agent']).has('recordings.listen.any')).toBe(false)
})

it('who may read everybody’s interactions may read his own', () => {
  expect(permissionsOf(['supervisor']).has('interactions.read.own')).toBe(true)
})

it('an administrator says what is recorded and for how long, hears none of it, and takes no calls', () => {
  const granted = permissionsOf(['administrator'])
  expect([...granted].filter((name) => /^(recordings|calls)\./.test(name))).toEqual(['recordings.manage'])
})

it('a supervisor monitors from a station of his own', () => {
  const granted = permissionsOf(['supervisor'])
  expect([granted.has('calls.take'), granted.has('calls.monitor')]).toEqual([true, true])
  expect(permissionsOf(['agent']).has('calls.monitor')).toBe(false)
})

it('several roles add up, and none is nothing', () => {
  expect(permissionsOf(['agent', 'administrator']).has('audit.read')).toBe(true)
  expect(permissionsOf([]).size).toBe(0)
})
