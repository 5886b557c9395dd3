-- Emergency: a duty worker finds one young person by their exact name and birthday, says why, and reads for a day.

create function public.open_emergency_access(known_as text, family_name text, date_of_birth date, reason text) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  seat record;
  found_ids uuid[];
  opened public.emergency_access;
begin
  select m.organisation_id, m.audience, m.role, m.display_name, o.name as team into seat
  from private.memberships m join public.organisations o on o.id = m.organisation_id
  where m.account_id = me and m.audience in ('la_send', 'childrens_social_care', 'adult_social_care', 'health')
  order by m.member_id limit 1;
  if not found then
    raise sqlstate 'PT403' using message = 'not_for_emergency', detail = 'Emergency access is for the SEND team, social care and health.';
  end if;
  reason := private.needed_words(reason, 'reason_needed', 500);
  if char_length(reason) < 10 then
    raise sqlstate 'PT422' using message = 'reason_needed', detail = 'Say what happened, in a sentence.';
  end if;
  if known_as is null or family_name is null or date_of_birth is null then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Give both names and the birthday.';
  end if;
  -- One at a time, so that many tries at once are counted like many one after another.
  perform pg_advisory_xact_lock(hashtext('emergency ' || me::text));
  if (select count(*) >= 5 from public.record_views v
    where v.account_id = me and v.kind = 'emergency_search' and v.at > now() - interval '1 hour') then
    raise sqlstate 'PT429' using message = 'emergency_too_often', detail = 'Five tries an hour. Ring the team that knows them.';
  end if;
  found_ids := array(
    select p.id from public.people p
    where p.date_of_birth = open_emergency_access.date_of_birth
      and lower(trim(p.known_as)) = lower(trim(open_emergency_access.known_as))
      and lower(trim(p.family_name)) = lower(trim(open_emergency_access.family_name)));
  if cardinality(found_ids) <> 1 then
    -- Not an error: an error would take the line about this try away again.
    perform private.record_search('emergency_search', '{}', jsonb_build_object('known_as', trim(open_emergency_access.known_as),
      'family_name', trim(open_emergency_access.family_name), 'date_of_birth', open_emergency_access.date_of_birth));
    return jsonb_build_object('state', 'not_found');
  end if;
  perform private.record_search('emergency_search', found_ids, null);
  if exists (select from private.access a where a.person_id = found_ids[1] and a.account_id = me) then
    return jsonb_build_object('state', 'involved', 'person_id', found_ids[1]);
  end if;
  select e.* into opened from public.emergency_access e
  where e.person_id = found_ids[1] and e.account_id = me and e.closed_at is null and e.ends_at > now();
  if opened.id is null then
    insert into public.emergency_access (person_id, account_id, organisation_id, organisation_name, audience, role, display_name, reason)
    values (found_ids[1], me, seat.organisation_id, seat.team, seat.audience, seat.role, seat.display_name, reason)
    returning * into opened;
  end if;
  return jsonb_build_object('state', 'opened', 'person_id', opened.person_id, 'ends_at', opened.ends_at);
end
$$;
comment on function public.open_emergency_access(text, text, date, text) is
  'Reads for 24 hours the plan of the one young person with exactly these names and birthday. Gives {state: opened, involved or not_found, '
  'person_id?, ends_at?}. Every try is kept, found or not; the family reads the reason. Errors: PT403 not_for_emergency, '
  'PT422 reason_needed, text_too_long or value_invalid, PT429 emergency_too_often.';

create function public.close_emergency_access(person uuid) returns void
language sql security definer
set search_path = ''
as $$
  update public.emergency_access e set closed_at = now()
  where e.person_id = close_emergency_access.person and e.account_id = (select auth.uid()) and e.closed_at is null and e.ends_at > now()
$$;
comment on function public.close_emergency_access(uuid) is 'Ends my emergency access before its 24 hours are over.';

create function public.confirm_emergency_notice(emergency uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  if not exists (select from public.emergency_access e join private.my_circles c on c.person_id = e.person_id where e.id = emergency) then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  insert into private.emergency_seen (emergency_id, account_id) values (emergency, (select auth.uid())) on conflict do nothing;
end
$$;
comment on function public.confirm_emergency_notice(uuid) is 'I have read that somebody looked in an emergency. It stays in the history. Errors: PT404 not_found.';

grant execute on function public.open_emergency_access(text, text, date, text), public.close_emergency_access(uuid),
  public.confirm_emergency_notice(uuid) to authenticated;
