-- Getting people in. The rows of a file are kept aside, checked against what is here, shown, and only then written.

create type public.identifier_kind as enum ('upn', 'uln', 'nhs_number', 'own_id');

create table public.person_identifiers (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  kind public.identifier_kind not null,
  organisation_id uuid references public.organisations (id) on delete cascade,
  value text not null check (char_length(value) between 1 and 40),
  check ((kind = 'own_id') = (organisation_id is not null)),
  constraint person_identifiers_value_key unique nulls not distinct (kind, value, organisation_id),
  constraint person_identifiers_person_key unique nulls not distinct (person_id, kind, organisation_id)
);
comment on table public.person_identifiers is
  'The numbers that others know a young person by. Two people never share one; own_id is a number of one organisation.';
create index person_identifiers_organisation_idx on public.person_identifiers (organisation_id) where organisation_id is not null;

alter table public.person_identifiers enable row level security;
grant select on public.person_identifiers to authenticated;
create policy "Involved people can read the numbers somebody is known by" on public.person_identifiers
  for select to authenticated using (
    person_id in (select c.person_id from private.my_circles c)
    or (select true from private.my_cases c where c.person_id = person_identifiers.person_id limit 1)
  );
create trigger audit after insert or update or delete on public.person_identifiers
  for each row execute function private.audit('person_id', 'kind');

create table public.import_sources (
  organisation_id uuid not null references public.organisations (id) on delete cascade,
  name text not null check (char_length(trim(name)) between 1 and 60),
  columns jsonb not null check (jsonb_typeof(columns) = 'object' and pg_column_size(columns) <= 8000),
  primary key (organisation_id, name)
);
comment on table public.import_sources is
  'Which column of a file is which fact: {field: heading}, remembered for each organisation and source. Without an audit: it tells of nobody.';

create type public.import_state as enum ('receiving', 'checked', 'writing', 'planning', 'done', 'undone');

create table public.imports (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null references public.organisations (id) on delete cascade,
  source text not null,
  state public.import_state not null default 'receiving',
  all_or_nothing boolean not null default false,
  update_people boolean not null default true,
  counts jsonb not null default '{}',
  created_at timestamptz not null default now(),
  created_by uuid references public.accounts (id) on delete set null,
  created_by_name text not null,
  written_at timestamptz,
  finished_at timestamptz,
  version integer not null default 1,
  foreign key (organisation_id, source) references public.import_sources (organisation_id, name)
);
comment on table public.imports is
  'One file that somebody brought in. receiving: rows arrive; checked: shown, nothing written; writing: one transaction; '
  'planning: written, timelines follow in batches. Without an audit: what it does to each person is audited with that person.';
comment on column public.imports.counts is 'How many rows are {add, change, same, problem}; once written also {planned, kept}.';
create index imports_organisation_idx on public.imports (organisation_id, created_at desc);
create index imports_source_idx on public.imports (organisation_id, source);
create index imports_created_by_idx on public.imports (created_by);

create table private.import_rows (
  import_id uuid not null references public.imports (id) on delete cascade,
  line integer not null check (line between 1 and 100000),
  cells jsonb not null check (jsonb_typeof(cells) = 'object' and pg_column_size(cells) <= 8000),
  -- What the reader of the file could not make out: [{field, key}].
  unread jsonb not null default '[]' check (jsonb_typeof(unread) = 'array'),
  problems jsonb not null default '[]',
  outcome text check (outcome in ('add', 'change', 'same', 'problem')),
  person_id uuid,
  changes jsonb not null default '[]',
  planned boolean not null default false,
  primary key (import_id, line)
);
comment on table private.import_rows is
  'The rows of a file, as far as somebody chose columns. Personal, so read through functions only, and forgotten after 30 days.';
create index import_rows_person_idx on private.import_rows (person_id) where person_id is not null;

alter table public.import_sources enable row level security;
alter table public.imports enable row level security;
grant select on public.import_sources, public.imports to authenticated;
create policy "Team mates can read which columns a source has" on public.import_sources
  for select to authenticated using (organisation_id in (select private.my_teams()));
create policy "Team mates can read what was brought in" on public.imports
  for select to authenticated using (organisation_id in (select private.my_teams()));

