import type { County } from './county.ts'
import { timed } from './timing.ts'

/** As many rows as the page sends at once. */
const rowsAtOnce = 500

export interface ImportTimes {
  /** Milliseconds of the dry run, of the one transaction that writes, of all batches that plan, and of taking it back. */
  checkMs: number
  writeMs: number
  planMs: number
  undoMs: number
  /** Rows of the same file that would do something the second time. */
  changedAgain: number
}

/** Milliseconds to check a file of new people; nothing of it stays. */
export async function checkFile(county: County, rows: number): Promise<number> {
  const id = await sendRows(county, rows)
  const { ms } = await timed(() => call(county, 'check_import($1)', [id]))
  await call(county, 'discard_import($1)', [id])
  return ms
}

/** Brings a file of new people in, checks it a second time, and takes it back. */
export async function bringIn(county: County, rows: number): Promise<ImportTimes> {
  const id = await sendRows(county, rows)
  const check = await timed(() => call(county, 'check_import($1)', [id]))
  const [entry] = await county.sql.query<{ version: number }>('select version from public.imports where id = $1', [id])
  await call(county, 'begin_import($1, $2, false, true)', [id, entry?.version])
  const write = await timed(() => call(county, 'write_import($1)', [id]))
  const plan = await timed(async () => {
    while (await call(county, 'plan_import($1)', [id]) === 'planning') continue
  })
  const again = await sendRows(county, rows)
  const counts = await call(county, 'check_import($1)', [again]) as { same: number }
  await call(county, 'discard_import($1)', [again])
  const undo = await timed(async () => {
    while (!(await call(county, 'undo_import($1)', [id]) as { is_over: boolean }).is_over) continue
  })
  return { checkMs: check.ms, writeMs: write.ms, planMs: plan.ms, undoMs: undo.ms, changedAgain: rows - counts.same }
}

async function sendRows(county: County, rows: number): Promise<string> {
  const [team] = await county.sql.query<{ id: string }>(`select bench.id('team', 0) as id`)
  const id = String(await call(county, 'start_import($1, $2, $3)', [team?.id, 'Bench', { known_as: 'Forename' }]))
  const all = Array.from({ length: rows }, (_, n) => ({ line: n + 2, cells: cellsOf(n) }))
  for (let from = 0; from < rows; from += rowsAtOnce) await call(county, 'add_import_rows($1, $2)', [id, all.slice(from, from + rowsAtOnce)])
  return id
}

function cellsOf(n: number): Record<string, string> {
  return {
    known_as: 'Incoming', family_name: `Row-${n}`, date_of_birth: `${2004 + n % 18}-0${1 + n % 9}-1${n % 10}`, own_id: `B-${n}`,
    plan_type: n % 3 ? 'sen_support' : 'ehc_plan', setting_name: `Benchbury School ${n % 100}`, setting_type: 'mainstream_school',
  }
}

/** Calls a function as the SEND officer, in one transaction, as the API does. */
async function call({ sql, officer }: County, statement: string, values: unknown[]): Promise<unknown> {
  return sql.transaction(async (inner) => {
    await inner.query('select set_config($1, $2, true)', ['request.jwt.claims', JSON.stringify({ sub: officer, role: 'authenticated' })])
    await inner.run('set local role authenticated')
    const [row] = await inner.query<{ value: unknown }>(`select public.${statement} as value`, values)
    return row?.value
  })
}
