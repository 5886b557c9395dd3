-- A young person's own views before a review: rehearsed in private, handed over answer by answer, read in the open, and answered.

create table public.view_questions (
  key text primary key check (key ~ '^[a-z_]{1,40}$'),
  position smallint not null unique,
  pfa_area public.pfa_area,
  source text not null,
  retired_at timestamptz
);
comment on table public.view_questions is
  'What a young person is asked before a review, one question a screen. Data: a local authority may ask other questions; a retired one keeps its answers.';
comment on column public.view_questions.source is 'Why it is asked.';

create table public.view_question_texts (
  question_key text not null references public.view_questions (key) on delete cascade,
  locale text not null,
  title text not null,
  hint text not null,
  starters text[] not null default '{}',
  primary key (question_key, locale)
);
comment on table public.view_question_texts is 'The words of a question, by language. English where a language is missing.';
comment on column public.view_question_texts.starters is 'Beginnings of an answer to press, for whom an empty box is hard.';

create table public.own_views (
  id uuid primary key,
  person_id uuid not null references public.people (id) on delete cascade,
  author_id uuid not null references public.accounts (id) on delete cascade,
  author_name text not null,
  question_key text not null references public.view_questions (key),
  words text not null check (char_length(trim(words)) between 1 and 4000),
  shared_with public.audience[] not null default '{}',
  readers uuid[] not null default '{}',
  handed_over_at timestamptz,
  review_on date,
  closed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  check ((handed_over_at is null) = (shared_with = '{}')),
  check ((handed_over_at is null) = (readers = '{}'))
);
comment on table public.own_views is
  'One answer of a young person. Nobody else reads it until they hand it over, and then only whom they chose. Nothing of it changes once it was read.';
comment on column public.own_views.words is
  'Not readable through the table: whoever reads them asks read_views(), which tells the young person. In the history only its author sees them, '
  'because they change while the answer is private.';
comment on column public.own_views.shared_with is 'The kinds of people and teams among its readers.';
comment on column public.own_views.readers is
  'Who reads it, by the seat that the young person saw by name when they chose: of the circle, a team, or somebody of a team. Who joins later is not among them.';
comment on column public.own_views.review_on is 'The review that was booked when it was handed over. After that day the next answer is a new one.';
comment on column public.own_views.closed_at is 'When it made room for a new answer to the same question.';
create unique index own_views_current_key on public.own_views (person_id, author_id, question_key) where closed_at is null;
create index own_views_person_idx on public.own_views (person_id);
create index own_views_author_idx on public.own_views (author_id);
create index own_views_question_idx on public.own_views (question_key);

create table public.own_view_reads (
  view_id uuid not null references public.own_views (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  account_id uuid not null references public.accounts (id) on delete cascade,
  name text not null,
  role public.member_role not null,
  read_at timestamptz not null default now(),
  primary key (view_id, account_id)
);
comment on table public.own_view_reads is 'Who has read an answer, for the one who gave it. The first reading ends taking it back.';
create index own_view_reads_person_idx on public.own_view_reads (person_id);
create index own_view_reads_account_idx on public.own_view_reads (account_id);

create table public.view_replies (
  id uuid primary key,
  view_id uuid not null references public.own_views (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  author_id uuid not null references public.accounts (id) on delete cascade,
  author_name text not null,
  author_role public.member_role not null,
  outcome text not null check (outcome in ('yes', 'partly', 'later', 'no')),
  words text not null check (char_length(trim(words)) between 1 and 2000),
  shared_with public.audience[] not null default '{young_person}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  unique (view_id, author_id)
);
comment on table public.view_replies is
  'You said, we did: what was decided about an answer, by somebody it was handed to. Read by the young person and whoever has the answer.';
comment on column public.view_replies.shared_with is 'Who reads its history beside its author. Whoever has the answer reads the reply itself.';
create index view_replies_person_idx on public.view_replies (person_id);
create index view_replies_author_idx on public.view_replies (author_id);

create trigger audit after insert or update or delete on public.own_views
  for each row execute function private.audit('person_id', 'question_key');
create trigger audit after insert or update or delete on public.view_replies
  for each row execute function private.audit('person_id', 'view_id');

alter table public.view_questions enable row level security;
alter table public.view_question_texts enable row level security;
alter table public.own_views enable row level security;
alter table public.own_view_reads enable row level security;
alter table public.view_replies enable row level security;

grant select on public.view_questions, public.view_question_texts, public.own_view_reads, public.view_replies to authenticated;
grant select (id, person_id, author_id, author_name, question_key, shared_with, readers, handed_over_at, review_on, closed_at, created_at, updated_at, version)
  on public.own_views to authenticated;

create policy "Signed-in people can read what is asked" on public.view_questions
  for select to authenticated using ((select auth.uid()) is not null);
create policy "Signed-in people can read the words of a question" on public.view_question_texts
  for select to authenticated using ((select auth.uid()) is not null);
create policy "Its author and those it was handed to can see that there is an answer" on public.own_views
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with, readers));
create policy "Whoever gave an answer can see who read it, and a reader their own reading" on public.own_view_reads
  for select to authenticated using (
    account_id = (select auth.uid())
    or exists (select from public.own_views v where v.id = view_id and v.author_id = (select auth.uid()))
  );