create function private.import_for(import uuid, allowed public.import_state[]) returns public.imports
language plpgsql
set search_path = ''
as $$
declare
  found_import public.imports;
begin
  select i.* into found_import from public.imports i
  where i.id = import and exists (
    select from private.memberships m
    where m.account_id = (select auth.uid()) and m.organisation_id = i.organisation_id
      and m.audience in ('la_send', 'school', 'post16_provider')
  )
  for update;
  if found_import.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if not found_import.state = any (allowed) then
    raise sqlstate 'PT409' using message = 'import_moved_on', detail = found_import.state::text,
      hint = 'Look at the import as it is now.';
  end if;
  return found_import;
end
$$;
comment on function private.import_for(uuid, public.import_state[]) is
  'The import, locked, for whoever may add people to its organisation. Errors: PT404 not_found, PT409 import_moved_on.';

-- Numbers with a check digit: a slip of a finger would join two people's records.

create function private.weighted(digits text, weights integer[]) returns integer
language sql immutable parallel safe
set search_path = ''
as $$
  select sum(substr(digits, w.n::integer, 1)::integer * w.weight)::integer from unnest(weights) with ordinality as w (weight, n)
$$;

create function private.is_identifier(kind public.identifier_kind, value text) returns boolean
language sql immutable parallel safe
set search_path = ''
as $$
  select case kind
    when 'upn' then value ~ '^[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]$' and case when value ~ '^.\d{12}$' then
      substr('ABCDEFGHJKLMNPQRTUVWXYZ', private.weighted(substr(value, 2), '{2,3,4,5,6,7,8,9,10,11,12,13}') % 23 + 1, 1) = left(value, 1)
      else true end
    when 'uln' then value ~ '^[1-9]\d{9}$'
      and (private.weighted(value, '{10,9,8,7,6,5,4,3,2}') % 11) <> 0
      and 10 - (private.weighted(value, '{10,9,8,7,6,5,4,3,2}') % 11) = right(value, 1)::integer
    when 'nhs_number' then value ~ '^\d{10}$'
      and (11 - private.weighted(value, '{10,9,8,7,6,5,4,3,2}') % 11) % 11 = right(value, 1)::integer
    else char_length(value) between 1 and 40
  end
$$;
comment on function private.is_identifier(public.identifier_kind, text) is
  'Whether a number can be real, by its check digit: UPN (DfE, A guide to unique pupil numbers; a temporary one ends in a letter and is '
  'checked by its form only), ULN (Learning Records Service: modulus 11), NHS number (NHS Data Dictionary: modulus 11).';

create function private.day_of(words text) returns date
language sql immutable parallel safe
set search_path = ''
as $$
  select case when words ~ '^(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$' then
    case when substr(words, 9)::integer <= extract(day from make_date(left(words, 4)::integer, substr(words, 6, 2)::integer, 1) + interval '1 month - 1 day')
      then make_date(left(words, 4)::integer, substr(words, 6, 2)::integer, substr(words, 9)::integer) end
  end
$$;
comment on function private.day_of(text) is 'The day that YYYY-MM-DD means; null where it means none.';

