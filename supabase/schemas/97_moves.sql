-- Moves from one setting or service to another: a pack that the family checks, and a receiver who says yes.

create type public.move_kind as enum ('education', 'social_care', 'health', 'employment');
comment on type public.move_kind is 'Between places to learn, or from children''s to adult services: social care, one health specialty, help with work.';
create type public.move_state as enum ('planned', 'checked', 'sent', 'read', 'accepted', 'declined', 'closed', 'called_off');
comment on type public.move_state is
  'planned, pack checked by the family, sent, read by a named person, accepted (or declined with a next step), closed by both sides.';
create type public.handover_state as enum ('sent', 'read', 'accepted', 'declined', 'withdrawn');
create type public.move_side as enum ('family', 'from', 'to');
comment on type public.move_side is 'For whom somebody acts in a move: the young person''s circle, those they leave, those they come to.';
create type public.pack_section as enum ('profile', 'what_works', 'needs', 'plan', 'goals', 'contacts', 'health', 'open_actions');
create type public.move_check_kind as enum ('first_weeks', 'six_weeks', 'six_months');
create type public.going as enum ('well', 'mixed', 'not_well');
create type public.place_status as enum ('thinking', 'applied', 'conditional', 'offered', 'confirmed', 'refused', 'turned_down');

create table public.moves (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  kind public.move_kind not null,
  specialty text check (char_length(trim(specialty)) between 1 and 80),
  from_name text not null check (char_length(trim(from_name)) between 1 and 120),
  from_organisation_id uuid references public.organisations (id) on delete set null,
  to_name text check (char_length(trim(to_name)) between 1 and 120),
  to_organisation_id uuid references public.organisations (id) on delete set null,
  moves_on date check (private.is_plausible(moves_on)),
  moved_on date check (private.is_plausible(moved_on)),
  moved_by_name text,
  before_events jsonb not null default '[]',
  plan_b text check (char_length(plan_b) <= 1000),
  state public.move_state not null default 'planned',
  pack_id uuid,
  from_closed_by_name text,
  from_closed_on date,
  to_closed_by_name text,
  to_closed_on date,
  called_off_reason text check (char_length(called_off_reason) <= 1000),
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null default '{}',
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  check ((kind = 'health') = (specialty is not null)),
  check (state <> 'called_off' or called_off_reason is not null)
);
comment on table public.moves is 'One move: from where, to where, when, what if it falls through, and how far it has come.';
comment on column public.moves.specialty is 'Each health specialty moves by itself: "Epilepsy clinic".';
comment on column public.moves.moves_on is 'First day in the new place. Null is not known yet.';
comment on column public.moves.moved_on is 'The day it really happened, as somebody wrote down. Until then nothing counts as moved, whatever day was planned.';
comment on column public.moves.before_events is 'What accepting and moving changed elsewhere, newest last, so that a slip can be taken back.';
comment on column public.moves.plan_b is 'What happens if this does not work out.';
comment on column public.moves.pack_id is 'The pack the family checked last. What was sent is kept with each handover.';
create index moves_person_idx on public.moves (person_id);
create index moves_from_idx on public.moves (from_organisation_id);
create index moves_to_idx on public.moves (to_organisation_id);
create index moves_author_idx on public.moves (author_id);

create table public.move_periods (
  key text primary key,
  working_days smallint check (working_days > 0),
  period interval check (period > interval '0'),
  source text not null,
  check (num_nonnulls(working_days, period) = 1)
);
comment on table public.move_periods is 'How long each part of a move may take. Planning, and data: none of it is in any law.';
insert into public.move_periods (key, working_days, period, source) values
  ('answer', 5, null, 'Planning: after sending, the receiver answers.'),
  ('first_weeks', null, '14 days', 'Planning: after the move.'),
  ('six_weeks', null, '42 days', 'Planning: after the move.'),
  ('six_months', null, '6 months', 'NICE NG43 asks for a named worker for six months after a health move.'),
  ('leaving', null, '1 month', 'Planning: after the check at six months those who handed over see the plan no more.');

