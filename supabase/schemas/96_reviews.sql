-- Reviews: the meeting, what was gathered for it, what it said about adult life, and the clocks that start with it.

create type public.review_type as enum ('annual', 'first', 'phase_transfer', 'early', 'under_five', 'post_transfer_in', 'reassessment');
create type public.review_status as enum (
  'due', 'scheduled', 'advice_requested', 'papers_circulated', 'meeting_held', 'report_sent', 'decision_notified',
  'amendment_notice_sent', 'final_issued', 'closed');
create type public.review_decision as enum ('maintain', 'amend', 'cease');
create type public.review_event as enum ('papers_circulated', 'meeting_held', 'report_sent', 'decision_notified', 'amendment_notice_sent', 'final_issued');
comment on type public.review_event is 'What really happened, in its order. Each is recorded once, by record_review_event.';

create table public.reviews (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  review_type public.review_type not null,
  statutory boolean not null,
  meeting_on date not null check (private.is_plausible(meeting_on)),
  meeting_at time,
  place text check (char_length(trim(place)) between 1 and 200),
  transfer_safe_day date,
  pfa_needed boolean not null,
  papers_circulated_on date,
  held_on date,
  report_sent_on date,
  decision public.review_decision,
  decision_on date,
  notice_on date,
  final_on date,
  called_off_reason text check (char_length(trim(called_off_reason)) between 1 and 500),
  before_events jsonb not null default '[]',
  version integer not null default 1,
  created_by uuid references public.accounts (id) on delete set null,
  updated_at timestamptz not null default now(),
  updated_by uuid references public.accounts (id) on delete set null,
  check ((decision is null) = (decision_on is null)),
  check (notice_on is null or decision = 'amend')
);
comment on table public.reviews is 'One review of somebody''s plan: planned, held, and followed to its end.';
comment on column public.reviews.statutory is 'There was an EHC plan: the clocks are law. Without one the same review has no date set by law.';
comment on column public.reviews.transfer_safe_day is 'R-PT-01 to R-PT-03: the last lawful day for the final plan, when a move depends on this review.';
comment on column public.reviews.pfa_needed is 'R-AR-08: at or beyond Year 9, by class or age: adult life is asked about, area by area.';
comment on column public.reviews.before_events is 'What each recorded event changed elsewhere, newest last, so that a slip can be taken back.';
create index reviews_person_idx on public.reviews (person_id, meeting_on desc);
create index reviews_created_by_idx on public.reviews (created_by) where created_by is not null;
create index reviews_updated_by_idx on public.reviews (updated_by) where updated_by is not null;
create unique index reviews_one_open_key on public.reviews (person_id)
  where held_on is null and called_off_reason is null;