create function private.cell_problems(cells jsonb) returns jsonb
language sql stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('field', p.field, 'key', p.key)), '[]')
  from (
    select f.field, 'too_long' as key
    from (values ('known_as', 60), ('family_name', 80), ('locality', 80), ('setting_name', 120)) f (field, most)
    where char_length(cells ->> f.field) > f.most
    union all
    select f.field, 'needed' from (values ('known_as'), ('date_of_birth')) f (field) where coalesce(cells ->> f.field, '') = ''
    union all
    select k.kind::text, 'number_unreal' from unnest(enum_range(null::public.identifier_kind)) k (kind)
    where cells ? k.kind::text and not private.is_identifier(k.kind, cells ->> k.kind::text)
    union all
    select null, 'identifier_needed'
    where not cells ?| enum_range(null::public.identifier_kind)::text[]
    union all
    select d.field, case when d.day is null then 'date_unreal' when d.day > private.today() then 'date_in_future'
      when d.field <> 'date_of_birth' and d.day < b.born then 'date_before_birth'
      when d.field = 'date_of_birth' and d.day <= private.today() - interval '26 years' then 'too_old' end
    from (select private.day_of(cells ->> 'date_of_birth')) b (born)
    cross join lateral (
      select f.field, private.day_of(cells ->> f.field)
      from (values ('date_of_birth'), ('plan_first_made_on'), ('plan_last_decision_on'), ('plan_last_meeting_on')) f (field)
      where cells ? f.field
    ) d (field, day)
    union all
    select 'plan_type', 'word_unknown'
    where cells ? 'plan_type' and not exists (select from public.plan_types t where t.key = cells ->> 'plan_type')
    union all
    select 'setting_type', case when cells ? 'setting_type' then 'word_unknown' else 'setting_type_needed' end
    where (cells ? 'setting_name' or cells ? 'setting_type')
      and not coalesce(cells ->> 'setting_type' = any (enum_range(null::public.setting_type)::text[]), false)
    union all
    select 'plan_type', 'plan_type_needed'
    where not cells ? 'plan_type' and cells ?| array['plan_first_made_on', 'plan_last_decision_on', 'plan_last_meeting_on']
  ) p
  where p.key is not null
$$;
comment on function private.cell_problems(jsonb) is 'What is wrong with a row by itself: [{field, key}]. The rules are the form''s.';

create function private.person_matches(import public.imports) returns table (line integer, person_id uuid, is_mine boolean)
language sql stable
set search_path = ''
as $$
  with numbers as (
    select r.line, k.kind, r.cells ->> k.kind::text as value,
      case when k.kind = 'own_id' then import.organisation_id end as organisation_id
    from private.import_rows r
    cross join unnest(enum_range(null::public.identifier_kind)) k (kind)
    where r.import_id = import.id and r.cells ? k.kind::text
  ),
  by_number as (
    select n.line, x.person_id from numbers n
    join public.person_identifiers x on x.kind = n.kind and x.value = n.value and x.organisation_id is not distinct from n.organisation_id
  ),
  by_name as (
    select r.line, p.id from private.import_rows r
    join public.people p on p.date_of_birth = private.day_of(r.cells ->> 'date_of_birth')
      and lower(p.known_as) = lower(r.cells ->> 'known_as')
      and lower(coalesce(p.family_name, '')) = lower(coalesce(r.cells ->> 'family_name', ''))
    where r.import_id = import.id and not exists (select from by_number b where b.line = r.line)
      -- With another number of the same kind it is somebody else of that name.
      and not exists (
        select from numbers n
        join public.person_identifiers x on x.person_id = p.id and x.kind = n.kind
          and x.organisation_id is not distinct from n.organisation_id and x.value <> n.value
        where n.line = r.line
      )
  )
  select f.line, f.person_id, exists (
    select from public.involvements i
    where i.person_id = f.person_id and i.organisation_id = import.organisation_id
      and private.today() between i.starts_on and coalesce(i.ends_on, 'infinity')
  )
  from (select * from by_number union select * from by_name) f (line, person_id)
$$;
comment on function private.person_matches(public.imports) is
  'Who is here already: by number, and by name and birthday where no number says otherwise. is_mine: the organisation works with them.';

create function private.row_changes(person uuid, organisation uuid, cells jsonb) returns jsonb
language sql stable
set search_path = ''
set enable_nestloop = on
as $$
  select coalesce(jsonb_agg(jsonb_build_object('field', f.field, 'was', f.was, 'will', cells ->> f.field) order by f.n), '[]')
  from public.people p
  left join public.plans l on l.person_id = p.id and l.ended_on is null
  left join public.placements s on s.person_id = p.id and s.position = 'now'
  cross join lateral (
    values (1, 'known_as', p.known_as), (2, 'family_name', p.family_name), (3, 'date_of_birth', p.date_of_birth::text),
      (4, 'locality', p.locality), (5, 'plan_type', l.plan_type), (6, 'plan_first_made_on', l.first_made_on::text),
      (7, 'plan_last_decision_on', l.last_decision_on::text), (8, 'plan_last_meeting_on', l.last_meeting_on::text),
      (9, 'setting_name', s.setting_name), (10, 'setting_type', s.setting_type::text)
    union all
    select 10 + k.n, k.kind::text, (
      select x.value from public.person_identifiers x
      where x.person_id = p.id and x.kind = k.kind and x.organisation_id is not distinct from case when k.kind = 'own_id' then organisation end
    )
    from unnest(enum_range(null::public.identifier_kind)) with ordinality k (kind, n)
  ) f (n, field, was)
  where p.id = person and cells ->> f.field is distinct from f.was and cells ? f.field
