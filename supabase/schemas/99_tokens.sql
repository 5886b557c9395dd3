-- Tokens for other systems. A token is a member of one team that is no person: what a team mate may read and do, and within it
-- only what its scopes name. It works once a second person, an administrator, has approved it.

create type public.api_scope as enum ('people:read', 'people:write', 'handovers:read', 'handovers:write');

create table public.api_tokens (
  id uuid primary key references public.accounts (id) on delete cascade,
  organisation_id uuid not null references public.organisations (id) on delete cascade,
  name text not null check (char_length(trim(name)) between 1 and 50),
  scopes public.api_scope[] not null check (cardinality(scopes) > 0),
  per_minute integer not null default 120 check (per_minute between 1 and 10000),
  expires_on date not null,
  created_at timestamptz not null default now(),
  created_by uuid references public.accounts (id) on delete set null,
  created_by_name text not null,
  approved_at timestamptz,
  approved_by_name text,
  revoked_at timestamptz,
  revoked_by_name text,
  last_used_at timestamptz,
  check (expires_on <= (created_at at time zone 'Europe/London')::date + 366),
  check ((approved_at is null) = (approved_by_name is null)),
  check ((revoked_at is null) = (revoked_by_name is null))
);
comment on table public.api_tokens is
  'A system that a team lets in: what it is called, what it may do, until when, who made it, who approved it. Its id is the account it acts as.';
comment on column public.api_tokens.expires_on is 'The last day it works. A year at most, so that somebody looks at it again.';
comment on column public.api_tokens.per_minute is 'Requests a minute. Whoever runs the database may raise it.';
create index api_tokens_organisation_idx on public.api_tokens (organisation_id);
create index api_tokens_created_by_idx on public.api_tokens (created_by) where created_by is not null;

create table private.api_keys (
  token_id uuid primary key references public.api_tokens (id) on delete cascade,
  hash bytea not null unique,
  minute timestamptz not null default '-infinity',
  requests integer not null default 0
);
comment on table private.api_keys is
  'The hash of each token, and how often it was used in its last minute: one row a token, so nothing piles up. The token itself is nowhere.';

alter table public.api_tokens enable row level security;
alter table private.api_keys enable row level security;
grant select on public.api_tokens to authenticated;
create policy "Team mates and administrators can read which systems are let in" on public.api_tokens
  for select to authenticated using (organisation_id in (select private.my_teams()) or (select private.is_admin()));
create trigger audit after insert or update of approved_at, revoked_at or delete on public.api_tokens
  for each row execute function private.audit('person_id', 'id');