create policy "Its author and whoever has the answer can read a reply" on public.view_replies
  for select to authenticated using (
    private.may_read_shared(person_id, author_id, shared_with) or exists (select from public.own_views v where v.id = view_id)
  );

-- Rehearsing.

create function private.must_be_young_person(person uuid) returns text
language plpgsql stable security definer
set search_path = ''
as $$
declare
  name text;
begin
  perform private.must_see(person);
  select a.display_name into name from private.access a
  where a.person_id = person and a.account_id = (select auth.uid()) and a.via = 'circle' and a.audience = 'young_person' limit 1;
  if not found then
    raise sqlstate 'PT403' using message = 'young_person_only', detail = 'Only the young person writes here.';
  end if;
  return name;
end
$$;
comment on function private.must_be_young_person(uuid) is
  'Gives the young person''s name where they themself ask. Errors: PT404 not_found, PT403 young_person_only.';

create function private.open_view(view uuid, expected_version integer) returns public.own_views
language plpgsql security definer
set search_path = ''
as $$
declare
  kept public.own_views;
begin
  select v.* into kept from public.own_views v where v.id = view and v.author_id = (select auth.uid()) for update;
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  perform private.must_be_young_person(kept.person_id);
  if kept.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'view_changed', detail = to_jsonb(kept)::text,
      hint = 'You changed this in another window. Look at it, then save again.';
  end if;
  return kept;
end
$$;
comment on function private.open_view(uuid, integer) is
  'An answer of mine, held for a change. Errors: PT404 not_found, PT409 view_changed (detail: the row as it is now).';

create function public.save_view(view uuid, person uuid, question_key text, expected_version integer, words text) returns public.own_views
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  my_name text := private.must_be_young_person(person);
  kept public.own_views;
begin
  if not exists (select from public.view_questions q where q.key = save_view.question_key) then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'There is no such question.';
  end if;
  if char_length(trim(save_view.words)) > 4000 then
    raise sqlstate 'PT422' using message = 'text_too_long', detail = 'An answer holds 4,000 letters.';
  end if;
  update public.own_views v set closed_at = now()
  where v.person_id = person and v.author_id = me and v.question_key = save_view.question_key and v.closed_at is null and v.review_on < private.today();
  select v.* into kept from public.own_views v
  where v.person_id = person and v.author_id = me and v.question_key = save_view.question_key and v.closed_at is null for update;
  if coalesce(kept.version, 0) is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'view_changed', detail = to_jsonb(kept)::text,
      hint = 'You changed this in another window. Look at it, then save again.';
  end if;
  if kept.handed_over_at is not null then
    raise sqlstate 'PT409' using message = 'view_handed_over', detail = 'Take it back first, or write a new one after the review.';
  end if;
  if coalesce(trim(save_view.words), '') = '' then
    delete from public.own_views v where v.id = kept.id;
    kept.version := 0;
    kept.words := '';
    return kept;
  end if;
  insert into public.own_views as v (id, person_id, author_id, author_name, question_key, words)
  values (coalesce(kept.id, view, gen_random_uuid()), person, me, my_name, save_view.question_key, trim(save_view.words))
  on conflict (id) do update set words = excluded.words, updated_at = now(), version = v.version + 1
  where v.author_id = me and v.person_id = excluded.person_id and v.question_key = excluded.question_key and v.handed_over_at is null
  returning v.* into kept;
  if kept.id is null then
    raise sqlstate 'PT409' using message = 'id_taken', detail = 'Send it again.';
  end if;
  return kept;
