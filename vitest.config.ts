import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('.', import.meta.url))

// `unit` runs in parallel and touches nothing outside the process; `integration` needs PostgreSQL;
// `e2e` carries real sound, so its files run one at a time, after the others.
export default defineConfig({
  test: {
    setupFiles: ['tests/patience.ts'],
    projects: [
      {
        extends: true,
        // What the screens take of these, as web/vite.config.ts has it: `imports` of package.json ends at their own.
        resolve: { alias: [{ find: /^#(protocol|domain|kernel)\//, replacement: `${root}$1/` }] },
        test: {
          name: 'unit',
          // A seeded search on a busy machine takes its time, which is no failure.
          testTimeout: 60_000,
          include: [
            '{kernel,domain,telephony,protocol,adapters,edge,server,launcher,simulation,tools,web,widget}/**/*.test.{ts,tsx}',
            'tests/{conformance,fuzz,screens}/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/*.integration.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['{adapters,server,launcher,edge}/**/*.integration.test.ts', 'tests/integration/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
