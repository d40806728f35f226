import { expect, it } from 'vitest'
import { permissionsOf } from './index.ts'

it('an agent hears his own recordings and nobody else’s', () => {
  expect(permissionsOf(['agent']).has('recordings.listen.own')).toBe(true)
  expect(permissionsOf(['agent']).has('recordings.listen.any')).toBe(false)
})

it('who may read everybody’s interactions may read his own', () => {
  expect(permissionsOf(['supervisor']).has('interactions.read.own')).toBe(true)
})

it('an administrator does not listen and takes no calls', () => {
  const granted = permissionsOf(['administrator'])
  expect([...granted].filter((name) => name.startsWith('recordings.') || name === 'calls.take')).toEqual([])
})

it('several roles add up, and none is nothing', () => {
  expect(permissionsOf(['agent', 'administrator']).has('audit.read')).toBe(true)
  expect(permissionsOf([]).size).toBe(0)
})
