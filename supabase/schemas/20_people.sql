-- People, the teams around them, and their circle.

create table public.accounts (
  id uuid primary key references auth.users (id) on delete cascade,
  display_name text not null check (char_length(trim(display_name)) between 1 and 80),
  locale text not null default 'en' check (char_length(locale) between 2 and 12),
  created_at timestamptz not null default now()
);
comment on table public.accounts is 'Someone who can sign in: the name others see and the language they read.';

create table public.organisations (
  id uuid primary key default gen_random_uuid(),
  name text not null check (char_length(trim(name)) between 1 and 120),
  audience public.audience,
  setting_type public.setting_type,
  in_area boolean not null default true,
  starts_on date not null default date '2000-01-01',
  ends_on date,
  check (ends_on is null or ends_on >= starts_on)
);
comment on table public.organisations is 'A school, college, council team or service. Cases belong to its seat, not to one login.';
comment on column public.organisations.audience is 'Whose checklist this team works. Null for an administration team, which sees no young people.';
comment on column public.organisations.in_area is 'False for a setting outside the local authority area.';

create table public.organisation_members (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null references public.organisations (id) on delete cascade,
  account_id uuid references public.accounts (id) on delete set null,
  invited_email text check (invited_email = lower(invited_email)),
  display_name text not null check (char_length(trim(display_name)) between 1 and 80),
  role public.member_role not null
    check (role not in ('young_person', 'parent_carer', 'nominated_supporter', 'representative', 'advocate')),
  starts_on date not null default private.today(),
  ends_on date,
  check (ends_on is null or ends_on >= starts_on),
  check (account_id is not null or invited_email is not null)
);
comment on table public.organisation_members is 'Who works in a team, as what, from when to when.';
create unique index organisation_members_account_key
  on public.organisation_members (account_id, organisation_id, role) where ends_on is null and account_id is not null;
create index organisation_members_account_idx on public.organisation_members (account_id);
create index organisation_members_organisation_idx on public.organisation_members (organisation_id);
create index organisation_members_invited_idx on public.organisation_members (invited_email) where account_id is null;

create table public.people (
  id uuid primary key default gen_random_uuid(),
  known_as text not null check (char_length(trim(known_as)) between 1 and 60),
  family_name text check (char_length(trim(family_name)) between 1 and 80),
  date_of_birth date not null check (private.is_plausible(date_of_birth)),
  year_group_offset smallint not null default 0 check (year_group_offset between -2 and 2),
  year_group_offset_reason text check (char_length(year_group_offset_reason) <= 300),
  autumn_term_start date check (private.is_plausible(autumn_term_start)),
  locality text check (char_length(locality) <= 80),
  template_id uuid not null,
  planned_from date not null default private.today(),
  version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid references public.accounts (id) on delete set null,
  created_by_organisation_id uuid references public.organisations (id) on delete set null,
  updated_at timestamptz not null default now(),
  updated_by uuid references public.accounts (id) on delete set null
);
comment on table public.people is 'A child or young person with SEND whose timeline this is.';
comment on column public.people.known_as is 'The name they like to be called.';
comment on column public.people.year_group_offset is 'R-NCY-01: -1 is taught one year below, +1 one year above the year for their age.';
comment on column public.people.autumn_term_start is 'R-CSA-02: first day of term in the year they turn 16, only needed for birthdays from 1 to 7 September.';
comment on column public.people.planned_from is 'The day planning began here. A date before it is missed before start, never an alarm.';
comment on column public.people.version is 'Grows with every change of a fact, so that nobody overwrites another person''s edit unseen.';
create index people_identity_idx on public.people (date_of_birth, lower(known_as));
create index people_template_idx on public.people (template_id);
create index people_created_by_idx on public.people (created_by);
create index people_created_by_organisation_idx on public.people (created_by_organisation_id);
create index people_updated_by_idx on public.people (updated_by);

create table public.involvements (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null references public.organisations (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  named_contact_id uuid references public.organisation_members (id) on delete set null,
  starts_on date not null default private.today(),
  ends_on date,
  ended_at timestamptz,
  ended_by uuid references public.accounts (id) on delete set null,
  check (ends_on is null or ends_on >= starts_on - 1)
);
comment on table public.involvements is 'A team works with a young person, from when to when, with a named contact.';
comment on column public.involvements.ends_on is 'The last day they may see the plan. What is ended takes effect at once, so its last day is yesterday, even the day before it began.';
comment on column public.involvements.ended_by is 'Who ended it, and may take that back while it is fresh.';
create unique index involvements_current_key on public.involvements (person_id, organisation_id) where ends_on is null;
-- Covering: policies ask it once a row, and find all they need in it.
create index involvements_person_idx on public.involvements (person_id) include (organisation_id, starts_on, ends_on);
create index involvements_organisation_idx on public.involvements (organisation_id, person_id);
create index involvements_named_contact_idx on public.involvements (named_contact_id);
create index involvements_ended_by_idx on public.involvements (ended_by) where ended_by is not null;

create table public.circle_members (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  account_id uuid references public.accounts (id) on delete set null,
  invited_email text check (invited_email = lower(invited_email)),
  display_name text not null check (char_length(trim(display_name)) between 1 and 80),
  relationship public.member_role not null
    check (relationship in ('young_person', 'parent_carer', 'nominated_supporter', 'representative', 'advocate')),
  bond text check (char_length(trim(bond)) between 1 and 60),
  is_paid boolean not null default false,
  starts_on date not null default private.today(),
  ends_on date,
  ended_at timestamptz,
  ended_by uuid references public.accounts (id) on delete set null,
  kept_on date,
  check (ends_on is null or ends_on >= starts_on - 1),
  check (account_id is not null or invited_email is not null)
);
comment on table public.circle_members is 'The young person and the people they and their family choose, from when to when.';
comment on column public.circle_members.bond is 'What they are to the young person in the family''s own words: Gran, friend from football.';
comment on column public.circle_members.is_paid is 'Somebody paid to support: a personal assistant, a professional advocate. Family and friends are not.';
comment on column public.circle_members.ends_on is 'The last day they may see the plan. What is ended takes effect at once, so its last day is yesterday, even the day before it began.';
comment on column public.circle_members.ended_by is 'Who ended it, and may take that back while it is fresh.';
comment on column public.circle_members.kept_on is 'The day the young person, once it was theirs to decide, said that this one stays.';
create unique index circle_members_account_key
  on public.circle_members (person_id, account_id) where ends_on is null and account_id is not null;
create index circle_members_person_idx on public.circle_members (person_id);
create index circle_members_account_idx on public.circle_members (account_id);
create index circle_members_invited_idx on public.circle_members (invited_email) where account_id is null;
create index circle_members_ended_by_idx on public.circle_members (ended_by) where ended_by is not null;
