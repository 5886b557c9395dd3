import type { Sql } from '../server/embedded/sql.ts'
import type { County } from './county.ts'
import { median, timed } from './timing.ts'

const derived = 'person_id, item_key, occurrence, stage_key, audience, due_on, missing_fact, before_start'

export interface PlanTimes {
  rows: number
  /** Medians, in milliseconds. */
  planMs: number
  bareMs: number
  /** Plan over bare insert, the median of the rounds. */
  ratio: number
}

/**
 * Plans everyone in one statement, into an empty timeline, against a bare insert of the same rows, already worked out, into its
 * twin: same defaults, indexes, checks and foreign keys. In turns.
 */
export async function planCounty({ sql }: County, rounds: number): Promise<PlanTimes> {
  const plans: number[] = []
  const inserts: number[] = []
  let rows = 0
  for (let round = 0; round < rounds; round += 1) {
    await sql.run('truncate public.timeline_items cascade')
    await sql.run('checkpoint')
    const plan = await timed(() => planAll(sql))
    rows = plan.result
    plans.push(plan.ms)
    if (round === 0) await keepPlanned(sql)
    await sql.run('truncate bench.twin')
    await sql.run('checkpoint')
    inserts.push((await timed(() => sql.run(`insert into bench.twin (${derived}) select ${derived} from bench.planned`))).ms)
  }
  await sql.run('drop table bench.twin, bench.planned')
  return { rows, planMs: median(plans), bareMs: median(inserts), ratio: median(plans.map((ms, n) => ms / (inserts[n] ?? Number.NaN))) }
}

/** The rows as the bare insert reads them: nothing else in the table, and nothing left to do on first reading. */
async function keepPlanned(sql: Sql): Promise<void> {
  await sql.run(`create table bench.planned as select ${derived} from public.timeline_items`)
  await sql.run('vacuum analyze bench.planned')
}

async function planAll(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ added: string }>('select added from private.replan(array(select id from public.people))')
  return Number(row?.added)
}

/** Plans a county too big for one statement's memory, so many people at a time. */
export async function planInBatches({ sql }: County, batch: number, progress: (done: number, total: number) => void): Promise<void> {
  const [{ batches = 0 } = {}] = await sql.query<{ batches: number }>(
    'select ceil(count(*) / $1::numeric)::int as batches from public.people', [batch])
  for (let n = 0; n < batches; n += 1) {
    await sql.query(`select from private.replan(array(select id from bench.person order by n limit ${batch} offset ${n * batch}))`)
    // As autovacuum does between the transactions of a real import.
    await sql.run('analyze public.timeline_items')
    progress(n + 1, batches)
  }
}

export interface PublishTimes {
  ms: number
  /** Rows whose plan differs from before, rows that were written at all, and all rows. */
  differing: number
  written: number
  total: number
}

interface PathwayDocument {
  template: { version: string, status: string }
  stages: { items: { id: string, due: { offset: string } }[] }[]
}

/** Publishes a version in which every tenth step is due at another time, and counts what that wrote. */
export async function publishMove({ sql }: County, version: string): Promise<PublishTimes> {
  const [old] = await sql.query<{ document: PathwayDocument }>(`select document from public.pathway_templates where status = 'published'`)
  if (!old) throw new Error('No pathway is published.')
  const draft = await importDraft(sql, moveEveryTenth(old.document, version))
  await sql.run(`drop table if exists bench.before; create unlogged table bench.before as
    select id, xmin::text as written_by, hashtextextended(row(${derived}, retired_at)::text, 0) as plan from public.timeline_items`)
  await sql.run('checkpoint')
  const { ms } = await timed(() => sql.query('select private.publish_pathway($1)', [draft]))
  const [counts] = await sql.query<{ differing: string, written: string, total: string }>(`
    select count(*) filter (where b.plan is distinct from hashtextextended(row(${derived}, retired_at)::text, 0)) as differing,
      count(*) filter (where b.written_by is distinct from t.xmin::text) as written, count(*) as total
    from public.timeline_items t left join bench.before b on b.id = t.id`)
  await sql.run('drop table bench.before')
  if (!counts) throw new Error('Nothing was counted.')
  return { ms, differing: Number(counts.differing), written: Number(counts.written), total: Number(counts.total) }
}

/** Every tenth step takes the offset of another one, so that the document stays a pathway. */
function moveEveryTenth(document: PathwayDocument, version: string): PathwayDocument {
  const next = structuredClone(document)
  next.template.version = version
  next.template.status = 'draft'
  for (const [n, step] of next.stages.flatMap(stage => stage.items).entries()) {
    if (n % 10 === 0) step.due.offset = step.due.offset === 'P5W' ? 'P6W' : 'P5W'
  }
  return next
}

async function importDraft(sql: Sql, document: PathwayDocument): Promise<string> {
  const [draft] = await sql.query<{ id: string }>('select private.import_pathway($1::jsonb) as id', [document])
  if (!draft) throw new Error('The version was not stored.')
  return draft.id
}