exception when unique_violation then
  raise sqlstate 'PT409' using message = 'view_changed', detail = '{}', hint = 'You answered this in another window. Look at it, then save again.';
end
$$;
comment on function public.save_view(uuid, uuid, text, integer, text) is
  'Keeps an answer, for nobody but the young person. expected_version is 0 for the first time. No words: the answer is gone, and version is 0. '
  'Errors: PT404 not_found, PT403 young_person_only, PT409 view_changed (detail: the row as it is now), view_handed_over or id_taken, PT422 text_too_long.';

-- Handing over.

create function private.named_readers(person uuid)
returns table (id uuid, kind text, name text, role public.member_role, team text, audience public.audience, is_here boolean, is_offered boolean)
language sql stable
set search_path = ''
as $$
  with teams as (
    select o.id, o.name, o.audience, i.named_contact_id
    from public.involvements i
    join public.organisations o on o.id = i.organisation_id and o.audience is not null
    where i.person_id = person
      and (select private.today()) between i.starts_on and coalesce(i.ends_on, 'infinity')
      and (select private.today()) between o.starts_on and coalesce(o.ends_on, 'infinity')
  ), workers as (
    select m.id, m.display_name, m.role, t.id as team_id, t.name as team, t.audience, m.account_id is not null as is_here, m.id = t.named_contact_id as is_contact
    from teams t
    join public.organisation_members m on m.organisation_id = t.id
    where (select private.today()) between m.starts_on and coalesce(m.ends_on, 'infinity')
  )
  select c.id, 'person', c.display_name, c.relationship, null, 'family'::public.audience, c.account_id is not null, true
  from public.circle_members c
  where c.person_id = person and c.relationship <> 'young_person'
    and (select private.today()) between c.starts_on and coalesce(c.ends_on, 'infinity')
  union all
  select t.id, 'team', t.name, null, null, t.audience, exists (select from workers w where w.team_id = t.id and w.is_here), true from teams t
  union all
  select w.id, 'worker', w.display_name, w.role, w.team, w.audience, w.is_here, coalesce(w.is_contact, false) from workers w
$$;
comment on function private.named_readers(uuid) is
  'Everybody a young person can hand an answer to today, by seat (see private.access): the circle, the teams involved, and who works there. '
  'is_here: they have signed in once, so that they can read. is_offered: to choose from; of the workers that is the named contact alone.';

create function private.readers_json(person uuid, chosen uuid[] default null) returns jsonb
language sql stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'kind', r.kind, 'name', r.name, 'role', r.role, 'team', r.team, 'is_here', r.is_here)
    order by r.kind <> 'person', r.audience, coalesce(r.team, r.name), r.kind, r.name), '[]')
  from private.named_readers(person) r
  where case when chosen is null then r.is_offered else r.id = any (chosen) end
$$;
comment on function private.readers_json(uuid, uuid[]) is
  'Those whom a young person can choose, or those of the chosen who can read it today: [{id, kind: person, team or worker, name, role, team, is_here}].';

create function public.hand_over_views(person uuid, choices jsonb) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  booked date;
  choice record;
  kept public.own_views;
  kinds public.audience[];
  handed integer := 0;
