-- The planner: facts in, one row per step and person out. Pure until the last function, which writes the difference.

create type private.facts as (
  person_id uuid,
  template_id uuid,
  date_of_birth date,
  year_group_offset smallint,
  autumn_term_start date,
  planned_from date,
  flags text[],
  plan_type text,
  plan_condition text,
  had_ehcp boolean,
  review_months smallint,
  plan_first_made_on date,
  plan_last_decision_on date,
  plan_last_meeting_on date,
  setting_now public.setting_type,
  setting_next public.setting_type,
  next_starts_on date,
  looked_after_since date,
  dates jsonb,
  first_years integer[]
);
comment on type private.facts is
  'Everything the planner reads about one person. "What if" is the same row with other values. '
  'first_years: the first National Curriculum year after each transfer (R-PT-00), in the order of transfer_type.';

create function private.is_post16(setting public.setting_type) returns boolean
language sql immutable parallel safe
return setting in ('general_fe_college', 'specialist_post16', 'training_provider');

create function private.derived_flags(f private.facts) returns text[]
language sql immutable parallel safe
return array_remove(array[
  f.plan_condition,
  case when f.plan_condition is distinct from 'has_ehcp' then 'sen_support_only' end,
  case when f.had_ehcp then 'had_ehcp' end,
  case when f.year_group_offset <> 0 then 'out_of_cohort' end,
  case when f.setting_now <> 'none' then 'in_education' end,
  case when f.setting_now = 'none' then 'not_in_education' end,
  case when f.setting_now in (
    'mainstream_school', 'resourced_provision', 'special_school', 'independent_special_school', 'alternative_provision'
  ) then 'in_school' end,
  case when private.is_post16(f.setting_now) or private.is_post16(f.setting_next) then 'in_further_education' end,
  case when f.setting_next is not null then 'moving_setting' end,
  case when private.is_post16(f.setting_now) and private.is_post16(f.setting_next) then 'moving_between_post16' end
], null);
comment on function private.derived_flags(private.facts) is 'Conditions that follow from the plan, the year-group offset, and where someone learns now and next.';

create function private.first_years() returns integer[]
language sql stable
set search_path = ''
as $$
  select array_agg(b.first_year order by t.n)
  from unnest(enum_range(null::public.transfer_type)) with ordinality as t (transfer, n)
  left join rules.phase_boundaries(private.today()) b on b.boundary = t.transfer::text
$$;
comment on function private.first_years() is
  'The first National Curriculum year after each transfer (R-PT-00), in the order of transfer_type.';

create function private.facts_of(ids uuid[]) returns setof private.facts
language sql stable
begin atomic
  select p.id, p.template_id, p.date_of_birth, p.year_group_offset, p.autumn_term_start, p.planned_from,
    case when pl.status in ('cease_proposed', 'cease_decided_appeal_open') then array['plan_ceasing'] else '{}' end
      || coalesce(fl.flags, '{}'),
    pl.plan_type, pt.condition_key,
    exists (select from public.plans e where e.person_id = p.id and e.plan_type = 'ehc_plan' and e.ended_on is not null),
    pt.review_months, pl.first_made_on, pl.last_decision_on, pl.last_meeting_on,
    pn.setting_type, px.setting_type, px.starts_on, fl.looked_after_since, coalesce(dt.dates, '{}'),
    (select private.first_years())
  from public.people p
  left join public.plans pl on pl.person_id = p.id and pl.ended_on is null
  left join public.plan_types pt on pt.key = pl.plan_type
  left join public.placements pn on pn.person_id = p.id and pn.position = 'now'
  left join public.placements px on px.person_id = p.id and px.position = 'next'
    and px.setting_name is distinct from pn.setting_name
  left join lateral (
    select array_agg(f.flag) as flags, max(f.since) filter (where f.flag = 'looked_after') as looked_after_since
    from public.person_flags f where f.person_id = p.id
  ) fl on true
  left join lateral (
    select jsonb_object_agg(d.anchor, d.on_date) as dates from public.person_dates d where d.person_id = p.id
  ) dt on true
  where p.id = any (ids);
