-- Into adult life without a gap: what support ends and what starts, and the assessments that the Care Act 2014 asks for.

create type public.support_kind as enum (
  'short_breaks', 'personal_care', 'direct_payment', 'day_activities', 'therapy', 'nursing', 'equipment', 'travel', 'learning', 'key_worker', 'housing', 'other'
);
create type public.funder as enum (
  'childrens_social_care', 'adult_social_care', 'education', 'childrens_health', 'adult_health', 'benefits', 'family', 'charity'
);
comment on type public.funder is 'Who pays. What children''s services pay for is expected to end on the 18th birthday unless another day is agreed.';
create type public.gap_decision as enum ('not_needed', 'continues', 'other_help', 'wait_agreed');
comment on type public.gap_decision is
  'not_needed: nothing has to follow. continues: the same support goes on after its end. other_help: something that is no support here. wait_agreed: a gap that was agreed.';
create type public.care_track_kind as enum ('child_needs', 'child_carer', 'young_carer', 'continuing_care');

create table public.supports (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  kind public.support_kind not null,
  title text not null check (char_length(trim(title)) between 1 and 160),
  provider text check (char_length(provider) <= 120),
  funded_by public.funder not null,
  starts_on date check (private.is_plausible(starts_on)),
  ends_on date check (private.is_plausible(ends_on)),
  follows_id uuid references public.supports (id) on delete set null,
  updated_by_name text not null,
  updated_at timestamptz not null default now(),
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null default '{}',
  version integer not null default 1,
  check (ends_on is null or starts_on is null or ends_on >= starts_on),
  check (follows_id <> id)
);
comment on table public.supports is 'Support somebody has or will have: what, from whom, who pays, from when to when, and which one it follows.';
comment on column public.supports.starts_on is 'First day. Null for support that is planned without a date: it fills no gap.';
create index supports_person_idx on public.supports (person_id);
create index supports_follows_idx on public.supports (follows_id);
create index supports_author_idx on public.supports (author_id);