begin
  perform private.must_be_young_person(person);
  if jsonb_typeof(choices) is distinct from 'array' or jsonb_array_length(choices) not between 1 and 100 then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Choose at least one answer.';
  end if;
  select d.on_date into booked from public.person_dates d
  where d.person_id = person and d.anchor = 'review_meeting' and d.on_date >= private.today();
  for choice in
    select c.id, c.version, coalesce(c.readers, '{}') as readers
    from jsonb_to_recordset(choices) as c (id uuid, version integer, readers uuid[]) order by c.id
  loop
    kept := private.open_view(choice.id, choice.version);
    if kept.person_id <> person or kept.closed_at is not null then
      raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
    end if;
    if choice.readers = '{}' then
      raise sqlstate 'PT422' using message = 'readers_needed', detail = 'Choose who can read it.';
    end if;
    select array_agg(distinct r.audience) into kinds from private.named_readers(person) r where r.id = any (choice.readers);
    if exists (select unnest(choice.readers) except select r.id from private.named_readers(person) r) then
      raise sqlstate 'PT409' using message = 'readers_changed', detail = 'Somebody chosen does not help any more. Choose again.';
    end if;
    update public.own_views v
    set readers = array(select distinct x from unnest(v.readers || choice.readers) x order by x),
      shared_with = array(select distinct x from unnest(v.shared_with || kinds) x order by x),
      handed_over_at = coalesce(v.handed_over_at, now()),
      review_on = case when v.handed_over_at is null then booked else v.review_on end, version = v.version + 1
    where v.id = kept.id;
    handed := handed + 1;
  end loop;
  return handed;
exception
  when invalid_text_representation or numeric_value_out_of_range or invalid_parameter_value then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Give a list of {id, version, readers}.';
end
$$;
comment on function public.hand_over_views(uuid, jsonb) is
  'Hands these answers over, all or none: [{id, version, readers: [id of my_views().readers]}]. What was handed over before gets these readers as well. Gives how many. '
  'Errors: PT404 not_found, PT403 young_person_only, PT409 view_changed or readers_changed, PT422 readers_needed or value_invalid.';

create function public.take_back_view(view uuid, expected_version integer) returns public.own_views
language plpgsql security definer
set search_path = ''
as $$
declare
  kept public.own_views := private.open_view(view, expected_version);
begin
  if exists (select from public.own_view_reads r where r.view_id = view) then
    raise sqlstate 'PT409' using message = 'view_read', detail = 'Somebody has read it already.';
  end if;
  update public.own_views v set shared_with = '{}', readers = '{}', handed_over_at = null, review_on = null, version = v.version + 1
  where v.id = kept.id returning v.* into kept;
  return kept;
end
$$;
comment on function public.take_back_view(uuid, integer) is
  'Makes an answer private again, as long as nobody has read it. Errors: PT404 not_found, PT409 view_changed or view_read.';

create function public.start_new_views(person uuid) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  closed integer;
begin
  perform private.must_be_young_person(person);
  update public.own_views v set closed_at = now()
  where v.person_id = start_new_views.person and v.author_id = (select auth.uid()) and v.closed_at is null and v.handed_over_at is not null;
  get diagnostics closed = row_count;
  return closed;
end
$$;
comment on function public.start_new_views(uuid) is
  'Puts what was handed over behind me, so that I can answer anew. What is private stays. Gives how many. Errors: PT404 not_found, PT403 young_person_only.';

-- Reading and answering.

create function private.replies_to(view uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'author_name', r.author_name, 'author_role', r.author_role, 'outcome', r.outcome,
    'words', r.words, 'updated_at', r.updated_at, 'version', r.version, 'mine', r.author_id = (select auth.uid())) order by r.created_at, r.id), '[]')
  from public.view_replies r where r.view_id = view
$$;

create function private.view_json(v public.own_views) returns jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(v) - 'author_id' || jsonb_build_object(
    'readers', private.readers_json(v.person_id, v.readers),
    'reads', (
      select coalesce(jsonb_agg(jsonb_build_object('name', r.name, 'role', r.role, 'read_at', r.read_at) order by r.read_at, r.name), '[]')
      from public.own_view_reads r where r.view_id = v.id),
    'replies', private.replies_to(v.id))
