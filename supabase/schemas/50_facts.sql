-- Facts about a young person. Every date is derived from these and from nothing else.

create table public.plan_types (
  key text primary key,
  condition_key text,
  review_months smallint check (review_months between 1 and 24),
  position smallint not null
);
comment on table public.plan_types is
  'Kinds of plan, with the condition each one sets and how often it is reviewed. Data, because the law is changing. '
  'Without an EHC plan in force, sen_support_only holds whatever the plan.';
insert into public.plan_types (key, condition_key, review_months, position) values
  ('ehc_plan', 'has_ehcp', 12, 1),
  ('isp', 'has_isp', 12, 2),
  ('sen_support', null, 12, 3),
  ('pfa_only', null, null, 4);

create table public.plans (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  plan_type text not null references public.plan_types (key),
  status public.plan_status not null default 'final',
  first_made_on date,
  last_decision_on date,
  last_meeting_on date,
  ended_on date,
  check (ended_on is null or first_made_on is null or ended_on >= first_made_on),
  check (private.is_plausible(first_made_on) and private.is_plausible(last_decision_on)
    and private.is_plausible(last_meeting_on) and private.is_plausible(ended_on))
);
comment on table public.plans is 'The plan someone has: an EHC plan, an individual support plan, SEN support, or only this one.';
comment on column public.plans.last_decision_on is 'R-AR-01: date of the council''s last review decision notice. The next 12 months start here.';
comment on column public.plans.last_meeting_on is 'Date of the last review meeting, used when no decision date is known: earlier, so safe.';
create unique index plans_current_key on public.plans (person_id) where ended_on is null;
create index plans_person_idx on public.plans (person_id);
create index plans_plan_type_idx on public.plans (plan_type);

create table public.placements (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  position public.placement_position not null,
  setting_name text not null check (char_length(trim(setting_name)) between 1 and 120),
  setting_type public.setting_type not null,
  organisation_id uuid references public.organisations (id) on delete set null,
  starts_on date,
  ends_on date,
  check (ends_on is null or starts_on is null or ends_on >= starts_on),
  check (private.is_plausible(starts_on) and private.is_plausible(ends_on)),
  unique (person_id, position)
);
comment on table public.placements is 'Where someone learns now, and where they go next.';
create index placements_organisation_idx on public.placements (organisation_id);

create table public.person_flags (
  person_id uuid not null references public.people (id) on delete cascade,
  flag text not null references public.conditions (key),
  since date check (private.is_plausible(since)),
  primary key (person_id, flag)
);
comment on table public.person_flags is 'What is true of someone''s situation, when it matters for a step.';
create index person_flags_flag_idx on public.person_flags (flag);

create table public.person_dates (
  person_id uuid not null references public.people (id) on delete cascade,
  anchor text not null references public.anchors (key),
  on_date date not null check (private.is_plausible(on_date)),
  primary key (person_id, anchor)
);
comment on table public.person_dates is 'Real dates of events: the next review meeting, the first day of a course, a letter.';
create index person_dates_anchor_idx on public.person_dates (anchor);

create table public.term_dates (
  academic_year smallint not null check (academic_year between 1990 and 2100),
  term text not null check (term in ('autumn', 'spring', 'summer')),
  starts_on date not null,
  ends_on date not null,
  is_default boolean not null default false,
  primary key (academic_year, term),
  check (ends_on > starts_on)
);
comment on table public.term_dates is
  'R-CAL-04: term dates. It starts with planning defaults; an administrator replaces them with the local authority''s own.';
insert into public.term_dates (academic_year, term, starts_on, ends_on, is_default)
select t.academic_year, t.term, t.starts_on, t.ends_on, true from rules.terms(1990, 2060) t;

alter table public.plan_types enable row level security;
alter table public.plans enable row level security;
alter table public.placements enable row level security;
alter table public.person_flags enable row level security;
alter table public.person_dates enable row level security;
alter table public.term_dates enable row level security;

grant select on public.plan_types, public.plans, public.placements, public.person_flags, public.person_dates,
  public.term_dates to authenticated;

create policy "Signed-in people can read the kinds of plan" on public.plan_types
  for select to authenticated using ((select auth.uid()) is not null);
create policy "Signed-in people can read term dates" on public.term_dates
  for select to authenticated using ((select auth.uid()) is not null);
create policy "Involved people can read the plan" on public.plans
  for select to authenticated using (
    person_id in (select c.person_id from private.my_circles c)
    or (select true from private.my_cases c where c.person_id = plans.person_id limit 1)
  );
create policy "Involved people can read where someone learns" on public.placements
  for select to authenticated using (
    person_id in (select c.person_id from private.my_circles c)
    or (select true from private.my_cases c where c.person_id = placements.person_id limit 1)
  );
create policy "Involved people can read the situation" on public.person_flags
  for select to authenticated using (
    person_id in (select c.person_id from private.my_circles c)
    or (select true from private.my_cases c where c.person_id = person_flags.person_id limit 1)
  );
create policy "Involved people can read the dates of events" on public.person_dates
  for select to authenticated using (
    person_id in (select c.person_id from private.my_circles c)
    or (select true from private.my_cases c where c.person_id = person_dates.person_id limit 1)
  );