create table public.support_decisions (
  support_id uuid primary key references public.supports (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  decision public.gap_decision not null,
  what text not null check (char_length(trim(what)) between 1 and 1000),
  decided_by text not null check (char_length(trim(decided_by)) between 1 and 200),
  why text not null check (char_length(trim(why)) between 1 and 1000),
  decided_on date not null check (private.is_plausible(decided_on)),
  recorded_by_name text not null,
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null default '{}',
  version integer not null default 1
);
comment on table public.support_decisions is 'Why a gap is none, or may stay: what, who decided, why. Without one a gap cannot be closed.';
create index support_decisions_person_idx on public.support_decisions (person_id);
create index support_decisions_author_idx on public.support_decisions (author_id);

create table public.care_statuses (
  track public.care_track_kind not null,
  status text not null,
  position smallint not null,
  needs_reason boolean not null default false,
  is_decision boolean not null default false,
  comes_after text[] not null,
  primary key (track, status)
);
comment on table public.care_statuses is
  'How far an assessment can have come, and from where it can get there. Data, because guidance changes. is_decision: the adult decision that R-CARE-03 waits for.';
insert into public.care_statuses (track, status, position, needs_reason, is_decision, comes_after)
select t.track, s.status, s.position, s.needs_reason, s.is_decision, s.comes_after
from unnest(array['child_needs', 'child_carer', 'young_carer']::public.care_track_kind[]) as t (track)
cross join (values
  ('not_considered', 1::smallint, false, false, '{}'::text[]),
  ('considered_not_now', 2, true, false, '{not_considered,assessment_requested}'),
  ('assessment_requested', 3, false, false, '{not_considered,considered_not_now,assessment_refused}'),
  ('assessment_refused', 4, true, false, '{assessment_requested}'),
  ('assessing', 5, false, false, '{assessment_requested,considered_not_now,not_eligible}'),
  ('eligible', 6, false, true, '{assessing}'),
  ('not_eligible', 7, true, true, '{assessing}'),
  ('plan_agreed', 8, false, true, '{eligible}'),
  ('started', 9, false, true, '{plan_agreed}')
) s (status, position, needs_reason, is_decision, comes_after)
union all
select 'continuing_care', s.status, s.position, s.needs_reason, s.is_decision, s.comes_after
from (values
  ('not_indicated', 1::smallint, false, false, '{}'::text[]),
  ('icb_notified', 2, false, false, '{not_indicated}'),
  ('screening_referred', 3, false, false, '{not_indicated,icb_notified,screened_out}'),
  ('screened_out', 4, true, true, '{screening_referred}'),
  ('assessing', 5, false, false, '{screening_referred}'),
  ('eligible_in_principle', 6, false, true, '{assessing}'),
  ('not_eligible_in_principle', 7, true, true, '{assessing}'),
  ('package_agreed', 8, false, true, '{eligible_in_principle}')
) s (status, position, needs_reason, is_decision, comes_after);

create table public.care_tracks (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  kind public.care_track_kind not null,
  about text check (char_length(trim(about)) between 1 and 80),
  status text not null,
  since date not null check (private.is_plausible(since)),
  reason text check (char_length(reason) <= 1000),
  budget text check (char_length(budget) <= 120),
  starts_on date check (private.is_plausible(starts_on)),
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null default '{}',
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  foreign key (kind, status) references public.care_statuses (track, status),
  check ((kind in ('child_carer', 'young_carer')) = (about is not null))
);
comment on table public.care_tracks is 'An assessment for adult life: the young person''s own, a carer''s, a young carer''s, or NHS continuing healthcare.';
comment on column public.care_tracks.about is 'The carer it is about.';
comment on column public.care_tracks.reason is 'Why it was refused, put off, or waits.';
create unique index care_tracks_own_key on public.care_tracks (person_id, kind) where about is null;
create index care_tracks_person_idx on public.care_tracks (person_id);
create index care_tracks_status_idx on public.care_tracks (kind, status);
create index care_tracks_author_idx on public.care_tracks (author_id);

create table public.care_events (
  id uuid primary key default gen_random_uuid(),
  track_id uuid not null references public.care_tracks (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  status text not null,
  on_date date not null,
  reason text,
  recorded_by_name text not null,
  recorded_at timestamptz not null default now(),
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null default '{}'
);
comment on table public.care_events is 'Each step of an assessment as it happened, with the reason for a refusal or a wait.';
create index care_events_track_idx on public.care_events (track_id);
create index care_events_person_idx on public.care_events (person_id);
create index care_events_author_idx on public.care_events (author_id);

alter table public.supports enable row level security;
alter table public.support_decisions enable row level security;
alter table public.care_statuses enable row level security;
alter table public.care_tracks enable row level security;
alter table public.care_events enable row level security;
grant select on public.supports, public.support_decisions, public.care_statuses, public.care_tracks, public.care_events to authenticated;

create policy "People it is shared with can read what support there is" on public.supports
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));
create policy "People it is shared with can read what was decided about a gap" on public.support_decisions
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));
create policy "Signed-in people can read the steps of an assessment" on public.care_statuses
  for select to authenticated using ((select auth.uid()) is not null);
create policy "People it is shared with can read an assessment" on public.care_tracks
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));
create policy "People it is shared with can read the steps of somebody's assessment" on public.care_events
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));

create trigger audit after insert or update or delete on public.supports
  for each row execute function private.audit('person_id', 'title');
create trigger audit after insert or update or delete on public.support_decisions
  for each row execute function private.audit('person_id', 'support_id');
create trigger audit after insert or update or delete on public.care_tracks
  for each row execute function private.audit('person_id', 'kind');
create trigger audit after insert or update or delete on public.care_events
  for each row execute function private.audit('person_id', 'status');

create function private.care_audiences() returns public.audience[]
language sql immutable parallel safe
return array['young_person', 'family', 'la_send', 'childrens_social_care', 'adult_social_care', 'health']::public.audience[];
grant execute on function private.care_audiences() to authenticated;
comment on function private.care_audiences() is 'Who works with care and health: not the school, the college or the job coach, unless a pack tells them.';

create function private.may_record_care(person uuid) returns boolean
language sql stable security definer
set search_path = ''
as $$
  select exists (
    select from private.access a
    where a.person_id = person and a.account_id = (select auth.uid())
      and a.audience in ('la_send', 'childrens_social_care', 'adult_social_care', 'health')
  )
$$;
comment on function private.may_record_care(uuid) is 'Assessments are written by the services that make them; the family and the young person read every step.';
grant execute on function private.may_record_care(uuid) to authenticated;

