import type { Sql } from '../../server/embedded/sql.ts'

/** Runs a story in one transaction of which nothing is kept, so that many can share what was set up once. */
export async function undone(db: Sql, story: (sql: Sql) => Promise<void>): Promise<void> {
  const end = new Error('Nothing of this is kept.')
  await db.transaction(async (sql) => {
    await story(sql)
    throw end
  }).catch((error: unknown) => {
    if (error !== end) throw error
  })
}

/** Asks as the API does for this account, inside such a story. A refusal undoes the call alone. */
export async function askAs<Row>(sql: Sql, account: string, statement: string, values: readonly unknown[] = []): Promise<Row[]> {
  await sql.run('savepoint caller')
  try {
    await sql.query(`select set_config('request.jwt.claims', $1, true)`, [JSON.stringify({ sub: account, role: 'authenticated' })])
    await sql.run('set local role authenticated')
    const rows = await sql.query<Row>(statement, values)
    await sql.run('reset role')
    return rows
  }
  catch (error) {
    await sql.run('rollback to caller')
    throw error
  }
}
