-- Who decides about the circle, and what was decided: invitations, requests, decisions, capacity.

create table private.circle_invitations (
  circle_member_id uuid primary key references public.circle_members (id) on delete cascade,
  code_hash bytea unique,
  invited_by uuid references public.accounts (id) on delete set null,
  invited_at timestamptz not null default now(),
  sent_at timestamptz,
  times_sent integer not null default 0 check (times_sent between 0 and 5),
  expires_at timestamptz not null default now() + interval '14 days',
  used_at timestamptz,
  declined_at timestamptz
);
comment on table private.circle_invitations is
  'The way into a circle for one proven address, once, for 14 days. Only the hash of its code is kept. In private, so that the API shows '
  'neither hash nor times; what became of it is told by the history of circle_members.';
create index circle_invitations_invited_by_idx on private.circle_invitations (invited_by);

create function private.invitation_stands(member uuid) returns boolean
language sql stable
set search_path = ''
as $$
  select exists (
    select from public.circle_members c
    left join private.circle_invitations i on i.circle_member_id = c.id
    where c.id = member and c.account_id is null and c.ends_on is null
      and (i.circle_member_id is null or (i.used_at is null and i.declined_at is null and i.expires_at > now()))
  )
$$;
comment on function private.invitation_stands(uuid) is
  'True while somebody who is invited may still come in: not withdrawn, not declined, not used, not too old. '
  'A place that a database operator made without an invitation does not run out.';

create table public.capacity_decisions (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  topic text not null check (topic in ('circle', 'other')),
  decision text not null check (char_length(trim(decision)) between 1 and 300),
  assessed_on date not null check (private.is_plausible(assessed_on)),
  assessor text not null check (char_length(trim(assessor)) between 1 and 120),
  help_given text not null check (char_length(trim(help_given)) between 1 and 2000),
  outcome text not null check (outcome in ('decides', 'decides_with_help', 'lacks_capacity')),
  best_interests text check (char_length(trim(best_interests)) between 1 and 2000),
  review_on date not null,
  ended_on date,
  author_id uuid not null references public.accounts (id),
  author_name text not null,
  author_role public.member_role not null,
  shared_with public.audience[] not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null default now(),
  check (outcome <> 'lacks_capacity' or best_interests is not null),
  check (review_on > assessed_on and review_on <= assessed_on + interval '1 year'),
  check (ended_on is null or ended_on >= assessed_on)
);
comment on table public.capacity_decisions is
  'Whether somebody could make one decision at one time: what, who assessed it when, what help was given, what follows. '
  'Mental Capacity Act 2005 ss.1-4: never about the person, never for good. At most a year, then it is looked at again.';
comment on column public.capacity_decisions.topic is 'circle: who sees the plan and what is shared, which the app acts on. Everything else is only written down.';
create index capacity_decisions_person_idx on public.capacity_decisions (person_id, assessed_on desc);
create index capacity_decisions_author_idx on public.capacity_decisions (author_id);

create table public.circle_requests (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  kind text not null check (kind in ('add_member', 'end_member', 'add_team', 'end_team')),
  display_name text check (char_length(trim(display_name)) between 1 and 80),
  relationship public.member_role check (relationship in ('young_person', 'parent_carer', 'nominated_supporter', 'representative', 'advocate')),
  bond text check (char_length(trim(bond)) between 1 and 60),
  is_paid boolean not null default false,
  invited_email text check (invited_email = lower(invited_email)),
  circle_member_id uuid references public.circle_members (id) on delete cascade,
  organisation_id uuid references public.organisations (id) on delete cascade,
  why text not null check (char_length(trim(why)) between 1 and 1000),
  author_id uuid not null references public.accounts (id),
  author_name text not null,
  author_role public.member_role not null,
  shared_with public.audience[] not null,
  status text not null default 'open' check (status in ('open', 'accepted', 'declined', 'withdrawn')),
  answer text check (char_length(trim(answer)) between 1 and 1000),
  answered_by_name text,
  answered_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  check (kind <> 'add_member' or (display_name is not null and relationship is not null and invited_email is not null)),
  check (kind <> 'end_member' or circle_member_id is not null),
  check (kind not in ('add_team', 'end_team') or organisation_id is not null)
);
comment on table public.circle_requests is 'Somebody who may not decide asks the one who does to change who sees the plan.';
create index circle_requests_person_idx on public.circle_requests (person_id, created_at desc);
create index circle_requests_author_idx on public.circle_requests (author_id);
create index circle_requests_member_idx on public.circle_requests (circle_member_id) where circle_member_id is not null;
create index circle_requests_organisation_idx on public.circle_requests (organisation_id) where organisation_id is not null;

create table public.circle_decisions (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  what text not null check (what in ('added', 'ended', 'brought_back', 'kept', 'declined')),
  whom text not null,
  basis text not null check (basis in ('parent', 'young_person', 'representative', 'parent_by_capacity', 'own')),
  decision_support text check (char_length(trim(decision_support)) between 1 and 1000),
  capacity_decision_id uuid references public.capacity_decisions (id) on delete set null,
  author_id uuid not null references public.accounts (id),
  author_name text not null,
  shared_with public.audience[] not null default '{young_person,family}',
  created_at timestamptz not null default now(),
  check (basis not in ('representative', 'parent_by_capacity') or capacity_decision_id is not null)
);
comment on table public.circle_decisions is
  'Who decided what about the circle, and on what footing: their own right, with help and which, or for somebody who could not make this decision.';
create index circle_decisions_person_idx on public.circle_decisions (person_id, created_at desc);
create index circle_decisions_author_idx on public.circle_decisions (author_id);
create index circle_decisions_capacity_idx on public.circle_decisions (capacity_decision_id) where capacity_decision_id is not null;

create table private.emergency_seen (
  emergency_id uuid not null references public.emergency_access (id) on delete cascade,
  account_id uuid not null references public.accounts (id) on delete cascade,
  seen_at timestamptz not null default now(),
  primary key (emergency_id, account_id)
);
comment on table private.emergency_seen is 'Who of the circle has said that they read the notice about an emergency.';
create index emergency_seen_account_idx on private.emergency_seen (account_id);

alter table public.capacity_decisions enable row level security;
alter table public.circle_requests enable row level security;
alter table public.circle_decisions enable row level security;
alter table public.emergency_access enable row level security;

grant select on public.capacity_decisions, public.circle_decisions, public.emergency_access to authenticated;
-- The proposed address is for the one who asks and the one who decides: circle_page() tells them.
grant select (id, person_id, kind, display_name, relationship, bond, is_paid, circle_member_id, organisation_id, why, author_id, author_name,
  author_role, shared_with, status, answer, answered_by_name, answered_at, version, created_at) on public.circle_requests to authenticated;

create policy "Its author and those it is shared with can read a capacity decision" on public.capacity_decisions
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));
create policy "Its author and those it is shared with can read a request" on public.circle_requests
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));
create policy "The circle can read what was decided about it" on public.circle_decisions
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));
create policy "The circle and whoever used it can read of emergency access" on public.emergency_access
  for select to authenticated using (
    account_id = (select auth.uid()) or person_id in (select c.person_id from private.my_circles c)
  );