create table public.packs (
  id uuid primary key default gen_random_uuid(),
  move_id uuid not null references public.moves (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  sections public.pack_section[] not null check (cardinality(sections) > 0),
  message text check (char_length(message) <= 2000),
  content jsonb not null,
  checked_by_name text not null,
  checked_as public.member_role,
  checked_at timestamptz not null default now(),
  agreed_how text check (char_length(agreed_how) <= 500),
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null default '{}'
);
comment on table public.packs is 'What the next people are told, exactly as the family checked it. Never changed: checking again makes another.';
comment on column public.packs.content is '{head, section: …} for each chosen section, in the words of that day.';
comment on column public.packs.agreed_how is 'How the one whose decision it is agreed, when somebody else pressed the button.';
create index packs_move_idx on public.packs (move_id);
create index packs_person_idx on public.packs (person_id);
create index packs_author_idx on public.packs (author_id);
alter table public.moves add foreign key (pack_id) references public.packs (id) on delete set null;
create index moves_pack_idx on public.moves (pack_id);

create table public.handovers (
  id uuid primary key default gen_random_uuid(),
  move_id uuid not null references public.moves (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  pack_id uuid not null references public.packs (id) on delete cascade,
  kind public.move_kind not null,
  specialty text,
  from_name text not null,
  from_organisation_id uuid references public.organisations (id) on delete set null,
  moves_on date,
  to_organisation_id uuid not null references public.organisations (id) on delete cascade,
  state public.handover_state not null default 'sent',
  sent_at timestamptz not null default now(),
  sent_by_name text not null,
  answer_by date not null,
  read_at timestamptz,
  read_by_name text,
  read_as public.member_role,
  answered_at timestamptz,
  answered_by_name text,
  reason text check (char_length(reason) <= 1000),
  next_step text check (char_length(next_step) <= 1000),
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null default '{}',
  version integer not null default 1,
  check (state <> 'declined' or (reason is not null and next_step is not null)),
  check (state not in ('read', 'accepted', 'declined') or read_at is not null)
);
comment on table public.handovers is
  'A pack on its way to a team. Until the team accepts, its people read this, the pack and the questions, and nothing else.';
comment on column public.handovers.answer_by is 'Planning: the last of the working days in which we ask for an answer. After it, the handover is late for all to see.';
create unique index handovers_open_key on public.handovers (move_id) where state in ('sent', 'read');
create index handovers_move_idx on public.handovers (move_id);
create index handovers_person_idx on public.handovers (person_id);
create index handovers_pack_idx on public.handovers (pack_id);
create index handovers_to_idx on public.handovers (to_organisation_id, state);
create index handovers_from_idx on public.handovers (from_organisation_id);
create index handovers_author_idx on public.handovers (author_id);

create table public.handover_questions (
  id uuid primary key default gen_random_uuid(),
  handover_id uuid not null references public.handovers (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  question text not null check (char_length(trim(question)) between 1 and 1000),
  asked_by_name text not null,
  asked_at timestamptz not null default now(),
  answer text check (char_length(trim(answer)) between 1 and 2000),
  answered_by_name text,
  answered_at timestamptz,
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null default '{}',
  version integer not null default 1
);
comment on table public.handover_questions is 'What the receiver wants to know before saying yes, and the answer.';
create index handover_questions_handover_idx on public.handover_questions (handover_id);
create index handover_questions_person_idx on public.handover_questions (person_id);
create index handover_questions_author_idx on public.handover_questions (author_id);

create table public.move_meetings (
  id uuid primary key default gen_random_uuid(),
  move_id uuid not null references public.moves (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  met_on date not null check (private.is_plausible(met_on)),
  who text not null check (char_length(trim(who)) between 1 and 200),
  note text check (char_length(note) <= 2000),
  recorded_by_name text not null,
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null default '{}'
);
comment on table public.move_meetings is 'The young person met the new people before moving: who, and when.';
create index move_meetings_move_idx on public.move_meetings (move_id);
create index move_meetings_person_idx on public.move_meetings (person_id);
create index move_meetings_author_idx on public.move_meetings (author_id);

create table public.move_checks (
  id uuid primary key default gen_random_uuid(),
  move_id uuid not null references public.moves (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  kind public.move_check_kind not null,
  side public.move_side not null,
  done_on date not null check (private.is_plausible(done_on)),
  going public.going not null,
  note text check (char_length(note) <= 2000),
  next_step text check (char_length(next_step) <= 1000),
  recorded_by_name text not null,
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null default '{}',
  check (going = 'well' or next_step is not null)
);
comment on table public.move_checks is 'How it goes after the move, as each side sees it. When it does not go well, what happens next is part of it.';
create index move_checks_move_idx on public.move_checks (move_id);
create index move_checks_person_idx on public.move_checks (person_id);
create index move_checks_author_idx on public.move_checks (author_id);

create table public.place_choices (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  starts_in smallint not null check (starts_in between 2000 and 2100),
  choice smallint not null default 1 check (choice between 1 and 5),
  setting_name text not null check (char_length(trim(setting_name)) between 1 and 120),
  organisation_id uuid references public.organisations (id) on delete set null,
  status public.place_status not null default 'thinking',
  condition text check (char_length(trim(condition)) between 1 and 300),
  predicted text check (char_length(predicted) <= 200),
  actual text check (char_length(actual) <= 200),
  results_on date check (private.is_plausible(results_on)),
  updated_by_name text not null,
  updated_at timestamptz not null default now(),
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null default '{}',
  version integer not null default 1,
  check (status <> 'conditional' or condition is not null)
);
comment on table public.place_choices is 'Places somebody may start at in a September: first choice, second choice (plan B), and how each stands.';
comment on column public.place_choices.condition is 'What an offer depends on: "Grade 4 in English".';
create unique index place_choices_choice_key on public.place_choices (person_id, starts_in, choice);
create unique index place_choices_confirmed_key on public.place_choices (person_id, starts_in) where status = 'confirmed';
create index place_choices_organisation_idx on public.place_choices (organisation_id);
create index place_choices_author_idx on public.place_choices (author_id);

alter table public.moves enable row level security;
alter table public.move_periods enable row level security;
alter table public.packs enable row level security;
alter table public.handovers enable row level security;
alter table public.handover_questions enable row level security;
alter table public.move_meetings enable row level security;
alter table public.move_checks enable row level security;
alter table public.place_choices enable row level security;
grant select on public.moves, public.packs, public.handovers, public.handover_questions, public.move_meetings,
  public.move_checks, public.place_choices, public.move_periods to authenticated;

create function private.my_teams() returns setof uuid
language sql stable security definer
set search_path = ''
as $$
  select m.organisation_id from private.memberships m where m.account_id = (select auth.uid())
$$;
comment on function private.my_teams() is 'The teams I work in today.';
grant execute on function private.my_teams() to authenticated;

create policy "Signed-in people can read how long each part of a move may take" on public.move_periods
  for select to authenticated using ((select auth.uid()) is not null);
create policy "People it is shared with can read a move" on public.moves
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));
create policy "People it is shared with can read a handover, and so can the team that is asked, until it has answered" on public.handovers
  for select to authenticated using (
    private.may_read_shared(person_id, author_id, shared_with)
    or (state in ('sent', 'read') and to_organisation_id in (select private.my_teams()))
  );
create policy "People it is shared with can read a pack, and so can the team that is asked, until it has answered" on public.packs
  for select to authenticated using (
    private.may_read_shared(person_id, author_id, shared_with)
    or exists (
      select from public.handovers h
      where h.pack_id = packs.id and h.state in ('sent', 'read') and h.to_organisation_id in (select private.my_teams())
    )
  );
create policy "Who can read a handover can read the questions about it" on public.handover_questions
  for select to authenticated using (exists (select from public.handovers h where h.id = handover_questions.handover_id));
create policy "People it is shared with can read who was met" on public.move_meetings
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));
create policy "People it is shared with can read how it goes after a move" on public.move_checks
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));
create policy "People it is shared with can read the choices for September" on public.place_choices
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));

create trigger audit after insert or update or delete on public.moves
  for each row execute function private.audit('person_id', 'id');
-- That a pack was checked is a line of its move: copying it into the history would be one more place where it can be read.
create trigger audit after delete on public.packs
  for each row execute function private.audit('person_id', 'id');
create trigger audit after insert or update or delete on public.handovers
  for each row execute function private.audit('person_id', 'id');
create trigger audit after insert or update or delete on public.handover_questions
  for each row execute function private.audit('person_id', 'id');
create trigger audit after insert or update or delete on public.move_meetings
  for each row execute function private.audit('person_id', 'id');
create trigger audit after insert or update or delete on public.move_checks
  for each row execute function private.audit('person_id', 'kind');
create trigger audit after insert or update or delete on public.place_choices
  for each row execute function private.audit('person_id', 'setting_name');

-- Who acts for which side.

create function private.sides_in(move public.moves) returns public.move_side[]
language sql stable security definer
set search_path = ''
as $$
  select coalesce(array_agg(distinct s.side order by s.side), '{}')
  from private.access a
  cross join lateral (values
    ('family'::public.move_side, a.via = 'circle'),
    ('from', a.via = 'team' and (
      a.organisation_id = (move).from_organisation_id
      -- A place that is not on Onward is spoken for by the teams that are; the SEND team helps with every move between places to learn.
      or ((move).from_organisation_id is null and a.organisation_id is distinct from (move).to_organisation_id)
      or ((move).kind = 'education' and a.audience = 'la_send')
    )),
    ('to', a.via = 'team' and a.organisation_id = (move).to_organisation_id and (move).state in ('accepted', 'closed'))
  ) s (side, is_mine)
  where a.person_id = (move).person_id and a.account_id = (select auth.uid()) and s.is_mine
    and private.may_read_shared((move).person_id, (move).author_id, (move).shared_with)
$$;
comment on function private.sides_in(public.moves) is 'The sides the account that asks acts for; empty when it only reads, or may not.';
grant execute on function private.sides_in(public.moves) to authenticated;

create function private.move_for(move uuid, expected_version integer, allowed public.move_side[]) returns public.moves
language plpgsql security definer
set search_path = ''
as $$
declare
  found public.moves;
begin
  select m.* into found from public.moves m
  where m.id = move and private.may_read_shared(m.person_id, m.author_id, m.shared_with)
  for update;
  if found.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if not private.sides_in(found) && allowed then
    raise sqlstate 'PT403' using message = 'move_not_yours', detail = 'Ask the family or the team whose part this is.';
  end if;
  if found.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'move_changed', detail = to_jsonb(found)::text,
      hint = 'Somebody else changed this first. Look at their change, then save again.';
  end if;
  return found;
