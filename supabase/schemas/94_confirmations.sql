-- Did it really happen? A second word, by the young person or their family, on what services say is done.

create table public.confirmations (
  id uuid primary key,
  item_id uuid not null references public.timeline_items (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  author_id uuid not null references public.accounts (id) on delete cascade,
  author_name text not null,
  author_role public.member_role not null,
  answer text not null check (answer in ('yes', 'partly', 'no', 'not_sure')),
  words text check (char_length(trim(words)) between 1 and 1000),
  shared_with public.audience[] not null default '{young_person,family,school,post16_provider,la_send}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  unique (item_id, author_id)
);
comment on table public.confirmations is
  'What the young person or somebody of their family says about a step that a service has marked as done. One for each who says it.';
comment on column public.confirmations.shared_with is
  'The circle, and those who hold the plan together: school, college and the SEND team. The service itself sees it where it is one of these.';
create index confirmations_person_idx on public.confirmations (person_id);
create index confirmations_author_idx on public.confirmations (author_id);
-- The few that say something else than the service does: what mismatches() looks for.
create index confirmations_doubt_idx on public.confirmations (person_id) where answer in ('no', 'partly');

create trigger audit after insert or update or delete on public.confirmations
  for each row execute function private.audit('person_id', 'id');
alter table public.confirmations enable row level security;
grant select on public.confirmations to authenticated;
create policy "The circle and those who coordinate can read whether it happened" on public.confirmations
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));

create function public.confirm_item(item uuid, expected_version integer, answer text, words text default null) returns public.confirmations
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  done public.timeline_items;
  seat record;
  kept public.confirmations;
begin
  select t.* into done from public.timeline_items t
  where t.id = item and t.retired_at is null
    and exists (select from private.access a where a.person_id = t.person_id and a.account_id = me);
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  select a.display_name, a.role into seat from private.access a
  where a.person_id = done.person_id and a.account_id = me and a.via = 'circle' limit 1;
  if not found then
    raise sqlstate 'PT403' using message = 'only_circle_confirms', detail = 'The young person and their family say whether it happened.';
  end if;
  if done.status <> 'done' or done.audience in ('young_person', 'family') then
    raise sqlstate 'PT409' using message = 'not_done_by_service', detail = 'Only what a service says is done can be confirmed.';
  end if;
  if coalesce(confirm_item.answer, '') not in ('yes', 'partly', 'no', 'not_sure') then
    raise sqlstate 'PT422' using message = 'confirmation_needed', detail = 'Say yes, partly, no or not sure.';
  end if;
  if char_length(trim(confirm_item.words)) > 1000 then
    raise sqlstate 'PT422' using message = 'text_too_long', detail = 'This holds 1,000 letters.';
  end if;
  select c.* into kept from public.confirmations c where c.item_id = item and c.author_id = me for update;
  if coalesce(kept.version, 0) is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'confirmation_changed', detail = to_jsonb(kept)::text,
      hint = 'You changed this in another window. Look at it, then save again.';
  end if;
  insert into public.confirmations as c (id, item_id, person_id, author_id, author_name, author_role, answer, words)
  values (gen_random_uuid(), item, done.person_id, me, seat.display_name, seat.role, confirm_item.answer, nullif(trim(confirm_item.words), ''))
  on conflict (item_id, author_id) do update
  set answer = excluded.answer, words = excluded.words, updated_at = now(), version = c.version + 1
  where c.version = expected_version
  returning c.* into kept;
  if kept.id is null then
    raise sqlstate 'PT409' using message = 'confirmation_changed', detail = '{}', hint = 'You changed this in another window. Look at it, then save again.';
  end if;
  return kept;
end
$$;
comment on function public.confirm_item(uuid, integer, text, text) is
  'Says whether a step that a service marked as done really happened: yes, partly, no or not_sure, with words. expected_version is 0 for the first time. '
  'Errors: PT404 not_found, PT403 only_circle_confirms, PT409 not_done_by_service or confirmation_changed (detail: the row as it is now), PT422 confirmation_needed or text_too_long.';

create function public.take_back_confirmation(item uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  delete from public.confirmations c
  where c.item_id = item and c.author_id = (select auth.uid())
    and exists (select from private.access a where a.person_id = c.person_id and a.account_id = c.author_id);
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
end
$$;
comment on function public.take_back_confirmation(uuid) is 'Takes back what I said about a step. Errors: PT404 not_found.';

create view private.doubts as
  select c.person_id, c.item_id, t.item_key, t.audience, t.done_by_name, t.done_at, c.id, c.author_name, c.author_role, c.answer, c.words, c.updated_at, c.shared_with
  from public.confirmations c
  join public.timeline_items t on t.id = c.item_id and t.status = 'done' and t.retired_at is null
  -- Done once more since: the question is open again.
  where c.answer in ('no', 'partly') and c.updated_at >= t.done_at;
comment on view private.doubts is
  'What a service says is done and the young person or family says is not, or only in part. It reads as its owner: for functions and views that ask whose it is.';
create view private.my_doubts as
  select d.* from private.doubts d
  where exists (
    select from private.access a where a.person_id = d.person_id and a.account_id = (select auth.uid()) and a.audience = any (d.shared_with));
comment on view private.my_doubts is 'The doubts about those I work with or whose circle I am in, as far as they are shared with me. It reads as its owner.';
revoke all on private.doubts, private.my_doubts from public, anon, authenticated;

create function public.mismatches(person uuid default null, in_locale text default 'en')
returns table (
  person_id uuid, known_as text, item_id uuid, item_key text, title text, audience public.audience,
  done_by_name text, done_at timestamptz, said_by text, said_role public.member_role, answer text, words text, said_at timestamptz
)
language sql security definer
set search_path = ''
as $$
  select private.record_view(c.person_id, 'timeline') from private.my_doubts c where mismatches.person is null or c.person_id = mismatches.person;
  select p.id, p.known_as, c.item_id, c.item_key, coalesce(w.title, c.item_key), c.audience, c.done_by_name, c.done_at,
    c.author_name, c.author_role, c.answer, c.words, c.updated_at
  from private.my_doubts c
  join public.people p on p.id = c.person_id
  left join lateral (
    select x.title from public.pathway_texts x
    where x.template_id = p.template_id and x.subject = 'item' and x.subject_key = c.item_key and x.locale in (in_locale, 'en')
    order by (x.locale = in_locale) desc limit 1
  ) w on true
  where mismatches.person is null or c.person_id = mismatches.person
  order by c.updated_at desc, c.id
$$;
comment on function public.mismatches(uuid, text) is
  'Steps that a service says are done and the young person or family say are not, or only in part, newest first: of one person, or of everybody I '
  'work with. For those who coordinate and the circle; nothing for others. A step done again since then is no mismatch. Staff who look are written down.';

grant execute on function public.confirm_item(uuid, integer, text, text), public.take_back_confirmation(uuid), public.mismatches(uuid, text) to authenticated;
