-- The family's Onward: questions with their answers, who is dealing with it, what changed, views for a review, private notes.

-- Questions, and requests to change something. Both are asked of a team, answered by it, and kept on the plan.

create table public.questions (
  id uuid primary key,
  person_id uuid not null references public.people (id) on delete cascade,
  author_id uuid not null references public.accounts (id) on delete cascade,
  author_name text not null,
  author_role public.member_role not null,
  kind text not null check (kind in ('question', 'change_request')),
  to_audience public.audience not null,
  words text not null check (char_length(words) between 1 and 2000),
  shared_with public.audience[] not null default '{}',
  asked_at timestamptz not null default now(),
  taken_by uuid references public.accounts (id) on delete set null,
  taken_by_name text,
  taken_by_role public.member_role,
  taken_at timestamptz,
  answer_due_on date not null,
  answer text check (char_length(answer) between 1 and 4000),
  answered_by uuid references public.accounts (id) on delete set null,
  answered_by_name text,
  answered_by_role public.member_role,
  answered_at timestamptz,
  withdrawn_at timestamptz,
  version integer not null default 1,
  check (cardinality(shared_with) = 0 or to_audience = any (shared_with)),
  check ((answer is null) = (answered_at is null)),
  check (withdrawn_at is null or (answered_at is null and shared_with = '{}'))
);
comment on table public.questions is
  'A question or a request for a change that the circle puts to a team, and its answer. Names and roles are as they were at the time.';
comment on column public.questions.to_audience is 'Who is asked: the teams of this audience, or the family where a young person asks it.';
comment on column public.questions.shared_with is 'Who reads the question and its answer beside the author. The one asked is always among them.';
comment on column public.questions.answer_due_on is 'Five working days after asking, until whoever takes it says another day.';
comment on column public.questions.withdrawn_at is 'Its author took it back before it was answered: only they read it now.';
create index questions_person_idx on public.questions (person_id, asked_at desc);
create index questions_author_idx on public.questions (author_id);
create index questions_taken_by_idx on public.questions (taken_by) where taken_by is not null;
create index questions_answered_by_idx on public.questions (answered_by) where answered_by is not null;
create trigger audit after insert or update or delete on public.questions
  for each row execute function private.audit('person_id', 'id');

alter table public.questions enable row level security;
grant select on public.questions to authenticated;
create policy "Its author and those it is shared with can read a question" on public.questions
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));

create function private.answer_due_on(asked_at timestamptz) returns date
language sql stable
set search_path = ''
return rules.nth_working_day_beginning_with((asked_at at time zone 'Europe/London')::date + 1, 5);
comment on function private.answer_due_on(timestamptz) is 'The day a question should be answered by: five working days after it was asked. Our own standard, not law.';
grant execute on function private.answer_due_on(timestamptz) to authenticated;

create function private.must_fit(words text, longest integer) returns text
language plpgsql immutable
set search_path = ''
as $$
begin
  if coalesce(trim(words), '') = '' then
    raise sqlstate 'PT422' using message = 'words_needed', detail = 'Write something first.';
  end if;
  if char_length(trim(words)) > longest then
    raise sqlstate 'PT422' using message = 'text_too_long', detail = format('This holds %s letters.', longest);
  end if;
  return trim(words);
end
$$;
comment on function private.must_fit(text, integer) is 'Gives the words without space around them. Errors: PT422 words_needed or text_too_long.';

create function public.ask_question(
  question uuid, person uuid, kind text, to_audience public.audience, words text, shared_with public.audience[] default '{}'
) returns public.questions
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  seat record;
  asked public.questions;
begin
  perform private.must_see(person);
  select a.audience, a.role, a.display_name into seat from private.access a
  where a.person_id = person and a.account_id = me and a.via = 'circle';
  if not found then
    raise sqlstate 'PT403' using message = 'circle_only', detail = 'Young people and their families ask. A team answers.';
  end if;
  if ask_question.kind not in ('question', 'change_request') then
    raise sqlstate 'PT400' using message = 'kind_invalid', detail = 'Ask a question, or for a change.';
  end if;
  -- The form chose the id, so that pressing send twice asks once.
  select q.* into asked from public.questions q where q.id = question;
  if found then
    if asked.author_id = me and asked.person_id = person then
      return asked;
    end if;
    raise sqlstate 'PT409' using message = 'id_taken', detail = 'Send it again.';
  end if;
  if to_audience = seat.audience or to_audience = 'young_person' or not exists (
    select from private.access a where a.person_id = person and a.audience = to_audience and a.account_id <> me
  ) then
    raise sqlstate 'PT422' using message = 'nobody_to_ask', detail = 'Nobody of that team is here. Choose another team.';
  end if;
  insert into public.questions (id, person_id, author_id, author_name, author_role, kind, to_audience, words, shared_with, answer_due_on)
  values (question, person, me, seat.display_name, seat.role, ask_question.kind, to_audience, private.must_fit(words, 2000),
    (select array_agg(distinct x) from unnest(shared_with || to_audience) x where x is not null), private.answer_due_on(now()))
  returning * into asked;
  return asked;
