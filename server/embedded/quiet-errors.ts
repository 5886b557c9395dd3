import { inspect } from 'node:util'
import { messages } from '@electric-sql/pglite'
import postgres from 'postgres'

interface DatabaseErrorFields { code?: string, routine?: string, table?: string, table_name?: string }

/**
 * Lite logs every database error whole, with the values of the statement and parts of rows: people's data.
 * This makes both drivers' errors print as one line without any of it.
 */
export function keepValuesOutOfLogs(): void {
  for (const DatabaseError of [messages.DatabaseError, postgres.PostgresError]) {
    Object.defineProperty(DatabaseError.prototype, inspect.custom, {
      configurable: true,
      value(this: DatabaseErrorFields) {
        const table = this.table ?? this.table_name
        return ['database error', this.code, this.routine, table && `on ${table}`].filter(Boolean).join(' ')
      },
    })
  }
}
