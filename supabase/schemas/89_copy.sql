-- A copy of everything that is kept about one person, as each reader may see it.

create function private.columns_to_copy(kept regclass) returns text
language sql stable
set search_path = ''
as $$
  select string_agg(case when a.atttypid = 'bytea'::regtype then format('encode(%1$I, ''base64'') as %1$I', a.attname) else format('%I', a.attname) end,
    ', ' order by a.attnum)
  from pg_catalog.pg_attribute a
  where a.attrelid = kept and a.attnum > 0 and not a.attisdropped and has_column_privilege(kept, a.attnum, 'select')
$$;
comment on function private.columns_to_copy(regclass) is 'The columns of a table that the caller may read, for a select; photos and recordings as base64.';

create function private.tables_about_people() returns table (kept regclass, name text, person_column text, is_shown boolean)
language sql stable
set search_path = ''
as $$
  select c.oid::regclass, c.relname::text, a.attname::text, c.relnamespace = 'public'::regnamespace
  from pg_catalog.pg_class c
  join pg_catalog.pg_attribute a on a.attrelid = c.oid and not a.attisdropped and a.attname = case when c.relname = 'people' then 'id' else 'person_id' end
  where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p')
  order by c.relname
$$;
comment on function private.tables_about_people() is
  'Every table that is about people, also those that are added later: the one place that says so, for a copy and for a deletion.';

create function private.kept_about_people() returns table (kept regclass, name text, person_column text)
language sql stable
set search_path = ''
as $$
  select t.kept, t.name, t.person_column from private.tables_about_people() t
  where t.is_shown and has_any_column_privilege(t.kept, 'select')
$$;
comment on function private.kept_about_people() is 'Every table about people that the caller may read some of.';
grant execute on function private.columns_to_copy(regclass), private.tables_about_people(), private.kept_about_people() to authenticated;

create function public.copy_of(person uuid) returns jsonb
-- Not security definer: the policies decide what is in the copy, table by table.
language plpgsql
set search_path = ''
as $$
declare
  place record;
  found_rows jsonb;
  everything jsonb := '{}';
begin
  perform private.must_see(person);
  perform private.record_view(person, 'copy');
  for place in select * from private.kept_about_people() loop
    execute format('select jsonb_agg(to_jsonb(r)) from (select %s from %s where %I = $1) r',
      private.columns_to_copy(place.kept), place.kept, place.person_column) into found_rows using person;
    if found_rows is not null then
      everything := everything || jsonb_build_object(place.name, found_rows);
    end if;
  end loop;
  -- The words of a young person's own views are read through their functions alone.
  if exists (
    select from private.access a
    where a.person_id = person and a.account_id = (select auth.uid()) and a.via = 'circle' and a.audience = 'young_person'
  ) then
    everything := everything || jsonb_build_object('own_views', jsonb_build_array(public.my_views(person)));
  end if;
  return jsonb_build_object('made_at', now(), 'person_id', person, 'kept', everything);
end
$$;
comment on function public.copy_of(uuid) is
  'Everything kept about one person that the caller may see: {made_at, person_id, kept: {table: [rows]}}; said in the history as looking. '
  'UK GDPR articles 15 and 20. Errors: PT404 not_found.';
grant execute on function public.copy_of(uuid) to authenticated;