$$;
comment on function private.view_json(public.own_views) is 'An answer for the one who gave it. Asks nobody whether they may read it.';

create function private.view_question_words(question_key text, in_locale text) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('title', t.title, 'hint', t.hint, 'starters', to_jsonb(t.starters))
  from public.view_question_texts t
  where t.question_key = view_question_words.question_key and t.locale in (in_locale, 'en')
  order by (t.locale = in_locale) desc limit 1
$$;
grant execute on function private.view_question_words(text, text) to authenticated;

create function public.my_views(person uuid, in_locale text default 'en') returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
begin
  perform private.must_be_young_person(person);
  return jsonb_build_object(
    'today', private.today(),
    'review_on', (
      select d.on_date from public.person_dates d
      where d.person_id = person and d.anchor = 'review_meeting' and d.on_date >= private.today()),
    'readers', private.readers_json(person),
    'questions', (
      select coalesce(jsonb_agg(private.view_question_words(q.key, in_locale) || jsonb_build_object(
        'key', q.key, 'pfa_area', q.pfa_area, 'view', case when v.id is not null then private.view_json(v) end) order by q.position), '[]')
      from public.view_questions q
      left join public.own_views v on v.person_id = my_views.person and v.author_id = me and v.question_key = q.key
        and v.closed_at is null and coalesce(v.review_on >= private.today(), true)
      where q.retired_at is null or v.id is not null),
    'earlier', (
      select coalesce(jsonb_agg(private.view_json(v) || jsonb_build_object('title', private.view_question_words(v.question_key, in_locale) ->> 'title')
        order by v.handed_over_at desc, v.id), '[]')
      from public.own_views v
      where v.person_id = my_views.person and v.author_id = me and (v.closed_at is not null or v.review_on < private.today())));
end
$$;
comment on function public.my_views(uuid, text) is
  'A young person''s own views: {today, review_on, readers: those to choose from (readers_json), questions: [{key, title, hint, starters, pfa_area, view}], earlier: [view and title]}; view: the answer '
  'with its readers, reads: [{name, role, read_at}] and replies: [{id, author_name, author_role, outcome, words, updated_at}], or null. Errors: PT404 not_found, PT403 young_person_only.';

create function public.read_views(person uuid, in_locale text default 'en') returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
begin
  perform private.must_see(person);
  perform private.record_view(person, 'views');
  -- Nobody reads in silence: whoever gets the words is written down for the young person in the same moment.
  insert into public.own_view_reads (view_id, person_id, account_id, name, role)
  select v.id, v.person_id, me, s.display_name, s.role
  from public.own_views v
  cross join lateral (
    select a.display_name, a.role from private.access a
    where a.person_id = v.person_id and a.account_id = me and a.seats && v.readers
    order by a.via limit 1
  ) s
  where v.person_id = read_views.person and v.author_id <> me
  on conflict (view_id, account_id) do nothing;
  return (
    select coalesce(jsonb_agg(to_jsonb(v) - 'author_id' || jsonb_build_object(
      'title', private.view_question_words(v.question_key, in_locale) ->> 'title',
      'readers', private.readers_json(v.person_id, v.readers),
      'may_reply', exists (
        select from private.access a where a.person_id = v.person_id and a.account_id = me and a.via = 'team' and a.seats && v.readers),
      'replies', private.replies_to(v.id)) order by v.review_on desc nulls first, q.position), '[]')
    from public.own_views v
    join public.view_questions q on q.key = v.question_key
    where v.person_id = read_views.person and v.author_id <> me and private.may_read_shared(v.person_id, v.author_id, v.shared_with, v.readers)
  );
end
$$;
comment on function public.read_views(uuid, text) is
  'What a young person handed over to the one who asks, newest review first: [{id, title, words, readers, handed_over_at, review_on, may_reply, replies}]. '
  'From then on the young person sees who read it. Errors: PT404 not_found.';

