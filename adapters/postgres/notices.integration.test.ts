import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { listenForNotices } from './notices.ts'
import { startTestServer, type TestServer } from './testing.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

it('tells of each notice on its channel, and of the time in which it could not listen', async () => {
  const { databaseUrl, pool } = await server.database()
  const noticed = vi.fn()
  const failed = vi.fn()
  const stop = listenForNotices({ databaseUrl, channel: 'a_channel', noticed, onFailure: failed })
  const listens = () => pool.query("SELECT FROM pg_stat_activity WHERE application_name = 'parley notices'")
  await vi.waitFor(async () => expect((await listens()).rowCount).toBe(1))
  // Until it listens, nobody hears.
  await vi.waitFor(async () => {
    await pool.query("SELECT pg_notify('a_channel', '')")
    expect(noticed).toHaveBeenCalled()
  })
  noticed.mockClear()
  await pool.query("SELECT pg_notify('another', '')")
  await pool.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'parley notices'")
  await vi.waitFor(() => expect(failed).toHaveBeenCalled())
  await vi.waitFor(() => expect(noticed).toHaveBeenCalledTimes(1), { timeout: 5000 })
  await stop()
  await vi.waitFor(async () => expect((await listens()).rowCount).toBe(0))
})
