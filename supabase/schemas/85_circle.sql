-- The circle and the teams: who decides, inviting, asking, ending, and the page that says who sees what.

create trigger audit after insert or update or delete on public.capacity_decisions
  for each row execute function private.audit('person_id', 'topic');
create trigger audit after insert or update or delete on public.circle_requests
  for each row execute function private.audit('person_id', 'kind');
create trigger audit after insert or update or delete on public.circle_decisions
  for each row execute function private.audit('person_id', 'what');
create trigger audit after insert or update or delete on public.emergency_access
  for each row execute function private.audit('person_id', 'id');

-- Who decides.

create function private.capacity_for_circle(person uuid) returns uuid
language sql stable
set search_path = ''
as $$
  -- The last word about this decision counts, and only while it is fresh.
  select case when c.outcome = 'lacks_capacity' then c.id end
  from public.capacity_decisions c
  where c.person_id = person and c.topic = 'circle' and c.ended_on is null and private.today() between c.assessed_on and c.review_on
  order by c.assessed_on desc, c.created_at desc limit 1
$$;
comment on function private.capacity_for_circle(uuid) is
  'The decision that somebody cannot decide now who sees their plan; null where none holds, which the law presumes (MCA 2005 s.1(2)).';

create function private.circle_decider(person uuid) returns text
language sql stable
set search_path = ''
as $$
  select rules.decision_maker(p.date_of_birth, private.today(), private.capacity_for_circle(p.id) is not null, p.autumn_term_start)
  from public.people p where p.id = person
$$;
comment on function private.circle_decider(uuid) is
  'R-RIGHTS-01, CFA 2014 ss.80 and 83: parent; from the end of compulsory school age young_person, or representative_or_parent '
  'where they cannot make this decision now.';

create function private.circle_basis(person uuid, account uuid) returns text
language sql stable
set search_path = ''
as $$
  select case
    -- Their own wish is never stopped by an older assessment: capacity is for the decision and the moment.
    when 'young_person' = any (r.roles) and d.decider <> 'parent' then 'young_person'
    when 'parent_carer' = any (r.roles) and d.decider = 'parent' then 'parent'
    when 'representative' = any (r.roles) and d.decider = 'representative_or_parent' then 'representative'
    when 'parent_carer' = any (r.roles) and d.decider = 'representative_or_parent' and not exists (
      select from private.access o where o.person_id = person and o.via = 'circle' and o.role = 'representative'
    ) then 'parent_by_capacity'
  end
  from (select private.circle_decider(person) as decider) d
  cross join (
    select coalesce(array_agg(a.role), '{}') as roles from private.access a
    where a.person_id = person and a.account_id = account and a.via = 'circle'
  ) r
$$;
comment on function private.circle_basis(uuid, uuid) is
  'On what footing this account decides who is in the circle: young_person, parent, representative, parent_by_capacity; null where it does not.';

create function private.manages_teams(person uuid, account uuid) returns boolean
language sql stable
set search_path = ''
as $$
  select exists (
    select from private.access a
    where a.person_id = person and a.account_id = account and a.via = 'team' and (
      a.audience = 'la_send'
      or (a.audience in ('school', 'post16_provider') and not exists (
        select from public.involvements i join public.organisations o on o.id = i.organisation_id
        where i.person_id = person and o.audience = 'la_send'
          and private.today() between i.starts_on and coalesce(i.ends_on, 'infinity')
      ))
    )
  )
$$;
comment on function private.manages_teams(uuid, uuid) is
  'Who says which teams work with a young person: the SEND team, and without one the school or college.';

create function private.must_decide_circle(person uuid) returns text
language plpgsql stable
set search_path = ''
as $$
declare
  basis text;
begin
  perform private.must_see(person);
  basis := private.circle_basis(person, (select auth.uid()));
  if basis is null then
    raise sqlstate 'PT403' using message = 'not_yours_to_decide', detail = private.circle_decider(person),
      hint = 'Ask the one who decides: ask_for_circle_change().';
  end if;
  return basis;
end
$$;
comment on function private.must_decide_circle(uuid) is
  'Gives the footing. Errors: PT404 not_found, PT403 not_yours_to_decide (detail: parent, young_person or representative_or_parent).';

create function private.record_circle_decision(person uuid, what text, whom text, basis text, decision_support text) returns void
language sql
set search_path = ''
as $$
  insert into public.circle_decisions (person_id, what, whom, basis, decision_support, capacity_decision_id, author_id, author_name)
  select person, record_circle_decision.what, whom, record_circle_decision.basis, nullif(trim(record_circle_decision.decision_support), ''),
    case when record_circle_decision.basis in ('representative', 'parent_by_capacity') then private.capacity_for_circle(person) end,
    a.id, coalesce(private.name_of(a.id, person), a.display_name)
  from public.accounts a where a.id = (select auth.uid())
$$;

create function private.needed_words(words text, key text, longest integer) returns text
language plpgsql immutable
set search_path = ''
as $$
begin
  if coalesce(trim(words), '') = '' then
    raise sqlstate 'PT422' using message = key, detail = 'Say it in a few words.';
  end if;
  if char_length(trim(words)) > longest then
    raise sqlstate 'PT422' using message = 'text_too_long', detail = format('This holds %s letters.', longest);
  end if;
  return trim(words);
end
$$;
comment on function private.needed_words(text, text, integer) is 'The words without space around them. Errors: PT422 with the key given, or text_too_long.';

-- Inviting.