end;
comment on function private.facts_of(uuid[]) is 'The recorded facts of these people, one row each.';

create function private.reception_year(f private.facts) returns integer
language sql immutable parallel safe
return rules.academic_year_start(f.date_of_birth) + 5 - f.year_group_offset;
comment on function private.reception_year(private.facts) is 'The calendar year in whose September the person''s class starts Reception (R-NCY-01).';

-- plpgsql, because Postgres cannot write it into a statement, and calls it three times as fast as an SQL function.
create function private.yearly_on_or_after(base date, start date) returns date
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
declare
  years integer := extract(year from start)::integer - extract(year from base)::integer;
  that_year date := base + make_interval(years => years);
begin
  return case when that_year >= start then that_year else base + make_interval(years => years + 1) end;
end
$$;
comment on function private.yearly_on_or_after(date, date) is 'The first anniversary of base, counting back or forward in whole years, that is not before start.';

create function private.transfer_date(f private.facts, transfer public.transfer_type, first_year integer) returns date
language sql immutable parallel safe
return case
  when transfer = 'post16_to_post16' then case when private.is_post16(f.setting_next) then f.next_starts_on end
  when abs(f.next_starts_on - rules.transfer_date(f.date_of_birth, f.year_group_offset, first_year)) <= 62 then f.next_starts_on
  else rules.transfer_date(f.date_of_birth, f.year_group_offset, first_year)
end;
comment on function private.transfer_date(private.facts, public.transfer_type, integer) is
  'R-PT-00: 1 September by class, or the real first day when the next setting''s start is within two months of it. '
  'Between post-16 institutions there is no default: only the recorded first day.';

create function private.review_start(f private.facts) returns date
language sql immutable parallel safe
return coalesce(f.plan_last_decision_on, f.plan_last_meeting_on, f.plan_first_made_on);
comment on function private.review_start(private.facts) is
  'R-AR-01: the day the 12 months start: the last decision notice, or the last meeting (earlier, so safe), or the day the plan was first made.';

create function private.anchor_dates(f private.facts) returns table (anchors jsonb)
language sql stable parallel safe rows 1
begin atomic
  with transfer as materialized (
    select x.transfer, x.on_date, rules.last_safe_day(x.transfer::text, x.on_date) as safe_day
    from (
      select t.transfer, private.transfer_date(f, t.transfer, t.first_year) as on_date
      from unnest(enum_range(null::public.transfer_type), f.first_years) as t (transfer, first_year)
    ) x
    where x.on_date is not null
  ),
  anchor as (
    select a.key, case
      when a.age is not null then rules.attains(f.date_of_birth, a.age)
      -- Every term's last day at once: read once a statement, not once a person.
      when a.nc_year is not null then (
        (select jsonb_object_agg(t.academic_year || t.term, t.ends_on) from public.term_dates t)
          ->> ((private.reception_year(f) + a.nc_year) || a.term)
      )::date
      when a.key = 'young_person_from' then rules.young_person_from(f.date_of_birth, f.autumn_term_start)
      when a.key = 'eligible_child_from' then rules.eligible_child_from(f.date_of_birth, f.looked_after_since)
      when a.key = 'under5_review_due' then case when rules.is_under_five_review(f.date_of_birth, private.review_start(f))
        then rules.under_five_review_by(private.review_start(f)) end
      when a.key = 'adult_care_start' then coalesce((f.dates ->> a.key)::date, rules.attains(f.date_of_birth, 18))
      when a.key = 'cease_expected' then coalesce((f.dates ->> a.key)::date, least(
        (f.dates ->> 'course_end')::date,
        rules.plan_may_be_kept_until(
          f.date_of_birth,
          case when 'in_apprenticeship' = any (f.flags) then 'apprenticeship'
            when f.setting_now = 'general_fe_college' then 'fe_institution' else 'other' end,
          coalesce((f.dates ->> 'apprenticeship_end')::date, (f.dates ->> 'course_end')::date))))
      -- R-AR-01, while no meeting is booked: the last day that keeps the 12 months and leaves 12 weeks before a phase transfer.
      when a.key = 'review_meeting' then coalesce((f.dates ->> a.key)::date, least(
        rules.review_complete_by(private.review_start(f), f.review_months) - 28,
        (
          select min(t.safe_day) - 84 from transfer t
          where f.plan_type = 'ehc_plan' and t.safe_day - 84 > private.review_start(f)
            and t.safe_day <= rules.review_complete_by(private.review_start(f), f.review_months)
            and (t.transfer in ('early_years_to_school', 'primary_to_secondary', 'secondary_to_post16', 'post16_to_post16')
              or f.setting_next is not null)
        )))
      else (f.dates ->> a.key)::date
    end as on_date
    from public.anchors a
    union all
    select 'transfer_date:' || t.transfer, t.on_date from transfer t
    union all
    select 'phase_transfer_deadline:' || t.transfer, t.safe_day from transfer t
    union all
    select 'transport_policy_published', make_date(extract(year from t.on_date)::integer, 5, 31)
    from transfer t where t.transfer = 'secondary_to_post16'
  )
  select jsonb_object_agg(a.key, a.on_date) from anchor a;