create function public.create_api_token(id uuid, organisation uuid, name text, scopes public.api_scope[], expires_on date) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  seat record;
  -- Two of these are 244 bits from the system's own source of chance.
  token text := 'onward_' || encode(sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')), 'hex');
begin
  select m.organisation_id, m.display_name into seat from private.memberships m
  where m.account_id = me and m.organisation_id = organisation and m.audience is not null and m.role <> 'computer_system' limit 1;
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  -- The same form again, because its answer was lost: the token that nobody has seen gives way to another.
  update private.api_keys k set hash = sha256(convert_to(token, 'UTF8'))
  from public.api_tokens t
  where t.id = create_api_token.id and k.token_id = t.id and t.created_by = me and t.organisation_id = organisation
    and t.approved_at is null and t.revoked_at is null;
  if found then
    return jsonb_build_object('id', create_api_token.id, 'token', token);
  end if;
  if expires_on is null or expires_on < private.today() or expires_on > private.today() + 365 then
    raise sqlstate 'PT422' using message = 'token_too_long', detail = 'Choose a last day within a year from today.';
  end if;
  -- Nobody signs in as it: it has no address, no password and no way of its own to Supabase Auth.
  insert into auth.users (id, aud, role, confirmation_token, recovery_token, email_change, email_change_token_new)
  values (create_api_token.id, 'authenticated', 'authenticated', '', '', '', '');
  insert into public.accounts (id, display_name) values (create_api_token.id, trim(name));
  insert into public.organisation_members (organisation_id, account_id, display_name, role, ends_on)
  values (organisation, create_api_token.id, trim(name), 'computer_system', expires_on);
  insert into public.api_tokens (id, organisation_id, name, scopes, expires_on, created_by, created_by_name)
  select create_api_token.id, organisation, trim(name), array(select distinct unnest(scopes) order by 1), expires_on, me, seat.display_name;
  insert into private.api_keys (token_id, hash) values (create_api_token.id, sha256(convert_to(token, 'UTF8')));
  return jsonb_build_object('id', create_api_token.id, 'token', token);
exception
  when unique_violation then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  when check_violation or not_null_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'A token needs a name of at most 50 letters and something that it may do.';
end
$$;
comment on function public.create_api_token(uuid, uuid, text, public.api_scope[], date) is
  'Makes a token for a team of mine and gives it, this once: {id, token}. It does nothing until an administrator approves it. Sent again '
  'with the same id before that, it gives another in its place. '
  'Errors: PT404 not_found, PT422 token_too_long or value_invalid.';

create function public.approve_api_token(token uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  made_by uuid;
begin
  -- Administrators see no young person, so they cannot make a token; whoever makes one sees them, so cannot approve it.
  select t.created_by into made_by from public.api_tokens t
  where t.id = token and t.revoked_at is null and private.is_admin() for update;
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if made_by = me then
    raise sqlstate 'PT403' using message = 'token_needs_second', detail = 'Somebody else approves what you made.';
  end if;
  update public.api_tokens t
  set approved_at = now(), approved_by_name = (select a.display_name from public.accounts a where a.id = me)
  where t.id = token and t.approved_at is null;
end
$$;
comment on function public.approve_api_token(uuid) is
  'An administrator lets a system in that a team has asked for. Errors: PT404 not_found, PT403 token_needs_second.';

create function public.revoke_api_token(token uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform from public.api_tokens t
  where t.id = token and (t.organisation_id in (select private.my_teams()) or private.is_admin()) for update;
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  update public.api_tokens t
  set revoked_at = now(), revoked_by_name = (select a.display_name from public.accounts a where a.id = (select auth.uid()))
  where t.id = token and t.revoked_at is null;
  update public.organisation_members m set ends_on = greatest(m.starts_on, private.today() - 1)
  where m.account_id = token and m.ends_on >= private.today();
end
$$;
comment on function public.revoke_api_token(uuid) is
  'Ends a token at once and for good, as a team mate or an administrator. Errors: PT404 not_found.';

grant execute on function
  public.create_api_token(uuid, uuid, text, public.api_scope[], date), public.approve_api_token(uuid), public.revoke_api_token(uuid)
  to authenticated;

create function private.refused(status integer, key text, detail text) returns jsonb
language sql immutable
return jsonb_build_object('status', status, 'key', key, 'detail', detail);

create function private.open_token(token text) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  opened public.api_tokens;
  used integer;
begin
  select t.* into opened from private.api_keys k
  join public.api_tokens t on t.id = k.token_id
  join public.organisations o on o.id = t.organisation_id
  where k.hash = sha256(convert_to(token, 'UTF8'))
    and t.approved_at is not null and t.revoked_at is null and private.today() <= t.expires_on
    and private.today() between o.starts_on and coalesce(o.ends_on, 'infinity');
  if opened.id is null then
    return private.refused(401, 'token_invalid', 'Send a token that is in force: one that is approved, not revoked and not over.');
  end if;
  -- The row stays locked until this request is through: a token's requests take their turn, in whichever process they came in.
  update private.api_keys k
  set requests = case k.minute when date_trunc('minute', clock_timestamp()) then k.requests + 1 else 1 end,
    minute = date_trunc('minute', clock_timestamp())
  where k.token_id = opened.id returning k.requests into used;
  if used > opened.per_minute then
    return private.refused(429, 'too_many_requests', format('This token has %s requests a minute. Wait, then go on.', opened.per_minute))
      || jsonb_build_object('retry_after', 60 - extract(second from clock_timestamp())::integer % 60);
  end if;
  if used = 1 then
    update public.api_tokens t set last_used_at = now() where t.id = opened.id;
  end if;
  perform set_config('request.jwt.claim.sub', opened.id::text, true),
    set_config('request.jwt.claims', jsonb_build_object('sub', opened.id, 'role', 'authenticated')::text, true);
  return null;
end
$$;
comment on function private.open_token(text) is
  'From here until the end of the transaction the one who asks is the system that this token belongs to. Gives null, or why not: '
  '{status, key, detail}. It gives and does not raise, so that the request is counted whatever becomes of it.';
grant execute on function private.open_token(text) to authenticated;

create function private.act_for(member uuid) returns void
language plpgsql
set search_path = ''
as $$
begin
  if not exists (
    select from private.memberships m
    join private.memberships mine on mine.organisation_id = m.organisation_id and mine.account_id = (select auth.uid())
    where m.member_id = member and m.role <> 'computer_system'
  ) then
    raise sqlstate 'PT422' using message = 'member_unknown', detail = 'Name somebody who works in your team today, by their member id.';
  end if;
  perform set_config('onward.acting_for', member::text, true);
end
$$;
comment on function private.act_for(uuid) is
  'A handover is read and answered by a named person: the system says for whom of its team it acts. Errors: PT422 member_unknown.';
grant execute on function private.act_for(uuid) to authenticated;
