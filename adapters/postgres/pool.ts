import { Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely'
import pg from 'pg'
import { verdictOf } from './failure.ts'
import { OftenSent } from './often-sent.ts'
import type { Database } from './schema.ts'

/** What a statement can be sent to: a pool (any connection) or one connection inside a transaction. */
export interface Queryable {
  /** @param prepareAs a name under which each connection plans the statement once, from the first time on */
  query<Row extends pg.QueryResultRow>(
    text: string,
    values?: readonly unknown[],
    prepareAs?: string,
  ): Promise<pg.QueryResult<Row>>
}
export interface Pool extends Queryable {
  /** Runs `work` in one transaction: committed when it resolves, rolled back when it rejects. */
  transaction<Value>(work: (connection: Queryable) => Promise<Value>): Promise<Value>
  /** The same connections through Kysely, typed by the schema. */
  readonly kysely: Kysely<Database>
  /** Closes every connection; statements under way are waited for. */
  end(): Promise<void>
}

export interface PoolOptions {
  readonly databaseUrl: string
  /** Shown in pg_stat_activity. */
  readonly name: string
  readonly maxConnections: number
  /** After this the server gives up a statement; the client waits half a second longer and drops the connection. */
  readonly statementTimeoutMs?: number
  readonly connectTimeoutMs?: number
  /** Told of a connection that broke while nobody used it. */
  readonly onIdleFailure?: (error: Error) => void
}

/**
 * Connections to PostgreSQL on which nothing can wait for ever. A connection whose statement ended in doubt (a time-out, a
 * lost socket) is closed and never handed out again.
 */
export function openPool(options: PoolOptions): Pool {
  const statementTimeoutMs = options.statementTimeoutMs ?? 5000
  const connections = new pg.Pool({
    connectionString: options.databaseUrl,
    application_name: options.name,
    max: options.maxConnections,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 3000,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + 500,
    idle_in_transaction_session_timeout: statementTimeoutMs * 2,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    types: { getTypeParser },
  })
  connections.on('error', (error) => options.onIdleFailure?.(error))

  const oftenSent = new OftenSent()
  const connect = async (): Promise<CheckedConnection> => new CheckedConnection(await connections.connect(), oftenSent)
  const kysely = new Kysely<Database>({
    dialect: new PostgresDialect({
      pool: { connect: async () => (await connect()) as unknown as PostgresPoolClient, end: async () => {} },
    }),
  })
  return {
    kysely,
    async query(text, values, prepareAs) {
      const connection = await connect()
      try {
        return await connection.query(text, values, prepareAs)
      } finally {
        connection.release()
      }
    },
    async transaction(work) {
      const connection = await connect()
      try {
        await connection.query('BEGIN')
        const value = await work(connection)
        await connection.query('COMMIT')
        return value
      } catch (error) {
        if (!connection.isInDoubt) await connection.query('ROLLBACK').catch(() => {})
        throw error
      } finally {
        connection.release()
      }
    },
    end: () => connections.end(),
  }
}

/** A pooled connection that remembers whether its last statement ended in doubt, and is then closed instead of reused. */
class CheckedConnection implements Queryable {
  readonly #client: pg.PoolClient
  readonly #oftenSent: OftenSent
  isInDoubt = false

  constructor(client: pg.PoolClient, oftenSent: OftenSent) {
    this.#client = client
    this.#oftenSent = oftenSent
    client.on('error', this.#onError)
  }

  readonly #onError = (): void => {
    this.isInDoubt = true
  }

  async query<Row extends pg.QueryResultRow>(
    text: string,
    values?: readonly unknown[],
    prepareAs?: string,
  ): Promise<pg.QueryResult<Row>> {
    try {
      // Without values it may be several statements in one, which cannot be prepared.
      const name = prepareAs ?? (values && values.length > 0 ? this.#oftenSent.nameOf(text) : undefined)
      if (name === undefined) return await this.#client.query<Row>(text, values as unknown[])
      return await this.#client.query<Row>({ name, text, values: values as unknown[] })
    } catch (error) {
      if (verdictOf(error).kind === 'unavailable') this.isInDoubt = true
      throw error
    }
  }

  release(): void {
    this.#client.off('error', this.#onError)
    this.#client.release(this.isInDoubt)
  }
}

const int8 = 20
/** bigint as a number: positions and milliseconds stay far below 2^53, and a string would only be parsed later. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (oid === int8 && format !== 'binary') return Number
  return pg.types.getTypeParser(oid, format as 'text') as (value: string) => unknown
}