create function private.sees_care(person uuid) returns boolean
language sql stable security definer
set search_path = ''
as $$
  select exists (
    select from private.access a
    where a.person_id = person and a.account_id = (select auth.uid()) and a.audience = any (private.care_audiences())
  )
$$;
grant execute on function private.sees_care(uuid) to authenticated;

-- No gap at 18.

create function private.expected_end(support public.supports, date_of_birth date) returns date
language sql immutable
return case
  when (support).funded_by in ('childrens_social_care', 'childrens_health')
    then coalesce((support).ends_on, rules.attains(date_of_birth, 18) - 1)
  else (support).ends_on
end;
comment on function private.expected_end(public.supports, date) is
  'The last day of a support. What children''s services pay for is expected to end the day before 18 while nobody has written down another day.';
grant execute on function private.expected_end(public.supports, date) to authenticated;

create view private.gaps_in_support with (security_invoker = true) as
  select s.id as support_id, p.id as person_id, p.known_as, p.family_name, s.kind, s.title, s.provider, s.funded_by, e.last_day,
    s.ends_on is null as is_assumed, e.last_day + 1 as gap_from, n.starts_on - 1 as gap_until,
    n.title as next_title, n.provider as next_provider, n.funded_by as next_funded_by,
    -- R-CARE-03, Care Act 2014 s.66: children's social care goes on until the adult decision that was asked for.
    s.funded_by = 'childrens_social_care' and exists (
      select from public.care_tracks t
      where t.person_id = p.id and t.kind = 'child_needs' and t.status in ('assessment_requested', 'assessing', 'eligible', 'plan_agreed')) as continues_by_law
  from public.supports s
  join public.people p on p.id = s.person_id
  cross join lateral (select private.expected_end(s, p.date_of_birth) as last_day) e
  left join lateral (
    select f.title, f.provider, f.funded_by, f.starts_on from public.supports f
    where f.follows_id = s.id order by f.starts_on nulls last limit 1
  ) n on true
  where e.last_day between (select private.today()) - 365 and ((select private.today()) + interval '18 months')::date
    and (n.starts_on is null or n.starts_on > e.last_day + 1)
    and not exists (select from public.support_decisions d where d.support_id = s.id);
comment on view private.gaps_in_support is 'What support_gaps() tells, of everybody the account that asks may see.';
grant select on private.gaps_in_support to authenticated;

create function public.support_gaps(person uuid default null)
returns table (
  support_id uuid, person_id uuid, known_as text, family_name text, kind public.support_kind, title text, provider text, funded_by public.funder,
  last_day date, is_assumed boolean, gap_from date, gap_until date, next_title text, next_provider text, next_funded_by public.funder,
  continues_by_law boolean
)
language sql
set search_path = ''
as $$
  select private.record_view(g.person_id, 'adult_care') from private.gaps_in_support g
  where support_gaps.person is null or g.person_id = support_gaps.person;
  select g.* from private.gaps_in_support g
  where support_gaps.person is null or g.person_id = support_gaps.person
  order by g.last_day, g.known_as, g.title
$$;
comment on function public.support_gaps(uuid) is
  'Support that ends in the next 18 months (or ended in the last 12) with nothing that starts the day after and no decision, for one person or everybody I may '
  'see. is_assumed: nobody wrote an end down, so the day before 18 is expected. gap_until: null while nothing has a first day. '
  'continues_by_law: a transition assessment was asked for, so children''s social care must go on until the decision (R-CARE-03). Staff who look are written down.';

create function public.record_support(person uuid, support uuid, expected_version integer, facts jsonb) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  kept public.supports;
  wish public.supports;