create function public.reply_to_view(reply uuid, view uuid, expected_version integer, outcome text, words text) returns public.view_replies
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  answered public.own_views;
  seat record;
  kept public.view_replies;
begin
  select v.* into answered from public.own_views v
  where v.id = view and private.may_read_shared(v.person_id, v.author_id, v.shared_with, v.readers);
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  select a.display_name, a.role into seat from private.access a
  where a.person_id = answered.person_id and a.account_id = me and a.via = 'team' and a.seats && answered.readers limit 1;
  if not found then
    raise sqlstate 'PT403' using message = 'staff_only', detail = 'A team it was handed to answers this.';
  end if;
  if coalesce(reply_to_view.outcome, '') not in ('yes', 'partly', 'later', 'no') then
    raise sqlstate 'PT422' using message = 'outcome_needed', detail = 'Say what was decided.';
  end if;
  select r.* into kept from public.view_replies r where r.view_id = view and r.author_id = me for update;
  if coalesce(kept.version, 0) is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'reply_changed', detail = to_jsonb(kept)::text,
      hint = 'You changed this in another window. Look at it, then save again.';
  end if;
  insert into public.view_replies as r (id, view_id, person_id, author_id, author_name, author_role, outcome, words)
  values (coalesce(kept.id, reply, gen_random_uuid()), view, answered.person_id, me, seat.display_name, seat.role, reply_to_view.outcome,
    private.must_fit(reply_to_view.words, 2000))
  on conflict (id) do update set outcome = excluded.outcome, words = excluded.words, author_role = excluded.author_role,
    updated_at = now(), version = r.version + 1
  where r.author_id = me and r.view_id = excluded.view_id
  returning r.* into kept;
  if kept.id is null then
    raise sqlstate 'PT409' using message = 'id_taken', detail = 'Send it again.';
  end if;
  return kept;
exception when unique_violation then
  raise sqlstate 'PT409' using message = 'reply_changed', detail = '{}', hint = 'You answered this in another window. Look at it, then save again.';
end
$$;
comment on function public.reply_to_view(uuid, uuid, integer, text, text) is
  'You said, we did: what was decided about an answer (outcome: yes, partly, later, no) and why. One reply an account; expected_version is 0 for the first time. '
  'Errors: PT404 not_found, PT403 staff_only, PT409 reply_changed (detail: the row as it is now) or id_taken, PT422 outcome_needed, words_needed or text_too_long.';

grant execute on function public.save_view(uuid, uuid, text, integer, text), public.hand_over_views(uuid, jsonb), public.take_back_view(uuid, integer),
  public.start_new_views(uuid), public.my_views(uuid, text), public.read_views(uuid, text), public.reply_to_view(uuid, uuid, integer, text, text)
  to authenticated;

-- The questions. Law: the council considers the young person's views, wishes and feelings (Children and Families Act 2014 s.19) and a review
-- asks for them (SEND Regulations 2014 reg 20). What is asked follows the four areas of Preparing for Adulthood (Code of Practice 8.10, 9.69).

insert into public.view_questions (key, position, pfa_area, source) values
  ('going_well', 1, null, 'SEND Regulations 2014 reg 20; Code of Practice 9.167'),
  ('not_going_well', 2, null, 'SEND Regulations 2014 reg 20; Code of Practice 9.167'),
  ('work', 3, 'employment', 'Code of Practice 8.10 and 9.69: preparing for adulthood, work and learning'),
  ('home', 4, 'independent_living', 'Code of Practice 8.10 and 9.69: preparing for adulthood, where and how to live'),
  ('friends', 5, 'community_inclusion', 'Code of Practice 8.10 and 9.69: preparing for adulthood, friends and community'),
  ('health', 6, 'health', 'Code of Practice 8.10 and 9.69: preparing for adulthood, health'),
  ('would_help', 7, null, 'Children and Families Act 2014 s.19(b) and (c): taking part in decisions, with information and support'),
  ('do_not_want', 8, null, 'Children and Families Act 2014 s.19(a): views, wishes and feelings'),
  ('who_comes', 9, null, 'Good practice in person-centred reviews'),
  ('how_i_join', 10, null, 'Children and Families Act 2014 s.19(b): taking part as fully as possible');