end
$$;
comment on function public.ask_question(uuid, uuid, text, public.audience, text, public.audience[]) is
  'The circle asks a question, or asks for a change (kind: question, change_request). Asking twice with the same id asks once. Whoever is asked '
  'always reads it. Errors: PT404 not_found, PT403 circle_only, PT422 nobody_to_ask, words_needed or text_too_long.';

create function private.open_question(question uuid, expected_version integer) returns public.questions
language plpgsql security definer
set search_path = ''
as $$
declare
  asked public.questions;
begin
  select q.* into asked from public.questions q
  where q.id = question and private.may_read_shared(q.person_id, q.author_id, q.shared_with) for update;
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if asked.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'question_changed', detail = to_jsonb(asked)::text,
      hint = 'Somebody else changed this first. Look at their change, then save again.';
  end if;
  return asked;
end
$$;
comment on function private.open_question(uuid, integer) is
  'The question as it is, held for a change. Errors: PT404 not_found, PT409 question_changed (detail: the row as it is now).';

create function private.may_answer(person uuid, to_audience public.audience, author uuid) returns boolean
language sql stable security definer
set search_path = ''
as $$
  select private.may_work(person, to_audience, (select auth.uid())) and author <> (select auth.uid())
$$;
comment on function private.may_answer(uuid, public.audience, uuid) is
  'Who answers: the teams asked, and while none of them is involved any more, whoever stands in for their steps.';
grant execute on function private.may_answer(uuid, public.audience, uuid) to authenticated;

create function private.must_answer(asked public.questions) returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if not private.may_answer(asked.person_id, asked.to_audience, asked.author_id) then
    raise sqlstate 'PT403' using message = 'not_your_question', detail = 'This was asked of another team.';
  end if;
end
$$;

create function private.role_of(account uuid, person uuid) returns public.member_role
language sql stable strict
set search_path = ''
as $$
  select a.role from private.access a where a.person_id = person and a.account_id = account order by a.via desc limit 1
$$;
comment on function private.role_of(uuid, uuid) is 'What somebody is to this young person today; null when they are nothing.';

create function public.take_question(question uuid, expected_version integer, answer_due_on date default null) returns public.questions
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  asked public.questions := private.open_question(question, expected_version);
begin
  perform private.must_answer(asked);
  if asked.answered_at is not null then
    raise sqlstate 'PT422' using message = 'question_answered', detail = 'This has an answer already.';
  end if;
  if take_question.answer_due_on not between private.today() and private.today() + 60 then
    raise sqlstate 'PT422' using message = 'day_out_of_reach', detail = 'Choose a day from today to 60 days from now.';
  end if;
  update public.questions q
  set taken_by = me, taken_by_name = private.name_of(me, q.person_id), taken_by_role = private.role_of(me, q.person_id),
    taken_at = now(), answer_due_on = coalesce(take_question.answer_due_on, q.answer_due_on), version = q.version + 1
  where q.id = asked.id
  returning q.* into asked;
  return asked;
end
$$;
comment on function public.take_question(uuid, integer, date) is
  'Somebody of the team asked says that they look at it, and by when they answer. Errors: PT404 not_found, PT403 not_your_question, '
  'PT409 question_changed, PT422 question_answered or day_out_of_reach.';

create function public.answer_question(question uuid, expected_version integer, answer text) returns public.questions
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  asked public.questions := private.open_question(question, expected_version);
begin
  perform private.must_answer(asked);
  update public.questions q
  set answer = private.must_fit(answer_question.answer, 4000), answered_by = me, answered_by_name = private.name_of(me, q.person_id),
    answered_by_role = private.role_of(me, q.person_id),
    -- Mending an answer does not make it late.
    answered_at = coalesce(q.answered_at, now()), version = q.version + 1
  where q.id = asked.id
  returning q.* into asked;
  return asked;
end
$$;
comment on function public.answer_question(uuid, integer, text) is
  'Answers a question, or mends its answer. Errors: PT404 not_found, PT403 not_your_question, PT409 question_changed, '
  'PT422 words_needed or text_too_long.';

create function public.withdraw_question(question uuid, expected_version integer) returns public.questions
language plpgsql security definer
set search_path = ''
as $$
declare
  asked public.questions := private.open_question(question, expected_version);
begin
  if asked.author_id <> (select auth.uid()) then
    raise sqlstate 'PT403' using message = 'not_your_question', detail = 'Only who asked can take a question back.';
  end if;
  if asked.answered_at is not null then
    raise sqlstate 'PT422' using message = 'question_answered', detail = 'This has an answer already, which stays on the plan.';
  end if;
  update public.questions q set withdrawn_at = coalesce(q.withdrawn_at, now()), shared_with = '{}', version = q.version + 1
  where q.id = asked.id
  returning q.* into asked;
  return asked;
end
$$;
comment on function public.withdraw_question(uuid, integer) is
  'Its author takes a question back before it is answered; from then on only they read it. Errors: PT404 not_found, '
  'PT403 not_your_question, PT409 question_changed, PT422 question_answered.';