end;
comment on function private.anchor_dates(private.facts) is
  'Every anchor with its date for this person, as {"age:16": "2027-08-31", …}. Null or not there is unknown. '
  'One row, so that Postgres writes it into the statement that asks for a whole county.';

create function private.stage_windows(template uuid, flags text[], date_of_birth date, reception_year integer)
returns table (stage_key text, from_on date, to_on date)
language sql stable parallel safe rows 13
begin atomic
  select s.key,
    case when s.from_age is null then make_date(reception_year + s.from_nc_year, 9, 1)
      else rules.attains(date_of_birth, s.from_age) end,
    case when s.to_age is null then make_date(reception_year + s.to_nc_year + 1, 8, 31)
      else rules.attains(date_of_birth, s.to_age + 1) - 1 end
  from public.pathway_stages s
  where s.template_id = template
    and (s.is_unconditional or (s.applies_all <@ flags and (s.applies_any = '{}' or s.applies_any && flags)));
end;
comment on function private.stage_windows(uuid, text[], date, integer) is
  'The stages that apply to someone with these conditions, each with its first and last day.';

create function private.plan(everyone private.facts[], leave_out text[] default '{}')
returns table (
  person_id uuid, item_key text, occurrence integer, stage_key text, audience public.audience,
  due_on date, missing_fact text, before_start boolean
)
language sql stable rows 200
begin atomic
  with person as materialized (
    select f.person_id, f.template_id, f.planned_from, f.date_of_birth, private.reception_year(f) as reception_year,
      f.flags || private.derived_flags(f) as flags, d.anchors, (d.anchors ->> 'review_meeting')::date as review_on,
      -- A plan first made at 5 or later is reviewed once a year, so there is no under-five date to ask for.
      private.review_start(f) is not null and d.anchors ->> 'under5_review_due' is null as is_past_under_five_reviews
    from unnest(everyone) as f
    cross join lateral private.anchor_dates(f) d
  ),
  stage as materialized (
    select p.person_id, w.stage_key, w.from_on, w.to_on,
      private.yearly_on_or_after(p.review_on, w.from_on) as first_review_on,
      case when p.review_on between w.from_on and w.to_on then p.review_on else private.yearly_on_or_after(p.review_on, w.from_on) end
        as next_review_on
    from person p
    cross join lateral private.stage_windows(p.template_id, p.flags, p.date_of_birth, p.reception_year) w
  ),
  once as (
    select p.person_id, i.key, 1 as occurrence, w.stage_key, i.audience, i.missing_fact, p.planned_from, w.to_on,
      (i.due_offset + case i.place
        when 'anchor' then (p.anchors ->> i.anchor_key)::date
        when 'review' then w.next_review_on + i.days_after_review
        when 'yearly' then private.yearly_on_or_after((p.anchors ->> i.anchor_key)::date, greatest(w.from_on, (p.anchors ->> i.anchor_key)::date))
      end)::date as due_on
    from person p
    join stage w on w.person_id = p.person_id
    join public.pathway_items i on i.template_id = p.template_id and i.stage_key = w.stage_key and i.repeats is null
      and i.key <> all (leave_out)
      and (i.is_unconditional or (i.applies_all <@ p.flags and (i.applies_any = '{}' or i.applies_any && p.flags)))
  ),
  repeating as (
    select p.person_id, p.planned_from, w.stage_key, w.from_on, w.to_on, i.key, i.audience, i.missing_fact,
      i.due_offset, i.repeats, i.repeat_every, i.repeat_days,
      case when i.anchor = 'under5_review_due' then least(w.to_on, rules.attains(p.date_of_birth, 5)) else w.to_on end as until,
      case i.place
        when 'anchor' then (p.anchors ->> i.anchor_key)::date
        when 'review' then w.first_review_on + i.days_after_review
        when 'yearly' then private.yearly_on_or_after((p.anchors ->> i.anchor_key)::date, greatest(w.from_on, (p.anchors ->> i.anchor_key)::date))
      end as first_on
    from person p
    join stage w on w.person_id = p.person_id
    join public.pathway_items i on i.template_id = p.template_id and i.stage_key = w.stage_key and i.repeats is not null
      and i.key <> all (leave_out)
      and (i.is_unconditional or (i.applies_all <@ p.flags and (i.applies_any = '{}' or i.applies_any && p.flags)))
    where not (i.anchor = 'under5_review_due' and p.is_past_under_five_reviews)
  ),
  occurring as (
    select r.person_id, r.key, n.n as occurrence, r.stage_key, r.audience, r.missing_fact, r.planned_from, r.to_on, r.until, r.due_offset,
      case when r.repeats = 'each_term' then t.starts_on when n.n = 1 then r.first_on else (r.first_on + (n.n - 1) * r.repeat_every)::date end
        as anchor_on
    from repeating r
    cross join lateral generate_series(1, case
      when r.repeats = 'each_term' then 3 * (rules.academic_year_start(r.to_on) - rules.academic_year_start(r.from_on) + 1)
      else 1 + greatest(0, coalesce((r.until - r.first_on) / r.repeat_days, 0))
    end) as n (n)
    left join public.term_dates t on r.repeats = 'each_term'
      and t.academic_year = rules.academic_year_start(r.from_on) + (n.n - 1) / 3
      and t.term = (array['autumn', 'spring', 'summer'])[(n.n - 1) % 3 + 1]
  ),
  dated as (
    select o.person_id, o.key, o.occurrence, o.stage_key, o.audience, o.missing_fact, o.planned_from, o.to_on, o.due_on from once o
    union all
    select o.person_id, o.key, o.occurrence, o.stage_key, o.audience, o.missing_fact, o.planned_from, o.to_on,
      (o.anchor_on + o.due_offset)::date
    from occurring o
    where o.occurrence = 1 or o.anchor_on <= o.until
  )
  select d.person_id, d.key, d.occurrence, d.stage_key, d.audience, d.due_on,
    case when d.due_on is null then d.missing_fact end, coalesce(d.due_on, d.to_on) < d.planned_from
  from dated d;
