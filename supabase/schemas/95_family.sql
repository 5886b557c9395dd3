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
language sql stable
set search_path = ''
as $$
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
  'answered, withdrawn. late: no answer on its day, or answered after it. standard_due_on: five working days after asking. Nothing for an outsider.';

grant execute on function
  public.ask_question(uuid, uuid, text, public.audience, text, public.audience[]), public.take_question(uuid, integer, date),
  public.answer_question(uuid, integer, text), public.withdraw_question(uuid, integer), public.questions_about(uuid)
  to authenticated;