create function public.questions_about(person uuid)
returns table (
  id uuid, kind text, to_audience public.audience, words text, shared_with public.audience[], asked_at timestamptz,
  author_name text, author_role public.member_role, mine boolean,
  taken_by_name text, taken_by_role public.member_role, taken_at timestamptz, taken_by_me boolean,
  answer_due_on date, standard_due_on date, answer text, answered_by_name text, answered_by_role public.member_role, answered_at timestamptz,
  withdrawn_at timestamptz, state text, late boolean, may_answer boolean, version integer
)
language sql
set search_path = ''
as $$
  select private.record_view(person, 'questions');
  select q.id, q.kind, q.to_audience, q.words, q.shared_with, q.asked_at,
    q.author_name, q.author_role, q.author_id = (select auth.uid()),
    q.taken_by_name, q.taken_by_role, q.taken_at, coalesce(q.taken_by = (select auth.uid()), false),
    q.answer_due_on, private.answer_due_on(q.asked_at), q.answer, q.answered_by_name, q.answered_by_role, q.answered_at,
    q.withdrawn_at,
    case when q.withdrawn_at is not null then 'withdrawn' when q.answered_at is not null then 'answered'
      when q.taken_at is not null then 'being_looked_at' else 'asked' end,
    q.withdrawn_at is null
      and coalesce((q.answered_at at time zone 'Europe/London')::date, private.today()) > q.answer_due_on,
    q.withdrawn_at is null and private.may_answer(q.person_id, q.to_audience, q.author_id),
    q.version
  from public.questions q
  where q.person_id = person
  order by (q.answered_at is not null or q.withdrawn_at is not null), q.answer_due_on, q.asked_at desc
$$;
comment on function public.questions_about(uuid) is
  'The questions about one young person that I may read: open ones first, by the day an answer is due. state: asked, being_looked_at, '
  'answered, withdrawn. late: no answer on its day, or answered after it. standard_due_on: five working days after asking. Nothing for an outsider. Staff who look are written down.';

grant execute on function
  public.ask_question(uuid, uuid, text, public.audience, text, public.audience[]), public.take_question(uuid, integer, date),
  public.answer_question(uuid, integer, text), public.withdraw_question(uuid, integer), public.questions_about(uuid)
  to authenticated;

-- Who is dealing with it: how families reach a member of a team, who covers while they are away, and who it was before.

create table public.contact_cards (
  member_id uuid primary key references public.organisation_members (id) on delete cascade,
  phone text check (char_length(phone) between 3 and 40),
  email text check (email ~ '^[^@\s]+@[^@\s]+$' and char_length(email) <= 120),
  works_on smallint[] not null default '{}' check (works_on <@ '{1,2,3,4,5,6,7}'),
  best_time text check (char_length(best_time) between 1 and 160),
  photo text check (photo ~ '^data:image/(jpeg|png|webp);base64,[A-Za-z0-9+/]+=*$' and char_length(photo) <= 60000),
  away_from date check (private.is_plausible(away_from)),
  away_until date check (private.is_plausible(away_until)),
  cover_member_id uuid references public.organisation_members (id) on delete set null,
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  updated_by uuid references public.accounts (id) on delete set null,
  check (away_until is null or away_until >= away_from),
  check (cover_member_id is distinct from member_id),
  check (away_from is not null or (away_until is null and cover_member_id is null))
);
comment on table public.contact_cards is 'How families reach a member of a team. Work numbers and addresses, never private ones.';
comment on column public.contact_cards.works_on is 'Days of the week they work: 1 is Monday. Empty: they have not said.';
comment on column public.contact_cards.photo is 'A small picture as a data URL, so that it is behind the same policy and asks no other server.';
comment on column public.contact_cards.away_until is 'Their last day away. Null while away: they do not know yet.';
comment on column public.contact_cards.cover_member_id is 'Who of their team to ask while they are away.';
create index contact_cards_cover_idx on public.contact_cards (cover_member_id) where cover_member_id is not null;
create index contact_cards_updated_by_idx on public.contact_cards (updated_by) where updated_by is not null;
-- It is about no young person: administrators read its history, as they read that of teams.
create trigger audit after insert or update of phone, email, works_on, best_time, away_from, away_until, cover_member_id or delete
  on public.contact_cards for each row execute function private.audit('person_id', 'member_id');

create function private.may_read_card(member uuid) returns boolean
language sql stable security definer
set search_path = ''
as $$
  select exists (
    select from public.organisation_members m
    join private.memberships mine on mine.organisation_id = m.organisation_id and mine.account_id = (select auth.uid())
    where m.id = member
  ) or exists (
    select from public.organisation_members m
    join public.involvements i on i.organisation_id = m.organisation_id
      and (select private.today()) between i.starts_on and coalesce(i.ends_on, 'infinity')
    join private.access a on a.person_id = i.person_id and a.account_id = (select auth.uid())
    where m.id = member
  )
$$;
comment on function private.may_read_card(uuid) is 'Their own team, and everyone involved with a young person that this team works with today.';
grant execute on function private.may_read_card(uuid) to authenticated;

alter table public.contact_cards enable row level security;
grant select on public.contact_cards to authenticated;
create policy "Team mates and those whose young people the team works with can read how to reach a member" on public.contact_cards
  for select to authenticated using (private.may_read_card(member_id));

create function public.save_contact_card(member uuid, expected_version integer, patch jsonb) returns public.contact_cards
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  seat record;
  card public.contact_cards;