end;
comment on function private.plan(private.facts[], text[]) is
  'The whole plan of these people, worked out from nothing but their facts and their pathway version. Writes nothing. '
  'leave_out: steps that nobody asks about this time.';

create table public.timeline_items (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  item_key text not null,
  occurrence integer not null default 1,
  -- worked out by the planner, and by nobody else
  stage_key text not null,
  audience public.audience,
  due_on date,
  missing_fact text,
  before_start boolean not null default false,
  retired_at timestamptz,
  -- written by people, and kept through every re-plan
  status public.item_status not null default 'not_started',
  note text check (char_length(note) <= 4000),
  note_by uuid references public.accounts (id) on delete set null,
  note_at timestamptz,
  not_needed_reason text check (char_length(not_needed_reason) <= 1000),
  waiting_on text check (char_length(waiting_on) <= 200),
  assignee_id uuid references public.accounts (id) on delete set null,
  done_by uuid references public.accounts (id) on delete set null,
  done_by_name text,
  done_at timestamptz,
  version integer not null default 1,
  updated_at timestamptz,
  updated_by uuid references public.accounts (id) on delete set null,
  unique (person_id, item_key, occurrence),
  check ((due_on is null) = (missing_fact is not null)),
  check (status <> 'not_applicable' or not_needed_reason is not null)
)
-- Room on each page for the rows that a new pathway version moves, so that their index entries stay as they are.
with (fillfactor = 85);
comment on table public.timeline_items is 'One row per person, step and occurrence. What the planner derives and what people write live side by side.';
comment on column public.timeline_items.due_on is 'The true date. Null means unknown, and missing_fact says what to find out.';
comment on column public.timeline_items.before_start is 'The date lay before the plan began: missed before start, never an alarm.';
comment on column public.timeline_items.retired_at is 'Since when the step no longer applies. It keeps its history and comes back if it applies again.';
comment on column public.timeline_items.version is 'Grows when a person changes it, not when the planner does.';
create index timeline_items_milestones_idx on public.timeline_items (item_key, due_on) where audience is null and retired_at is null;
create index timeline_items_assignee_idx on public.timeline_items (assignee_id) where assignee_id is not null;
create index timeline_items_done_by_idx on public.timeline_items (done_by) where done_by is not null;
create index timeline_items_note_by_idx on public.timeline_items (note_by) where note_by is not null;
create index timeline_items_updated_by_idx on public.timeline_items (updated_by) where updated_by is not null;

