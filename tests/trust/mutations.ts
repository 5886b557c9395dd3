import { tryCalling, tryOwnChanges, tryReading, type MatrixResult, type Scene } from './matrix.ts'

/** One way of breaking the fence: what it does, how it is undone, and where the break should show first. */
export interface Mutation {
  name: string
  break: string
  mend: string
  /** The table whose rows it guards; undefined where a helper guards many. */
  table?: string
}

/** Named like the others, and nobody is kept out by them: they are tested where they are used. */
const noFences = {
  must_fit: 'looks at words',
  must_be_in: 'looks at how far a move has come',
  may_check_pack: 'says whose agreement is written down',
}

const yes: Record<string, string> = { boolean: 'true', text: '\'Probe\'::text' }

/** Drops each policy, opens each policy to everybody, and makes each helper that policies and functions trust say yes. */
export async function findMutations({ world }: Pick<Scene, 'world'>): Promise<Mutation[]> {
  const policies = await world.sql.query<{ name: string, table: string, command: string, using: string, check: string | null, mend: string }>(`
    select p.policyname as name, p.tablename as "table", p.cmd as command, p.qual as "using", p.with_check as "check",
      format('create policy %I on public.%I for %s to authenticated%s%s', p.policyname, p.tablename, p.cmd,
        ' using (' || p.qual || ')', ' with check (' || p.with_check || ')') as mend
    from pg_policies p where p.schemaname = 'public' order by 2, 1`)
  const helpers = await world.sql.query<{ name: string, head: string, result: string, mend: string }>(`
    select p.proname as name, pg_get_functiondef(p.oid) as mend, format_type(p.prorettype, null) as result,
      format('create or replace function private.%I(%s) returns %s language sql stable security definer set search_path = ''''',
        p.proname, pg_get_function_arguments(p.oid), format_type(p.prorettype, null)) as head
    from pg_proc p
    where p.pronamespace = 'private'::regnamespace and p.prokind = 'f'
      and p.proname ~ '^(may_|is_admin|is_young_person|must_)' and p.prorettype in ('boolean'::regtype, 'void'::regtype, 'text'::regtype)
      and p.proname <> all ($1)
    order by 1`, [Object.keys(noFences)])
  return [
    ...policies.flatMap(({ name, table, command, using, mend }): Mutation[] => [
      { name: `drop "${name}" on ${table}`, table, break: `drop policy "${name}" on public."${table}"`, mend },
      ...(command === 'SELECT' && !isForEverybodySignedIn(using)
        ? [{ name: `open "${name}" on ${table}`, table, break: `alter policy "${name}" on public."${table}" using (true)`, mend: `drop policy "${name}" on public."${table}"; ${mend}` }]
        : []),
    ]),
    ...helpers.map(({ name, head, result, mend }): Mutation => ({
      name: `make private.${name} say yes`, break: `${head} as $$ select ${yes[result] ?? ''} $$`, mend,
    })),
  ]
}

/** Such a policy opened to everybody says the same: only those signed in may ask at all, by grant. */
const isForEverybodySignedIn = (using: string): boolean => /^\(\( SELECT auth\.uid\(\) AS uid\) IS NOT NULL\)$/.test(using)

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

async function look(scene: Scene, { table: name }: Mutation): Promise<MatrixResult> {
  const result: MatrixResult = { attempts: 0, leaks: [], gaps: [] }
  const found = () => result.leaks.length + result.gaps.length > 0
  for (const fn of name === undefined ? scene.functions : []) {
    await tryCalling(scene, scene.world.actors, fn, result)
    if (found()) return result
  }
  for (const table of scene.tables.filter(table => name === undefined || table.name === name)) {
    for (const actor of scene.world.actors) {
      await tryReading(scene, actor, table, result)
      await tryOwnChanges(scene, actor, table, result)
      if (found()) return result
    }
  }
  return result
}
