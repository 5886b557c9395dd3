import { tryCalling, tryOwnChanges, tryReading, type MatrixResult, type Scene } from './matrix.ts'

/** One way of breaking the fence: what it does, how it is undone, and where the break should show. */
export interface Mutation {
  name: string
  break: string
  mend: string
  /** The tables and the functions that it can show in, those where it shows soonest first. */
  tables: readonly string[]
  functions: readonly string[]
}

/** Named like the others, and nobody is kept out by them: they are tested where they are used. */
const noFences = new Set([
  'must_fit', // looks at words
  'must_be_in', // looks at how far a move has come
  'may_check_pack', // says whose agreement is written down
  'sees_care', // says which part of a page is open at first
])

/** What helps to keep people out: what asks who the caller is, by itself or through another, and answers with yes, no or a refusal. */
const fence = /^(may_|must_|is_admin$|is_young_person$|works_in$|sees_|manages_|young_person_is_here$)/

/** What opens the fence: yes, but that the young person is here is what keeps others from writing for them. */
const opening = ({ name, result }: Routine): string =>
  ({ boolean: name === 'young_person_is_here' ? 'false' : 'true', text: '\'Probe\'::text' })[result] ?? ''

interface Routine { name: string, schema: string, definition: string, head: string, result: string, writes: boolean }
interface Policy { name: string, table: string, command: string, using: string, mend: string }
interface View { name: string, definition: string }

/**
 * Each policy dropped and opened to everybody, each hidden column shown, each helper made to say yes, and each day and each "it is me" taken out of
 * the views that say who is involved.
 */
export async function findMutations({ world, tables }: Scene): Promise<Mutation[]> {
  const policies = await world.sql.query<Policy>(`
    select p.policyname as name, p.tablename as "table", p.cmd as command, coalesce(p.qual, '') as "using",
      format('create policy %I on public.%I for %s to authenticated%s%s', p.policyname, p.tablename, p.cmd,
        ' using (' || p.qual || ')', ' with check (' || p.with_check || ')') as mend
    from pg_policies p where p.schemaname = 'public' order by 2, 1`)
  const routines = await world.sql.query<Routine>(`
    select p.proname as name, n.nspname as schema, pg_get_functiondef(p.oid) as definition, format_type(p.prorettype, null) as result,
      p.provolatile = 'v' as writes,
      format('create or replace function private.%I(%s) returns %s language sql stable security definer set search_path = ''''',
        p.proname, pg_get_function_arguments(p.oid), format_type(p.prorettype, null)) as head
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('public', 'private') and p.prokind = 'f' order by 1`)
  const views = await world.sql.query<View>(`
    select c.relname as name, pg_get_viewdef(c.oid) as definition from pg_class c
    where c.relnamespace = 'private'::regnamespace and c.relkind = 'v' order by 1`)
  const reach = reachOf(policies, routines, views)
  return [
    ...policies.flatMap(mutatePolicy),
    ...tables.flatMap(({ name, columns, readable }) => columns.filter(column => !readable.includes(column)).map((column): Mutation => ({
      name: `show ${name}.${column}`, tables: [name], functions: [],
      break: `grant select ("${column}") on public."${name}" to authenticated`, mend: `revoke select ("${column}") on public."${name}" from authenticated`,
    }))),
    ...routines.filter(isFence).map((routine): Mutation => ({
      name: `open private.${routine.name}`, ...reach(`private.${routine.name}`),
      break: `${routine.head} as $$ select ${opening(routine)} $$`, mend: routine.definition,
    })),
    ...views.flatMap(({ name, definition }) => withoutEachCondition(definition).map((changed, at): Mutation => ({
      name: `take condition ${at + 1} out of private.${name}`, ...reach(`private.${name}`),
      break: `create or replace view private."${name}" as ${changed}`, mend: `create or replace view private."${name}" as ${definition}`,
    }))),
  ]
}

const isFence = ({ name, schema, result }: Routine): boolean =>
  schema === 'private' && fence.test(name) && !noFences.has(name) && ['boolean', 'void', 'text'].includes(result)