create table public.review_guests (
  id uuid primary key default gen_random_uuid(),
  review_id uuid not null references public.reviews (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  name text not null check (char_length(trim(name)) between 1 and 120),
  audience public.audience not null,
  invited_on date not null default private.today(),
  came text check (came in ('yes', 'no', 'sent_views')),
  unique (review_id, name)
);
comment on table public.review_guests is 'Who is invited to a review, and, apart from that, who came.';
create index review_guests_person_idx on public.review_guests (person_id);

create table public.review_advice (
  id uuid primary key default gen_random_uuid(),
  review_id uuid not null references public.reviews (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  audience public.audience not null,
  asked_of text not null check (char_length(trim(asked_of)) between 1 and 120),
  asked_on date not null default private.today(),
  due_on date not null,
  received_on date,
  advice text check (char_length(trim(advice)) between 1 and 8000),
  given_by_name text,
  version integer not null default 1,
  check ((received_on is null) = (advice is null)),
  unique (review_id, asked_of)
);
comment on table public.review_advice is 'Advice asked for a review, by when, and what was said.';
create index review_advice_person_idx on public.review_advice (person_id);

create table public.review_areas (
  review_id uuid not null references public.reviews (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  area public.pfa_area not null check (area in ('employment', 'independent_living', 'community_inclusion', 'health')),
  discussed text check (char_length(trim(discussed)) between 1 and 4000),
  decided text check (char_length(trim(decided)) between 1 and 4000),
  audience public.audience,
  who text check (char_length(trim(who)) between 1 and 120),
  by_when date,
  not_discussed_reason text check (char_length(trim(not_discussed_reason)) between 1 and 1000),
  will_discuss_on date,
  version integer not null default 1,
  primary key (review_id, area)
);
comment on table public.review_areas is 'R-AR-08: what a review said about one area of adult life. Not a box to tick: see private.area_problem.';
comment on column public.review_areas.audience is 'Who does what was decided; who names them, where a name helps.';
create index review_areas_person_idx on public.review_areas (person_id);

create table public.review_actions (
  id uuid primary key default gen_random_uuid(),
  review_id uuid not null references public.reviews (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  words text not null check (char_length(trim(words)) between 1 and 500),
  audience public.audience not null,
  due_on date not null check (private.is_plausible(due_on)),
  area public.pfa_area,
  done_at timestamptz,
  done_by uuid references public.accounts (id) on delete set null,
  done_by_name text,
  version integer not null default 1,
  unique (review_id, area)
);
comment on table public.review_actions is 'What a review decided that somebody does, and by when. Shown beside the steps of the timeline.';
comment on column public.review_actions.area is 'It is what was decided about this area of adult life, and follows it.';
create index review_actions_person_idx on public.review_actions (person_id, due_on);
create index review_actions_done_by_idx on public.review_actions (done_by) where done_by is not null;

alter table public.reviews enable row level security;
alter table public.review_guests enable row level security;
alter table public.review_advice enable row level security;
alter table public.review_areas enable row level security;
alter table public.review_actions enable row level security;
grant select on public.reviews, public.review_guests, public.review_advice, public.review_areas, public.review_actions to authenticated;
create policy "Involved people can read a review" on public.reviews
  for select to authenticated using (
    person_id in (select c.person_id from private.my_circles c)
    or (select true from private.my_cases c where c.person_id = reviews.person_id limit 1)
  );
create policy "Involved people can read who is invited" on public.review_guests
  for select to authenticated using (exists (select from public.reviews r where r.id = review_id));
create policy "Involved people can read the advice" on public.review_advice
  for select to authenticated using (exists (select from public.reviews r where r.id = review_id));
create policy "Involved people can read what was said about adult life" on public.review_areas
  for select to authenticated using (exists (select from public.reviews r where r.id = review_id));
create policy "Involved people can read the actions" on public.review_actions
  for select to authenticated using (exists (select from public.reviews r where r.id = review_id));

create trigger audit after insert or delete or update of review_type, meeting_on, meeting_at, place, papers_circulated_on, held_on,
  report_sent_on, decision, decision_on, notice_on, final_on, called_off_reason on public.reviews
  for each row execute function private.audit('person_id', 'id');
create trigger audit after insert or update or delete on public.review_guests
  for each row execute function private.audit('person_id', 'name');
create trigger audit after insert or update or delete on public.review_advice
  for each row execute function private.audit('person_id', 'asked_of');
create trigger audit after insert or update or delete on public.review_areas
  for each row execute function private.audit('person_id', 'area');
create trigger audit after insert or update or delete on public.review_actions
  for each row execute function private.audit('person_id', 'id');

create function private.review_status(r public.reviews) returns public.review_status
language sql stable
set search_path = ''
as $$
  select case
    when r.called_off_reason is not null or r.report_sent_on is not null and (
      not r.statutory or r.decision in ('maintain', 'cease') or r.final_on is not null) then 'closed'
    when r.final_on is not null then 'final_issued'
    when r.notice_on is not null then 'amendment_notice_sent'
    when r.decision_on is not null then 'decision_notified'
    when r.report_sent_on is not null then 'report_sent'
    when r.held_on is not null then 'meeting_held'
    when r.papers_circulated_on is not null then 'papers_circulated'
    when exists (select from public.review_advice a where a.review_id = r.id) then 'advice_requested'
    else 'scheduled'
  end::public.review_status
$$;
comment on function private.review_status(public.reviews) is 'How far a review has got. It is closed once the report and whatever its decision leads to are sent.';

-- Who may do what ----------------------------------------------------------------------------------

create function private.must_be_in_team(person uuid) returns text
language plpgsql stable security definer
set search_path = ''
as $$
declare
  seat text;
begin
  perform private.must_see(person);
  select a.display_name into seat from private.access a
  where a.person_id = person and a.account_id = (select auth.uid()) and a.via = 'team' limit 1;
  if not found then
    raise sqlstate 'PT403' using message = 'staff_only', detail = 'A school, college or service involved writes this.';
  end if;
  return seat;
end
$$;
comment on function private.must_be_in_team(uuid) is 'Gives the caller''s name in an involved team. Errors: PT404 not_found, PT403 staff_only.';
grant execute on function private.must_be_in_team(uuid) to authenticated;

create function private.open_review(review uuid) returns public.reviews
language plpgsql security definer
set search_path = ''
as $$
declare
  found_review public.reviews;
begin
  select r.* into found_review from public.reviews r
  where r.id = review and exists (select from private.access a where a.person_id = r.person_id and a.account_id = (select auth.uid()))
  for update;
  if found_review.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  perform private.must_be_in_team(found_review.person_id);
  return found_review;
end
$$;
comment on function private.open_review(uuid) is 'A review for somebody of an involved team to write in, locked. Errors: PT404 not_found, PT403 staff_only.';

create function private.lock_review(review uuid, expected_version integer) returns public.reviews
language plpgsql security definer
set search_path = ''
as $$
declare
  found_review public.reviews := private.open_review(review);
begin
  if found_review.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'review_changed', detail = 'Somebody else changed this review first.',
      hint = 'Look at their change, then save again. What you typed is still here.';
  end if;
  return found_review;
end
$$;
comment on function private.lock_review(uuid, integer) is 'The same, when nobody has changed it since it was read. Errors: as open_review, PT409 review_changed.';

create function private.grow_review(review uuid) returns integer
language sql
set search_path = ''
as $$
  update public.reviews r set version = r.version + 1, updated_at = now(), updated_by = (select auth.uid()) where r.id = review returning r.version
$$;

-- Planning -----------------------------------------------------------------------------------------

create function private.transfer_safe_day(person uuid, meeting date) returns date
language sql stable
set search_path = ''
as $$
  select min(t.due_on) from public.timeline_items t
  join public.people p on p.id = t.person_id
  join public.pathway_items i on i.template_id = p.template_id and i.key = t.item_key
  where t.person_id = person and t.retired_at is null and i.kind = 'milestone' and i.anchor = 'phase_transfer_deadline'
    and i.due_offset = interval '0' and t.status <> 'done' and t.due_on >= meeting and t.due_on < meeting + 366
$$;
comment on function private.transfer_safe_day(uuid, date) is
  'The last lawful day for the final plan before the next move, when a review on this day could still be the one for it.';

create function private.transfer_of(person uuid, safe_day date) returns text
language sql stable
set search_path = ''
as $$
  select split_part(i.anchor_key, ':', 2) from public.timeline_items t
  join public.people p on p.id = t.person_id
  join public.pathway_items i on i.template_id = p.template_id and i.key = t.item_key
  where t.person_id = person and t.retired_at is null and i.kind = 'milestone' and i.anchor = 'phase_transfer_deadline'
    and i.due_offset = interval '0' and t.due_on = safe_day limit 1
$$;
comment on function private.transfer_of(uuid, date) is 'Which move the plan must be final for by that day, for example primary_to_secondary.';

create function private.is_review_for(meeting date, final_by date) returns boolean
language sql immutable parallel safe
return meeting between final_by - 354 and final_by;
comment on function private.is_review_for(date, date) is 'Whether a review held on a day is the yearly one before a move: in the year, less a few days, before its plan must be final.';

create function private.is_review_planned(person uuid) returns boolean
language sql stable security definer
set search_path = ''
as $$
  select exists (select from public.reviews r where r.person_id = person and r.held_on is null and r.called_off_reason is null)
$$;

create function private.follow_review_day() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  -- Advice is due before the papers go out, so its day moves with the meeting.
  if tg_table_name = 'reviews' then
    update public.review_advice a set due_on = rules.review_notice_by(new.meeting_on)
    where a.review_id = new.id and a.received_on is null and a.due_on <> rules.review_notice_by(new.meeting_on);
    return new;
  end if;
  -- One fact, one place: whoever writes the day of the next meeting moves the meeting that is planned.
  update public.reviews r set meeting_on = new.on_date, version = r.version + 1, updated_at = now(), updated_by = (select auth.uid()),
    transfer_safe_day = private.transfer_safe_day(r.person_id, new.on_date),
    pfa_needed = (
      select rules.should_prepare_for_adulthood(p.date_of_birth, new.on_date, p.year_group_offset) from public.people p where p.id = r.person_id)
  where r.person_id = new.person_id and r.held_on is null and r.called_off_reason is null and r.meeting_on <> new.on_date;
  return new;
end
$$;
comment on function private.follow_review_day() is 'Keeps the planned review, its advice and the recorded day of the next meeting the same, whichever is written.';
create trigger follow_review_day after insert or update on public.person_dates
  for each row when (new.anchor = 'review_meeting') execute function private.follow_review_day();
create trigger follow_review_day after update of meeting_on on public.reviews
  for each row when (new.meeting_on <> old.meeting_on) execute function private.follow_review_day();

create function public.plan_review(review uuid, person uuid, expected_version integer, input jsonb) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  wanted record;
  f private.facts;
  current public.reviews;
begin
  select * into wanted from jsonb_to_record(input) as r (review_type public.review_type, meeting_on date, meeting_at time, place text);
  if exists (select from public.reviews r where r.id = review) then
    current := private.lock_review(review, expected_version);
    if current.held_on is not null then
      raise sqlstate 'PT409' using message = 'review_held', detail = 'This meeting was held: its plan does not change any more.';
    end if;
  else
    perform private.must_be_in_team(person);
  end if;
  if wanted.meeting_on is null or wanted.review_type is null then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Say what kind of review it is and on which day.';
  end if;
  if wanted.meeting_on < private.today() then
    raise sqlstate 'PT422' using message = 'meeting_in_past', detail = 'A meeting is planned for today or later.';
  end if;
  select * into f from private.facts_of(array[coalesce(current.person_id, person)]);
  begin
    insert into public.reviews as r (id, person_id, review_type, statutory, meeting_on, meeting_at, place, transfer_safe_day, pfa_needed, created_by, updated_by)
    values (review, f.person_id, wanted.review_type, f.plan_type is not distinct from 'ehc_plan', wanted.meeting_on, wanted.meeting_at,
      nullif(trim(wanted.place), ''), private.transfer_safe_day(f.person_id, wanted.meeting_on),
      rules.should_prepare_for_adulthood(f.date_of_birth, wanted.meeting_on, f.year_group_offset), (select auth.uid()), (select auth.uid()))
    on conflict (id) do update set review_type = excluded.review_type, meeting_on = excluded.meeting_on, meeting_at = excluded.meeting_at,
      place = excluded.place, transfer_safe_day = excluded.transfer_safe_day, pfa_needed = excluded.pfa_needed,
      version = r.version + 1, updated_at = now(), updated_by = (select auth.uid());
  exception when unique_violation then
    raise sqlstate 'PT409' using message = 'review_open', detail = 'Another review is planned already.', hint = 'Open that one, or call it off first.';
  end;
  -- One fact, one place: the day of the next review is what every date that hangs on it is worked out from.
  insert into public.person_dates as d (person_id, anchor, on_date) values (f.person_id, 'review_meeting', wanted.meeting_on)
  on conflict (person_id, anchor) do update set on_date = excluded.on_date where d.on_date <> excluded.on_date;
  return (select r.version from public.reviews r where r.id = review);
exception
  when invalid_text_representation or invalid_datetime_format or datetime_field_overflow or check_violation or not_null_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Say what kind of review it is, the day, the time and the place.';
end
$$;
comment on function public.plan_review(uuid, uuid, integer, jsonb) is
  'Plans a review {review_type, meeting_on, meeting_at, place} under an id the caller makes, or changes its plan; the timeline follows. '
  'Gives the version. Errors: PT404 not_found, PT403 staff_only, PT409 review_changed, review_held or review_open, PT422 meeting_in_past or value_invalid.';

create function public.call_off_review(review uuid, expected_version integer, reason text) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  current public.reviews := private.lock_review(review, expected_version);
begin
  if coalesce(trim(reason), '') = '' then
    raise sqlstate 'PT422' using message = 'reason_needed', detail = 'Say why the meeting does not happen.';
  end if;
  if current.held_on is not null then
    raise sqlstate 'PT409' using message = 'review_held', detail = 'This meeting was held.';
  end if;
  update public.reviews r set called_off_reason = left(trim(reason), 500) where r.id = review;
  delete from public.person_dates d where d.person_id = current.person_id and d.anchor = 'review_meeting' and d.on_date = current.meeting_on;
  return private.grow_review(review);
end
$$;
comment on function public.call_off_review(uuid, integer, text) is 'The meeting does not happen; its day stops counting. Errors: as plan_review, PT422 reason_needed.';

create function public.save_review_guests(review uuid, expected_version integer, guests jsonb) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  current public.reviews := private.lock_review(review, expected_version);
begin
  if jsonb_typeof(guests) is distinct from 'array' or jsonb_array_length(guests) > 40 then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Give a list of at most 40 people.';
  end if;
  delete from public.review_guests g
  where g.review_id = review and not exists (select from jsonb_to_recordset(guests) as n (name text) where trim(n.name) = g.name);
  insert into public.review_guests as g (review_id, person_id, name, audience, came)
  select distinct on (trim(n.name)) review, current.person_id, trim(n.name), n.audience, case when current.held_on is not null then n.came end
  from jsonb_to_recordset(guests) as n (name text, audience public.audience, came text)
  on conflict (review_id, name) do update set audience = excluded.audience, came = excluded.came
  where (g.audience, g.came) is distinct from (excluded.audience, excluded.came);
  return private.grow_review(review);
exception
  when invalid_text_representation or check_violation or not_null_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Give each person a name and say for whom they come.';
end
$$;
comment on function public.save_review_guests(uuid, integer, jsonb) is
  'Who is invited, [{name, audience, came}]; came (yes, no, sent_views) counts once the meeting was held. Errors: PT404, PT403, PT409, PT422 value_invalid.';

create function public.ask_review_advice(review uuid, expected_version integer, audience public.audience, asked_of text) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  current public.reviews := private.lock_review(review, expected_version);
begin
  insert into public.review_advice (review_id, person_id, audience, asked_of, due_on)
  -- R-AR-04: everything is sent to everybody two weeks before the meeting, so advice is due by then.
  values (review, current.person_id, ask_review_advice.audience, trim(ask_review_advice.asked_of), rules.review_notice_by(current.meeting_on));
  return private.grow_review(review);
exception
  when unique_violation then
    raise sqlstate 'PT409' using message = 'advice_asked', detail = 'They have been asked already.';
  when check_violation or not_null_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Say who is asked, and for which service.';
end
$$;
comment on function public.ask_review_advice(uuid, integer, public.audience, text) is 'Asks for advice, due two weeks before the meeting (R-AR-04). Errors: PT404, PT403, PT409 advice_asked, PT422.';

create function public.give_review_advice(advice uuid, expected_version integer, words text) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  current public.review_advice;
  seat text;
begin
  select a.* into current from public.review_advice a
  where a.id = advice and exists (select from private.access x where x.person_id = a.person_id and x.account_id = (select auth.uid())) for update;
  if current.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  seat := private.must_be_in_team(current.person_id);
  if current.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'advice_changed', detail = current.advice, hint = 'Somebody else wrote this first.';
  end if;
  if coalesce(trim(words), '') = '' or char_length(words) > 8000 then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Write the advice, in at most 8,000 letters.';
  end if;
  update public.review_advice a set advice = trim(words), received_on = coalesce(a.received_on, private.today()), given_by_name = seat, version = a.version + 1
  where a.id = advice;
  perform private.grow_review(current.review_id);
  return current.version + 1;
end
$$;
comment on function public.give_review_advice(uuid, integer, text) is 'Writes the advice that was asked for. Errors: PT404, PT403, PT409 advice_changed, PT422.';

-- Adult life ---------------------------------------------------------------------------------------

create function private.area_problem(a public.review_areas) returns text
language sql immutable parallel safe
return case
  when a.not_discussed_reason is not null and a.will_discuss_on is not null then null
  when a.not_discussed_reason is not null then 'say_when'
  when a.discussed is null then 'say_what_was_discussed'
  when a.decided is null then 'say_what_was_decided'
  when lower(trim(a.discussed)) = lower(trim(a.decided)) then 'say_what_was_decided'
  when array_length(regexp_split_to_array(trim(a.discussed), '\s+'), 1) < 4 then 'say_more'
  when a.audience is null then 'say_who'
  when a.by_when is null then 'say_by_when'
end;
comment on function private.area_problem(public.review_areas) is
  'What is missing before an area of adult life is more than a formality (R-AR-08). Null when nothing is.';

create function private.adult_life_problem(r public.reviews) returns text
language sql stable
set search_path = ''
as $$
  select case
    when not r.pfa_needed then null
    when exists (
      select from unnest(array['employment', 'independent_living', 'community_inclusion', 'health']::public.pfa_area[]) w (area)
      left join public.review_areas a on a.review_id = r.id and a.area = w.area
      where a.review_id is null or private.area_problem(a) is not null) then 'adult_life_unfinished'
    -- The same words for two areas are words for neither.
    when exists (
      select from public.review_areas a
      cross join lateral (values (a.discussed), (a.decided), (a.not_discussed_reason)) x (words)
      where a.review_id = r.id and x.words is not null
      group by regexp_replace(lower(x.words), '[^[:alnum:]]+', '', 'g') having count(distinct a.area) > 1) then 'adult_life_copied'
  end
$$;
comment on function private.adult_life_problem(public.reviews) is
  'R-AR-08: why the part about adult life is still a formality: adult_life_unfinished or adult_life_copied. Null where it is not, or is not needed.';

create function private.write_area_action(a public.review_areas) returns void
language sql security definer
set search_path = ''
as $$
  delete from public.review_actions x
  where x.review_id = a.review_id and x.area = a.area and x.done_at is null and (a.discussed is null or private.area_problem(a) is not null);
  insert into public.review_actions as x (review_id, person_id, area, words, audience, due_on)
  select a.review_id, a.person_id, a.area, case when char_length(a.decided) > 500 then left(a.decided, 499) || '…' else a.decided end, a.audience, a.by_when
  where a.discussed is not null and private.area_problem(a) is null
  on conflict (review_id, area) do update set words = excluded.words, audience = excluded.audience, due_on = excluded.due_on, version = x.version + 1
  where (x.words, x.audience, x.due_on) is distinct from (excluded.words, excluded.audience, excluded.due_on)
$$;
comment on function private.write_area_action(public.review_areas) is
  'What was decided about an area of adult life is something that somebody does: it is an action, without being typed again.';

create function public.save_review_area(review uuid, expected_version integer, area public.pfa_area, input jsonb) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  current public.reviews := private.open_review(review);
  was public.review_areas;
  said public.review_areas;
begin
  select a.* into was from public.review_areas a where a.review_id = review and a.area = save_review_area.area;
  if coalesce(was.version, 0) is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'area_changed', detail = to_jsonb(was)::text, hint = 'Somebody else wrote about this first.';
  end if;
  insert into public.review_areas as a (review_id, person_id, area, discussed, decided, audience, who, by_when, not_discussed_reason, will_discuss_on)
  select review, current.person_id, save_review_area.area, nullif(trim(r.discussed), ''), nullif(trim(r.decided), ''), r.audience, nullif(trim(r.who), ''),
    r.by_when, nullif(trim(r.not_discussed_reason), ''), r.will_discuss_on
  from jsonb_to_record(input)
    as r (discussed text, decided text, audience public.audience, who text, by_when date, not_discussed_reason text, will_discuss_on date)
  on conflict on constraint review_areas_pkey do update set discussed = excluded.discussed, decided = excluded.decided, audience = excluded.audience,
    who = excluded.who, by_when = excluded.by_when, not_discussed_reason = excluded.not_discussed_reason, will_discuss_on = excluded.will_discuss_on,
    version = a.version + 1
  returning a.* into said;
  if said.will_discuss_on is not null and said.will_discuss_on is distinct from was.will_discuss_on and said.will_discuss_on < private.today() then
    raise sqlstate 'PT422' using message = 'will_discuss_in_past', detail = 'Give a day from today on.';
  end if;
  -- What was sent as the report stays a report.
  if current.report_sent_on is not null and private.adult_life_problem(current) is not null then
    raise sqlstate 'PT422' using message = private.adult_life_problem(current), detail = 'The report was sent: every part of it stays complete.';
  end if;
  perform private.write_area_action(said);
  perform private.grow_review(review);
  return said.version;
exception
  when invalid_text_representation or invalid_datetime_format or datetime_field_overflow or check_violation or not_null_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Write what was said, what was decided, who does it and by when.';
end
$$;
comment on function public.save_review_area(uuid, integer, public.pfa_area, jsonb) is
  '{discussed, decided, audience, who, by_when} or {not_discussed_reason, will_discuss_on} for one area of adult life; what was decided becomes an action. '
  'expected_version is the area''s, 0 while nothing is written. Gives its new one. '
  'Errors: PT404, PT403, PT409 area_changed (detail: the row as it is now), PT422 will_discuss_in_past, adult_life_unfinished, adult_life_copied or value_invalid.';

-- Actions ------------------------------------------------------------------------------------------

create function public.save_review_action(action uuid, review uuid, expected_version integer, input jsonb) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  current public.reviews := private.lock_review(review, expected_version);
begin
  insert into public.review_actions as a (id, review_id, person_id, words, audience, due_on)
  select action, review, current.person_id, trim(r.words), r.audience, r.due_on
  from jsonb_to_record(input) as r (words text, audience public.audience, due_on date)
  on conflict (id) do update set words = excluded.words, audience = excluded.audience, due_on = excluded.due_on, version = a.version + 1
  where a.review_id = excluded.review_id and a.area is null;
  return private.grow_review(review);
exception
  when invalid_text_representation or invalid_datetime_format or datetime_field_overflow or check_violation or not_null_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Write what will be done, who does it and by when.';
end
$$;
comment on function public.save_review_action(uuid, uuid, integer, jsonb) is 'An action {words, audience, due_on} that a review decided. Errors: PT404, PT403, PT409, PT422.';

create function public.remove_review_action(action uuid, expected_version integer) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  target uuid := (select a.review_id from public.review_actions a where a.id = action);
  current public.reviews := private.lock_review(target, expected_version);
begin
  if exists (select from public.review_actions a where a.id = action and a.area is not null) then
    raise sqlstate 'PT409' using message = 'action_of_area', detail = 'It was decided about an area of adult life: change it there.';
  end if;
  delete from public.review_actions a where a.id = action;
  return private.grow_review(current.id);
end
$$;
comment on function public.remove_review_action(uuid, integer) is 'Takes an action off a review; the history keeps it. expected_version is the review''s. Errors: PT404, PT403, PT409 review_changed or action_of_area.';

create function public.tick_review_action(action uuid, done boolean) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  current public.review_actions;
  me uuid := (select auth.uid());
begin
  select a.* into current from public.review_actions a
  where a.id = action and exists (select from private.access x where x.person_id = a.person_id and x.account_id = me) for update;
  if current.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if not private.may_work(current.person_id, current.audience, me) then
    raise sqlstate 'PT403' using message = 'not_your_step', detail = 'This is for somebody else to do.', hint = 'Ask them to record it.';
  end if;
  update public.review_actions a set version = a.version + 1,
    done_at = case when done then coalesce(a.done_at, now()) end, done_by = case when done then coalesce(a.done_by, me) end,
    done_by_name = case when done then coalesce(a.done_by_name, private.name_of(me, a.person_id)) end
  where a.id = action and done is not null;
end
$$;
comment on function public.tick_review_action(uuid, boolean) is 'Records that an action is done, or puts it back. Errors: PT404 not_found, PT403 not_your_step.';

-- What really happened -----------------------------------------------------------------------------

create function private.anchor_of(event public.review_event) returns text
language sql immutable parallel safe
return case event when 'meeting_held' then 'review_meeting' when 'decision_notified' then 'review_decision_due' when 'final_issued' then 'review_final_plan_due' end;

create function private.finish_items(items uuid[]) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  finished jsonb;
begin
  with done as (
    update public.timeline_items t set status = 'done', done_by = (select auth.uid()), done_at = now(),
      done_by_name = private.name_of((select auth.uid()), t.person_id), version = t.version + 1, updated_at = now(), updated_by = (select auth.uid())
    where t.id = any (items) and t.retired_at is null and t.status in ('not_started', 'in_progress', 'waiting')
    returning t.id, t.version
  )
  select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'version', d.version)), '[]') into finished from done d;
  return finished;
end
$$;
comment on function private.finish_items(uuid[]) is 'Ticks these steps, where they are open; gives them with their new version, for open_items_again().';

create function private.open_items_again(finished jsonb) returns void
language sql security definer
set search_path = ''
as $$
  -- A step that somebody has touched since stays as they left it.
  update public.timeline_items t set status = 'not_started', done_by = null, done_by_name = null, done_at = null,
    version = t.version + 1, updated_at = now(), updated_by = (select auth.uid())
  from jsonb_to_recordset(finished) as s (id uuid, version integer)
  where t.id = s.id and t.version = s.version
$$;
comment on function private.open_items_again(jsonb) is 'Takes back what finish_items() ticked.';

create function private.finish_steps(review public.reviews, event public.review_event, on_date date) returns jsonb
language sql security definer
set search_path = ''
as $$
  -- The steps that this event is: due on the day of its clock, for those who had to do it.
  select private.finish_items(array(
    select t.id
    from public.people p
    join public.timeline_items t on t.person_id = p.id
    join public.pathway_items i on i.template_id = p.template_id and i.key = t.item_key
    where p.id = review.person_id
      and i.due_offset = interval '0' and (i.audience is null or i.audience in ('la_send', 'school', 'post16_provider'))
      and (
        i.anchor = private.anchor_of(event) and t.due_on between on_date - 183 and on_date + 183
        or event = 'final_issued' and i.kind = 'milestone' and i.anchor = 'phase_transfer_deadline' and t.due_on = review.transfer_safe_day
      )
  ))
$$;
comment on function private.finish_steps(public.reviews, public.review_event, date) is
  'Ticks the steps that a recorded event is, so that nobody enters it twice; gives them with their new version.';

create function private.event_problem(r public.reviews, event public.review_event, on_date date, decision public.review_decision) returns text
language plpgsql stable
set search_path = ''
as $$
declare
  before date := case event when 'report_sent' then r.held_on when 'decision_notified' then r.held_on
    when 'amendment_notice_sent' then r.decision_on when 'final_issued' then coalesce(r.notice_on, r.decision_on) end;
begin
  return case
    when on_date is null or on_date > private.today() then 'event_in_future'
    when event not in ('papers_circulated', 'meeting_held') and before is null then 'event_too_early'
    when before > on_date then 'event_before_its_time'
    when event = 'papers_circulated' and r.held_on is not null then 'event_recorded'
    when case event when 'papers_circulated' then r.papers_circulated_on when 'meeting_held' then r.held_on when 'report_sent' then r.report_sent_on
      when 'decision_notified' then r.decision_on when 'amendment_notice_sent' then r.notice_on else r.final_on end is not null then 'event_recorded'
    when event = 'decision_notified' and decision is null then 'decision_needed'
    when event in ('amendment_notice_sent', 'final_issued') and r.decision is distinct from 'amend' then 'nothing_to_amend'
    when event = 'report_sent' then private.adult_life_problem(r)
  end;
end
$$;

create function public.record_review_event(review uuid, expected_version integer, event public.review_event, on_date date, decision public.review_decision default null)
returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  current public.reviews := private.lock_review(review, expected_version);
  problem text := private.event_problem(current, event, on_date, decision);
  earlier jsonb;
begin
  if current.called_off_reason is not null then
    raise sqlstate 'PT409' using message = 'review_called_off', detail = 'This review was called off.';
  end if;
  if problem is not null then
    raise sqlstate 'PT422' using message = problem, detail = 'That cannot be recorded yet, or not on that day.';
  end if;
  perform set_config('onward.replan', 'paused', true);
  select jsonb_build_object('event', event, 'last_meeting_on', p.last_meeting_on, 'last_decision_on', p.last_decision_on, 'meeting_on', current.meeting_on,
    'steps', private.finish_steps(current, event, on_date)) into earlier
  from (select 1) one left join public.plans p on p.person_id = current.person_id and p.ended_on is null;
  update public.reviews r set before_events = r.before_events || earlier,
    papers_circulated_on = case event when 'papers_circulated' then record_review_event.on_date else r.papers_circulated_on end,
    held_on = case event when 'meeting_held' then record_review_event.on_date else r.held_on end,
    report_sent_on = case event when 'report_sent' then record_review_event.on_date else r.report_sent_on end,
    decision_on = case event when 'decision_notified' then record_review_event.on_date else r.decision_on end,
    decision = case event when 'decision_notified' then record_review_event.decision else r.decision end,
    notice_on = case event when 'amendment_notice_sent' then record_review_event.on_date else r.notice_on end,
    final_on = case event when 'final_issued' then record_review_event.on_date else r.final_on end
  where r.id = review;
  if event = 'meeting_held' then
    update public.plans p set last_meeting_on = record_review_event.on_date where p.person_id = current.person_id and p.ended_on is null;
    update public.person_dates d set on_date = record_review_event.on_date where d.person_id = current.person_id and d.anchor = 'review_meeting';
  elsif event = 'decision_notified' then
    update public.plans p set last_decision_on = record_review_event.on_date where p.person_id = current.person_id and p.ended_on is null;
  end if;
  perform set_config('onward.replan', '', true);
  perform private.replan(array[current.person_id]);
  return private.grow_review(review);
end
$$;
comment on function public.record_review_event(uuid, integer, public.review_event, date, public.review_decision) is
  'Records what really happened, once: the clock moves, the facts of the plan follow, and the steps it was are ticked, in one transaction. '
  'Errors: PT404, PT403, PT409 review_changed or review_called_off, PT422 event_in_future, event_too_early, event_before_its_time, event_recorded, '
  'decision_needed, nothing_to_amend, adult_life_unfinished or adult_life_copied.';

create function public.undo_review_event(review uuid, expected_version integer) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  current public.reviews := private.lock_review(review, expected_version);
  last jsonb := current.before_events -> -1;
  event public.review_event := (last ->> 'event')::public.review_event;
begin
  if last is null then
    raise sqlstate 'PT409' using message = 'nothing_to_undo', detail = 'Nothing has been recorded here.';
  end if;
  perform set_config('onward.replan', 'paused', true);
  perform private.open_items_again(last -> 'steps');
  update public.plans p set last_meeting_on = (last ->> 'last_meeting_on')::date
  where p.person_id = current.person_id and p.ended_on is null and event = 'meeting_held' and p.last_meeting_on = current.held_on;
  update public.plans p set last_decision_on = (last ->> 'last_decision_on')::date
  where p.person_id = current.person_id and p.ended_on is null and event = 'decision_notified' and p.last_decision_on = current.decision_on;
  update public.person_dates d set on_date = (last ->> 'meeting_on')::date
  where d.person_id = current.person_id and d.anchor = 'review_meeting' and event = 'meeting_held' and d.on_date = current.held_on;
  if event = 'meeting_held' and private.is_review_planned(current.person_id) then
    raise sqlstate 'PT409' using message = 'review_open', detail = 'The next review is planned already.', hint = 'Call that one off first.';
  end if;
  update public.reviews r set before_events = r.before_events - -1,
    papers_circulated_on = case event when 'papers_circulated' then null else r.papers_circulated_on end,
    held_on = case event when 'meeting_held' then null else r.held_on end,
    report_sent_on = case event when 'report_sent' then null else r.report_sent_on end,
    decision_on = case event when 'decision_notified' then null else r.decision_on end,
    decision = case event when 'decision_notified' then null else r.decision end,
    notice_on = case event when 'amendment_notice_sent' then null else r.notice_on end,
    final_on = case event when 'final_issued' then null else r.final_on end
  where r.id = review;
  perform set_config('onward.replan', '', true);
  perform private.replan(array[current.person_id]);
  return private.grow_review(review);
end
$$;
comment on function public.undo_review_event(uuid, integer) is 'Takes back the event recorded last, with everything it changed that nobody has changed since. Errors: PT404, PT403, PT409.';

-- Reading ------------------------------------------------------------------------------------------

create function private.review_owner(person uuid, statutory boolean) returns public.audience
language sql stable security definer
set search_path = ''
as $$
  select coalesce((
    select case
      -- Regs 2014 reg 20(12): the head holds the meeting and writes the report; elsewhere the council does (reg 21).
      when n.setting_type in ('mainstream_school', 'resourced_provision', 'special_school', 'independent_special_school', 'alternative_provision')
        then 'school'
      when not statutory and private.is_post16(n.setting_type) then 'post16_provider'
    end::public.audience
    from public.placements n where n.person_id = person and n.position = 'now'), 'la_send')
$$;
comment on function private.review_owner(uuid, boolean) is 'R-AR-05: who holds the meeting and writes the report: the school, or the council where there is none.';

create function private.who_has(person uuid, audience public.audience) returns jsonb
language sql stable security definer
set search_path = ''
as $$
  select jsonb_build_object('team', o.name, 'name', m.display_name)
  from public.involvements i
  join public.organisations o on o.id = i.organisation_id and o.audience = who_has.audience
  left join public.organisation_members m on m.id = i.named_contact_id
    and private.today() between m.starts_on and coalesce(m.ends_on, 'infinity')
  where i.person_id = person and private.may_see(person)
    and private.today() between i.starts_on and coalesce(i.ends_on, 'infinity')
  order by m.id is null, i.starts_on desc limit 1
$$;
comment on function private.who_has(uuid, public.audience) is 'The team of this kind that is involved, and its named contact: {team, name}. Null where there is none.';
grant execute on function private.review_owner(uuid, boolean), private.who_has(uuid, public.audience), private.transfer_of(uuid, date), private.is_review_for(date, date)
  to authenticated;

create function private.review_clocks(r public.reviews) returns jsonb
language sql stable
set search_path = ''
as $$
  with meeting as (
    select coalesce(r.held_on, r.meeting_on) as day, private.review_owner(r.person_id, r.statutory)::text as owner,
      case when r.transfer_safe_day < rules.review_final_cap(coalesce(r.held_on, r.meeting_on))
        then rules.phase_transfer_rule(private.transfer_of(r.person_id, r.transfer_safe_day)) end as transfer_rule
  )
  select coalesce(jsonb_agg(jsonb_build_object('key', c.key, 'due_on', c.due_on, 'done_on', c.done_on,
    'kind', case when r.statutory then c.kind else 'planning' end, 'who', c.who, 'contact', private.who_has(r.person_id, c.who::public.audience),
    'rule_id', case when r.statutory then c.rule_id end, 'source', case when r.statutory then c.source end,
    'late', c.key <> 'comments' and c.due_on < coalesce(c.done_on, private.today())) order by c.n), '[]')
  from meeting m
  cross join lateral (values
    (1, 'papers', rules.review_notice_by(r.meeting_on), r.papers_circulated_on, 'statutory', m.owner, 'R-AR-04', 'Regs 2014 reg 20(3)-(4), 21(3)-(4)'),
    (2, 'meeting', r.meeting_on, r.held_on, 'planning', m.owner, null, null),
    (3, 'report', rules.review_report_by(m.day), r.report_sent_on, 'statutory', m.owner, 'R-AR-05', 'Regs 2014 reg 20(7)-(8), 21(7)-(8)'),
    (4, 'decision', rules.review_decision_by(m.day), r.decision_on, 'statutory', 'la_send', 'R-AR-05', 'Regs 2014 reg 20(10), 22(2)'),
    (5, 'notice', rules.review_decision_by(m.day), r.notice_on, 'statutory', 'la_send', 'R-AR-05',
      'Regs 2014 reg 22(2); R (L, M and P) v Devon CC [2022] EWHC 493 (Admin)'),
    (6, 'comments', rules.representations_last_day(r.notice_on), case when rules.representations_last_day(r.notice_on) < private.today()
      then rules.representations_last_day(r.notice_on) end, 'statutory', 'family', 'R-AR-06', 'Regs 2014 reg 22(2)(c)'),
    (7, 'final_plan', least(rules.review_final_plan_by(m.day, r.notice_on), r.transfer_safe_day), r.final_on, 'statutory', 'la_send',
      coalesce(m.transfer_rule, 'R-AR-05'), case when m.transfer_rule is null then 'Regs 2014 reg 22(3)-(4)' else 'Regs 2014 reg 18' end)
  ) as c (n, key, due_on, done_on, kind, who, rule_id, source)
  where r.called_off_reason is null
    and (r.statutory or c.key in ('papers', 'meeting', 'report'))
    and (c.key <> 'notice' or r.decision = 'amend')
    and (c.key <> 'comments' or r.notice_on is not null)
    and (c.key <> 'final_plan' or r.decision is null or r.decision = 'amend')
    -- Papers that were never written down as sent are no alarm once everybody has met.
    and (c.key <> 'papers' or r.held_on is null or r.papers_circulated_on is not null)
$$;
comment on function private.review_clocks(public.reviews) is
  'The clocks of a review: [{key, due_on, done_on, kind, who, contact: {team, name}, rule_id, source, late}], from the rules. '
  'Without an EHC plan they are our aims. comments: how long the family may answer the proposed changes.';
grant execute on function private.review_clocks(public.reviews), private.review_status(public.reviews), private.area_problem(public.review_areas) to authenticated;

create function public.next_review(person uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('start_on', s.start_on, 'complete_by', s.complete_by, 'hold_by', least(rules.weeks_before(s.complete_by, 4), rules.meeting_in_time_for(t.due_on)),
    'final_plan_by', t.due_on, 'source', (
      select string_agg(c.source, '; ' order by c.rule_id) from rules.catalogue c where c.rule_id in ('R-AR-01', rules.phase_transfer_rule(t.transfer))))
  from public.plans p
  join public.plan_types y on y.key = p.plan_type
  cross join lateral (select coalesce(p.last_decision_on, p.last_meeting_on, p.first_made_on) as start_on) f
  cross join lateral (select f.start_on, rules.review_complete_by(f.start_on, y.review_months) as complete_by) s
  left join lateral (
    select i.due_on, split_part(d.anchor_key, ':', 2) as transfer from public.timeline_items i
    join public.people q on q.id = i.person_id
    join public.pathway_items d on d.template_id = q.template_id and d.key = i.item_key
    where i.person_id = person and i.retired_at is null and i.status <> 'done' and d.kind = 'milestone'
      and d.anchor = 'phase_transfer_deadline' and d.due_offset = interval '0'
      -- The review that a move depends on is the one whose final plan, 12 weeks after its meeting, would come about then.
      and i.due_on between private.today() and s.complete_by + 84
      and private.is_review_for(p.last_meeting_on, i.due_on) is not true
    order by i.due_on limit 1
  ) t on true
  where p.person_id = next_review.person and p.ended_on is null and p.plan_type = 'ehc_plan' and s.complete_by is not null
$$;
comment on function public.next_review(uuid) is
  'R-AR-01, R-PT-04: by when the next review of an EHC plan must be finished, and held: {start_on, complete_by, hold_by, final_plan_by (before a move), source}. '
  'Null without an EHC plan, without its dates, and where there is nothing the caller may see.';

create function public.reviews_about(person uuid) returns jsonb
language sql
set search_path = ''
as $$
  select private.record_view(person, 'reviews');
  select coalesce(jsonb_agg(to_jsonb(r) - 'before_events' || jsonb_build_object('status', private.review_status(r), 'clocks', private.review_clocks(r),
      'may_undo', jsonb_array_length(r.before_events) > 0,
      'open_actions', (select count(*) from public.review_actions a where a.review_id = r.id and a.done_at is null))
    order by r.meeting_on desc), '[]')
  from public.reviews r where r.person_id = reviews_about.person
$$;
comment on function public.reviews_about(uuid) is 'Every review of one person, the newest first, with its status and clocks; an empty list where there is nothing the caller may see. Staff who look are written down.';

create function public.review_page(review uuid) returns jsonb
language sql
set search_path = ''
as $$
  select private.record_view(r.person_id, 'reviews') from public.reviews r where r.id = review;
  select to_jsonb(r) - 'before_events' || jsonb_build_object(
    'status', private.review_status(r), 'clocks', private.review_clocks(r), 'may_undo', jsonb_array_length(r.before_events) > 0,
    'guests', (select coalesce(jsonb_agg(to_jsonb(g) order by g.audience, g.name), '[]') from public.review_guests g where g.review_id = r.id),
    'advice', (select coalesce(jsonb_agg(to_jsonb(a) order by a.due_on, a.asked_of), '[]') from public.review_advice a where a.review_id = r.id),
    'areas', (select coalesce(jsonb_agg(to_jsonb(a) || jsonb_build_object('problem', private.area_problem(a)) order by a.area), '[]') from public.review_areas a where a.review_id = r.id),
    'actions', (select coalesce(jsonb_agg(to_jsonb(a) - 'done_by' order by a.due_on, a.words), '[]') from public.review_actions a where a.review_id = r.id))
  from public.reviews r where r.id = review_page.review
$$;
comment on function public.review_page(uuid) is 'One review with everything in it; null where there is nothing the caller may see. Staff who look are written down.';

create function public.actions_about(person uuid) returns table (
  id uuid, review_id uuid, words text, audience public.audience, due_on date, done_at timestamptz, done_by_name text, may_record boolean
)
language sql
set search_path = ''
as $$
  select private.record_view(person, 'reviews');
  select a.id, a.review_id, a.words, a.audience, a.due_on, a.done_at, a.done_by_name, private.may_work(a.person_id, a.audience, (select auth.uid()))
  from public.review_actions a where a.person_id = actions_about.person order by a.done_at is not null, a.due_on, a.words
$$;
comment on function public.actions_about(uuid) is 'What reviews decided that somebody does, for one person: what is open first. Staff who look are written down.';

create function public.breach_forecast(months integer default 15) returns table (
  person_id uuid, known_as text, family_name text, moves text, final_plan_by date, hold_by date, meeting_on date, held_on date,
  state text, school text, officer text
)
language sql stable
set search_path = ''
set jit = off
as $$
  -- The moves of everybody I may see, then each thing about them once for all: never one query a person.
  with move as materialized (
    select t.person_id, t.due_on, t.status, split_part(i.anchor_key, ':', 2) as moves
    from public.timeline_items t
    join public.people p on p.id = t.person_id
    join public.pathway_items i on i.template_id = p.template_id and i.key = t.item_key
    -- On nobody's checklist, as every milestone: an index holds those.
    where t.audience is null and t.retired_at is null and t.status <> 'not_applicable' and not t.before_start
      and i.kind = 'milestone' and i.anchor = 'phase_transfer_deadline' and i.due_offset = interval '0' and i.due_kind = 'statutory'
      and t.due_on between private.today() - 183 and private.today() + (least(greatest(months, 1), 36) || ' months')::interval
  ),
  review as (
    select distinct on (m.person_id, m.due_on) m.person_id, m.due_on, r.meeting_on, r.held_on, r.final_on, r.decision
    from move m
    join public.reviews r on r.person_id = m.person_id and r.called_off_reason is null and private.is_review_for(r.meeting_on, m.due_on)
    order by m.person_id, m.due_on, r.meeting_on desc
  ),
  officer as (
    select distinct on (v.person_id) v.person_id, c.display_name
    from public.involvements v
    join public.organisations o on o.id = v.organisation_id and o.audience = 'la_send'
    join public.organisation_members c on c.id = v.named_contact_id
    where v.person_id in (select m.person_id from move m) and private.today() between v.starts_on and coalesce(v.ends_on, 'infinity')
    order by v.person_id, v.starts_on desc
  ),
  known as (
    select m.*, p.known_as, p.family_name, r.final_on, r.decision, n.setting_name, f.display_name,
      coalesce(r.meeting_on, d.on_date) as meeting_on,
      -- Held before Onward kept reviews: the plan says so.
      coalesce(r.held_on, case when private.is_review_for(l.last_meeting_on, m.due_on) then l.last_meeting_on end) as held_on
    from move m
    join public.people p on p.id = m.person_id
    left join review r on r.person_id = m.person_id and r.due_on = m.due_on
    left join public.person_dates d on d.person_id = m.person_id and d.anchor = 'review_meeting' and private.is_review_for(d.on_date, m.due_on)
    left join public.plans l on l.person_id = m.person_id and l.ended_on is null
    left join public.placements n on n.person_id = m.person_id and n.position = 'now'
    left join officer f on f.person_id = m.person_id
  )
  select k.person_id, k.known_as, k.family_name, k.moves, k.due_on, h.hold_by, k.meeting_on, k.held_on,
    case
      when k.status = 'done' or k.final_on is not null or k.decision in ('maintain', 'cease') then 'done'
      when private.today() > k.due_on then 'breach'
      when k.held_on is not null then case when rules.review_final_cap(k.held_on) > k.due_on then 'at_risk' else 'on_track' end
      when greatest(k.meeting_on, private.today()) > h.hold_by then 'at_risk'
      when k.meeting_on is null then 'not_booked'
      else 'on_track'
    end,
    k.setting_name, k.display_name
  from known k, lateral (select rules.meeting_in_time_for(k.due_on) as hold_by) h
  order by h.hold_by, k.known_as, k.person_id
$$;
comment on function public.breach_forecast(integer) is
  'R-PT-04: which reviews must be held by when, so that the plan is final on the last safe day before a move: those of the people the caller may see. '
  'state: done, on_track, not_booked, at_risk (held or booked too late for the 12 weeks a review can take), breach.';

create function public.forecast_page(months integer default 15, filters jsonb default '{}', page integer default 1) returns jsonb
language sql stable
set search_path = ''
set jit = off
as $$
  with everyone as materialized (select f.*, date_trunc('month', f.hold_by)::date as month from public.breach_forecast(months) f),
  counted as (
    select case when grouping(e.month) = 0 then 'month' when grouping(e.school) = 0 then 'school' else 'officer' end as by,
      coalesce(e.month::text, e.school, e.officer) as name,
      count(*) filter (where e.state = 'breach') as breach, count(*) filter (where e.state = 'at_risk') as at_risk,
      count(*) filter (where e.state = 'not_booked') as not_booked, count(*) filter (where e.state = 'on_track') as on_track,
      count(*) filter (where e.state = 'done') as done
    from everyone e group by grouping sets ((e.month), (e.school), (e.officer))
  ),
  wanted as (
    select e.*, count(*) over () as total from everyone e
    where (filters ->> 'state' is null or e.state = filters ->> 'state')
      and (not filters ? 'month' or e.month::text = filters ->> 'month')
      and (not filters ? 'school' or e.school is not distinct from filters ->> 'school')
      and (not filters ? 'officer' or e.officer is not distinct from filters ->> 'officer')
  )
  select jsonb_build_object(
    'total', coalesce((select w.total from wanted w limit 1), 0),
    'counts', (select coalesce(jsonb_agg(to_jsonb(c) order by c.by, case when c.by = 'month' then c.name end,
      c.breach * 100 + c.at_risk * 10 + c.not_booked desc, c.name), '[]') from counted c),
    'rows', (select coalesce(jsonb_agg(to_jsonb(w) - 'total' - 'month' order by w.hold_by, w.known_as, w.person_id), '[]')
      from (select * from wanted w order by w.hold_by, w.known_as, w.person_id limit 50 offset 50 * (greatest(page, 1) - 1)) w))
$$;
comment on function public.forecast_page(integer, jsonb, integer) is
  'The forecast counted and one page of 50: {total, counts: [{by: month, school or officer, name (null: none), breach, at_risk, not_booked, on_track, done}], '
  'rows: breach_forecast()}. filters {state?, month?, school?, officer?}; null for a school or officer: those without one. counts are of everybody.';

grant execute on function
  public.plan_review(uuid, uuid, integer, jsonb), public.call_off_review(uuid, integer, text),
  public.save_review_guests(uuid, integer, jsonb), public.ask_review_advice(uuid, integer, public.audience, text),
  public.give_review_advice(uuid, integer, text), public.save_review_area(uuid, integer, public.pfa_area, jsonb),
  public.save_review_action(uuid, uuid, integer, jsonb), public.remove_review_action(uuid, integer),
  public.tick_review_action(uuid, boolean),
  public.record_review_event(uuid, integer, public.review_event, date, public.review_decision),
  public.undo_review_event(uuid, integer), public.reviews_about(uuid), public.review_page(uuid),
  public.actions_about(uuid), public.next_review(uuid), public.breach_forecast(integer), public.forecast_page(integer, jsonb, integer)
  to authenticated;
