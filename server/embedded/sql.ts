import type { PGlite, Transaction } from '@electric-sql/pglite'
import type { Sql as PostgresClient, TransactionSql } from 'postgres'

/** What migrations, the pathway import and the demo seed need from a database, whichever it is. */
export interface Sql {
  /** Runs one statement with `$1`-style values and gives its rows. */
  query<Row = Record<string, unknown>>(statement: string, values?: readonly unknown[]): Promise<Row[]>
  /** Runs a script of any number of statements, without values. */
  run(script: string): Promise<void>
  /** Runs `work` in one transaction: all of it is kept, or none. Inside a transaction it joins the outer one. */
  transaction<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result>
}

export function pgliteSql(database: PGlite | Transaction): Sql {
  const sql: Sql = {
    async query<Row>(statement: string, values: readonly unknown[] = []) {
      return (await database.query<Row>(statement, [...values])).rows
    },
    async run(script) {
      await database.exec(script)
    },
    async transaction(work) {
      if (!('transaction' in database)) return work(sql)
      return database.transaction(inner => work(pgliteSql(inner)))
    },
  }
  return sql
}

export function postgresSql(client: PostgresClient | TransactionSql): Sql {
  const sql: Sql = {
    async query<Row>(statement: string, values: readonly unknown[] = []) {
      const rows = await client.unsafe(statement, values as never[])
      return [...rows] as Row[]
    },
    async run(script) {
      await client.unsafe(script)
    },
    async transaction<Result>(work: (sql: Sql) => Promise<Result>) {
      if (!('begin' in client)) return work(sql)
      return await client.begin(inner => work(postgresSql(inner))) as Result
    },
  }
  return sql
}
