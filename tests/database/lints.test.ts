import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runLints } from '../trust/lints.ts'
import { createDatabase, type TestDatabase } from './database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createDatabase()
})
afterAll(() => database.close())

it('finds nothing that Supabase\'s database linter would', async () => {
  expect((await runLints(database)).findings).toEqual([])
})

describe('the rules find what they are for', () => {
  const secured = 'create table public.x (id int primary key, a int, b int); alter table public.x enable row level security;'
  it.each([
    ['0001', 'create table private.x (a uuid references public.people (id))'],
    ['0002', 'create view public.x with (security_invoker = true) as select email from auth.users'],
    ['0003', `${secured} create policy "p" on public.x for select to authenticated using (auth.uid() is not null)`],
    ['0004', 'create table public.x (a int); alter table public.x enable row level security; create policy "p" on public.x using (true)'],
    ['0006', `${secured} create policy "p" on public.x for select using (a = 1); create policy "q" on public.x for select using (b = 1)`],
    ['0007', 'create table public.x (id int primary key); create policy "p" on public.x using (true)'],
    ['0008', secured],
    ['0009', `${secured} create policy "p" on public.x using (true); create index on public.x (a); create index on public.x (a)`],
    ['0010', 'create view public.x as select 1 as a'],
    ['0011', 'create function public.x() returns int language sql as $$ select 1 $$'],
    ['0013', 'create table public.x (id int primary key)'],
    ['0014', 'create extension pgcrypto schema public'],
    ['0015', `${secured} create policy "p" on public.x for select using ((select auth.jwt() -> 'user_metadata') is not null)`],
    ['0016', 'create materialized view public.x as select 1 as a'],
    ['0028', `create function public.x() returns int language sql security definer set search_path = '' as $$ select 1 $$; grant execute on function public.x() to anon`],
  ])('%s', async (rule, mistake) => {
    const found: string[] = []
    await database.transaction(async (sql) => {
      await sql.run(mistake)
      found.push(...(await runLints(sql)).findings.map(finding => finding.rule.slice(0, 4)))
      throw new Error('Nothing of this is kept.')
    }).catch(() => {})
    expect(found).toContain(rule)
  })
})