end
$$;
comment on function private.move_for(uuid, integer, public.move_side[]) is
  'The move, locked, for somebody who acts for one of these sides and has seen its newest version. '
  'Errors: PT404 not_found, PT403 move_not_yours, PT409 move_changed (detail: the row as it is now).';

create function private.must_be_in(state public.move_state, allowed public.move_state[]) returns void
language plpgsql immutable
set search_path = ''
as $$
begin
  if state <> all (allowed) then
    raise sqlstate 'PT422' using message = 'move_not_ready', detail = format('This move is %s.', state);
  end if;
end
$$;

create function private.needed(answer text, key text) returns text
language plpgsql immutable
set search_path = ''
as $$
begin
  if nullif(trim(answer), '') is null then
    raise sqlstate 'PT422' using message = key, detail = 'Write it down in a few words.';
  end if;
  return trim(answer);
end
$$;
comment on function private.needed(text, text) is 'The answer without spaces around it, or PT422 with this key when there is none.';

create function private.shared_by_choice(choice text, organisations uuid[]) returns public.audience[]
language sql stable
set search_path = ''
as $$
  select case choice
    when 'services' then array(
      select distinct x.audience from (
        select unnest(array['young_person', 'family', 'la_send']::public.audience[]) as audience
        union select o.audience from public.organisations o where o.id = any (organisations) and o.audience is not null
      ) x order by x.audience)
    else enum_range(null::public.audience)
  end
$$;
comment on function private.shared_by_choice(text, uuid[]) is
  'services: the circle, the SEND team that looks after moves, and the kinds of team that take part. Otherwise everyone involved.';

create function public.plan_move(person uuid, facts jsonb) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  new_id uuid := coalesce((facts ->> 'id')::uuid, gen_random_uuid());
  kept public.moves;
begin
  perform private.must_see(person);
  select m.* into kept from public.moves m where m.id = new_id;
  if kept.id is not null then
    -- The same form, sent twice.
    if kept.person_id = person and kept.author_id = me then
      return kept.id;
    end if;
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  insert into public.moves (id, person_id, kind, specialty, from_name, from_organisation_id, to_name, to_organisation_id,
    moves_on, plan_b, author_id, shared_with)
  values (new_id, person, (facts ->> 'kind')::public.move_kind, nullif(trim(facts ->> 'specialty'), ''), trim(facts ->> 'from_name'),
    (facts ->> 'from_organisation_id')::uuid, nullif(trim(facts ->> 'to_name'), ''), (facts ->> 'to_organisation_id')::uuid,
    (facts ->> 'moves_on')::date, nullif(trim(facts ->> 'plan_b'), ''), me,
    private.shared_by_choice(facts ->> 'sharing',
      array[(facts ->> 'from_organisation_id')::uuid, (facts ->> 'to_organisation_id')::uuid]
        || array(select a.organisation_id from private.access a where a.person_id = person and a.account_id = me and a.via = 'team')));
  return new_id;
exception
  when invalid_datetime_format or datetime_field_overflow or invalid_text_representation or not_null_violation
    or check_violation or foreign_key_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
end
$$;
comment on function public.plan_move(uuid, jsonb) is
  'Starts a move. {id?, kind, specialty? (health only, and needed there), from_name, from_organisation_id?, to_name?, to_organisation_id?, '
  'moves_on?, plan_b?, sharing?: everyone or services}. Gives its id. Errors: PT404 not_found, PT422 value_invalid.';

create function public.change_move(move uuid, expected_version integer, patch jsonb) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.moves := private.move_for(move, expected_version, '{family,from,to}');
  now_version integer;
begin
  perform private.must_be_in(was.state, '{planned,checked,sent,read,accepted,declined}');
  if (patch ?| array['to_name', 'to_organisation_id']) and was.state in ('sent', 'read', 'accepted') then
    raise sqlstate 'PT422' using message = 'move_not_ready', detail = 'Take the handover back first.';
  end if;
  update public.moves m set
    to_name = case when patch ? 'to_name' then nullif(trim(patch ->> 'to_name'), '') else m.to_name end,
    to_organisation_id = case when patch ? 'to_organisation_id' then (patch ->> 'to_organisation_id')::uuid else m.to_organisation_id end,
    moves_on = case when patch ? 'moves_on' then (patch ->> 'moves_on')::date else m.moves_on end,
    plan_b = case when patch ? 'plan_b' then nullif(trim(patch ->> 'plan_b'), '') else m.plan_b end,
    version = m.version + 1, updated_at = now()
  where m.id = move returning m.version into now_version;
  -- The receiver is told of another day; what was sent stays as it was.
  if patch ? 'moves_on' then
    update public.handovers h set moves_on = (patch ->> 'moves_on')::date, version = h.version + 1
    where h.move_id = move and h.state in ('sent', 'read', 'accepted');
    update public.placements n set starts_on = (patch ->> 'moves_on')::date
    where was.state = 'accepted' and was.kind = 'education' and was.moved_on is null
      and n.person_id = was.person_id and n.position = 'next' and n.organisation_id = was.to_organisation_id;
  end if;
  return now_version;
exception
  when invalid_datetime_format or datetime_field_overflow or invalid_text_representation or check_violation or foreign_key_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
end
$$;
comment on function public.change_move(uuid, integer, jsonb) is
  'Changes where to, when, or plan B: {to_name?, to_organisation_id?, moves_on?, plan_b?}. Gives the new version. '
  'Errors: move_for''s, PT422 move_not_ready or value_invalid.';

create function public.call_off_move(move uuid, expected_version integer, reason text) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.moves := private.move_for(move, expected_version, '{family,from}');
begin
  perform private.must_be_in(was.state, '{planned,checked,declined}');
  update public.moves m set state = 'called_off', called_off_reason = private.needed(reason, 'why_needed'),
    version = m.version + 1, updated_at = now()
  where m.id = move;
end
$$;
comment on function public.call_off_move(uuid, integer, text) is
  'This move will not happen. It keeps its history. Errors: move_for''s, PT422 move_not_ready or why_needed.';

-- The pack.

