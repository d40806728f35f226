import { expect, test } from 'vitest'
import { isInstalled } from './install.mjs'

const lock = (packages: Record<string, object>) => JSON.stringify({ packages })
const wanted = lock({
  '': { name: 'parley' },
  'node_modules/pg': { version: '8.0.0', integrity: 'sha512-a' },
  'node_modules/only-mac': { version: '1.0.0', integrity: 'sha512-b', optional: true },
  'node_modules/@parley/web': { resolved: 'web', link: true },
  web: { name: '@parley/web' },
})

test('what is there in the right version need not be installed; packages of other platforms may be missing', () => {
  expect(isInstalled(wanted, lock({ 'node_modules/pg': { version: '8.0.0', integrity: 'sha512-a' } }))).toBe(true)
})

test.each([
  ['nothing is there', undefined],
  ['a package is missing', lock({})],
  ['a version is another', lock({ 'node_modules/pg': { version: '7.9.0', integrity: 'sha512-z' } })],
  [
    'a package is no longer wanted',
    lock({ 'node_modules/pg': { version: '8.0.0', integrity: 'sha512-a' }, 'node_modules/old': { version: '1.0.0' } }),
  ],
])('it is installed when %s', (_, hidden) => {
  expect(isInstalled(wanted, hidden)).toBe(false)
})