begin
  perform private.must_see(person);
  select s.* into kept from public.supports s
  where s.id = support and s.person_id = person and private.may_read_shared(s.person_id, s.author_id, s.shared_with) for update;
  if expected_version is not null and kept.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if kept.id is not null and expected_version is null and kept.author_id = me then
    return kept.id;
  end if;
  if kept.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'support_changed', detail = to_jsonb(kept)::text,
      hint = 'Somebody else changed this first. Look at their change, then save again.';
  end if;
  wish := jsonb_populate_record(kept, facts - array['id', 'person_id', 'author_id', 'shared_with', 'version', 'updated_at', 'updated_by_name']);
  if wish.follows_id is not null and not exists (select from public.supports f where f.id = wish.follows_id and f.person_id = person) then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'It follows something that is not there.';
  end if;
  insert into public.supports as s (id, person_id, kind, title, provider, funded_by, starts_on, ends_on, follows_id, updated_by_name, author_id, shared_with)
  values (coalesce(support, gen_random_uuid()), person, wish.kind, trim(wish.title), nullif(trim(wish.provider), ''), wish.funded_by,
    wish.starts_on, wish.ends_on, wish.follows_id, private.name_of(me, person), me,
    case when wish.kind in ('travel', 'learning') then enum_range(null::public.audience)
      -- A school or college that writes something down sees what it wrote, with its own kind of team.
      else array(select unnest(private.care_audiences()) union
        select a.audience from private.access a where a.person_id = person and a.account_id = me) end)
  on conflict (id) do update set kind = excluded.kind, title = excluded.title, provider = excluded.provider, funded_by = excluded.funded_by,
    starts_on = excluded.starts_on, ends_on = excluded.ends_on, follows_id = excluded.follows_id,
    updated_by_name = excluded.updated_by_name, updated_at = now(), version = s.version + 1
  returning s.id into support;
  return support;
exception
  when invalid_datetime_format or datetime_field_overflow or invalid_text_representation or not_null_violation or check_violation
    or foreign_key_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
end
$$;
comment on function public.record_support(uuid, uuid, integer, jsonb) is
  'Adds support (version null) or changes it: {kind, title, provider?, funded_by, starts_on?, ends_on?, follows_id?}. Gives its id. '
  'Travel and learning are shared with everyone involved, the rest with the circle, the SEND team, social care and health. '
  'Errors: PT404 not_found, PT409 support_changed (detail: the row), PT422 value_invalid.';

create function public.decide_gap(support uuid, facts jsonb) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  found public.supports;
begin
  select s.* into found from public.supports s
  where s.id = support and private.may_read_shared(s.person_id, s.author_id, s.shared_with);
  if found.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if exists (select from public.support_decisions d where d.support_id = support) then
    raise sqlstate 'PT409' using message = 'gap_decided', detail = (select to_jsonb(d)::text from public.support_decisions d where d.support_id = support),
      hint = 'Somebody else wrote down a decision first. Look at it.';
  end if;
  insert into public.support_decisions (support_id, person_id, decision, what, decided_by, why, decided_on, recorded_by_name, author_id, shared_with)
  values (support, found.person_id, (facts ->> 'decision')::public.gap_decision, private.needed(facts ->> 'what', 'decision_needed'),
    private.needed(facts ->> 'decided_by', 'decided_by_needed'), private.needed(facts ->> 'why', 'why_needed'),
    coalesce((facts ->> 'decided_on')::date, private.today()), private.name_of(me, found.person_id), me, found.shared_with);
exception
  when invalid_datetime_format or datetime_field_overflow or invalid_text_representation or not_null_violation or check_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
end
$$;
comment on function public.decide_gap(uuid, jsonb) is
  'Closes a gap that nothing fills: {decision, what, decided_by, why, decided_on?}. '
  'Errors: PT404 not_found, PT409 gap_decided, PT422 decision_needed, decided_by_needed, why_needed, value_invalid.';

create function public.reopen_gap(support uuid, expected_version integer) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  found public.support_decisions;
begin
  select d.* into found from public.support_decisions d
  where d.support_id = support and private.may_read_shared(d.person_id, d.author_id, d.shared_with) for update;
  if found.support_id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if found.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'gap_decided', detail = to_jsonb(found)::text, hint = 'Somebody else changed this first.';
  end if;
  delete from public.support_decisions d where d.support_id = support;
end
$$;
comment on function public.reopen_gap(uuid, integer) is
  'Takes a decision back, so that the gap is shown again; the history keeps what was decided. Errors: PT404 not_found, PT409 gap_decided.';

-- Assessments.

create function public.record_care_step(person uuid, track uuid, expected_version integer, facts jsonb) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  kept public.care_tracks;
  wanted public.care_statuses;
  day date;