alter table public.timeline_items enable row level security;
grant select on public.timeline_items to authenticated;
create policy "Involved people can read the timeline" on public.timeline_items
  for select to authenticated using (
    person_id in (select c.person_id from private.my_circles c)
    or (select true from private.my_cases c where c.person_id = timeline_items.person_id limit 1)
  );

create function private.replan(ids uuid[], leave_out text[] default '{}') returns table (added bigint, changed bigint, retired bigint)
language plpgsql security definer
set search_path = ''
-- One query plan serves one person and a county: made once a session, and never compiled, which costs more than it saves.
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  everyone private.facts[];
begin
  -- Two re-plans of the same person take turns.
  perform from public.people p where p.id = any (ids) order by p.id for no key update;
  everyone := array(select f from private.facts_of(ids) f);
  return query
  with difference as materialized (
    select t.id, p.person_id, p.item_key, p.occurrence, p.stage_key, p.audience, p.due_on, p.missing_fact, p.before_start
    from private.plan(everyone, leave_out) p
    full join (
      select i.* from public.timeline_items i
      where i.person_id = any (ids) and (leave_out = '{}' or i.item_key not in (select unnest(leave_out)))
    ) t
      on t.person_id = p.person_id and t.item_key = p.item_key and t.occurrence = p.occurrence
    where t.id is null
      or (p.person_id is null and t.retired_at is null)
      or (p.person_id is not null and (t.stage_key, t.audience, t.due_on, t.missing_fact, t.before_start, t.retired_at)
        is distinct from (p.stage_key, p.audience, p.due_on, p.missing_fact, p.before_start, null::timestamptz))
  ),
  moved as (
    update public.timeline_items t
    set stage_key = d.stage_key, audience = d.audience, due_on = d.due_on, missing_fact = d.missing_fact,
      before_start = d.before_start, retired_at = null
    from difference d
    where t.id = d.id and d.person_id is not null
    returning 1
  ),
  gone as (
    update public.timeline_items t
    set retired_at = now()
    where t.id = any (array(select d.id from difference d where d.person_id is null))
    returning 1
  ),
  fresh as (
    insert into public.timeline_items (person_id, item_key, occurrence, stage_key, audience, due_on, missing_fact, before_start)
    select d.person_id, d.item_key, d.occurrence, d.stage_key, d.audience, d.due_on, d.missing_fact, d.before_start
    from difference d
    where d.id is null
    -- One person's rows lie together, where their page reads them.
    order by d.person_id, d.item_key, d.occurrence
    returning 1
  )
  select (select count(*) from fresh), (select count(*) from moved), (select count(*) from gone);
  perform private.refresh_caseload(everyone);
