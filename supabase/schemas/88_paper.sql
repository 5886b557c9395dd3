-- A plan or a checklist on paper, filled in by hand and typed back by somebody who helps. The code on the sheet opens its form.

create type public.paper_purpose as enum ('plan', 'checklist');

create table private.papers (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  code_hash bytea not null unique,
  purpose public.paper_purpose not null,
  items uuid[] not null,
  made_by uuid references public.accounts (id) on delete set null,
  made_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '90 days',
  ended_at timestamptz
);
comment on table private.papers is
  'Printed sheets. The code is on the paper alone; it gives nobody a right they do not have, and opens one form for 90 days or until it is ended.';
comment on column private.papers.items is 'The steps on the sheet, in their printed order.';
create index papers_person_idx on private.papers (person_id);
create index papers_made_by_idx on private.papers (made_by);
alter table private.papers enable row level security;

create function private.must_write_for(person uuid) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  perform private.must_see(person);
  if not private.may_work(person, 'young_person', (select auth.uid())) then
    raise sqlstate 'PT403' using message = 'not_your_step', detail = 'Only the young person and their family tick these steps.';
  end if;
end
$$;

create function public.make_paper(person uuid, purpose public.paper_purpose, items uuid[]) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  code text := substr(private.new_code(), 1, 16);
  made private.papers;
begin
  perform private.must_write_for(person);
  if coalesce(cardinality(items), 0) not between 1 and 60 or exists (
    select from unnest(items) as i (id)
    where not exists (select from public.timeline_items t where t.id = i.id and t.person_id = make_paper.person)
  ) then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Give the steps that are on the sheet: 60 at most.';
  end if;
  delete from private.papers p where p.person_id = make_paper.person and p.expires_at < now();
  insert into private.papers as p (person_id, code_hash, purpose, items, made_by)
  values (person, private.hash_code(code), purpose, items, (select auth.uid())) returning p.* into made;
  return jsonb_build_object('code', code, 'made_at', made.made_at, 'expires_at', made.expires_at);
end
$$;
comment on function public.make_paper(uuid, public.paper_purpose, uuid[]) is
  'A code for a sheet with these steps, for the young person and their family: {code, made_at, expires_at}. The code is told this once. '
  'Errors: PT404 not_found, PT403 not_your_step, PT422 value_invalid.';

create function private.paper_of(code text) returns private.papers
language plpgsql stable
set search_path = ''
as $$
declare
  paper private.papers;
begin
  select p.* into paper from private.papers p
  where p.code_hash = private.hash_code(code) and p.ended_at is null and p.expires_at > now()
    and private.may_work(p.person_id, 'young_person', (select auth.uid()));
  if paper.id is null then
    raise sqlstate 'PT404' using message = 'paper_not_found', detail = 'No sheet with this code is open for you.';
  end if;
  return paper;
end
$$;
comment on function private.paper_of(text) is 'A code that never was, has ended, or is for somebody else''s plan: always the same answer.';

create function public.open_paper(code text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  paper private.papers := private.paper_of(code);
begin
  return jsonb_build_object(
    'person_id', paper.person_id, 'known_as', (select p.known_as from public.people p where p.id = paper.person_id),
    'purpose', paper.purpose, 'items', paper.items, 'made_at', paper.made_at);
end
$$;
comment on function public.open_paper(text) is
  'What is on the sheet with this code: {person_id, known_as, purpose, items, made_at}. Errors: PT404 paper_not_found.';

create function public.record_from_paper(code text, said_by public.audience, entries jsonb) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  paper private.papers := private.paper_of(code);
  entry jsonb;
  recorded integer := 0;
begin
  if said_by is null or said_by not in ('young_person', 'family') then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Say who filled in the sheet.';
  end if;
  if jsonb_typeof(entries) is distinct from 'array' then
    raise sqlstate 'PT400' using message = 'patch_invalid', detail = 'Give a list of {item_id, expected_version, patch}.';
  end if;
  -- The history says that these are the words of one, typed by another.
  perform set_config('onward.reason', 'from_paper:' || said_by, true);
  for entry in select e.value from jsonb_array_elements(entries) e loop
    if (entry ->> 'item_id')::uuid <> all (paper.items) then
      raise sqlstate 'PT422' using message = 'value_invalid', detail = 'This step is not on the sheet.';
    end if;
    perform public.record_item((entry ->> 'item_id')::uuid, (entry ->> 'expected_version')::integer, entry -> 'patch');
    recorded := recorded + 1;
  end loop;
  perform set_config('onward.reason', '', true);
  return recorded;
end
$$;
comment on function public.record_from_paper(text, public.audience, jsonb) is
  'Types back what is on a sheet, all of it or nothing: entries [{item_id, expected_version, patch}] as for record_item(). The history '
  'names who typed it, and that it was said on paper by the young person or the family. Gives how many steps changed. '
  'Errors: PT404 paper_not_found, PT422 value_invalid, PT409 item_changed and the others of record_item().';

create function public.end_papers(person uuid) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  ended integer;
begin
  perform private.must_write_for(person);
  update private.papers p set ended_at = now() where p.person_id = end_papers.person and p.ended_at is null and p.expires_at > now();
  get diagnostics ended = row_count;
  return ended;
end
$$;
comment on function public.end_papers(uuid) is
  'Ends the codes of every sheet about this young person, for when one is lost; gives how many. Errors: PT404 not_found, PT403 not_your_step.';

grant execute on function public.make_paper(uuid, public.paper_purpose, uuid[]), public.open_paper(text),
  public.record_from_paper(text, public.audience, jsonb), public.end_papers(uuid) to authenticated;