create function private.pack_head(person uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('known_as', p.known_as, 'family_name', p.family_name, 'date_of_birth', p.date_of_birth,
    'nc_year', rules.nc_year(p.date_of_birth, private.today(), p.year_group_offset),
    'setting_now', (select n.setting_name from public.placements n where n.person_id = p.id and n.position = 'now'))
  from public.people p where p.id = person
$$;

create function private.pack_conditions(person uuid, of_health boolean) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_agg(jsonb_build_object('title', w.title) order by w.title)
  from public.person_flags f
  join public.people p on p.id = f.person_id
  join public.pathway_texts w on w.template_id = p.template_id and w.subject = 'condition' and w.subject_key = f.flag and w.locale = 'en'
  where f.person_id = person
    and (f.flag in ('health_service_user', 'continuing_care')) = of_health
    -- Money and what is only being thought about say nothing of how to support somebody.
    and f.flag not in ('gets_dla') and f.flag not like 'considering%'
$$;
comment on function private.pack_conditions(uuid, boolean) is 'What is true of somebody''s situation: health matters, or everything else.';

create function private.pack_plan(person uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('plan_type', l.plan_type, 'status', l.status, 'first_made_on', l.first_made_on,
    'last_decision_on', l.last_decision_on, 'review_on', (
      select d.on_date from public.person_dates d
      where d.person_id = person and d.anchor = 'review_meeting' and d.on_date >= private.today()))
  from public.plans l where l.person_id = person and l.ended_on is null
$$;

create function private.pack_profile(person uuid, parts text[], reader public.audience) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_agg(jsonb_build_object('part', x.part, 'words', to_jsonb(f) ->> x.part) order by x.n)
  from public.profiles f
  cross join unnest(parts) with ordinality as x (part, n)
  where f.person_id = person and reader = any (f.shared_with) and to_jsonb(f) ->> x.part is not null
$$;
comment on function private.pack_profile(uuid, text[], public.audience) is 'These parts of a one-page profile, when it is shared with this kind of team.';

create function private.pack_goals(person uuid, reader public.audience) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_agg(jsonb_build_object('words', g.words, 'why', g.why) order by g.is_own desc, g.created_at)
  from public.goals g
  where g.person_id = person and reader = any (g.shared_with) and g.lifecycle_status in ('planned', 'accepted', 'active', 'on-hold')
$$;
comment on function private.pack_goals(uuid, public.audience) is 'Goals that the young person lets this kind of team read. A goal kept from it stays out, whoever sends the pack.';

create function private.pack_contacts(person uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_agg(jsonb_build_object('display_name', m.display_name, 'role', m.role, 'organisation', o.name) order by o.audience, o.name)
  from public.involvements i
  join public.organisations o on o.id = i.organisation_id
  join public.organisation_members m on m.id = i.named_contact_id
  where i.person_id = person
    and private.today() between i.starts_on and coalesce(i.ends_on, 'infinity')
    and private.today() between m.starts_on and coalesce(m.ends_on, 'infinity')
$$;

create function private.pack_actions(person uuid, of_health boolean) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_agg(jsonb_build_object('title', x.title, 'due_on', x.due_on, 'audience', x.audience, 'status', x.status)
    order by x.due_on, x.item_key)
  from (
    select w.title, t.due_on, t.audience, t.status, t.item_key
    from public.timeline_items t
    join public.people p on p.id = t.person_id
    join public.pathway_texts w on w.template_id = p.template_id and w.subject = 'item' and w.subject_key = t.item_key and w.locale = 'en'
    where t.person_id = person and t.retired_at is null and not t.before_start
      and t.audience not in ('young_person', 'family')
      and t.status in ('not_started', 'in_progress', 'waiting')
      and t.due_on <= private.today() + 365 and (t.audience = 'health') = of_health
    order by t.due_on limit 12
  ) x
$$;
comment on function private.pack_actions(uuid, boolean) is 'What teams still have to do in the next twelve months, overdue first: twelve at most, for a pack that gets read. What a young person and their family do is theirs.';

create function private.pack_content(person uuid, sections public.pack_section[], reader public.audience) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('head', private.pack_head(person)) || coalesce(jsonb_object_agg(s.section, s.content), '{}')
  from (
    select x.section, case x.section
      when 'profile' then private.pack_profile(person, array['admire', 'matters'], reader)
      when 'what_works' then private.pack_profile(person, array['support', 'communicate'], reader)
      when 'needs' then private.pack_conditions(person, false)
      when 'plan' then private.pack_plan(person)
      when 'goals' then private.pack_goals(person, reader)
      when 'contacts' then private.pack_contacts(person)
      when 'health' then nullif(jsonb_strip_nulls(jsonb_build_object(
        'conditions', private.pack_conditions(person, true), 'actions', private.pack_actions(person, true))), '{}')
      when 'open_actions' then private.pack_actions(person, false)
    end as content
    from unnest(sections) as x (section)
  ) s
$$;
comment on function private.pack_content(uuid, public.pack_section[], public.audience) is
  'What a pack says today. reader: the kind of team it is for; a contribution that is not shared with that kind of team is left out. '
  'A section about which nothing is written is null.';

create function private.reader_of(move public.moves) returns public.audience
language sql stable
set search_path = ''
as $$
  select coalesce(
    (select o.audience from public.organisations o where o.id = (move).to_organisation_id),
    case (move).kind when 'education' then 'post16_provider'::public.audience when 'social_care' then 'adult_social_care'
      when 'health' then 'health' else 'employment' end)
$$;

create function public.pack_choices(move uuid) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  found public.moves;
begin
  select m.* into found from public.moves m where m.id = move;
  if found.id is null or not private.sides_in(found) && '{family,from}' then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  perform private.record_view(found.person_id, 'pack');
  return private.pack_content(found.person_id, enum_range(null::public.pack_section), private.reader_of(found));
end
$$;
comment on function public.pack_choices(uuid) is
  'Every section as it would be sent today, for the family and the team that sends it to choose from. Errors: PT404 not_found.';

create function public.check_pack(
  move uuid, expected_version integer, sections public.pack_section[], message text default null, agreed_how text default null
) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  was public.moves := private.move_for(move, expected_version, '{family,from}');
  seat record;
  pack uuid;
  now_version integer;
begin
  perform private.must_be_in(was.state, '{planned,checked,declined}');
  select a.display_name, a.role, a.via into seat from private.access a
  where a.person_id = was.person_id and a.account_id = me order by a.via = 'circle' desc, a.role = 'young_person' desc limit 1;
  if private.circle_basis(was.person_id, me) is null then
    -- What others are told is decided by whoever decides about the circle (CFA ss.80 and 83, MCA 2005): how they agreed is written down.
    agreed_how := private.needed(agreed_how, 'agreed_how_needed');
  end if;
  if coalesce(cardinality(sections), 0) = 0 then
    raise sqlstate 'PT422' using message = 'pack_empty', detail = 'Choose at least one part.';
  end if;
  insert into public.packs (move_id, person_id, sections, message, content, checked_by_name, checked_as, agreed_how, author_id, shared_with)
  values (move, was.person_id, sections, nullif(trim(message), ''),
    private.pack_content(was.person_id, sections, private.reader_of(was)), seat.display_name, seat.role,
    nullif(trim(agreed_how), ''), me, was.shared_with)
  returning id into pack;
  update public.moves m set pack_id = pack, state = 'checked', version = m.version + 1, updated_at = now()
  where m.id = move returning m.version into now_version;
  return now_version;
exception
  when check_violation then
    raise sqlstate 'PT422' using message = 'text_too_long', detail = sqlerrm;
end
$$;
comment on function public.check_pack(uuid, integer, public.pack_section[], text, text) is
  'The family has chosen what goes into the pack and looked at it: it is kept exactly so. Anybody but the one who decides (circle_basis) '
  'says how they agreed. Gives the new version. Errors: move_for''s, PT422 move_not_ready, agreed_how_needed, pack_empty, text_too_long.';

-- Handing over.

create function private.period_after(period text, day date) returns date
language sql stable
set search_path = ''
as $$
  select coalesce(rules.nth_working_day_beginning_with(day + 1, p.working_days), (day + p.period)::date)
  from public.move_periods p where p.key = period_after.period
$$;
comment on function private.period_after(text, date) is 'The last day of a period of move_periods that begins after this day.';
grant execute on function private.period_after(text, date) to authenticated;

create function private.is_late(handover public.handovers) returns boolean
language sql stable
return (handover).state in ('sent', 'read') and private.today() > (handover).answer_by;
grant execute on function private.is_late(public.handovers) to authenticated;

create function public.send_handover(move uuid, expected_version integer, to_organisation uuid) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  was public.moves := private.move_for(move, expected_version, '{family,from}');
  receiver public.organisations;
  sharing public.audience[];
  new_id uuid;
begin
  perform private.must_be_in(was.state, '{checked}');
  select o.* into receiver from public.organisations o
  where o.id = to_organisation and o.audience is not null and o.id is distinct from was.from_organisation_id
    and private.today() between o.starts_on and coalesce(o.ends_on, 'infinity');
  if receiver.id is null then
    raise sqlstate 'PT422' using message = 'receiver_unknown', detail = 'Choose a team that is on Onward.';
  end if;
  sharing := array(select unnest(was.shared_with) union select receiver.audience);
  insert into public.handovers (move_id, person_id, pack_id, kind, specialty, from_name, from_organisation_id, moves_on, to_organisation_id,
    sent_by_name, answer_by, author_id, shared_with)
  values (move, was.person_id, was.pack_id, was.kind, was.specialty, was.from_name, was.from_organisation_id, was.moves_on, receiver.id,
    private.name_of(me, was.person_id),
    private.period_after('answer', private.today()), me, sharing)
  returning id into new_id;
  update public.packs k set shared_with = sharing where k.id = was.pack_id;
  update public.moves m set state = 'sent', to_organisation_id = receiver.id, to_name = receiver.name, shared_with = sharing,
    version = m.version + 1, updated_at = now()
  where m.id = move;
  return new_id;
end
$$;
comment on function public.send_handover(uuid, integer, uuid) is
  'Sends the pack that the family checked to a team. Gives the handover''s id. Errors: move_for''s, PT422 move_not_ready or receiver_unknown.';

create function public.withdraw_handover(move uuid, expected_version integer) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.moves := private.move_for(move, expected_version, '{family,from}');
begin
  perform private.must_be_in(was.state, '{sent,read}');
  update public.handovers h set state = 'withdrawn', version = h.version + 1 where h.move_id = move and h.state in ('sent', 'read');
  update public.moves m set state = 'checked', version = m.version + 1, updated_at = now() where m.id = move;
end
$$;
comment on function public.withdraw_handover(uuid, integer) is
  'Takes a pack back before there is an answer: the receiver no longer sees it. Errors: move_for''s, PT422 move_not_ready.';

create function private.handover_for(handover uuid, expected_version integer) returns public.handovers
language plpgsql security definer
set search_path = ''
as $$
declare
  found public.handovers;
begin
  select h.* into found from public.handovers h
  where h.id = handover and h.state in ('sent', 'read', 'accepted') and h.to_organisation_id in (select private.my_teams())
  for update;
  if found.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if found.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'handover_changed', detail = to_jsonb(found)::text,
      hint = 'Somebody else answered first. Look at it again.';
  end if;
  return found;
end
$$;
comment on function private.handover_for(uuid, integer) is
  'The handover, locked, for somebody of the team that is asked. Errors: PT404 not_found, PT409 handover_changed.';

create function private.my_seat_in(organisation uuid) returns table (member_id uuid, display_name text, role public.member_role)
language sql stable security definer
set search_path = ''
as $$
  select m.member_id, m.display_name, m.role from private.memberships m
  where m.organisation_id = organisation and case coalesce(current_setting('onward.acting_for', true), '')
    when '' then m.account_id = (select auth.uid()) else m.member_id::text = current_setting('onward.acting_for', true) end
  order by m.member_id limit 1
$$;
comment on function private.my_seat_in(uuid) is
  'As whom the account that asks stands in this team. A system stands for the team mate it names: private.act_for().';

create function public.read_handover(handover uuid, expected_version integer) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.handovers := private.handover_for(handover, expected_version);
  seat record;
begin
  if was.state <> 'sent' then
    return was.version;
  end if;
  select s.* into seat from private.my_seat_in(was.to_organisation_id) s;
  update public.handovers h
  set state = 'read', read_at = now(), read_by_name = seat.display_name, read_as = seat.role, version = h.version + 1
  where h.id = handover;
  update public.moves m set state = 'read', version = m.version + 1, updated_at = now() where m.id = was.move_id;
  return was.version + 1;
end
$$;
comment on function public.read_handover(uuid, integer) is
  'I have the pack and have read it: a named person, not a mailbox. Gives the new version. Errors: handover_for''s.';

create function public.accept_handover(handover uuid, expected_version integer) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.handovers := private.handover_for(handover, expected_version);
  seat record;
  involved uuid;
begin
  if was.state <> 'read' then
    raise sqlstate 'PT422' using message = 'read_first', detail = 'Read the pack, and say that you have.';
  end if;
  select s.* into seat from private.my_seat_in(was.to_organisation_id) s;
  update public.handovers h
  set state = 'accepted', answered_at = now(), answered_by_name = seat.display_name, version = h.version + 1
  where h.id = handover;
  involved := private.involve(was.person_id, was.to_organisation_id, seat.member_id);
  update public.moves m set state = 'accepted', version = m.version + 1, updated_at = now(), before_events = m.before_events
    || jsonb_build_object('event', 'accepted', 'involvement_id', involved, 'next', private.write_next_place(m))
  where m.id = was.move_id;
end
$$;
comment on function public.accept_handover(uuid, integer) is
  'The receiver takes over: only now is the team involved, with whoever accepted as the named contact, and sees the record. Where they learn next '
  'is this place from now on, and the timeline follows; where they learn now changes on the day that record_moved() tells of. '
  'Errors: handover_for''s, PT422 read_first.';

create function public.decline_handover(handover uuid, expected_version integer, reason text, next_step text) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.handovers := private.handover_for(handover, expected_version);
  seat record;
begin
  if was.state <> 'read' then
    raise sqlstate 'PT422' using message = 'read_first', detail = 'Read the pack, and say that you have.';
  end if;
  select s.* into seat from private.my_seat_in(was.to_organisation_id) s;
  update public.handovers h
  set state = 'declined', answered_at = now(), answered_by_name = seat.display_name, version = h.version + 1,
    reason = private.needed(decline_handover.reason, 'why_needed'), next_step = private.needed(decline_handover.next_step, 'next_step_needed')
  where h.id = handover;
  update public.moves m set state = 'declined', version = m.version + 1, updated_at = now() where m.id = was.move_id;
exception
  when check_violation then
    raise sqlstate 'PT422' using message = 'text_too_long', detail = sqlerrm;
end
$$;
comment on function public.decline_handover(uuid, integer, text, text) is
  'No, with the reason and what should happen next. The team then sees no more of it. '
  'Errors: handover_for''s, PT422 read_first, why_needed, next_step_needed, text_too_long.';

create function public.ask_about_handover(handover uuid, question text) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  found public.handovers;
  seat record;
  new_id uuid;
begin
  select h.* into found from public.handovers h
  where h.id = handover and h.state in ('sent', 'read', 'accepted') and h.to_organisation_id in (select private.my_teams());
  if found.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  select s.* into seat from private.my_seat_in(found.to_organisation_id) s;
  insert into public.handover_questions (handover_id, person_id, question, asked_by_name, author_id, shared_with)
  values (handover, found.person_id, private.needed(question, 'question_needed'), seat.display_name, (select auth.uid()), found.shared_with)
  returning id into new_id;
  return new_id;
exception
  when check_violation then
    raise sqlstate 'PT422' using message = 'text_too_long', detail = sqlerrm;
end
$$;
comment on function public.ask_about_handover(uuid, text) is
  'The receiver asks; everyone the move is shared with can answer. Errors: PT404 not_found, PT422 question_needed or text_too_long.';

create function public.answer_handover_question(question uuid, expected_version integer, answer text) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  found public.handover_questions;
begin
  select q.* into found from public.handover_questions q
  where q.id = answer_handover_question.question and private.may_read_shared(q.person_id, q.author_id, q.shared_with)
  for update;
  if found.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if found.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'answered_first', detail = to_jsonb(found)::text,
      hint = 'Somebody else answered first. Look at their answer.';
  end if;
  update public.handover_questions q
  set answer = private.needed(answer_handover_question.answer, 'answer_needed'), answered_at = now(), version = q.version + 1,
    answered_by_name = private.name_of((select auth.uid()), found.person_id)
  where q.id = answer_handover_question.question;
exception
  when check_violation then
    raise sqlstate 'PT422' using message = 'text_too_long', detail = sqlerrm;
end
$$;
comment on function public.answer_handover_question(uuid, integer, text) is
  'Errors: PT404 not_found, PT409 answered_first (detail: the row as it is now), PT422 answer_needed or text_too_long.';

-- Before and after the day.

create function public.record_meeting(move uuid, met_on date, who text, note text default null) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  found public.moves;
  new_id uuid;
begin
  select m.* into found from public.moves m where m.id = move;
  if found.id is null or private.sides_in(found) = '{}' then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  perform private.must_be_in(found.state, '{planned,checked,sent,read,accepted,declined}');
  if met_on is null or met_on > private.today() then
    raise sqlstate 'PT422' using message = 'day_not_past', detail = 'Write it down once it has happened.';
  end if;
  insert into public.move_meetings (move_id, person_id, met_on, who, note, recorded_by_name, author_id, shared_with)
  values (move, found.person_id, met_on, private.needed(who, 'who_needed'), nullif(trim(note), ''),
    private.name_of((select auth.uid()), found.person_id), (select auth.uid()), found.shared_with)
  returning id into new_id;
  return new_id;
exception
  when check_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
end
$$;
comment on function public.record_meeting(uuid, date, text, text) is
  'Met the new people before moving. Errors: PT404 not_found, PT422 move_not_ready, day_not_past, who_needed, value_invalid.';

create function public.record_move_check(move uuid, kind public.move_check_kind, facts jsonb) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  found public.moves;
  sides public.move_side[];
  new_id uuid;
begin
  select m.* into found from public.moves m where m.id = move;
  sides := case when found.id is null then '{}' else private.sides_in(found) end;
  if sides = '{}' then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  perform private.must_be_in(found.state, '{accepted}');
  if found.moved_on is null then
    raise sqlstate 'PT422' using message = 'moved_first', detail = 'Write down the day of the move first.';
  end if;
  if (facts ->> 'done_on')::date > private.today() or (facts ->> 'done_on')::date < found.moved_on then
    raise sqlstate 'PT422' using message = 'day_not_past', detail = 'Write it down once it has happened, after the move.';
  end if;
  insert into public.move_checks (move_id, person_id, kind, side, done_on, going, note, next_step, recorded_by_name, author_id, shared_with)
  values (move, found.person_id, record_move_check.kind, sides[cardinality(sides)], (facts ->> 'done_on')::date,
    (facts ->> 'going')::public.going, nullif(trim(facts ->> 'note'), ''),
    case when facts ->> 'going' = 'well' then nullif(trim(facts ->> 'next_step'), '')
      else private.needed(facts ->> 'next_step', 'next_step_needed') end,
    private.name_of((select auth.uid()), found.person_id), (select auth.uid()), found.shared_with)
  returning id into new_id;
  if record_move_check.kind = 'six_weeks' and 'to' = any (sides) then
    perform private.finish_move_steps(found, '6 weeks');
  end if;
  return new_id;
exception
  when invalid_datetime_format or datetime_field_overflow or invalid_text_representation or not_null_violation or check_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
end
$$;
comment on function public.record_move_check(uuid, public.move_check_kind, jsonb) is
  'How it goes: {done_on, going: well, mixed or not_well, note?, next_step (needed unless well)}. Each side adds its own; the receiver''s after six '
  'weeks is also their step on the timeline. Errors: PT404 not_found, PT422 move_not_ready, moved_first, day_not_past, next_step_needed, value_invalid.';

create function public.close_move(move uuid, expected_version integer) returns public.move_state
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.moves := private.move_for(move, expected_version, '{from,to}');
  sides public.move_side[] := private.sides_in(was);
  my_name text := private.name_of((select auth.uid()), was.person_id);
  now_state public.move_state;
begin
  perform private.must_be_in(was.state, '{accepted}');
  if not exists (select from public.move_checks c where c.move_id = move and c.kind = 'six_months') then
    raise sqlstate 'PT422' using message = 'checks_first', detail = 'The check after six months comes first.';
  end if;
  update public.moves m set
    from_closed_by_name = case when 'from' = any (sides) then coalesce(m.from_closed_by_name, my_name) else m.from_closed_by_name end,
    from_closed_on = case when 'from' = any (sides) then coalesce(m.from_closed_on, private.today()) else m.from_closed_on end,
    to_closed_by_name = case when 'to' = any (sides) then coalesce(m.to_closed_by_name, my_name) else m.to_closed_by_name end,
    to_closed_on = case when 'to' = any (sides) then coalesce(m.to_closed_on, private.today()) else m.to_closed_on end,
    state = case when ('from' = any (sides) or m.from_closed_on is not null) and ('to' = any (sides) or m.to_closed_on is not null)
      then 'closed'::public.move_state else m.state end,
    version = m.version + 1, updated_at = now()
  where m.id = move returning m.state into now_state;
  if 'from' = any (sides) then
    update public.involvements i set ends_on = private.today()
    where i.id = (was.before_events #>> '{-1,involvement_id}')::uuid and i.ends_on > private.today();
  end if;
  return now_state;
end
$$;
comment on function public.close_move(uuid, integer) is
  'My side has finished. Closed once both have said so. Whoever handed over sees the plan until that evening. Gives the state. Errors: move_for''s, PT422 move_not_ready or checks_first.';

-- What the pages ask for.

create function public.person_moves(person uuid)
returns table (
  id uuid, kind public.move_kind, specialty text, from_name text, to_name text, moves_on date, moved_on date, plan_b text, state public.move_state,
  answer_by date, is_late boolean, read_by_name text, next_check public.move_check_kind, next_check_on date, version integer
)
language sql
set search_path = ''
as $$
  select private.record_view(person, 'moves');
  select m.id, m.kind, m.specialty, m.from_name, m.to_name, m.moves_on, m.moved_on, m.plan_b, m.state,
    h.answer_by, coalesce(private.is_late(h), false), h.read_by_name, c.kind, private.period_after(c.kind::text, m.moved_on), m.version
  from public.moves m
  left join public.handovers h on h.move_id = m.id and h.state in ('sent', 'read')
  left join lateral (
    select k.kind from unnest(enum_range(null::public.move_check_kind)) as k (kind)
    where m.state = 'accepted' and m.moved_on is not null
      and not exists (select from public.move_checks d where d.move_id = m.id and d.kind = k.kind)
    order by k.kind limit 1
  ) c on true
  where m.person_id = person
  order by m.state in ('closed', 'called_off'), m.moves_on nulls last, m.kind, m.id
$$;
comment on function public.person_moves(uuid) is
  'The moves of one young person that I may read, open ones first. is_late: the receiver has not answered in time. '
  'next_check: the first check after the move that nobody has written down. Staff who look are written down.';

create function private.may_check_pack(person uuid) returns boolean
language sql stable security definer
set search_path = ''
as $$
  select private.circle_basis(person, (select auth.uid())) is not null
$$;
comment on function private.may_check_pack(uuid) is 'The account that asks decides what others are told; anybody else writes down how that one agreed.';
grant execute on function private.may_check_pack(uuid) to authenticated;

create function public.move_page(move uuid) returns jsonb
-- Not security definer: the policies say which move, handovers and answers each reader gets.
language plpgsql
set search_path = ''
as $$
declare
  page jsonb;
begin
  select jsonb_build_object(
    'move', to_jsonb(m) - 'before_events',
    'sides', private.sides_in(m),
    'may_take_back', private.may_take_back(m),
    'alerts', private.alerts_about(m),
    'from_until', (
      select nullif(max(coalesce(i.ends_on, 'infinity')), 'infinity') from public.involvements i
      where i.person_id = m.person_id and i.organisation_id = m.from_organisation_id),
    'decides', private.may_check_pack(m.person_id),
    'pack', (select to_jsonb(k) from public.packs k where k.id = m.pack_id),
    'handovers', coalesce((
      select jsonb_agg(to_jsonb(h) || jsonb_build_object('is_late', private.is_late(h), 'to_name', o.name, 'questions', coalesce((
        select jsonb_agg(to_jsonb(q) order by q.asked_at) from public.handover_questions q where q.handover_id = h.id), '[]'))
        order by h.sent_at desc)
      from public.handovers h join public.organisations o on o.id = h.to_organisation_id
      where h.move_id = m.id), '[]'),
    'meetings', coalesce((select jsonb_agg(to_jsonb(t) order by t.met_on) from public.move_meetings t where t.move_id = m.id), '[]'),
    'checks', (
      select jsonb_agg(jsonb_build_object('kind', k.kind, 'due_on', private.period_after(k.kind::text, coalesce(m.moved_on, m.moves_on)), 'answers', coalesce((
        select jsonb_agg(to_jsonb(c) order by c.done_on) from public.move_checks c where c.move_id = m.id and c.kind = k.kind), '[]'))
        order by k.kind)
      from unnest(enum_range(null::public.move_check_kind)) as k (kind)))
  into page
  from public.moves m where m.id = move_page.move;
  if page is not null then
    perform private.record_view((page #>> '{move,person_id}')::uuid, 'moves');
  end if;
  return page;
end
$$;
comment on function public.move_page(uuid) is
  'All about one move: {move, sides: mine, may_take_back: what I may undo (accepted or moved) or null, from_until: the last day on which those they '
  'leave see the plan, null while it is open, alerts: who is asked about what is late (private.alerts_about), decides: I decide what goes into the pack, pack, handovers: [{…, is_late, to_name, questions}], '
  'meetings, checks: [{kind, due_on, answers}]}. Null when I may not read it. Staff who look are written down.';

create function private.record_pack_view(handover public.handovers) returns void
language sql security definer
set search_path = ''
as $$
  insert into public.record_views (person_id, account_id, account_name, role, team, section)
  select (handover).person_id, (select auth.uid()), s.display_name, s.role, o.name, 'pack'
  from private.my_seat_in((handover).to_organisation_id) s
  join public.organisations o on o.id = (handover).to_organisation_id
  on conflict do nothing
$$;
comment on function private.record_pack_view(public.handovers) is 'The family reads in their history that a team they sent a pack to has looked at it.';
grant execute on function private.record_pack_view(public.handovers) to authenticated;

create function public.handover_page(handover uuid) returns jsonb
-- Not security definer: the policies say who reads a handover and its pack.
language plpgsql
set search_path = ''
as $$
declare
  found public.handovers;
begin
  select h.* into found from public.handovers h where h.id = handover_page.handover;
  if found.id is null then
    return null;
  end if;
  perform private.record_pack_view(found);
  return (
    select jsonb_build_object(
      'handover', to_jsonb(found) || jsonb_build_object('is_late', private.is_late(found), 'to_name', o.name),
      'pack', to_jsonb(k),
      'may_answer', found.to_organisation_id in (select private.my_teams()),
      'sees_record', exists (select from public.people p where p.id = found.person_id),
      'questions', coalesce((
        select jsonb_agg(to_jsonb(q) order by q.asked_at) from public.handover_questions q where q.handover_id = found.id), '[]'))
    from public.organisations o, public.packs k
    where o.id = found.to_organisation_id and k.id = found.pack_id);
end
$$;
comment on function public.handover_page(uuid) is
  'A handover as its receiver sees it: {handover, pack, may_answer, sees_record, questions}. Null when I may not read it. That I looked is written down.';

create function public.my_handovers()
returns table (
  id uuid, move_id uuid, person_id uuid, known_as text, family_name text, kind public.move_kind, specialty text, from_name text, to_name text,
  moves_on date, state public.handover_state, sent_at timestamptz, answer_by date, is_late boolean, read_by_name text,
  open_questions bigint, direction text, sees_record boolean
)
language sql stable
set search_path = ''
as $$
  select h.id, h.move_id, h.person_id, k.content -> 'head' ->> 'known_as', k.content -> 'head' ->> 'family_name', h.kind, h.specialty,
    h.from_name, o.name, h.moves_on, h.state, h.sent_at, h.answer_by, private.is_late(h), h.read_by_name,
    (select count(*) from public.handover_questions q where q.handover_id = h.id and q.answer is null),
    case when h.to_organisation_id in (select private.my_teams()) then 'in'
      when h.from_organisation_id in (select private.my_teams()) then 'out' else 'other' end,
    exists (select from public.people p where p.id = h.person_id)
  from public.handovers h
  join public.organisations o on o.id = h.to_organisation_id
  join public.packs k on k.id = h.pack_id
  where h.state in ('sent', 'read')
    or (h.state = 'accepted' and h.answered_at > now() - interval '60 days')
    or (h.state = 'declined' and h.to_organisation_id not in (select private.my_teams())
      and exists (select from public.moves m where m.id = h.move_id and m.state = 'declined'))
  order by private.is_late(h) desc, h.state in ('sent', 'read') desc, h.answer_by, h.id
$$;
comment on function public.my_handovers() is
  'Handovers that wait for an answer, that were declined and need a next step, and those accepted in the last 60 days: in (my team is asked), out (my team '
  'asked), other (about somebody I am involved with). Late ones first.';

-- September.

create function private.next_september() returns integer
language sql stable
return extract(year from private.today())::integer + case when extract(month from private.today()) >= 9 then 1 else 0 end;
comment on function private.next_september() is 'The year of the next September that is still to come.';
grant execute on function private.next_september() to authenticated;

create function public.record_place(person uuid, place uuid, expected_version integer, facts jsonb) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  kept public.place_choices;
  wish public.place_choices;
begin
  perform private.must_see(person);
  select c.* into kept from public.place_choices c
  where c.id = place and c.person_id = person and private.may_read_shared(c.person_id, c.author_id, c.shared_with) for update;
  if place is not null and expected_version is not null and kept.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if kept.id is not null and expected_version is null and kept.author_id = me then
    -- The same new place, sent twice.
    return kept.id;
  end if;
  if kept.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'place_changed', detail = to_jsonb(kept)::text,
      hint = 'Somebody else changed this first. Look at their change, then save again.';
  end if;
  wish := jsonb_populate_record(kept, facts - array['id', 'person_id', 'author_id', 'shared_with', 'version', 'updated_at', 'updated_by_name']);
  insert into public.place_choices as c (id, person_id, starts_in, choice, setting_name, organisation_id, status, condition, predicted, actual,
    results_on, updated_by_name, author_id, shared_with)
  values (coalesce(place, gen_random_uuid()), person, coalesce(wish.starts_in, private.next_september()), coalesce(wish.choice, 1),
    trim(wish.setting_name), wish.organisation_id, coalesce(wish.status, 'thinking'), nullif(trim(wish.condition), ''),
    nullif(trim(wish.predicted), ''), nullif(trim(wish.actual), ''), wish.results_on, private.name_of(me, person), me,
    enum_range(null::public.audience))
  on conflict (id) do update set choice = excluded.choice, setting_name = excluded.setting_name, organisation_id = excluded.organisation_id,
    status = excluded.status, condition = excluded.condition, predicted = excluded.predicted, actual = excluded.actual,
    results_on = excluded.results_on, updated_by_name = excluded.updated_by_name, updated_at = now(), version = c.version + 1
  returning c.id into place;
  return place;
exception
  when unique_violation then
    raise sqlstate 'PT409' using message = 'place_taken', detail = 'There is already a place with this number, or one that is confirmed.';
  when invalid_datetime_format or datetime_field_overflow or invalid_text_representation or not_null_violation or check_violation
    or foreign_key_violation or numeric_value_out_of_range then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
end
$$;
comment on function public.record_place(uuid, uuid, integer, jsonb) is
  'Adds a place for a September (version null) or changes one: {choice, setting_name, organisation_id?, status, condition?, predicted?, actual?, '
  'results_on?, starts_in?}. Gives its id. Errors: PT404 not_found, PT409 place_changed (detail: the row) or place_taken, PT422 value_invalid.';

create function private.needs_september_place(class_year integer, setting public.setting_type) returns boolean
language sql immutable parallel safe
return class_year in (-1, 6, 11)
  or (class_year between 13 and 20 and setting in ('mainstream_school', 'resourced_provision', 'special_school', 'independent_special_school'))
  or (class_year between 11 and 20 and setting = 'none');
comment on function private.needs_september_place(integer, public.setting_type) is
  'Planning: last class before school, Years 6 and 11, school from Year 13, and nowhere to learn. Others are on the list once a place or a move is written down.';
grant execute on function private.needs_september_place(integer, public.setting_type) to authenticated;

create function private.september_page(search text, standing text, page integer, page_size integer) returns jsonb
language sql stable
set search_path = ''
set jit = off
as $$
  with mover as materialized (
    select p.id, p.known_as, p.family_name, rules.nc_year(p.date_of_birth, private.today(), p.year_group_offset) as nc_year,
      n.setting_name as setting_now, x.setting_name as setting_next, f.id as place_id, f.choice, f.setting_name, f.status, f.condition, f.predicted,
      f.actual, f.results_on, f.version, b.setting_name as second_choice, v.id as move_id, v.plan_b,
      case when f.status in ('confirmed', 'conditional', 'offered', 'applied') then f.status::text else 'none' end as standing
    from public.people p
    left join public.placements n on n.person_id = p.id and n.position = 'now'
    left join public.placements x on x.person_id = p.id and x.position = 'next'
      and x.starts_on between make_date((select private.next_september()), 7, 1) and make_date((select private.next_september()), 12, 31)
    left join lateral (
      select c.* from public.place_choices c
      where c.person_id = p.id and c.starts_in = (select private.next_september()) and c.status not in ('refused', 'turned_down')
      order by c.status = 'confirmed' desc, c.choice limit 1
    ) f on true
    left join lateral (
      select c.setting_name from public.place_choices c
      where c.person_id = p.id and c.starts_in = (select private.next_september()) and c.id <> f.id and c.status not in ('refused', 'turned_down')
      order by c.choice limit 1
    ) b on true
    left join lateral (
      select m.id, m.plan_b from public.moves m
      where m.person_id = p.id and m.kind = 'education' and m.state not in ('closed', 'called_off') order by m.moves_on limit 1
    ) v on true
    where private.needs_september_place(rules.class_year(p.date_of_birth, private.today(), p.year_group_offset), n.setting_type)
      or x.person_id is not null or f.id is not null
  ),
  searched as (
    select m.* from mover m
    where coalesce(trim(search), '') = ''
      or (m.known_as || ' ' || coalesce(m.family_name, '')) ilike '%' || replace(replace(trim(search), '%', ''), '_', '\_') || '%'
  ),
  shown as (
    select s.* from searched s where september_page.standing is null or s.standing = september_page.standing
    order by array_position(array['none', 'applied', 'conditional', 'offered', 'confirmed'], s.standing), s.known_as, s.family_name, s.id
    limit least(greatest(page_size, 1), 200) offset (greatest(page, 1) - 1) * least(greatest(page_size, 1), 200)
  )
  select jsonb_build_object(
    'year', private.next_september(),
    'counts', coalesce((select jsonb_object_agg(g.standing, g.n) from (select s.standing, count(*) as n from searched s group by s.standing) g), '{}'),
    'people', coalesce((select jsonb_agg(to_jsonb(s)
      order by array_position(array['none', 'applied', 'conditional', 'offered', 'confirmed'], s.standing), s.known_as, s.family_name, s.id) from shown s), '[]'))
$$;
grant execute on function private.september_page(text, text, integer, integer) to authenticated;

create function public.september_list(search text default null, standing text default null, page integer default 1, page_size integer default 50)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  answer jsonb := private.september_page(search, standing, page, page_size);
begin
  perform private.record_view((line ->> 'id')::uuid, 'moves') from jsonb_array_elements(answer -> 'people') line;
  return answer;
end
$$;
comment on function public.september_list(text, text, integer, integer) is
  'Everybody I may see who needs a place next September, those without one first: {year, counts: {none, applied, conditional, offered, confirmed}, '
  'people: [{id, known_as, family_name, nc_year, setting_now, setting_next (written down, not confirmed), place_id, choice, setting_name, status, '
  'condition, predicted, actual, results_on, version, second_choice, move_id, plan_b, standing}]}. Under row level security. Of the people on the page it is kept that staff looked.';

grant execute on function
  public.plan_move(uuid, jsonb), public.change_move(uuid, integer, jsonb), public.call_off_move(uuid, integer, text),
  public.pack_choices(uuid), public.check_pack(uuid, integer, public.pack_section[], text, text),
  public.send_handover(uuid, integer, uuid), public.withdraw_handover(uuid, integer),
  public.read_handover(uuid, integer), public.accept_handover(uuid, integer), public.decline_handover(uuid, integer, text, text),
  public.ask_about_handover(uuid, text), public.answer_handover_question(uuid, integer, text),
  public.record_meeting(uuid, date, text, text), public.record_move_check(uuid, public.move_check_kind, jsonb), public.close_move(uuid, integer),
  public.person_moves(uuid), public.move_page(uuid), public.handover_page(uuid), public.my_handovers(),
  public.record_place(uuid, uuid, integer, jsonb), public.september_list(text, text, integer, integer)
  to authenticated;