$$;
comment on function private.row_changes(uuid, uuid, jsonb) is
  'What a row would change about somebody: [{field, was, will}]. An empty cell changes nothing.';

create function private.check_rows(import public.imports) returns void
language plpgsql
set search_path = ''
-- Postgres knows nothing yet of rows that have just come, takes them for one, and would go through all of them for each.
set enable_nestloop = off
set jit = off
as $$
declare
  hidden uuid[];
begin
  -- A place that is known by this name, and by no other's, is that place.
  update private.import_rows r
  set cells = r.cells || jsonb_build_object('setting_name', o.name, 'setting_type', o.setting_type, 'setting_id', o.id)
  from (
    select lower(n.name) as name_key, max(n.name) as name, max(n.setting_type) as setting_type, max(n.id::text) as id
    from public.organisations n where n.setting_type is not null group by lower(n.name) having count(*) = 1
  ) o
  where r.import_id = import.id and lower(r.cells ->> 'setting_name') = o.name_key;

  with matches as materialized (
    select m.line, count(*) as n, bool_and(m.is_mine) as is_mine, min(m.person_id::text)::uuid as person_id
    from private.person_matches(import) m group by m.line
  ),
  repeated as materialized (
    select x.line from (
      select r.line, row_number() over (partition by k.kind, r.cells ->> k.kind order by r.line) as n
      from private.import_rows r
      cross join unnest(enum_range(null::public.identifier_kind)::text[]) k (kind)
      where r.import_id = import.id and r.cells ? k.kind
      union all
      select m.line, row_number() over (partition by m.person_id order by m.line) from matches m where m.n = 1
    ) x where x.n > 1
  ),
  found as materialized (
    select r.line, m.person_id, coalesce(c.changes, '[]') as changes, r.unread || coalesce((
        select jsonb_agg(p) from jsonb_array_elements(private.cell_problems(r.cells)) p
        where p ->> 'field' is null or not r.unread @> jsonb_build_array(jsonb_build_object('field', p -> 'field'))
      ), '[]') || coalesce((
        select jsonb_agg(jsonb_build_object('field', null, 'key', e.key))
        from (values
          ('twice_in_file', r.line in (select d.line from repeated d)),
          ('here_elsewhere', m.n = 1 and not m.is_mine),
          ('several_people', m.n > 1),
          ('birthday_not_yours', c.changes @> '[{"field": "date_of_birth"}]' and not exists (
            select from public.people p join public.organisations o on o.id = import.organisation_id
            where p.id = m.person_id and (o.audience = 'la_send' or p.created_by_organisation_id = o.id)))
        ) e (key, is_so)
        where e.is_so
      ), '[]') as problems
    from private.import_rows r
    left join matches m on m.line = r.line
    left join lateral (select private.row_changes(m.person_id, import.organisation_id, r.cells) where m.n = 1 and m.is_mine) c (changes) on true
    where r.import_id = import.id
  ),
  judged as (
    select f.line, f.person_id, f.changes, f.problems, case when f.problems <> '[]' then 'problem' when f.person_id is null then 'add'
      when f.changes = '[]' then 'same' else 'change' end as outcome
    from found f
  ),
  -- What would now be done is what was shown, or it is shown first.
  kept as (
    select j.line, j.person_id, j.changes, case when m.moved_on then 'problem' else j.outcome end as outcome,
      case when m.moved_on then '[{"field": null, "key": "changed_meanwhile"}]' else j.problems end as problems
    from judged j
    join private.import_rows r on r.import_id = import.id and r.line = j.line
    cross join lateral (select import.state = 'writing' and j.outcome in ('add', 'change')
      and (r.outcome, r.changes) is distinct from (j.outcome, j.changes)) m (moved_on)
  )
  update private.import_rows r
  set problems = k.problems, outcome = k.outcome,
    person_id = case when k.outcome in ('change', 'same') then k.person_id end,
    changes = case when k.outcome = 'change' then k.changes else '[]' end
  from kept k
  where r.import_id = import.id and r.line = k.line;

  -- Learning that somebody is here is a search for them, and their family can see who searched.
  hidden := array(select distinct m.person_id from private.person_matches(import) m where not m.is_mine);
  if hidden <> '{}' then
    perform private.record_search('duplicate_search', hidden, jsonb_build_object('source', import.source));
  end if;