begin
  select m.organisation_id, m.account_id = me as is_mine into seat from public.organisation_members m
  where m.id = member and private.today() between m.starts_on and coalesce(m.ends_on, 'infinity') and exists (
    select from private.memberships s where s.account_id = me and s.organisation_id = m.organisation_id
  );
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if patch is null or jsonb_typeof(patch) <> 'object' or (
    select bool_or(k not in ('phone', 'email', 'works_on', 'best_time', 'photo', 'away_from', 'away_until', 'cover_member_id'))
    from jsonb_object_keys(patch) k
  ) then
    raise sqlstate 'PT400' using message = 'patch_invalid', detail = 'That is not part of a contact card.';
  end if;
  -- Somebody who is ill does not fill in forms: a team mate may say who covers.
  if seat.is_mine is not true and patch ?| array['phone', 'email', 'works_on', 'best_time', 'photo'] then
    raise sqlstate 'PT403' using message = 'card_not_yours', detail = 'For a team mate you can only say when they are away and who covers.';
  end if;
  if patch ->> 'cover_member_id' is not null and not exists (
    select from public.organisation_members m
    where m.id::text = patch ->> 'cover_member_id' and m.organisation_id = seat.organisation_id
      and private.today() between m.starts_on and coalesce(m.ends_on, 'infinity')
  ) then
    raise sqlstate 'PT422' using message = 'cover_not_in_team', detail = 'Choose somebody who works in the same team.';
  end if;
  select c.* into card from public.contact_cards c where c.member_id = member for update;
  if coalesce(card.version, 0) is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'card_changed', detail = (to_jsonb(card) - 'photo')::text,
      hint = 'Somebody else changed this first. Look at their change, then save again.';
  end if;

  card := jsonb_populate_record(card, patch || jsonb_build_object('member_id', member));
  insert into public.contact_cards as c (member_id, phone, email, works_on, best_time, photo, away_from, away_until, cover_member_id, updated_by)
  values (member, nullif(trim(card.phone), ''), nullif(trim(card.email), ''), coalesce(card.works_on, '{}'), nullif(trim(card.best_time), ''),
    nullif(card.photo, ''), card.away_from, card.away_until, card.cover_member_id, me)
  on conflict (member_id) do update set phone = excluded.phone, email = excluded.email, works_on = excluded.works_on,
    best_time = excluded.best_time, photo = excluded.photo, away_from = excluded.away_from, away_until = excluded.away_until,
    cover_member_id = excluded.cover_member_id, version = c.version + 1, updated_at = now(), updated_by = me
  returning c.* into card;
  return card;
exception
  when check_violation or invalid_text_representation or invalid_datetime_format or datetime_field_overflow
    or invalid_parameter_value or numeric_value_out_of_range then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Look at the phone number, the address and the dates again.';
end
$$;
comment on function public.save_contact_card(uuid, integer, jsonb) is
  'Changes what is named of my own card: phone, email, works_on, best_time, photo, away_from, away_until, cover_member_id. For a team mate: '
  'the last three. expected_version is 0 while there is no card. Errors: PT404 not_found, PT403 card_not_yours, PT409 card_changed '
  '(detail: the card as it is now), PT400 patch_invalid, PT422 cover_not_in_team or value_invalid.';

create function public.my_contact_cards() returns jsonb
language sql stable security definer
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'member_id', s.member_id, 'organisation', o.name, 'role', s.role, 'card', to_jsonb(c) - 'updated_by' - 'updated_at',
    'team', (
      select coalesce(jsonb_agg(jsonb_build_object('member_id', t.id, 'display_name', t.display_name) order by t.display_name), '[]')
      from public.organisation_members t
      where t.organisation_id = s.organisation_id and t.id <> s.member_id and t.role <> 'computer_system'
        and private.today() between t.starts_on and coalesce(t.ends_on, 'infinity')
    )) order by o.name), '[]')
  from private.memberships s
  join public.organisations o on o.id = s.organisation_id
  left join public.contact_cards c on c.member_id = s.member_id
  where s.account_id = (select auth.uid()) and s.audience is not null
$$;
comment on function public.my_contact_cards() is
  'My seats in teams that work with young people, each with its contact card (null while there is none) and the team mates who could cover.';

create table public.named_contact_history (
  id bigint generated always as identity primary key,
  person_id uuid not null references public.people (id) on delete cascade,
  involvement_id uuid not null references public.involvements (id) on delete cascade,
  member_id uuid references public.organisation_members (id) on delete set null,
  display_name text not null,
  role public.member_role not null,
  from_on date not null,
  until_on date,
  check (until_on is null or until_on >= from_on)
);
comment on table public.named_contact_history is
  'Who was the named contact of a team, from when to when. A trigger keeps it; involvements has the audit, so this table needs none.';
create index named_contact_history_involvement_idx on public.named_contact_history (involvement_id, from_on);
create index named_contact_history_person_idx on public.named_contact_history (person_id);
create index named_contact_history_member_idx on public.named_contact_history (member_id);
alter table public.named_contact_history enable row level security;
grant select on public.named_contact_history to authenticated;
create policy "Involved people can read who the named contacts were" on public.named_contact_history
  for select to authenticated using (
    person_id in (select c.person_id from private.my_circles c)
    or (select true from private.my_cases c where c.person_id = named_contact_history.person_id limit 1)
  );