begin
  perform private.must_see(person);
  if not private.may_record_care(person) then
    raise sqlstate 'PT403' using message = 'care_teams_only', detail = 'Ask social care, health or the SEND team.';
  end if;
  select t.* into kept from public.care_tracks t where t.id = track and t.person_id = person for update;
  if kept.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'care_changed', detail = coalesce(to_jsonb(kept)::text, '{}'),
      hint = 'Somebody else changed this first. Look at their change, then save again.';
  end if;
  day := coalesce((facts ->> 'on_date')::date, private.today());
  select s.* into wanted from public.care_statuses s
  where s.track = coalesce(kept.kind, (facts ->> 'kind')::public.care_track_kind) and s.status = facts ->> 'status';
  -- A first record may start anywhere: much of this has happened before Onward was there.
  if wanted.status is null or (kept.id is not null and kept.status <> wanted.status and kept.status <> all (wanted.comes_after)) then
    raise sqlstate 'PT422' using message = 'care_step_invalid', detail = format('Not from %s.', kept.status);
  end if;
  if day > private.today() then
    raise sqlstate 'PT422' using message = 'day_not_past', detail = 'Write it down once it has happened.';
  end if;
  if wanted.needs_reason then
    perform private.needed(facts ->> 'reason', 'why_needed');
  end if;
  insert into public.care_tracks as t (id, person_id, kind, about, status, since, reason, budget, starts_on, author_id, shared_with)
  values (coalesce(track, gen_random_uuid()), person, wanted.track, coalesce(kept.about, nullif(trim(facts ->> 'about'), '')), wanted.status, day,
    nullif(trim(facts ->> 'reason'), ''), nullif(trim(facts ->> 'budget'), ''), (facts ->> 'starts_on')::date, me, private.care_audiences())
  on conflict (id) do update set status = excluded.status, since = excluded.since, reason = excluded.reason,
    budget = coalesce(excluded.budget, t.budget), starts_on = coalesce(excluded.starts_on, t.starts_on), version = t.version + 1, updated_at = now()
  returning t.id into track;
  insert into public.care_events (track_id, person_id, status, on_date, reason, recorded_by_name, author_id, shared_with)
  values (track, person, wanted.status, day, nullif(trim(facts ->> 'reason'), ''), private.name_of(me, person), me, private.care_audiences());
  return track;
exception
  when unique_violation then
    raise sqlstate 'PT409' using message = 'care_changed', detail = '{}', hint = 'Somebody else started this first.';
  when invalid_datetime_format or datetime_field_overflow or invalid_text_representation or not_null_violation or check_violation
    or foreign_key_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
end
$$;
comment on function public.record_care_step(uuid, uuid, integer, jsonb) is
  'Starts an assessment (track and version null) or takes it a step further; the same status again writes down why it waits. '
  '{kind (first time), about (the carer, for carers only), status, on_date?, reason?, budget?, starts_on?}. Gives the track''s id. '
  'Errors: PT404 not_found, PT403 care_teams_only, PT409 care_changed, PT422 care_step_invalid, day_not_past, why_needed, value_invalid.';

create function private.care_aims(date_of_birth date) returns table (kind public.care_track_kind, status text, aim_on date, rule_id text)
language sql stable
begin atomic
  select 'child_needs'::public.care_track_kind, 'assessment_requested', rules.attains(date_of_birth, 17), 'R-CARE-01'
  union all select 'child_needs', 'eligible',
    rules.adult_care_decision_target(date_of_birth, rules.parameter('R-CARE-01', 'decision_target_months')::integer), 'R-CARE-01'
  union all select 'child_carer', 'assessment_requested', rules.carer_assessment_prompt(date_of_birth), 'R-CARE-02'
  union all select 'young_carer', 'assessment_requested', rules.carer_assessment_prompt(date_of_birth), 'R-CARE-02'
  union all select 'continuing_care', 'icb_notified', rules.attains(date_of_birth, 14), 'R-HEALTH-01'
  union all select 'continuing_care', 'screening_referred', rules.attains(date_of_birth, 16), 'R-HEALTH-01'
  union all select 'continuing_care', 'eligible_in_principle', rules.attains(date_of_birth, 17), 'R-HEALTH-01'
  union all select 'continuing_care', 'package_agreed', rules.attains(date_of_birth, 18), 'R-HEALTH-01';