end
$$;
comment on function private.check_rows(public.imports) is
  'Decides for every row whether it adds, changes or repeats somebody, or why it cannot: the dry run, and the first step of writing.';

create function private.count_rows(import uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'add', count(*) filter (where r.outcome = 'add'), 'change', count(*) filter (where r.outcome = 'change'),
    'same', count(*) filter (where r.outcome = 'same'), 'problem', count(*) filter (where r.outcome = 'problem'),
    'planned', count(*) filter (where r.planned))
  from private.import_rows r where r.import_id = import
$$;

create function public.start_import(organisation uuid, source text, columns jsonb) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  seat record;
  new_id uuid;
begin
  select m.organisation_id, m.display_name into seat from private.memberships m
  where m.account_id = me and m.organisation_id = organisation and m.audience in ('la_send', 'school', 'post16_provider') limit 1;
  if seat.organisation_id is null then
    raise sqlstate 'PT403' using message = 'may_not_add_people', detail = 'Schools, colleges and the SEND team add young people.';
  end if;
  delete from private.import_rows r using public.imports i where i.id = r.import_id and i.created_at < now() - interval '30 days';
  insert into public.import_sources as s (organisation_id, name, columns) values (organisation, trim(source), start_import.columns)
  on conflict (organisation_id, name) do update set columns = excluded.columns;
  insert into public.imports (organisation_id, source, created_by, created_by_name)
  values (organisation, trim(source), me, seat.display_name)
  returning id into new_id;
  return new_id;
exception
  when check_violation or not_null_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'A source needs a name of at most 60 letters.';
end
$$;
comment on function public.start_import(uuid, text, jsonb) is
  'Begins to bring a file in and remembers its columns, {field: heading}, for the source. Gives the import''s id. '
  'Rows of imports older than 30 days are forgotten. Errors: PT403 may_not_add_people, PT422 value_invalid.';

create function public.add_import_rows(import uuid, rows jsonb) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  found_import public.imports := private.import_for(import, '{receiving}');
  added integer;
begin
  if jsonb_typeof(rows) is distinct from 'array' or jsonb_array_length(rows) > 1000 then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'rows is a list of at most 1,000.';
  end if;
  insert into private.import_rows (import_id, line, cells, unread)
  select found_import.id, r.line, coalesce((
      select jsonb_object_agg(c.field, trim(c.value)) from jsonb_each_text(r.cells) c (field, value)
      where trim(c.value) <> '' and c.field in ('known_as', 'family_name', 'date_of_birth', 'locality', 'upn', 'uln', 'nhs_number', 'own_id',
        'plan_type', 'plan_first_made_on', 'plan_last_decision_on', 'plan_last_meeting_on', 'setting_name', 'setting_type')
    ), '{}'), coalesce(r.unread, '[]')
  from jsonb_to_recordset(rows) as r (line integer, cells jsonb, unread jsonb)
  -- A part that was sent twice, because an answer got lost, is there once.
  on conflict do nothing;
  get diagnostics added = row_count;
  return added;
exception
  when check_violation or not_null_violation or invalid_text_representation or invalid_parameter_value or numeric_value_out_of_range then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'A row is {line, cells: {field: text}, unread: [{field, key}]}.';
end
$$;
comment on function public.add_import_rows(uuid, jsonb) is
  'Takes up to 1,000 rows: [{line, cells: {field: text}, unread: [{field, key}]}]. Dates are YYYY-MM-DD. Safe to send again. '
  'Errors: PT404 not_found, PT409 import_moved_on, PT422 value_invalid.';

