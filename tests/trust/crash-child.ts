import process from 'node:process'
import { openPglite } from '../../server/embedded/database.ts'
import type { Sql } from '../../server/embedded/sql.ts'
import type { Wanted } from './api.ts'

/**
 * The database of a data folder in a process of its own, to be killed: answers what its parent sends, as one account.
 * A message is [number, function, arguments] or [number, rows wanted]; the answer [number, reply].
 */
export type Asked = [at: number, name: string, args: object] | [at: number, wanted: Wanted]

const [folder = '', account = ''] = process.argv.slice(2)
const { sql, inTurn } = await openPglite(folder)

process.on('message', (asked: Asked) => {
  void inTurn(() => sql.transaction(inner => answer(inner, asked))).catch((error: { code?: string, message: string, detail?: string }) => {
    const status = Number(/^PT(\d{3})$/.exec(error.code ?? '')?.[1] ?? 500)
    return { status, body: { code: error.code, message: error.message, details: error.detail } }
  }).then(reply => process.send?.([asked[0], reply]))
})
process.send?.('ready')

async function answer(inner: Sql, asked: Asked): Promise<{ status: number, body: unknown }> {
  await inner.query('select set_config($1, $2, true)', ['request.jwt.claims', JSON.stringify({ sub: account, role: 'authenticated' })])
  if (asked.length === 3) {
    // Past the role's rights, and not past what the function itself asks of its caller.
    const [row] = await inner.query<{ body: unknown }>('select private.call_by_name($1, $2) as body', asked.slice(1))
    return { status: 200, body: row?.body }
  }
  const { table, columns, where = {}, order, after } = asked[1]
  const filters = [...Object.keys(where).map((column, n) => `${column} = $${n + 1}`), ...(after === undefined ? [] : [`${order} > ${after}`])]
  return { status: 200, body: await inner.query(`select ${columns} from public.${table} where ${filters.join(' and ') || 'true'} order by ${order} limit 1000`, Object.values(where)) }
}
