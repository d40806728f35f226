import pg from 'pg'

/** Where those listen who keep what the tables say of queues, agents and numbers. */
export const configurationNotices = 'parley_configuration'

export interface NoticesOptions {
  readonly databaseUrl: string
  readonly channel: string
  /** Told of each notice, and after each time in which some may have been missed. */
  readonly noticed: () => void
  /** The connection broke, or could not be made; it is made again. */
  readonly onFailure?: (error: Error) => void
}

const firstPauseMs = 500
const longestPauseMs = 10_000

/**
 * Listens on a channel of PostgreSQL (LISTEN), on a connection of its own, for what other programs change in the tables.
 * Never fails: without a connection it tries again. @returns what ends it
 */
export function listenForNotices({ databaseUrl, channel, noticed, onFailure }: NoticesOptions): () => Promise<void> {
  let isOver = false
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined
  let pauseMs = firstPauseMs
  let mayHaveMissed = false

  const again = (error: Error) => {
    if (isOver || timer !== undefined) return
    onFailure?.(error)
    mayHaveMissed = true
    void client?.end().catch(() => {})
    timer = setTimeout(() => {
      timer = undefined
      void connect()
    }, pauseMs).unref()
    pauseMs = Math.min(pauseMs * 2, longestPauseMs)
  }

  async function connect(): Promise<void> {
    const mine = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'parley notices',
      connectionTimeoutMillis: 3000,
      keepAlive: true,
    })
    client = mine
    mine.on('error', (error) => client === mine && again(error))
    mine.on('end', () => client === mine && again(new Error('the connection ended')))
    mine.on('notification', (notice) => notice.channel === channel && noticed())
    try {
      await mine.connect()
      await mine.query(`LISTEN ${pg.escapeIdentifier(channel)}`)
    } catch (error) {
      again(error as Error)
      return
    }
    pauseMs = firstPauseMs
    if (mayHaveMissed) noticed()
    mayHaveMissed = false
  }

  const connecting = connect()
  return async () => {
    isOver = true
    clearTimeout(timer)
    await connecting
    await client?.end().catch(() => {})
  }
}