create function public.check_import(import uuid) returns jsonb
language plpgsql security definer
set search_path = ''
set statement_timeout = '5min'
as $$
declare
  found_import public.imports := private.import_for(import, '{receiving,checked}');
begin
  perform private.check_rows(found_import);
  update public.imports i set state = 'checked', counts = private.count_rows(i.id), version = i.version + 1 where i.id = import;
  return private.count_rows(import);
end
$$;
comment on function public.check_import(uuid) is
  'The dry run: decides for each row what it would do, and writes nothing about anybody. Gives {add, change, same, problem}. '
  'Errors: PT404 not_found, PT409 import_moved_on.';

create function public.import_lines(import uuid, outcome text, after_line integer default 0, page_size integer default 50)
returns table (line integer, person_id uuid, cells jsonb, problems jsonb, changes jsonb)
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return query
  select r.line, case when private.may_see(r.person_id) then r.person_id end, r.cells - 'setting_id', r.problems,
    case when private.may_see(r.person_id) then r.changes else '[]' end
  from private.import_rows r
  join public.imports i on i.id = r.import_id
  where i.id = import and r.outcome = import_lines.outcome and r.line > after_line and i.organisation_id in (
    select m.organisation_id from private.memberships m
    where m.account_id = (select auth.uid()) and m.audience in ('la_send', 'school', 'post16_provider')
  )
  order by r.line
  limit least(greatest(page_size, 1), 1000);
end
$$;
comment on function public.import_lines(uuid, text, integer, integer) is
  'Rows of one outcome (add, change, same, problem) after a line: problems [{field, key}], changes [{field, was, will}]. Nothing to others.';

create function public.begin_import(import uuid, expected_version integer, all_or_nothing boolean, update_people boolean) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  found_import public.imports := private.import_for(import, '{checked}');
begin
  if found_import.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'import_moved_on', detail = found_import.state::text, hint = 'Look at the import as it is now.';
  end if;
  if all_or_nothing and (found_import.counts ->> 'problem')::integer > 0 then
    raise sqlstate 'PT422' using message = 'import_has_problems', detail = 'Mend the rows in the file and choose it again.';
  end if;
  update public.imports i
  set state = 'writing', all_or_nothing = begin_import.all_or_nothing, update_people = begin_import.update_people, version = i.version + 1
  where i.id = import;
  return found_import.version + 1;
end
$$;
comment on function public.begin_import(uuid, integer, boolean, boolean) is
  'Says yes to what was shown. all_or_nothing: not one row with a problem; update_people: people who are here are changed too. '
  'Gives the new version. Errors: PT404 not_found, PT409 import_moved_on, PT422 import_has_problems.';

create function private.add_imported_people(import public.imports) returns void
language plpgsql
set search_path = ''
as $$
declare
  template uuid := private.pathway_in_force();
  me uuid := (select auth.uid());
begin
  if template is null then
    raise sqlstate 'PT503' using message = 'no_pathway', detail = 'No pathway is published yet.';
  end if;
  update private.import_rows r set person_id = gen_random_uuid() where r.import_id = import.id and r.outcome = 'add';
  insert into public.people (id, known_as, family_name, date_of_birth, locality, template_id, created_by, created_by_organisation_id, updated_by)
  select r.person_id, r.cells ->> 'known_as', r.cells ->> 'family_name', private.day_of(r.cells ->> 'date_of_birth'), r.cells ->> 'locality',
    template, me, import.organisation_id, me
  from private.import_rows r where r.import_id = import.id and r.outcome = 'add' order by r.line;
  insert into public.involvements (organisation_id, person_id)
  select distinct o.id, r.person_id from private.import_rows r
  join public.organisations o on o.id = import.organisation_id or (o.id = (r.cells ->> 'setting_id')::uuid and o.audience is not null)
  where r.import_id = import.id and r.outcome = 'add';
  insert into public.plans (person_id, plan_type, first_made_on, last_decision_on, last_meeting_on)
  select r.person_id, r.cells ->> 'plan_type', private.day_of(r.cells ->> 'plan_first_made_on'),
    private.day_of(r.cells ->> 'plan_last_decision_on'), private.day_of(r.cells ->> 'plan_last_meeting_on')
  from private.import_rows r where r.import_id = import.id and r.outcome = 'add' and r.cells ? 'plan_type';
  insert into public.placements (person_id, position, setting_name, setting_type, organisation_id)
  select r.person_id, 'now', coalesce(r.cells ->> 'setting_name', r.cells ->> 'setting_type'), (r.cells ->> 'setting_type')::public.setting_type,
    (r.cells ->> 'setting_id')::uuid
  from private.import_rows r where r.import_id = import.id and r.outcome = 'add' and r.cells ? 'setting_type';
  insert into public.person_identifiers (person_id, kind, organisation_id, value)
  select r.person_id, k.kind, case when k.kind = 'own_id' then import.organisation_id end, r.cells ->> k.kind::text
  from private.import_rows r
  cross join unnest(enum_range(null::public.identifier_kind)) k (kind)
  where r.import_id = import.id and r.outcome = 'add' and r.cells ? k.kind::text;
