-- A duty worker who is not involved may read one young person's plan for a day, with a reason the family reads.

create table public.emergency_access (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  account_id uuid not null references public.accounts (id) on delete cascade,
  organisation_id uuid not null references public.organisations (id) on delete cascade,
  organisation_name text not null,
  audience public.audience not null check (audience in ('la_send', 'childrens_social_care', 'adult_social_care', 'health')),
  role public.member_role not null,
  display_name text not null,
  reason text not null check (char_length(trim(reason)) between 10 and 500),
  opened_at timestamptz not null default now(),
  ends_at timestamptz not null default now() + interval '24 hours',
  closed_at timestamptz,
  check (ends_at <= opened_at + interval '24 hours')
);
comment on table public.emergency_access is 'Reading a plan in an emergency: by whom, as what, why, for 24 hours at most. The family is told.';
create index emergency_access_account_idx on public.emergency_access (account_id, person_id);
create index emergency_access_person_idx on public.emergency_access (person_id, opened_at desc);
create index emergency_access_organisation_idx on public.emergency_access (organisation_id);