create function private.keep_named_contact() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  ends date := coalesce(new.ends_on, private.today());
begin
  update public.named_contact_history h set until_on = greatest(h.from_on, ends)
  where h.involvement_id = new.id and h.until_on is null
    and (new.ends_on is not null or h.member_id is distinct from new.named_contact_id);
  if tg_op = 'UPDATE' and old.ends_on is not null and new.ends_on is null then
    update public.named_contact_history h set until_on = null
    where h.involvement_id = new.id and h.member_id = new.named_contact_id and h.until_on = greatest(h.from_on, old.ends_on);
  end if;
  insert into public.named_contact_history (person_id, involvement_id, member_id, display_name, role, from_on, until_on)
  select new.person_id, new.id, m.id, m.display_name, m.role,
    case when tg_op = 'INSERT' then new.starts_on else private.today() end, new.ends_on
  from public.organisation_members m
  where m.id = new.named_contact_id and not exists (
    select from public.named_contact_history h
    where h.involvement_id = new.id and h.member_id = m.id and (h.until_on is null or new.ends_on is not null)
  );
  return null;
end
$$;
create trigger named_contact after insert or update of named_contact_id, ends_on on public.involvements
  for each row execute function private.keep_named_contact();

create function private.contact_card_of(member uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('member_id', m.id, 'display_name', m.display_name, 'role', m.role, 'phone', c.phone, 'email', c.email,
    'works_on', coalesce(to_jsonb(c.works_on), '[]'), 'best_time', c.best_time, 'has_photo', c.photo is not null)
  from public.organisation_members m
  left join public.contact_cards c on c.member_id = m.id
  where m.id = member and private.today() between m.starts_on and coalesce(m.ends_on, 'infinity')
$$;

create function public.named_contacts(person uuid) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.must_see(person);
  perform private.record_view(person, 'circle');
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'organisation_id', o.id, 'organisation', o.name, 'audience', o.audience, 'involved_since', i.starts_on,
      'contact', private.contact_card_of(i.named_contact_id),
      'away', case when coalesce(c.away_until, 'infinity') >= private.today() and c.away_from <= private.today() + 14
        then jsonb_build_object('from', c.away_from, 'until', c.away_until, 'is_now', c.away_from <= private.today(),
          'cover', private.contact_card_of(c.cover_member_id)) end,
      'history', (
        select coalesce(jsonb_agg(jsonb_build_object('display_name', h.display_name, 'role', h.role, 'from', h.from_on, 'until', h.until_on)
          order by h.from_on desc, h.id desc), '[]')
        from public.named_contact_history h where h.involvement_id = i.id
      )) order by o.audience, o.name), '[]')
    from public.involvements i
    join public.organisations o on o.id = i.organisation_id and o.audience is not null
    left join public.contact_cards c on c.member_id = i.named_contact_id
    where i.person_id = person and private.today() between i.starts_on and coalesce(i.ends_on, 'infinity')
  );
end
$$;
comment on function public.named_contacts(uuid) is
  'Who is dealing with it, team by team: [{organisation_id, organisation, audience, involved_since, contact: {member_id, display_name, role, '
  'phone, email, works_on, best_time, has_photo} or null while nobody is named, away: {from, until, is_now, cover: a contact or null} from two '
  'weeks before, history: [{display_name, role, from, until}] newest first}]. Errors: PT404 not_found.';

-- What changed since somebody last looked.