end
$$;
comment on function private.replan(uuid[], text[]) is
  'Brings the timeline of these people to what their facts say, in one statement, writing only rows that differ. '
  'What people wrote is never touched; a step that no longer applies is retired, not deleted. '
  'leave_out: steps that cannot have changed, which are not looked at.';

create function private.replan_touched() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if current_setting('onward.replan', true) is distinct from 'paused' then
    perform private.replan(array(select distinct t.person_id from touched t));
  end if;
  return null;
end
$$;
comment on function private.replan_touched() is
  'Re-plans everybody whose facts a statement touched. A function that writes several tables pauses this and re-plans once.';

create function private.replan_people() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if current_setting('onward.replan', true) is not distinct from 'paused' then
    return null;
  end if;
  if tg_op = 'INSERT' then
    perform private.replan(array(select n.id from touched n));
  else
    perform private.replan(array(
      select n.id from touched n join before b on b.id = n.id
      where (n.date_of_birth, n.year_group_offset, n.autumn_term_start, n.planned_from, n.template_id)
        is distinct from (b.date_of_birth, b.year_group_offset, b.autumn_term_start, b.planned_from, b.template_id)
    ));
  end if;
  return null;
end
$$;

create function private.replan_everyone() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.replan(array(select p.id from public.people p));
  return null;
end
$$;

create trigger people_added after insert on public.people
  referencing new table as touched for each statement execute function private.replan_people();
create trigger people_changed after update on public.people
  referencing old table as before new table as touched for each statement execute function private.replan_people();
create trigger plans_added after insert on public.plans
  referencing new table as touched for each statement execute function private.replan_touched();
create trigger plans_changed after update on public.plans
  referencing new table as touched for each statement execute function private.replan_touched();
create trigger plans_removed after delete on public.plans
  referencing old table as touched for each statement execute function private.replan_touched();
create trigger placements_added after insert on public.placements
  referencing new table as touched for each statement execute function private.replan_touched();
create trigger placements_changed after update on public.placements
  referencing new table as touched for each statement execute function private.replan_touched();
create trigger placements_removed after delete on public.placements
  referencing old table as touched for each statement execute function private.replan_touched();
create trigger person_flags_added after insert on public.person_flags
  referencing new table as touched for each statement execute function private.replan_touched();
create trigger person_flags_changed after update on public.person_flags
  referencing new table as touched for each statement execute function private.replan_touched();
create trigger person_flags_removed after delete on public.person_flags
  referencing old table as touched for each statement execute function private.replan_touched();
create trigger person_dates_added after insert on public.person_dates
  referencing new table as touched for each statement execute function private.replan_touched();
create trigger person_dates_changed after update on public.person_dates
  referencing new table as touched for each statement execute function private.replan_touched();
create trigger person_dates_removed after delete on public.person_dates
  referencing old table as touched for each statement execute function private.replan_touched();
create trigger term_dates_changed after insert or update or delete on public.term_dates
  for each statement execute function private.replan_everyone();

create function private.same_steps(one uuid, other uuid) returns text[]
language sql stable
set search_path = ''
as $$
  select coalesce(array_agg(a.key), '{}')
  from public.pathway_items a
  join public.pathway_stages x on x.template_id = a.template_id and x.key = a.stage_key
  join public.pathway_items b on b.template_id = other and b.key = a.key
  join public.pathway_stages y on y.template_id = b.template_id and y.key = b.stage_key
  where a.template_id = one
    and (a.stage_key, a.audience, a.anchor, a.anchor_key, a.due_offset_text, a.repeats, a.place, a.days_after_review, a.missing_fact)
      is not distinct from
      (b.stage_key, b.audience, b.anchor, b.anchor_key, b.due_offset_text, b.repeats, b.place, b.days_after_review, b.missing_fact)
    and a.applies_all <@ b.applies_all and b.applies_all <@ a.applies_all
    and a.applies_any <@ b.applies_any and b.applies_any <@ a.applies_any
    and (x.from_nc_year, x.to_nc_year, x.from_age, x.to_age) is not distinct from (y.from_nc_year, y.to_nc_year, y.from_age, y.to_age)
    and x.applies_all <@ y.applies_all and y.applies_all <@ x.applies_all
    and x.applies_any <@ y.applies_any and y.applies_any <@ x.applies_any