end;
comment on function private.care_aims(date) is
  'By when each step should be there: planning for the Care Act, which sets no age, and the National Framework for continuing healthcare. '
  'A referral has no day in the law; 17 is the last prompt of R-CARE-01.';
grant execute on function private.care_aims(date) to authenticated;

create function public.care_overview(person uuid) returns jsonb
-- Not security definer: the policies say which support and which assessments each reader gets.
language plpgsql
set search_path = ''
as $$
begin
  perform private.record_view(care_overview.person, 'adult_care');
  return (select jsonb_build_object(
    'adult_on', rules.attains(p.date_of_birth, 18),
    'aged', rules.age_on(p.date_of_birth, private.today()),
    'may_record', private.may_record_care(p.id),
    'childrens_services', rules.childrens_services_status(p.date_of_birth, private.today(), decision.since, decision.starts_on),
    'supports', coalesce((
      select jsonb_agg(to_jsonb(s) || jsonb_build_object('last_day', private.expected_end(s, p.date_of_birth),
        'decision', (select to_jsonb(d) from public.support_decisions d where d.support_id = s.id))
        order by private.expected_end(s, p.date_of_birth) nulls last, s.title)
      from public.supports s where s.person_id = p.id), '[]'),
    'gaps', coalesce((select jsonb_agg(to_jsonb(g)) from private.gaps_in_support g where g.person_id = p.id), '[]'),
    'expected', (
      select coalesce(jsonb_agg(x.kind order by x.kind), '[]') from (
        values ('child_needs'::public.care_track_kind, array['likely_adult_care_needs', 'social_care_involved', 'adult_care_plan']),
          ('child_carer', array['has_parent_carer']), ('young_carer', array['young_carer']), ('continuing_care', array['continuing_care'])
      ) x (kind, flags)
      where exists (select from public.person_flags f where f.person_id = p.id and f.flag = any (x.flags))
        and rules.age_on(p.date_of_birth, private.today()) between 13 and 25),
    'tracks', coalesce((
      select jsonb_agg(to_jsonb(t) || jsonb_build_object('events', coalesce((
        select jsonb_agg(to_jsonb(e) order by e.on_date desc, e.recorded_at desc) from public.care_events e where e.track_id = t.id), '[]'))
        order by t.kind, t.about)
      from public.care_tracks t where t.person_id = p.id), '[]'),
    'statuses', (select jsonb_agg(to_jsonb(s) order by s.track, s.position) from public.care_statuses s),
    'aims', (select jsonb_agg(to_jsonb(a)) from private.care_aims(p.date_of_birth) a),
    'capacity', coalesce((
      select jsonb_agg(jsonb_build_object('id', c.id, 'decision', c.decision, 'outcome', c.outcome, 'assessed_on', c.assessed_on, 'assessor', c.assessor,
        'review_on', c.review_on) order by c.assessed_on desc)
      from public.capacity_decisions c where c.person_id = p.id and c.ended_on is null), '[]'),
    'sees_care', private.sees_care(p.id))
  from public.people p
  left join lateral (
    select min(e.on_date) as since, max(t.starts_on) as starts_on
    from public.care_tracks t
    join public.care_events e on e.track_id = t.id
    join public.care_statuses s on s.track = t.kind and s.status = e.status and s.is_decision
    where t.person_id = p.id and t.kind = 'child_needs' and t.status in ('eligible', 'not_eligible', 'plan_agreed', 'started')
  ) decision on true
  where p.id = care_overview.person);
end
$$;
comment on function public.care_overview(uuid) is
  'Support and assessments around 18: {adult_on, aged, may_record, childrens_services (R-CARE-03), supports: [{…, last_day, decision}], gaps: [support_gaps], '
  'expected: [track kinds this person''s situation asks for], tracks: [{…, events}], statuses, aims: [{kind, status, aim_on, rule_id}], sees_care: whether I am one '
  'of those who read assessments, capacity: decisions about capacity that I may read}. Null when I may not see the person.';

grant execute on function
  public.support_gaps(uuid), public.record_support(uuid, uuid, integer, jsonb), public.decide_gap(uuid, jsonb), public.reopen_gap(uuid, integer),
  public.record_care_step(uuid, uuid, integer, jsonb), public.care_overview(uuid)
  to authenticated;