create table public.last_looks (
  account_id uuid not null references public.accounts (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  up_to bigint not null,
  up_to_at timestamptz not null,
  looked_at timestamptz not null default now(),
  primary key (account_id, person_id)
);
comment on table public.last_looks is
  'Up to which line of the history somebody has seen a young person''s changes. Without an audit: when somebody looks is nobody else''s business.';
comment on column public.last_looks.up_to_at is 'When that line was written: what is newer is new. Not when they looked, because more may have come in between.';
create index last_looks_person_idx on public.last_looks (person_id);
alter table public.last_looks enable row level security;
grant select on public.last_looks to authenticated;
create policy "People can read how far they have looked themselves" on public.last_looks
  for select to authenticated using (account_id = (select auth.uid()));

create function public.mark_looked(person uuid, up_to bigint) returns bigint
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  earlier bigint;
begin
  perform private.must_see(person);
  select l.up_to into earlier from public.last_looks l where l.account_id = me and l.person_id = person;
  if mark_looked.up_to is null then
    delete from public.last_looks l where l.account_id = me and l.person_id = person;
  else
    insert into public.last_looks as l (account_id, person_id, up_to, up_to_at)
    select me, person, e.id, e.at from public.audit_events e where e.id = mark_looked.up_to and e.person_id = person
    on conflict (account_id, person_id) do update set up_to = excluded.up_to, up_to_at = excluded.up_to_at, looked_at = now();
  end if;
  return earlier;
end
$$;
comment on function public.mark_looked(uuid, bigint) is
  'I have seen everything up to this line of the history; null forgets it. Gives up to where it was before, to undo it. Errors: PT404 not_found.';

create function private.handing_over_event(view uuid) returns bigint
language sql stable security definer
set search_path = ''
as $$
  select e.id from public.own_views v
  join public.audit_events e on e.person_id = v.person_id and e.subject = 'own_views' and e.subject_key = v.question_key and e.at >= v.handed_over_at
  where v.id = view order by e.id limit 1
$$;
comment on function private.handing_over_event(uuid) is
  'The line of the history in which an answer was handed over. Only its place: the line itself is its author''s, the answer whose it was handed to.';
grant execute on function private.handing_over_event(uuid) to authenticated;

create function public.changes_about(person uuid, in_locale text default 'en')
returns table (
  event_id bigint, at timestamptz, is_new boolean, actor_name text, actor_role public.member_role,
  action text, subject text, subject_key text, changes jsonb, name text,
  item_id uuid, item_audience public.audience, item_mine boolean, item_due_on date, item_status public.item_status
)
-- plpgsql, because the reviews it tells of come in a later room.
language plpgsql rows 200
set search_path = ''
as $$
#variable_conflict use_column
begin
  perform private.record_view(changes_about.person, 'history');
  return query
  with looked as materialized (
    select (select l.up_to_at from public.last_looks l where l.account_id = (select auth.uid()) and l.person_id = changes_about.person) as up_to
  ),
  recent as materialized (
    select e.* from public.audit_events e
    where e.person_id = changes_about.person and e.actor_id is distinct from (select auth.uid())
      and e.subject in ('timeline_items', 'person_dates', 'plans', 'placements', 'person_flags', 'involvements', 'circle_members',
        'questions', 'family_views', 'reviews', 'review_actions', 'goals', 'goal_reports', 'profiles')
      and e.at > now() - interval '180 days'
    order by e.at desc, e.id desc limit 200
  )
  select e.id, e.at, e.at > coalesce(l.up_to, now() - interval '30 days'),
    e.actor_name, e.actor_role, e.action, e.subject, e.subject_key, e.changes,
    coalesce(w.title, case e.subject
      when 'involvements' then (select o.name from public.organisations o where o.id::text = e.subject_key)
      when 'questions' then (select q.words from public.questions q where q.id::text = e.subject_key)
      when 'review_actions' then coalesce(
        (select a.words from public.review_actions a where a.id::text = e.subject_key), e.changes #>> '{words,1}', e.changes #>> '{words,0}')
      when 'goals' then (select g.words from public.goals g where g.id::text = e.subject_key)
      when 'goal_reports' then (
        select g.words from public.goal_reports r join public.goals g on g.id = r.goal_id where r.id::text = e.subject_key)
      when 'circle_members' then e.changes #>> '{display_name,1}'
      when 'placements' then e.changes #>> '{setting_name,1}' end),
    t.id, t.audience, t.audience = any (array(
      select a.audience from private.access a where a.person_id = changes_about.person and a.account_id = (select auth.uid()))),
    t.due_on, t.status
  from recent e
  cross join looked l
  join public.people p on p.id = changes_about.person
  -- A step that comes back each year has one key: the one meant is the one that was changed then.
  left join lateral (
    select i.* from public.timeline_items i
    where e.subject = 'timeline_items' and i.person_id = changes_about.person and i.item_key = e.subject_key and i.retired_at is null
    order by abs(extract(epoch from i.updated_at - e.at)) nulls last limit 1
  ) t on true
  left join lateral (
    select x.title from public.pathway_texts x
    where x.template_id = p.template_id and x.subject_key = e.subject_key and x.locale in (in_locale, 'en')
      and x.subject = case e.subject when 'timeline_items' then 'item' when 'person_dates' then 'anchor' when 'person_flags' then 'condition' end
    order by (x.locale = in_locale) desc limit 1
  ) w on true
  union all
  -- What the young person handed to the reader: as long as they may read it, so that an answer taken back is no news.
  select private.handing_over_event(v.id), v.handed_over_at, v.handed_over_at > coalesce(l.up_to, now() - interval '30 days'),
    v.author_name, 'young_person', 'insert', 'own_views', v.id::text, '{}', private.view_question_words(v.question_key, in_locale) ->> 'title',
    null, null, null, null, null
  from public.own_views v
  cross join looked l
  where v.person_id = changes_about.person and v.author_id <> (select auth.uid()) and v.handed_over_at > now() - interval '180 days'
  order by 2 desc, 1 desc;
end
$$;
comment on function public.changes_about(uuid, text) is
  'What others did about one young person in the last half year, newest first, as far as I may read it. is_new: since I last said I had looked, or '
  'in the last 30 days where I never did. changes: {"column": [before, after]}; none for an answer that was handed to me (own_views). name: the step, event, team or question it is about. Nothing for an outsider.';

-- Views for the review, and private notes.

create table public.family_views (
  id uuid primary key,
  person_id uuid not null references public.people (id) on delete cascade,
  author_id uuid not null references public.accounts (id) on delete cascade,
  author_name text not null,
  author_role public.member_role not null,
  review_on date,
  going_well text check (char_length(going_well) <= 2000),
  hard_now text check (char_length(hard_now) <= 2000),
  hopes text check (char_length(hopes) <= 2000),
  help_wanted text check (char_length(help_wanted) <= 2000),
  shared_with public.audience[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1
);
comment on table public.family_views is
  'What a parent or carer thinks, for a review: theirs alone, beside the young person''s own views. After the review they write anew.';
comment on column public.family_views.review_on is 'The review they were last written for; null while none is booked.';
create index family_views_person_idx on public.family_views (person_id);
create index family_views_author_idx on public.family_views (author_id);
create trigger audit after insert or update or delete on public.family_views
  for each row execute function private.audit('person_id', 'id');
alter table public.family_views enable row level security;
grant select on public.family_views to authenticated;
create policy "Their author and those they are shared with can read views for a review" on public.family_views
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));

create function private.family_seat(person uuid) returns table (role public.member_role, display_name text)
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.must_see(person);
  return query select a.role, a.display_name from private.access a
  where a.person_id = family_seat.person and a.account_id = (select auth.uid()) and a.via = 'circle' and a.audience = 'family';
  if not found then
    raise sqlstate 'PT403' using message = 'family_only', detail = 'This is for parents and carers.';
  end if;
end
$$;
comment on function private.family_seat(uuid) is 'As what and by what name I am in the family of this young person. Errors: PT404 not_found, PT403 family_only.';

create function public.save_family_views(views uuid, person uuid, expected_version integer, answers jsonb, shared_with public.audience[])
returns public.family_views
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  seat record;
  booked date;
  mine public.family_views;
begin
  select s.role, s.display_name into seat from private.family_seat(person) s;
  if answers is null or jsonb_typeof(answers) <> 'object' or (
    select bool_or(k not in ('going_well', 'hard_now', 'hopes', 'help_wanted') or jsonb_typeof(v) not in ('string', 'null'))
    from jsonb_each(answers) a (k, v)
  ) then
    raise sqlstate 'PT400' using message = 'patch_invalid', detail = 'Give going_well, hard_now, hopes or help_wanted as text.';
  end if;
  if (select bool_or(char_length(v) > 2000) from jsonb_each_text(answers) a (k, v)) then
    raise sqlstate 'PT422' using message = 'text_too_long', detail = 'Each answer holds 2,000 letters.';
  end if;
  select d.on_date into booked from public.person_dates d
  where d.person_id = person and d.anchor = 'review_meeting' and d.on_date >= private.today();
  select v.* into mine from public.family_views v
  where v.person_id = person and v.author_id = me and coalesce(v.review_on, 'infinity') >= private.today()
  order by v.created_at desc limit 1 for update;
  if coalesce(mine.version, 0) is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'views_changed', detail = to_jsonb(mine)::text,
      hint = 'You changed this in another window. Look at it, then save again.';
  end if;

  insert into public.family_views as v (id, person_id, author_id, author_name, author_role, review_on, going_well, hard_now, hopes, help_wanted, shared_with)
  values (coalesce(mine.id, views), person, me, seat.display_name, seat.role, booked,
    nullif(trim(answers ->> 'going_well'), ''), nullif(trim(answers ->> 'hard_now'), ''), nullif(trim(answers ->> 'hopes'), ''),
    nullif(trim(answers ->> 'help_wanted'), ''), array(select distinct x from unnest(save_family_views.shared_with) x where x is not null order by x))
  on conflict (id) do update set review_on = excluded.review_on, going_well = excluded.going_well, hard_now = excluded.hard_now,
    hopes = excluded.hopes, help_wanted = excluded.help_wanted, shared_with = excluded.shared_with, updated_at = now(), version = v.version + 1
  where v.author_id = me and v.person_id = excluded.person_id
  returning v.* into mine;
  if mine.id is null then
    raise sqlstate 'PT409' using message = 'id_taken', detail = 'Send it again.';
  end if;
  return mine;
end
$$;
comment on function public.save_family_views(uuid, uuid, integer, jsonb, public.audience[]) is
  'A parent or carer writes their own views for the next review: all four answers, and who reads them. expected_version is 0 for the first time, '
  'and again after a review. Errors: PT404 not_found, PT403 family_only, PT409 views_changed (detail: the row as it is now), PT400 patch_invalid, '
  'PT422 text_too_long.';

create table public.private_notes (
  id uuid primary key,
  person_id uuid not null references public.people (id) on delete cascade,
  author_id uuid not null references public.accounts (id) on delete cascade,
  words text not null check (char_length(words) between 1 and 4000),
  shared_with public.audience[] not null default '{}' check (shared_with = '{}'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1
);
comment on table public.private_notes is 'What a parent or carer writes for nobody but themselves: not the other parent, not the young person, no team.';
comment on column public.private_notes.shared_with is 'Always nobody. It is there so that the history is kept from everyone else too.';
create index private_notes_person_idx on public.private_notes (person_id);
create index private_notes_author_idx on public.private_notes (author_id, person_id);
create trigger audit after insert or update or delete on public.private_notes
  for each row execute function private.audit('person_id', 'id');
alter table public.private_notes enable row level security;
grant select on public.private_notes to authenticated;
create policy "Only its author can read a private note" on public.private_notes
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));

create function public.save_private_note(note uuid, person uuid, expected_version integer, words text) returns public.private_notes
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  kept public.private_notes;
begin
  perform private.family_seat(person);
  select n.* into kept from public.private_notes n where n.id = note for update;
  if kept.id is not null and (kept.author_id <> me or kept.person_id <> person) then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if coalesce(kept.version, 0) is distinct from expected_version then
    -- The same note sent twice is kept once.
    if kept.words = trim(save_private_note.words) then
      return kept;
    end if;
    raise sqlstate 'PT409' using message = 'note_changed', detail = to_jsonb(kept)::text,
      hint = 'You changed this in another window. Look at it, then save again.';
  end if;
  insert into public.private_notes as n (id, person_id, author_id, words)
  values (note, person, me, private.must_fit(save_private_note.words, 4000))
  on conflict (id) do update set words = excluded.words, updated_at = now(), version = n.version + 1
  returning n.* into kept;
  return kept;
end
$$;
comment on function public.save_private_note(uuid, uuid, integer, text) is
  'Keeps a note for myself alone. expected_version is 0 for a new one. Errors: PT404 not_found, PT403 family_only, '
  'PT409 note_changed (detail: the row as it is now), PT422 words_needed or text_too_long.';

create function public.delete_private_note(note uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  delete from public.private_notes n
  where n.id = note and private.may_read_shared(n.person_id, n.author_id, n.shared_with);
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
end
$$;
comment on function public.delete_private_note(uuid) is 'Removes a note of mine. Its history stays, for me alone. Errors: PT404 not_found.';

-- The start of a parent's or carer's day.

create function public.decision_dates(person uuid) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.must_see(person);
  perform private.record_view(person, 'rights');
  return (
    select jsonb_build_object(
      'today', private.today(), 'age', rules.age_on(p.date_of_birth, private.today()),
      'sixteen_on', rules.mental_capacity_act_from(p.date_of_birth),
      'young_person_from', rules.young_person_from(p.date_of_birth, p.autumn_term_start),
      'adult_from', rules.adult_from(p.date_of_birth))
    from public.people p where p.id = person
  );
end
$$;
comment on function public.decision_dates(uuid) is
  'The days on which decisions pass to a young person: {today, age, sixteen_on (R-RIGHTS-02: the Mental Capacity Act applies), young_person_from '
  '(R-CSA-02, R-RIGHTS-01: they decide about their EHC plan), adult_from (R-RIGHTS-02)}. Errors: PT404 not_found.';

create function public.my_family(in_locale text default 'en') returns jsonb
language sql
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'person_id', p.id, 'known_as', p.known_as, 'relationship', c.relationship, 'today', private.today(),
    'age', rules.age_on(p.date_of_birth, private.today()),
    'nc_year', rules.nc_year(p.date_of_birth, private.today(), p.year_group_offset),
    'setting_now', (select n.setting_name from public.placements n where n.person_id = p.id and n.position = 'now'),
    'review_on', (
      select d.on_date from public.person_dates d
      where d.person_id = p.id and d.anchor = 'review_meeting' and d.on_date >= private.today()),
    'next', t.next, 'to_do', t.to_do, 'to_do_late', t.to_do_late, 'others_late', t.others_late,
    'new_changes', (select count(*) from public.changes_about(p.id, in_locale) x where x.is_new),
    'late_questions', (select count(*) from public.questions_about(p.id) q where q.mine and q.late and q.state <> 'answered')
  ) order by p.date_of_birth, p.known_as), '[]')
  from public.circle_members c
  join public.people p on p.id = c.person_id
  cross join lateral (
    select
      (select jsonb_agg(to_jsonb(s) order by s.due_on, s.title) from (
        select o.title, o.due_on, o.due_kind, o.kind, o.audience, o.mine, o.marks_a_day
        from public.timeline(p.id, in_locale) o
        where o.status not in ('done', 'not_applicable') and not o.before_start and o.due_on >= private.today()
          and (o.mine or o.kind = 'milestone' or o.audience = 'young_person' or o.due_kind = 'statutory')
        order by o.due_on, o.position limit 3) s) as next,
      count(*) filter (where o.mine and o.due_on <= private.today() + 90) as to_do,
      count(*) filter (where o.mine and o.due_on < private.today()) as to_do_late,
      count(*) filter (where o.audience not in ('young_person', 'family') and o.due_on < private.today()) as others_late
    from public.timeline(p.id, in_locale) o
    where o.kind = 'item' and o.status not in ('done', 'not_applicable') and not o.before_start
  ) t
  where c.account_id = (select auth.uid()) and c.relationship <> 'young_person'
    and private.today() between c.starts_on and coalesce(c.ends_on, 'infinity')
$$;
comment on function public.my_family(text) is
  'The children whose circle I am in as family, eldest first: {person_id, known_as, relationship, today, age, nc_year, setting_now, review_on, '
  'next: [{title, due_on, due_kind, kind, audience, mine, marks_a_day}] or null, to_do (mine in the next 90 days), to_do_late, others_late, new_changes, late_questions}.';

grant execute on function
  public.save_contact_card(uuid, integer, jsonb), public.my_contact_cards(), public.named_contacts(uuid),
  public.mark_looked(uuid, bigint), public.changes_about(uuid, text),
  public.save_family_views(uuid, uuid, integer, jsonb, public.audience[]),
  public.save_private_note(uuid, uuid, integer, text), public.delete_private_note(uuid),
  public.decision_dates(uuid), public.my_family(text)
  to authenticated;
