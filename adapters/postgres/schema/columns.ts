import type { ColumnType } from 'kysely'

/** `timestamptz`, read as a Date. */
export type Instant = ColumnType<Date, Date, Date>
export type InstantWithDefault = ColumnType<Date, Date | undefined, Date>
export type MaybeInstant = ColumnType<Date | null, Date | null | undefined, Date | null>

/** Written as JSON text, read as what it says. */
export type Json<Value> = ColumnType<Value, string, string>
export type JsonWithDefault<Value> = ColumnType<Value, string | undefined, string>
export type MaybeJson<Value> = ColumnType<Value | null, string | null | undefined, string | null>