$$;
comment on function private.same_steps(uuid, uuid) is
  'The steps that the planner treats alike in both versions: everything it reads about them and their stage is the same.';

create function private.move_people(ids uuid[], template uuid) returns void
language plpgsql
set search_path = ''
as $$
declare
  version record;
begin
  perform set_config('onward.replan', 'paused', true);
  for version in
    select p.template_id, array_agg(p.id order by p.id) as ids
    from public.people p where p.id = any (move_people.ids) and p.template_id <> template
    group by p.template_id order by p.template_id
  loop
    update public.people p set template_id = template where p.id = any (version.ids);
    perform private.audit_move(version.ids, version.template_id, template);
    perform private.replan(version.ids, private.same_steps(version.template_id, template));
  end loop;
  perform set_config('onward.replan', '', true);
end
$$;
comment on function private.move_people(uuid[], uuid) is
  'Puts these people on this version and re-plans, in one transaction, only the steps in which it differs from theirs.';

create function private.people_due_to_move(template uuid) returns uuid[]
language sql stable
set search_path = ''
as $$
  select coalesce(array_agg(f.person_id), '{}')
  from public.pathway_templates t
  cross join lateral private.facts_of(array(
    select p.id from public.people p
    join public.pathway_templates v on v.id = p.template_id
    where v.template_key = t.template_key and v.id <> t.id
  )) f
  where t.id = template and t.status = 'published' and case t.people_move
    when 'on_effective_date' then t.effective_from <= private.today()
    when 'at_next_stage' then exists (
      select from private.stage_windows(t.id, f.flags || private.derived_flags(f), f.date_of_birth, private.reception_year(f)) w
      where w.from_on > (t.published_at at time zone 'Europe/London')::date and w.from_on <= private.today()
    )
    else true
  end
$$;
comment on function private.people_due_to_move(uuid) is
  'Who comes onto this published version today: everybody, or everybody once its date is here, or who has entered a stage that began since.';

create function private.move_people_to_published_pathways() returns integer
language plpgsql
set search_path = ''
as $$
declare
  template uuid;
  ids uuid[];
  moved integer := 0;
begin
  for template in
    select t.id from public.pathway_templates t where t.status = 'published' order by t.id for update
  loop
    ids := private.people_due_to_move(template);
    perform private.move_people(ids, template);
    moved := moved + cardinality(ids);
  end loop;
  return moved;
end
$$;
comment on function private.move_people_to_published_pathways() is
  'Run once a day. Moves whoever is due onto the version published for them; gives how many. Safe to run again.';

create function private.pathway_in_force() returns uuid
language sql stable
set search_path = ''
as $$
  select t.id from public.pathway_templates t
  where t.status <> 'draft' and (t.people_move is distinct from 'on_effective_date' or t.effective_from <= private.today())
  order by t.status = 'published' desc, t.published_at desc limit 1
$$;
comment on function private.pathway_in_force() is
  'The version for someone added today: the published one, or the one before it while the published one waits for its date.';

create function private.publish_pathway(template uuid, people_move text default 'now') returns void
language plpgsql
set search_path = ''
as $$
declare
  key text;
begin
  select t.template_key into strict key from public.pathway_templates t where t.id = template;
  -- Two administrators who publish at once take turns.
  perform from public.pathway_templates t where t.template_key = key order by t.id for update;
  update public.pathway_templates t set status = 'retired'
  where t.template_key = key and t.status = 'published' and t.id <> template;
  update public.pathway_templates t
  set status = 'published', published_at = now(), published_by = (select auth.uid()), people_move = publish_pathway.people_move
  where t.id = template;
  perform private.take_up_words(t.document, true) from public.pathway_templates t where t.id = template;
  perform private.move_people(private.people_due_to_move(template), template);
end
$$;
comment on function private.publish_pathway(uuid, text) is
  'Puts a version in force: the one before it is retired, and whoever is due comes onto it in the same transaction.';
