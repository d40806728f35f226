import { vi } from 'vitest'

/**
 * `vi.waitFor` gives up after one second, which on a busy machine asserts a time. Whoever waits for what has to come waits for as
 * long as a machine may be busy; what comes, comes as quickly as before.
 */
const patienceMs = 20_000
const { waitFor } = vi

vi.waitFor = (callback, options) => waitFor(callback, options ?? patienceMs)