end
$$;
comment on function private.add_imported_people(public.imports) is
  'One statement a table. The named contact stays open: whoever brings a file in is not the contact of everybody in it.';

create function private.change_imported_person(person uuid, organisation uuid, cells jsonb, changes jsonb) returns void
language plpgsql
set search_path = ''
as $$
begin
  update public.people p
  set known_as = coalesce(cells ->> 'known_as', p.known_as), family_name = coalesce(cells ->> 'family_name', p.family_name),
    date_of_birth = coalesce(private.day_of(cells ->> 'date_of_birth'), p.date_of_birth),
    locality = coalesce(cells ->> 'locality', p.locality),
    version = p.version + 1, updated_at = now(), updated_by = (select auth.uid())
  where p.id = person;
  if jsonb_path_exists(changes, '$[*].field ? (@ starts with "plan_")') then
    perform private.write_facts(person, jsonb_build_object('plan', jsonb_build_object(
        'plan_type', cells -> 'plan_type', 'status', l.status, 'first_made_on', coalesce(cells ->> 'plan_first_made_on', l.first_made_on::text),
        'last_decision_on', coalesce(cells ->> 'plan_last_decision_on', l.last_decision_on::text),
        'last_meeting_on', coalesce(cells ->> 'plan_last_meeting_on', l.last_meeting_on::text))))
    -- The dates of another kind of plan are not this one's.
    from (select 1) one
    left join public.plans l on l.person_id = person and l.ended_on is null and l.plan_type = cells ->> 'plan_type';
  end if;
  if jsonb_path_exists(changes, '$[*].field ? (@ starts with "setting_")') then
    perform private.write_facts(person, jsonb_build_object('setting_now', jsonb_build_object(
      'setting_name', coalesce(cells ->> 'setting_name', cells ->> 'setting_type'), 'setting_type', cells -> 'setting_type',
      'organisation_id', cells -> 'setting_id')));
  end if;
  insert into public.person_identifiers as x (person_id, kind, organisation_id, value)
  select person, k.kind, case when k.kind = 'own_id' then organisation end, cells ->> k.kind::text
  from unnest(enum_range(null::public.identifier_kind)) k (kind) where cells ? k.kind::text
  on conflict on constraint person_identifiers_person_key do update set value = excluded.value where x.value <> excluded.value;
end
$$;
comment on function private.change_imported_person(uuid, uuid, jsonb, jsonb) is 'Writes what a row changes about somebody who is here; an empty cell changes nothing.';

create function public.write_import(import uuid) returns public.import_state
language plpgsql security definer
set search_path = ''
set statement_timeout = '15min'
as $$
declare
  found_import public.imports := private.import_for(import, '{writing}');
  new_state public.import_state := 'planning';
begin
  perform private.check_rows(found_import);
  if found_import.all_or_nothing and exists (select from private.import_rows r where r.import_id = import and r.outcome = 'problem') then
    new_state := 'checked';
  else
    perform set_config('onward.replan', 'paused', true), set_config('onward.reason', 'import:' || found_import.source, true);
    perform private.add_imported_people(found_import);
    if found_import.update_people then
      perform private.change_imported_person(r.person_id, found_import.organisation_id, r.cells, r.changes)
      from private.import_rows r where r.import_id = import and r.outcome = 'change';
    else
      update private.import_rows r set planned = true where r.import_id = import and r.outcome = 'change';
    end if;
    perform set_config('onward.replan', '', true), set_config('onward.reason', '', true);
  end if;
  update public.imports i
  set state = new_state, counts = private.count_rows(import), version = i.version + 1,
    written_at = case when new_state = 'planning' then clock_timestamp() end
  where i.id = import;
  return new_state;