create function private.new_code() returns text
language sql volatile
set search_path = ''
as $$ select substr(encode(sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')), 'hex'), 1, 24) $$;
comment on function private.new_code() is 'Ninety-six bits that nobody guesses.';

create function private.hash_code(code text) returns bytea
language sql immutable
set search_path = ''
as $$ select sha256(convert_to(lower(regexp_replace(code, '[^0-9A-Fa-f]', '', 'g')), 'UTF8')) $$;
comment on function private.hash_code(text) is 'A code is read however it was typed: capitals, spaces, dashes.';

create function private.add_circle_member(person uuid, invitation jsonb) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  address text := lower(trim(invitation ->> 'email'));
  member uuid;
  code text := private.new_code();
begin
  if coalesce(address, '') !~ '^[^@\s]+@[^@\s]+\.[^@\s]+$' or char_length(address) > 254 then
    raise sqlstate 'PT422' using message = 'email_invalid', detail = 'Give an email address.';
  end if;
  if exists (
    select from public.circle_members c left join auth.users u on u.id = c.account_id
    where c.person_id = person and c.ends_on is null and address in (c.invited_email, lower(u.email))
      and (c.account_id is not null or private.invitation_stands(c.id))
  ) then
    raise sqlstate 'PT409' using message = 'already_in_circle', detail = 'Somebody with this address is in the circle or invited already.';
  end if;
  insert into public.circle_members (person_id, invited_email, display_name, relationship, bond, is_paid, kept_on)
  values (person, address, trim(invitation ->> 'display_name'), (invitation ->> 'relationship')::public.member_role,
    nullif(trim(invitation ->> 'bond'), ''), coalesce((invitation ->> 'is_paid')::boolean, false),
    -- Whom the young person invites, nobody needs to ask them about again.
    case when private.circle_basis(person, me) = 'young_person' then private.today() end)
  returning id into member;
  insert into private.circle_invitations (circle_member_id, code_hash, invited_by, times_sent, sent_at)
  values (member, private.hash_code(code), me, 1, now());
  return jsonb_build_object('member_id', member, 'code', code, 'email', address, 'invited_by', private.name_of(me, person),
    'expires_at', (select i.expires_at from private.circle_invitations i where i.circle_member_id = member));
exception
  -- What was wrong is not repeated: it may be somebody's address.
  when check_violation or not_null_violation or invalid_text_representation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Somebody in the circle needs a name, an email address and what they are.';
end
$$;
comment on function private.add_circle_member(uuid, jsonb) is
  'Errors: PT422 email_invalid or value_invalid, PT409 already_in_circle.';

create function public.invite_to_circle(person uuid, invitation jsonb, decision_support text default null) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  basis text;
  invited jsonb;
begin
  perform private.must_see(person);
  if invitation ->> 'relationship' = 'young_person' then
    -- The place of the young person themselves is nobody's favour: a parent while they decide, or a team that knows them, offers it.
    if exists (select from public.circle_members c where c.person_id = invite_to_circle.person and c.relationship = 'young_person'
      and c.ends_on is null and (c.account_id is not null or private.invitation_stands(c.id))) then
      raise sqlstate 'PT409' using message = 'young_person_is_here', detail = 'The young person has a place already.';
    end if;
    if private.circle_basis(person, (select auth.uid())) is distinct from 'parent' and not exists (
      select from private.access a where a.person_id = invite_to_circle.person and a.account_id = (select auth.uid())
        and a.via = 'team' and a.audience in ('la_send', 'school', 'post16_provider')
    ) then
      raise sqlstate 'PT403' using message = 'not_yours_to_decide', detail = private.circle_decider(person);
    end if;
    return private.add_circle_member(person, invitation);
  end if;
  basis := private.must_decide_circle(person);
  invited := private.add_circle_member(person, invitation);
  perform private.record_circle_decision(person, 'added', trim(invitation ->> 'display_name'), basis, decision_support);
  return invited;
end
$$;
comment on function public.invite_to_circle(uuid, jsonb, text) is
  'Invites somebody: {display_name, relationship, email, bond?, is_paid?}. Gives {member_id, code, email, invited_by, expires_at}: the code is told this '
  'once, and opens nothing but for the one who proves that address. decision_support: how the young person was helped to decide. '
  'Errors: PT404 not_found, PT403 not_yours_to_decide, PT409 already_in_circle or young_person_is_here, PT422 email_invalid or value_invalid.';

create function private.invitation_of(member uuid) returns public.circle_members
language plpgsql
set search_path = ''
as $$
declare
  found_row public.circle_members;
begin
  select c.* into found_row from public.circle_members c
  where c.id = member and c.account_id is null and c.ends_on is null and private.may_see(c.person_id)
  for update;
  if found_row.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  return found_row;
end
$$;

create function public.resend_invitation(member uuid) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  invited public.circle_members := private.invitation_of(member);
  code text := private.new_code();
  sent private.circle_invitations;
begin
  insert into private.circle_invitations (circle_member_id, invited_by) values (member, (select auth.uid()))
  on conflict (circle_member_id) do nothing;
  select i.* into sent from private.circle_invitations i where i.circle_member_id = member;
  -- The one who invited knows the address; nobody else needs to learn it.
  if sent.invited_by is distinct from (select auth.uid()) then
    raise sqlstate 'PT403' using message = 'not_your_invitation', detail = 'Only whoever sent it can send it again. You can withdraw it and invite them yourself.';
  end if;
  if sent.declined_at is not null then
    raise sqlstate 'PT409' using message = 'invitation_declined', detail = 'They said no.';
  end if;
  if sent.times_sent >= 5 or sent.sent_at > now() - interval '1 minute' then
    raise sqlstate 'PT429' using message = 'invitation_sent_often', detail = 'Five times is enough, and not twice in one minute.';
  end if;
  update private.circle_invitations i
  set code_hash = private.hash_code(code), times_sent = i.times_sent + 1, sent_at = now(), expires_at = now() + interval '14 days'
  where i.circle_member_id = member
  returning i.* into sent;
  return jsonb_build_object('member_id', member, 'code', code, 'email', invited.invited_email,
    'invited_by', private.name_of((select auth.uid()), invited.person_id), 'expires_at', sent.expires_at);
end
$$;
comment on function public.resend_invitation(uuid) is
  'A new code for 14 more days; the code before it is void. Errors: PT404 not_found, PT403 not_your_invitation, '
  'PT409 invitation_declined, PT429 invitation_sent_often.';

create function private.my_address() returns text
language sql stable
set search_path = ''
as $$ select lower(u.email) from auth.users u where u.id = (select auth.uid()) and u.email_confirmed_at is not null $$;
comment on function private.my_address() is 'The address I have proved to be mine.';

create function private.invitation_for_me(code text) returns public.circle_members
language sql stable
set search_path = ''
as $$
  select c.* from private.circle_invitations i
  join public.circle_members c on c.id = i.circle_member_id
  where i.code_hash = private.hash_code(code) and (c.account_id = (select auth.uid()) or c.invited_email = private.my_address())
$$;
comment on function private.invitation_for_me(text) is 'Nothing for a code that is for another address, as for one that never was.';

create function private.state_of_invitation(member public.circle_members) returns text
language sql stable
set search_path = ''
as $$
  select case
    when member.account_id is not null and member.ends_on is null then 'joined'
    when i.declined_at is not null then 'declined'
    when member.ends_on is not null then 'withdrawn'
    when i.expires_at <= now() then 'expired'
    else 'open' end
  from (select) x left join private.circle_invitations i on i.circle_member_id = member.id
$$;

create function public.read_invitation(code text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  member public.circle_members := private.invitation_for_me(code);
  state text;
begin
  if member.id is null then
    raise sqlstate 'PT404' using message = 'invitation_not_found', detail = 'No invitation with this code is for your address.';
  end if;
  state := private.state_of_invitation(member);
  if state in ('withdrawn', 'expired', 'declined') then
    -- What ended says no more than that.
    return jsonb_build_object('state', state);
  end if;
  return jsonb_build_object('state', state, 'person_id', case when state = 'joined' then member.person_id end,
    'known_as', (select p.known_as from public.people p where p.id = member.person_id),
    'relationship', member.relationship, 'display_name', member.display_name,
    'invited_by', (
      select coalesce(private.name_of(i.invited_by, member.person_id), a.display_name) from private.circle_invitations i
      join public.accounts a on a.id = i.invited_by where i.circle_member_id = member.id));
end
$$;
comment on function public.read_invitation(text) is
  'Who invites me, and to what: {state: open or joined, known_as, relationship, display_name, invited_by, person_id once joined}, or only '
  '{state: withdrawn, expired or declined}. Errors: PT404 invitation_not_found, also for a code that is for another address.';

create function public.answer_invitation(code text, accept boolean) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  member public.circle_members := private.invitation_for_me(code);
  me uuid := (select auth.uid());
begin
  if member.id is null then
    raise sqlstate 'PT404' using message = 'invitation_not_found', detail = 'No invitation with this code is for your address.';
  end if;
  perform from public.circle_members c where c.id = member.id for update;
  select c.* into member from public.circle_members c where c.id = member.id;
  if private.state_of_invitation(member) = 'joined' then
    return member.person_id;
  end if;
  if not private.invitation_stands(member.id) then
    raise sqlstate 'PT409' using message = 'invitation_over', detail = private.state_of_invitation(member);
  end if;
  if not accept then
    update private.circle_invitations i set declined_at = now() where i.circle_member_id = member.id;
    update public.circle_members c set ends_on = private.today() - 1, ended_at = now(), ended_by = me where c.id = member.id;
    return null;
  end if;
  if exists (select from public.circle_members o where o.person_id = member.person_id and o.account_id = me and o.ends_on is null) then
    raise sqlstate 'PT409' using message = 'already_in_circle', detail = 'You are in this circle already.';
  end if;
  update public.circle_members c set account_id = me, invited_email = null where c.id = member.id;
  return member.person_id;
end
$$;
comment on function public.answer_invitation(text, boolean) is
  'Takes up or declines an invitation; gives the young person''s id once in. Errors: PT404 invitation_not_found, '
  'PT409 invitation_over (detail: withdrawn, expired or declined) or already_in_circle.';

create function private.use_invitation() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  update private.circle_invitations i set used_at = now() where i.circle_member_id = new.id;
  return null;
end
$$;
comment on function private.use_invitation() is 'A code works once, however its owner came in.';
create trigger use_invitation after update of account_id on public.circle_members
  for each row when (old.account_id is null and new.account_id is not null) execute function private.use_invitation();

-- Ending, and taking that back.

create function private.member_in(member uuid) returns public.circle_members
language plpgsql
set search_path = ''
as $$
declare
  found_row public.circle_members;
begin
  select c.* into found_row from public.circle_members c where c.id = member and private.may_see(c.person_id) for update;
  if found_row.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  return found_row;
end
$$;

create function private.close_circle_member(member public.circle_members, reason text) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform set_config('onward.reason', reason, true);
  update public.circle_members c set ends_on = private.today() - 1, ended_at = now(), ended_by = (select auth.uid())
  where c.id = member.id;
  perform set_config('onward.reason', '', true);
end
$$;

create function public.end_circle_member(member uuid, reason text, decision_support text default null) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.circle_members := private.member_in(member);
  me uuid := (select auth.uid());
  is_own boolean := coalesce(was.account_id = me, false);
  is_own_invitation boolean := was.account_id is null
    and exists (select from private.circle_invitations i where i.circle_member_id = member and i.invited_by = me);
  basis text;
begin
  if was.ends_on is not null then
    return;
  end if;
  reason := private.needed_words(reason, 'reason_needed', 500);
  if was.relationship = 'young_person' and not is_own_invitation then
    raise sqlstate 'PT403' using message = 'young_person_stays', detail = 'The plan is the young person''s own.';
  end if;
  -- Anybody may leave, and take back an invitation that is still theirs.
  basis := case when is_own or is_own_invitation then 'own' else private.must_decide_circle(was.person_id) end;
  perform private.close_circle_member(was, reason);
  perform private.record_circle_decision(was.person_id, 'ended', was.display_name, basis, decision_support);
end
$$;
comment on function public.end_circle_member(uuid, text, text) is
  'Ends at once that somebody in the circle sees the plan, or withdraws their invitation. Everybody may leave. '
  'Errors: PT404 not_found, PT403 not_yours_to_decide or young_person_stays, PT422 reason_needed or text_too_long.';

create function public.bring_back_circle_member(member uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.circle_members := private.member_in(member);
  basis text := private.must_decide_circle(was.person_id);
begin
  if was.ends_on is null then
    return;
  end if;
  if was.ended_by is distinct from (select auth.uid()) or was.ended_at < now() - interval '1 day'
    or was.account_id is not null and exists (
      select from public.circle_members o where o.person_id = was.person_id and o.account_id = was.account_id and o.ends_on is null) then
    raise sqlstate 'PT409' using message = 'too_late_to_undo', detail = 'Invite them again.';
  end if;
  update public.circle_members c set ends_on = null, ended_at = null, ended_by = null where c.id = member;
  perform private.record_circle_decision(was.person_id, 'brought_back', was.display_name, basis, null);
end
$$;
comment on function public.bring_back_circle_member(uuid) is
  'Undo for a day, by the one who ended it and still decides. Somebody who left by themselves is asked again instead. '
  'Errors: PT404 not_found, PT403 not_yours_to_decide, PT409 too_late_to_undo.';

create function public.keep_circle_member(member uuid, decision_support text default null) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.circle_members := private.member_in(member);
  basis text := private.must_decide_circle(was.person_id);
begin
  update public.circle_members c set kept_on = private.today() where c.id = member and c.ends_on is null;
  perform private.record_circle_decision(was.person_id, 'kept', was.display_name, basis, decision_support);
end
$$;
comment on function public.keep_circle_member(uuid, text) is
  'From the end of compulsory school age nobody''s access goes on, or ends, unasked: this one stays. Errors: PT404 not_found, PT403 not_yours_to_decide.';

-- Teams.

create function private.involvement_in(involvement uuid) returns public.involvements
language plpgsql
set search_path = ''
as $$
declare
  found_row public.involvements;
begin
  select i.* into found_row from public.involvements i where i.id = involvement and private.may_see(i.person_id) for update;
  if found_row.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  return found_row;
end
$$;

create function private.works_in(organisation uuid) returns boolean
language sql stable
set search_path = ''
as $$ select exists (select from private.memberships m where m.organisation_id = organisation and m.account_id = (select auth.uid())) $$;

create function private.involve(person uuid, organisation uuid, contact uuid default null) returns uuid
language plpgsql
set search_path = ''
as $$
declare
  involvement uuid;
begin
  -- A team that was to end on a day ahead stays.
  update public.involvements i set ends_on = null, ended_at = null, ended_by = null
  where i.person_id = person and i.organisation_id = organisation and i.ends_on is not null
    and private.today() between i.starts_on and i.ends_on;
  insert into public.involvements (organisation_id, person_id, named_contact_id) values (organisation, person, contact)
  on conflict (person_id, organisation_id) where ends_on is null do nothing
  returning id into involvement;
  return involvement;
end
$$;
comment on function private.involve(uuid, uuid, uuid) is 'From today this team works with a young person, and goes on to. Gives the new involvement; null where there was one.';

create function public.add_team(person uuid, organisation uuid) returns uuid
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.must_see(person);
  if not private.manages_teams(person, (select auth.uid())) then
    raise sqlstate 'PT403' using message = 'teams_not_yours', detail = 'The SEND team adds teams. You can ask them.';
  end if;
  if not exists (select from public.organisations o where o.id = organisation and o.audience is not null
    and private.today() between o.starts_on and coalesce(o.ends_on, 'infinity')) then
    raise sqlstate 'PT422' using message = 'team_unknown', detail = 'Choose a team from the list.';
  end if;
  return coalesce(private.involve(person, organisation), (select i.id from public.involvements i
    where i.person_id = add_team.person and i.organisation_id = organisation and i.ends_on is null));
end
$$;
comment on function public.add_team(uuid, uuid) is
  'Involves a team from today. Once more changes nothing. Errors: PT404 not_found, PT403 teams_not_yours, PT422 team_unknown.';

create function public.end_team(involvement uuid, reason text) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.involvements := private.involvement_in(involvement);
begin
  if was.ends_on < private.today() then
    return;
  end if;
  reason := private.needed_words(reason, 'reason_needed', 500);
  if not private.works_in(was.organisation_id) and not private.manages_teams(was.person_id, (select auth.uid())) then
    raise sqlstate 'PT403' using message = 'teams_not_yours', detail = 'A team ends its own involvement, or the SEND team does.';
  end if;
  if not exists (
    select from public.involvements i join public.organisations o on o.id = i.organisation_id
    where i.person_id = was.person_id and i.id <> was.id and private.today() between i.starts_on and coalesce(i.ends_on, 'infinity')
  ) then
    raise sqlstate 'PT409' using message = 'last_team', detail = 'Add another team first, so that somebody is there to ask.';
  end if;
  perform set_config('onward.reason', reason, true);
  update public.involvements i set ends_on = private.today() - 1, ended_at = now(), ended_by = (select auth.uid()) where i.id = was.id;
  perform set_config('onward.reason', '', true);
end
$$;
comment on function public.end_team(uuid, text) is
  'Ends at once that a team works with a young person; the last one stays until another has come. '
  'Errors: PT404 not_found, PT403 teams_not_yours, PT409 last_team, PT422 reason_needed or text_too_long.';

create function public.bring_back_team(involvement uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.involvements;
begin
  -- A team that ended its own involvement does not see the plan any more: it is asked for by what it did.
  select i.* into was from public.involvements i
  where i.id = involvement and (private.may_see(i.person_id) or i.ended_by = (select auth.uid())) for update;
  if was.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if not private.works_in(was.organisation_id) and not private.manages_teams(was.person_id, (select auth.uid())) then
    raise sqlstate 'PT403' using message = 'teams_not_yours', detail = 'A team ends its own involvement, or the SEND team does.';
  end if;
  if was.ends_on is null then
    return;
  end if;
  if was.ended_by is distinct from (select auth.uid()) or was.ended_at < now() - interval '1 day' or exists (
    select from public.involvements i where i.person_id = was.person_id and i.organisation_id = was.organisation_id and i.ends_on is null) then
    raise sqlstate 'PT409' using message = 'too_late_to_undo', detail = 'Ask for the team to be added again.';
  end if;
  update public.involvements i set ends_on = null, ended_at = null, ended_by = null where i.id = was.id;
end
$$;
comment on function public.bring_back_team(uuid) is
  'Undo for a day, by the one who ended it. Errors: PT404 not_found, PT403 teams_not_yours, PT409 too_late_to_undo.';

create function public.set_named_contact(involvement uuid, named_contact uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.involvements := private.involvement_in(involvement);
begin
  if not private.works_in(was.organisation_id) and not private.manages_teams(was.person_id, (select auth.uid())) then
    raise sqlstate 'PT403' using message = 'teams_not_yours', detail = 'The team says who its contact is, or the SEND team does.';
  end if;
  if named_contact is not null and not exists (
    select from public.organisation_members m where m.id = named_contact and m.organisation_id = was.organisation_id
      and private.today() between m.starts_on and coalesce(m.ends_on, 'infinity')
  ) then
    raise sqlstate 'PT422' using message = 'not_in_team', detail = 'Choose somebody who works in this team.';
  end if;
  update public.involvements i set named_contact_id = named_contact
  where i.id = was.id and i.named_contact_id is distinct from named_contact;
end
$$;
comment on function public.set_named_contact(uuid, uuid) is
  'Who in the team is asked first; null for nobody yet. Who covers for them stands on their contact card. '
  'Errors: PT404 not_found, PT403 teams_not_yours, PT422 not_in_team.';

-- Asking the one who decides.

create function public.ask_for_circle_change(person uuid, request jsonb) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  seat record;
  new_id uuid;
  kind text := request ->> 'kind';
begin
  perform private.must_see(person);
  select a.display_name, a.role into seat from private.access a
  where a.person_id = ask_for_circle_change.person and a.account_id = me order by a.via desc limit 1;
  if not found then
    raise sqlstate 'PT403' using message = 'emergency_is_for_reading', detail = 'In an emergency you can read.';
  end if;
  if kind = 'add_member' and coalesce(lower(trim(request ->> 'email')), '') !~ '^[^@\s]+@[^@\s]+\.[^@\s]+$' then
    raise sqlstate 'PT422' using message = 'email_invalid', detail = 'Give an email address.';
  end if;
  if kind = 'end_member' and not exists (select from public.circle_members c
    where c.id = (request ->> 'member_id')::uuid and c.person_id = ask_for_circle_change.person and c.ends_on is null and c.relationship <> 'young_person') then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'They are not in the circle.';
  end if;
  if kind in ('add_team', 'end_team') and not exists (select from public.organisations o where o.id = (request ->> 'organisation_id')::uuid and o.audience is not null) then
    raise sqlstate 'PT422' using message = 'team_unknown', detail = 'Choose a team from the list.';
  end if;
  insert into public.circle_requests (person_id, kind, display_name, relationship, bond, is_paid, invited_email, circle_member_id, organisation_id,
    why, author_id, author_name, author_role, shared_with)
  values (person, kind, nullif(trim(request ->> 'display_name'), ''), (request ->> 'relationship')::public.member_role,
    nullif(trim(request ->> 'bond'), ''), coalesce((request ->> 'is_paid')::boolean, false), nullif(lower(trim(request ->> 'email')), ''),
    case when kind = 'end_member' then (request ->> 'member_id')::uuid end,
    case when kind in ('add_team', 'end_team') then (request ->> 'organisation_id')::uuid end, private.needed_words(request ->> 'why', 'reason_needed', 1000),
    me, seat.display_name, seat.role,
    -- Who is asked, and nobody else of the family: it may be about one of them.
    case when kind in ('add_team', 'end_team') then enum_range(null::public.audience)
      when private.circle_decider(person) = 'young_person' then '{young_person}' else '{young_person,family}' end::public.audience[])
  returning id into new_id;
  return new_id;
exception
  when check_violation or not_null_violation or invalid_text_representation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Say what should change, about whom, and why.';
end
$$;
comment on function public.ask_for_circle_change(uuid, jsonb) is
  'Asks the one who decides: {kind: add_member, end_member, add_team or end_team, why, display_name?, relationship?, email?, bond?, is_paid?, '
  'member_id?, organisation_id?}. Errors: PT404 not_found, PT403 emergency_is_for_reading, PT422 email_invalid, value_invalid, team_unknown, '
  'reason_needed or text_too_long.';

create function private.open_request(request uuid) returns public.circle_requests
language plpgsql
set search_path = ''
as $$
declare
  found_row public.circle_requests;
begin
  select r.* into found_row from public.circle_requests r where r.id = request and private.may_see(r.person_id) for update;
  if found_row.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  return found_row;
end
$$;

create function private.carry_out(asked public.circle_requests) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  involvement uuid;
begin
  case asked.kind
    when 'add_member' then
      return private.add_circle_member(asked.person_id, jsonb_build_object('display_name', asked.display_name,
        'relationship', asked.relationship, 'email', asked.invited_email, 'bond', asked.bond, 'is_paid', asked.is_paid));
    when 'end_member' then
      perform private.close_circle_member(c, asked.why) from public.circle_members c where c.id = asked.circle_member_id and c.ends_on is null;
    when 'add_team' then
      perform public.add_team(asked.person_id, asked.organisation_id);
    else
      select i.id into involvement from public.involvements i
      where i.person_id = asked.person_id and i.organisation_id = asked.organisation_id and i.ends_on is null;
      if involvement is not null then
        perform public.end_team(involvement, asked.why);
      end if;
  end case;
  return '{}';
end
$$;

create function public.answer_circle_request(
  request uuid, expected_version integer, accept boolean, answer text default null, decision_support text default null
) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  asked public.circle_requests := private.open_request(request);
  about_team boolean := asked.kind in ('add_team', 'end_team');
  basis text;
  whom text := coalesce(asked.display_name, (select c.display_name from public.circle_members c where c.id = asked.circle_member_id));
  result jsonb := '{}';
begin
  if about_team and not private.manages_teams(asked.person_id, (select auth.uid())) then
    raise sqlstate 'PT403' using message = 'teams_not_yours', detail = 'The SEND team answers this.';
  elsif not about_team then
    basis := private.must_decide_circle(asked.person_id);
  end if;
  if asked.status <> 'open' or asked.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'request_answered', detail = asked.status;
  end if;
  if char_length(answer) > 1000 or char_length(decision_support) > 1000 then
    raise sqlstate 'PT422' using message = 'text_too_long', detail = 'This holds 1,000 letters.';
  end if;
  if accept then
    result := private.carry_out(asked);
  end if;
  update public.circle_requests r
  set status = case when accept then 'accepted' else 'declined' end, answer = nullif(trim(answer_circle_request.answer), ''),
    answered_by_name = private.name_of((select auth.uid()), asked.person_id), answered_at = now(), version = r.version + 1
  where r.id = asked.id;
  if not about_team then
    perform private.record_circle_decision(asked.person_id,
      case when not accept then 'declined' when asked.kind = 'add_member' then 'added' else 'ended' end, whom, basis, decision_support);
  end if;
  return result;
end
$$;
comment on function public.answer_circle_request(uuid, integer, boolean, text, text) is
  'Says yes, which is carried out at once, or no. For an invitation gives what invite_to_circle() gives. Errors: PT404 not_found, '
  'PT403 not_yours_to_decide or teams_not_yours, PT409 request_answered or already_in_circle, PT422 text_too_long.';

create function public.withdraw_circle_request(request uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  asked public.circle_requests := private.open_request(request);
begin
  if asked.author_id <> (select auth.uid()) then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  update public.circle_requests r set status = 'withdrawn', version = r.version + 1 where r.id = request and r.status = 'open';
end
$$;
comment on function public.withdraw_circle_request(uuid) is 'Takes back what was asked and not yet answered. Errors: PT404 not_found.';

-- Whether somebody could make a decision.

create function public.record_capacity_decision(person uuid, facts jsonb) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  seat record;
  new_id uuid;
begin
  perform private.must_see(person);
  select a.display_name, a.role into seat from private.access a
  where a.person_id = record_capacity_decision.person and a.account_id = me and a.via = 'team'
    and a.audience in ('la_send', 'childrens_social_care', 'adult_social_care', 'health') order by a.audience limit 1;
  if not found then
    raise sqlstate 'PT403' using message = 'capacity_not_yours', detail = 'The SEND team, social care and health write this down.';
  end if;
  if not exists (select from public.people p where p.id = record_capacity_decision.person and rules.mental_capacity_act_from(p.date_of_birth) <= private.today()) then
    raise sqlstate 'PT422' using message = 'too_young_for_capacity', detail = 'The Mental Capacity Act 2005 is about people of 16 and over.';
  end if;
  if (facts ->> 'assessed_on')::date > private.today() then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'An assessment has a day that has been.';
  end if;
  insert into public.capacity_decisions (person_id, topic, decision, assessed_on, assessor, help_given, outcome, best_interests, review_on,
    author_id, author_name, author_role, shared_with)
  select person, coalesce(f.topic, 'other'), trim(f.decision), f.assessed_on, trim(f.assessor), trim(f.help_given), f.outcome,
    nullif(trim(f.best_interests), ''), coalesce(f.review_on, (f.assessed_on + interval '1 year')::date), me, seat.display_name, seat.role,
    -- What decides who sees the plan, the young person reads, and so does whoever then decides for them.
    array(select distinct unnest(coalesce(f.shared_with, '{}')
      || case when f.topic = 'circle' then '{young_person,family}' else '{}' end::public.audience[]) order by 1)
  from jsonb_to_record(facts) as f (topic text, decision text, assessed_on date, assessor text, help_given text, outcome text,
    best_interests text, review_on date, shared_with public.audience[])
  returning id into new_id;
  return new_id;
exception
  when check_violation or not_null_violation or invalid_text_representation or invalid_datetime_format or datetime_field_overflow then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Say which decision, when, who assessed it, what help was given, and what follows.';
end
$$;
comment on function public.record_capacity_decision(uuid, jsonb) is
  'Writes down whether somebody of 16 or over could make one decision: {topic: circle or other, decision, assessed_on, assessor, help_given, '
  'outcome: decides, decides_with_help or lacks_capacity, best_interests (with lacks_capacity), review_on?, shared_with}. '
  'Errors: PT404 not_found, PT403 capacity_not_yours, PT422 too_young_for_capacity or value_invalid.';

create function public.end_capacity_decision(decision uuid, expected_version integer, reason text) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.capacity_decisions;
begin
  select d.* into was from public.capacity_decisions d
  where d.id = end_capacity_decision.decision and private.may_read_shared(d.person_id, d.author_id, d.shared_with) for update;
  if was.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if not exists (select from private.access a where a.person_id = was.person_id and a.account_id = (select auth.uid()) and a.via = 'team'
    and a.audience in ('la_send', 'childrens_social_care', 'adult_social_care', 'health')) then
    raise sqlstate 'PT403' using message = 'capacity_not_yours', detail = 'The SEND team, social care and health write this down.';
  end if;
  if was.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'capacity_changed', detail = to_jsonb(was)::text;
  end if;
  perform set_config('onward.reason', private.needed_words(reason, 'reason_needed', 500), true);
  update public.capacity_decisions d set ended_on = private.today(), version = d.version + 1 where d.id = was.id;
  perform set_config('onward.reason', '', true);
end
$$;
comment on function public.end_capacity_decision(uuid, integer, text) is
  'It does not hold any more. Errors: PT404 not_found, PT403 capacity_not_yours, PT409 capacity_changed, PT422 reason_needed or text_too_long.';

-- The page.

create function private.circle_notices(person uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'requests', (
      select count(*) from public.circle_requests r
      where r.person_id = person and r.status = 'open' and case when r.kind in ('add_team', 'end_team')
        then private.manages_teams(person, (select auth.uid())) else private.circle_basis(person, (select auth.uid())) is not null end)
      + case when private.circle_basis(person, (select auth.uid())) = 'young_person' then (
        select count(*) from public.circle_members c
        where c.person_id = person and c.account_id is not null and c.ends_on is null and c.kept_on is null and c.relationship <> 'young_person'
      ) else 0 end,
    'emergency_until', (select max(e.ends_at) from private.emergencies e where e.person_id = person and e.account_id = (select auth.uid())),
    'emergencies', case when exists (select from private.my_circles c where c.person_id = person) then (
      select coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'display_name', e.display_name, 'role', e.role, 'team', e.organisation_name,
        'opened_at', e.opened_at, 'reason', e.reason) order by e.opened_at desc), '[]')
      from public.emergency_access e
      where e.person_id = person and e.opened_at > now() - interval '1 year'
        and not exists (select from private.emergency_seen s where s.emergency_id = e.id and s.account_id = (select auth.uid()))) else '[]' end)
$$;
comment on function private.circle_notices(uuid) is
  'What waits for me at the head of a plan: {requests: how many I am asked to answer, with those the young person has not yet said '
  'stay or go (R-RIGHTS-01: access is neither taken away nor kept unasked), emergency_until: mine, '
  'emergencies: those the circle has not read about yet}.';

create function private.circle_people(person uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', c.id, 'display_name', c.display_name, 'relationship', c.relationship, 'bond', c.bond, 'is_paid', c.is_paid,
    'starts_on', c.starts_on, 'kept_on', c.kept_on, 'is_me', coalesce(c.account_id = (select auth.uid()), false),
    'state', private.state_of_invitation(c),
    'expires_on', (i.expires_at at time zone 'Europe/London')::date,
    'sent_on', (i.sent_at at time zone 'Europe/London')::date,
    'may_resend', c.account_id is null and i.invited_by is not distinct from (select auth.uid()) and coalesce(i.times_sent, 0) < 5
  ) order by c.relationship, c.starts_on, c.display_name), '[]')
  from public.circle_members c
  left join private.circle_invitations i on i.circle_member_id = c.id
  where c.person_id = circle_people.person and c.ends_on is null
$$;

create function private.circle_teams(person uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', i.id, 'organisation_id', o.id, 'name', o.name, 'audience', o.audience, 'starts_on', i.starts_on, 'ends_on', i.ends_on,
    'named_contact_id', n.id, 'named_contact', n.display_name, 'named_contact_role', n.role,
    'is_mine', private.works_in(o.id),
    'members', case when private.works_in(o.id) or private.manages_teams(person, (select auth.uid())) then (
      select jsonb_agg(jsonb_build_object('id', m.id, 'display_name', m.display_name, 'role', m.role) order by m.display_name)
      from public.organisation_members m
      where m.organisation_id = o.id and m.role <> 'computer_system'
        and private.today() between m.starts_on and coalesce(m.ends_on, 'infinity')) else '[]' end
  ) order by o.audience, o.name), '[]')
  from public.involvements i
  join public.organisations o on o.id = i.organisation_id and o.audience is not null
  left join public.organisation_members n on n.id = i.named_contact_id and private.today() between n.starts_on and coalesce(n.ends_on, 'infinity')
  where i.person_id = circle_teams.person and private.today() between i.starts_on and coalesce(i.ends_on, 'infinity')
