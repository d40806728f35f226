import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '#adapters/system/package-root.ts'
import { screens } from './screens.ts'

/** These lead to other pages, or are for the first minute of an empty installation. */
const unseen = ['/administration', '/set-up']

test('each page of the app is among the screens that are looked at', () => {
  const router = readFileSync(join(packageRoot(), 'web', 'src', 'app', 'router.tsx'), 'utf8')
  const routes = [...router.matchAll(/^ {2}path: '([^']+)'/gm)].map(([, route = '']) => route)
  const looked = new Set([...screens.map(({ route }) => route), ...unseen])
  expect(routes.length).toBeGreaterThan(30)
  expect(routes.filter((route) => !looked.has(route))).toEqual([])
  expect(new Set(screens.map(({ name }) => name)).size).toBe(screens.length)
})