insert into public.view_question_texts (question_key, locale, title, hint, starters) values
  ('going_well', 'en', 'What is going well?', 'At school or college, at home, with friends. Small things count.',
    '{"I like ","I am proud of ","Somebody who helps me is "}'),
  ('not_going_well', 'en', 'What is not going well?', 'You are not in trouble for saying it. It helps people to change things.',
    '{"I find it hard when ","I do not feel safe when ","I wish people would stop "}'),
  ('work', 'en', 'What would you like to learn or work at?', 'After school: a job, a course, a training place. You do not need to be sure.',
    '{"I would like to try ","I am good at ","I want to find out about "}'),
  ('home', 'en', 'Where and how would you like to live?', 'With family, with friends, by yourself with help. Money and travel belong here too.',
    '{"When I am older I want to live ","I want to learn to ","I need help with "}'),
  ('friends', 'en', 'What would you like to do with other people?', 'Friends, clubs, love, your faith, helping others.',
    '{"I would like to see more of ","I would like to join ","I feel left out when "}'),
  ('health', 'en', 'What would help you feel well?', 'Your body, your feelings, sleep, food, seeing a doctor.',
    '{"I feel well when ","I worry about ","At the doctor I need "}'),
  ('would_help', 'en', 'What would help?', 'Things, people, time, a quiet place, another way of doing it.',
    '{"It would help me if ","I want more ","Please ask me before "}'),
  ('do_not_want', 'en', 'What do you not want?', 'You can say no to an idea. You can say why, or leave it.',
    '{"I do not want ","Please do not ","It is too soon for "}'),
  ('who_comes', 'en', 'Who should be at the meeting?', 'And who should not be there. It is your review.',
    '{"I want to bring ","I do not want to talk in front of ","Please ask "}'),
  ('how_i_join', 'en', 'How do you want to take part?', 'All of the meeting, part of it, or another way.',
    '{"I want to be there the whole time.","I want to come for a part of it.","I want somebody to read this out for me.","I want to show pictures or a film.","I need breaks."}');

insert into public.view_question_texts (question_key, locale, title, hint, starters) values
  ('going_well', 'en-easy', 'What is going well?', 'Think of school, home and friends. Small things count.',
    '{"I like ","I am proud of ","Someone who helps me is "}'),
  ('not_going_well', 'en-easy', 'What is not going well?', 'You can say it. You are not in trouble.',
    '{"It is hard when ","I do not feel safe when ","Please stop "}'),
  ('work', 'en-easy', 'What job or course would you like?', 'This is about life after school. You do not have to be sure.',
    '{"I want to try ","I am good at ","Tell me more about "}'),
  ('home', 'en-easy', 'Where would you like to live?', 'With family? With friends? By yourself, with help?',
    '{"I want to live ","I want to learn to ","I need help with "}'),
  ('friends', 'en-easy', 'What do you want to do with others?', 'Think of friends, clubs and people you love.',
    '{"I want to see more of ","I want to join ","I feel left out when "}'),
  ('health', 'en-easy', 'What helps you feel well?', 'Think of your body and your feelings.',
    '{"I feel well when ","I worry about ","At the doctor I need "}'),
  ('would_help', 'en-easy', 'What would help you?', 'It can be a thing or a person. It can be more time.',
    '{"It helps me if ","I want more ","Please ask me before "}'),
  ('do_not_want', 'en-easy', 'What do you not want?', 'You can say no. You do not have to say why.',
    '{"I do not want ","Please do not ","It is too soon for "}'),
  ('who_comes', 'en-easy', 'Who should come to the meeting?', 'You can also say who should not come.',
    '{"I want to bring ","I do not want to talk in front of ","Please ask "}'),
  ('how_i_join', 'en-easy', 'How do you want to join in?', 'You can come for all of it or some of it.',
    '{"I want to come for all of it.","I want to come for some of it.","Please read this out for me.","I want to show pictures.","I need breaks."}');