$$;

create function private.circle_requests_for(person uuid, account uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', r.id, 'version', r.version, 'kind', r.kind, 'display_name', coalesce(r.display_name, c.display_name), 'relationship', r.relationship,
    'bond', r.bond, 'is_paid', r.is_paid, 'email', r.invited_email, 'team', o.name, 'why', r.why, 'author_name', r.author_name,
    'author_role', r.author_role, 'created_at', r.created_at, 'status', r.status, 'answer', r.answer,
    'answered_by_name', r.answered_by_name, 'is_mine', r.author_id = account, 'may_answer', s.may_answer and r.status = 'open'
  ) order by r.status <> 'open', r.created_at desc), '[]')
  from public.circle_requests r
  cross join lateral (
    select case when r.kind in ('add_team', 'end_team') then private.manages_teams(person, account)
      else private.circle_basis(person, account) is not null end as may_answer
  ) s
  left join public.circle_members c on c.id = r.circle_member_id
  left join public.organisations o on o.id = r.organisation_id
  where r.person_id = circle_requests_for.person and (r.author_id = account or s.may_answer)
    and (r.status = 'open' or r.created_at > now() - interval '90 days')
$$;

create function public.circle_page(person uuid) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
begin
  perform private.must_see(person);
  perform private.record_view(person, 'circle');
  return (
    select jsonb_build_object(
      'person_id', p.id, 'known_as', p.known_as,
      'decider', private.circle_decider(p.id),
      'young_person_from', rules.young_person_from(p.date_of_birth, p.autumn_term_start),
      'capacity_from', rules.mental_capacity_act_from(p.date_of_birth),
      'my_basis', private.circle_basis(p.id, me),
      'manages_teams', private.manages_teams(p.id, me),
      'may_ask', exists (select from private.access a where a.person_id = p.id and a.account_id = me),
      'may_record_capacity', rules.mental_capacity_act_from(p.date_of_birth) <= private.today() and exists (
        select from private.access a where a.person_id = p.id and a.account_id = me and a.via = 'team'
          and a.audience in ('la_send', 'childrens_social_care', 'adult_social_care', 'health')),
      'may_invite_young_person', not exists (
          select from public.circle_members c where c.person_id = p.id and c.relationship = 'young_person' and c.ends_on is null
            and (c.account_id is not null or private.invitation_stands(c.id)))
        and (private.circle_basis(p.id, me) is not distinct from 'parent' or exists (
          select from private.access a where a.person_id = p.id and a.account_id = me and a.via = 'team'
            and a.audience in ('la_send', 'school', 'post16_provider'))),
      'people', private.circle_people(p.id),
      'teams', private.circle_teams(p.id),
      'requests', private.circle_requests_for(p.id, me),
      'capacity', coalesce((
        select jsonb_agg(to_jsonb(d) - 'author_id' - 'person_id' order by d.assessed_on desc)
        from public.capacity_decisions d
        where d.person_id = p.id and private.may_read_shared(d.person_id, d.author_id, d.shared_with)), '[]'),
      'decisions', coalesce((
        select jsonb_agg(to_jsonb(d) - 'author_id' - 'person_id' order by d.created_at desc)
        from (select d.* from public.circle_decisions d where d.person_id = p.id order by d.created_at desc limit 20) d
        where private.may_read_shared(d.person_id, d.author_id, d.shared_with)), '[]')
    )
    from public.people p where p.id = person
  );
end
$$;
comment on function public.circle_page(uuid) is
  'Who is involved and who decides: {person_id, known_as, decider, young_person_from, capacity_from, my_basis, manages_teams, may_ask, '
  'may_record_capacity, may_invite_young_person, people, teams, requests (mine, and those I may answer), capacity, decisions}. Errors: PT404 not_found.';

grant execute on function
  public.invite_to_circle(uuid, jsonb, text), public.resend_invitation(uuid), public.read_invitation(text), public.answer_invitation(text, boolean),
  public.end_circle_member(uuid, text, text), public.bring_back_circle_member(uuid), public.keep_circle_member(uuid, text),
  public.add_team(uuid, uuid), public.end_team(uuid, text), public.bring_back_team(uuid), public.set_named_contact(uuid, uuid),
  public.ask_for_circle_change(uuid, jsonb), public.answer_circle_request(uuid, integer, boolean, text, text),
  public.withdraw_circle_request(uuid), public.record_capacity_decision(uuid, jsonb), public.end_capacity_decision(uuid, integer, text),
  public.circle_page(uuid)
  to authenticated;