end
$$;
comment on function public.write_import(uuid) is
  'Checks every row again and writes them, in one transaction. A row that would now do something else than was shown is left out '
  '(with all_or_nothing: nothing is written, and it is shown again). Gives the new state. Errors: PT404 not_found, PT409 import_moved_on, PT503 no_pathway.';

create function public.plan_import(import uuid) returns public.import_state
language plpgsql security definer
set search_path = ''
set statement_timeout = '5min'
as $$
declare
  found_import public.imports := private.import_for(import, '{planning}');
  batch uuid[];
begin
  batch := array(
    select r.person_id from private.import_rows r
    where r.import_id = found_import.id and r.outcome in ('add', 'change') and not r.planned order by r.line limit 100);
  perform private.replan(batch);
  update private.import_rows r set planned = true where r.import_id = import and r.person_id = any (batch);
  update public.imports i
  set counts = private.count_rows(import), version = i.version + 1,
    state = case when batch = '{}' then 'done' else i.state end, finished_at = case when batch = '{}' then now() end
  where i.id = import
  returning i.state into found_import.state;
  return found_import.state;
end
$$;
comment on function public.plan_import(uuid) is
  'Plans the timelines of the next 100 people that were written, so that others get their turn in between. Gives the state: planning or done.';

create function public.undo_import(import uuid) returns jsonb
language plpgsql security definer
set search_path = ''
set statement_timeout = '5min'
as $$
declare
  found_import public.imports := private.import_for(import, '{done}');
  untouched uuid[];
  counted jsonb;
begin
  untouched := array(
    select p.id from private.import_rows r join public.people p on p.id = r.person_id
    where r.import_id = import and r.outcome = 'add'
      and not exists (select from public.audit_events e where e.person_id = p.id and e.at > found_import.written_at)
    order by r.line limit 100
  );
  perform set_config('onward.reason', 'Import undone: ' || found_import.source, true);
  delete from public.people p where p.id = any (untouched);
  perform set_config('onward.reason', '', true);
  delete from private.import_rows r where r.import_id = import and r.person_id = any (untouched);
  counted := private.count_rows(import);
  counted := counted || jsonb_build_object('kept', counted -> 'add',
    'removed', coalesce((found_import.counts ->> 'removed')::integer, 0) + cardinality(untouched));
  if untouched = '{}' then
    delete from private.import_rows r where r.import_id = import;
  end if;
  update public.imports i
  set state = case when untouched = '{}' then 'undone' else i.state end, version = i.version + 1, counts = counted
  where i.id = import;
  return jsonb_build_object('removed', counted -> 'removed', 'kept', counted -> 'kept', 'is_over', untouched = '{}');
end
$$;
comment on function public.undo_import(uuid) is
  'Takes away the next 100 people that an import added and nobody has touched since, so that others get their turn in between. What it changed '
  'about others stays: each history says what was before. Gives {removed, kept, is_over}: ask again until it is over. Stopped on the way, the import '
  'is done with fewer people, and can be undone further. Errors: PT404 not_found, PT409 import_moved_on.';

create function public.discard_import(import uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  -- Also where writing failed: while it is under way, this waits for it and is then refused.
  perform private.import_for(import, '{receiving,checked,writing}');
  delete from public.imports i where i.id = import;
end
$$;
comment on function public.discard_import(uuid) is 'Forgets a file before anything was written. Errors: PT404 not_found, PT409 import_moved_on.';

grant execute on function
  public.start_import(uuid, text, jsonb), public.add_import_rows(uuid, jsonb), public.check_import(uuid),
  public.import_lines(uuid, text, integer, integer), public.begin_import(uuid, integer, boolean, boolean),
  public.write_import(uuid), public.plan_import(uuid), public.undo_import(uuid), public.discard_import(uuid)
  to authenticated;