function mutatePolicy({ name, table, command, using, mend }: Policy): Mutation[] {
  const where = { tables: [table], functions: [] }
  const restore = `drop policy "${name}" on public."${table}"; ${mend}`
  return [
    { name: `drop "${name}" on ${table}`, ...where, break: `drop policy "${name}" on public."${table}"`, mend },
    // Opened to everybody signed in it would say the same.
    ...(command === 'SELECT' && !/^\(\( SELECT auth\.uid\(\) AS uid\) IS NOT NULL\)$/.test(using)
      ? [{ name: `open "${name}" on ${table}`, ...where, break: `alter policy "${name}" on public."${table}" using (true)`, mend: restore }]
      : []),
  ]
}

/** The view with each question about who is asking, and about whether it is still so, answered with yes. */
function withoutEachCondition(definition: string): string[] {
  const conditions = [
    /\(\(\( SELECT private\.today\(\) AS today\) >= [\w.]+\) AND \(\( SELECT private\.today\(\) AS today\) <= COALESCE\([\w.]+, 'infinity'::date\)\)\)/g,
    /\([\w.]*account_id = \( SELECT auth\.uid\(\) AS uid\)\)/g,
    /\(ends_at > now\(\)\)/g,
    /\(closed_at IS NULL\)/g,
  ]
  return conditions.flatMap(condition => [...definition.matchAll(condition)]
    .map(({ index, 0: found }) => `${definition.slice(0, index)}true${definition.slice(index + found.length)}`))
}

/** What of the API comes to use a private function or view, over however many others. */
function reachOf(policies: readonly Policy[], routines: readonly Routine[], views: readonly View[]) {
  const uses = (text: string, name: string) => new RegExp(`\\b${name.replace('.', '\\.')}\\b`).test(text)
  const parts = [
    ...routines.map(({ schema, name, definition }) => ({ name: `${schema}.${name}`, text: definition.slice(definition.indexOf('AS $')) })),
    ...views.map(({ name, definition }) => ({ name: `private.${name}`, text: definition })),
  ]
  const usedBy = new Map(parts.map(({ name }) => [name, parts.filter(part => part.name !== name && uses(part.text, name)).map(part => part.name)]))
  const writes = new Map(routines.map(routine => [`${routine.schema}.${routine.name}`, routine.writes]))
  return (start: string): Pick<Mutation, 'tables' | 'functions'> => {
    const found = new Set([start])
    for (const name of found) for (const user of usedBy.get(name) ?? []) found.add(user)
    const functions = [...found].filter(name => name.startsWith('public.'))
    return {
      tables: [...new Set(policies.filter(({ using }) => [...found].some(name => uses(using, name))).map(({ table }) => table))],
      // Found in the nearest first, and what only reads before what would change the scene.
      functions: [...functions.filter(name => !writes.get(name)), ...functions.filter(name => writes.get(name))].map(name => name.replace('public.', '')),
    }
  }
}

/** Whether the matrix notices the mutation. */
export async function isNoticed(scene: Scene, mutation: Mutation): Promise<boolean> {
  await scene.world.sql.run(mutation.break)
  try {
    const { leaks, gaps } = await look(scene, mutation)
    return leaks.length + gaps.length > 0
  }
  finally {
    await scene.world.sql.run(mutation.mend)
  }
}

/** Looks where the mutation can show, until it does. */
async function look(scene: Scene, { tables, functions }: Mutation): Promise<MatrixResult> {
  const result: MatrixResult = { attempts: 0, leaks: [], gaps: [] }
  const found = () => result.leaks.length + result.gaps.length > 0
  const { actors } = scene.world
  for (const table of tables.map(name => scene.tables.find(table => table.name === name)).filter(table => table !== undefined)) {
    for (const actor of actors) {
      await tryReading(scene, actor, table, result)
      await tryOwnChanges(scene, actor, table, result)
      if (found()) return result
    }
  }
  for (const fn of functions.map(name => scene.functions.find(fn => fn.name === name)).filter(fn => fn !== undefined)) {
    for (const actor of actors) {
      await tryCalling(scene, [actor], fn, result)
      if (found()) return result
    }
  }
  return result
}
