-- What follows from a move: where somebody learns, which teams work with them, and the steps on the timeline.
-- Accepting says where they go next. Only the day that somebody writes down says that they are there: whoever does not turn up has not moved.

create function private.write_next_place(move public.moves) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  place public.organisations;
  was jsonb;
begin
  select o.* into place from public.organisations o where o.id = (move).to_organisation_id;
  -- A team that is no place to learn, or has not said of what kind, changes nothing about where they learn.
  if (move).kind <> 'education' or place.setting_type is null or exists (
    select from public.placements n where n.person_id = (move).person_id and n.position = 'now' and n.organisation_id = place.id
  ) then
    return null;
  end if;
  select to_jsonb(n) into was from public.placements n where n.person_id = (move).person_id and n.position = 'next';
  insert into public.placements as n (person_id, position, setting_name, setting_type, organisation_id, starts_on)
  values ((move).person_id, 'next', place.name, place.setting_type, place.id, (move).moves_on)
  on conflict (person_id, position) do update set setting_name = excluded.setting_name, setting_type = excluded.setting_type,
    organisation_id = excluded.organisation_id, starts_on = excluded.starts_on, ends_on = null;
  update public.people p set version = p.version + 1, updated_at = now(), updated_by = (select auth.uid()) where p.id = (move).person_id;
  return coalesce(was, '{}');
end
$$;
comment on function private.write_next_place(public.moves) is
  'Where they learn next is where the move goes. Gives what stood there before ({} for nothing), or null where nothing changed.';

create function private.put_place_back(person uuid, place public.placement_position, was jsonb, written uuid) returns void
language plpgsql
set search_path = ''
as $$
begin
  -- Where somebody has written another place since, it stays.
  if was is null or exists (
    select from public.placements n
    where n.person_id = person and n.position = place and n.organisation_id is distinct from written
  ) then
    return;
  end if;
  delete from public.placements n where n.person_id = person and n.position = place;
  insert into public.placements select n.* from jsonb_populate_record(null::public.placements, was) n where was <> '{}';
end
$$;
comment on function private.put_place_back(uuid, public.placement_position, jsonb, uuid) is
  'Takes back a place that a move wrote: was is what stood there before, written the organisation that the move wrote.';

create function private.write_place_now(move public.moves, on_date date) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  place public.organisations;
  was jsonb;
begin
  select o.* into place from public.organisations o where o.id = (move).to_organisation_id;
  if (move).kind <> 'education' or place.setting_type is null then
    return '{}';
  end if;
  select jsonb_build_object(
    'now', coalesce(jsonb_agg(to_jsonb(n)) filter (where n.position = 'now') -> 0, '{}'),
    'next', jsonb_agg(to_jsonb(n)) filter (where n.position = 'next' and n.organisation_id = place.id) -> 0)
  into was from public.placements n where n.person_id = (move).person_id;
  delete from public.placements n where n.person_id = (move).person_id and (n.position = 'now' or n.organisation_id = place.id);
  insert into public.placements (person_id, position, setting_name, setting_type, organisation_id, starts_on)
  values ((move).person_id, 'now', place.name, place.setting_type, place.id, on_date);
  return was;
end
$$;
comment on function private.write_place_now(public.moves, date) is
  'They learn at the new place from this day, and what comes next is open. Gives {now, next} as they were; next is null where another place stands there.';

create function private.anchor_of_move(move public.moves) returns text
language sql stable
set search_path = ''
as $$
  select case (move).kind
    when 'education' then (select 'course_start' from public.organisations o where o.id = (move).to_organisation_id and o.audience = 'post16_provider')
    when 'social_care' then 'adult_care_start'
    -- Each specialty moves by itself: adult health care is complete with the last of them.
    when 'health' then case when not exists (
      select from public.moves o where o.person_id = (move).person_id and o.kind = 'health' and o.id <> (move).id
        and o.moved_on is null and o.state not in ('closed', 'called_off')) then 'adult_health_transfer' end
  end
$$;
comment on function private.anchor_of_move(public.moves) is 'The event on the timeline that this move is; null where it is none of its own.';

create function private.finish_move_steps(move public.moves, after interval) returns jsonb
language sql
set search_path = ''
as $$
  select private.finish_items(array(
    select t.id
    from public.people p
    join public.timeline_items t on t.person_id = p.id
    join public.pathway_items i on i.template_id = p.template_id and i.key = t.item_key
    where p.id = (move).person_id and i.due_offset = after
      and (i.audience is null or i.audience = (select o.audience from public.organisations o where o.id = (move).to_organisation_id))
      and i.anchor = any (case (move).kind when 'education' then array['transfer_date', 'course_start'] else array[private.anchor_of_move(move)] end)
      and t.due_on between (move).moved_on + after - interval '62 days' and (move).moved_on + after + interval '62 days'
  ))
$$;
comment on function private.finish_move_steps(public.moves, interval) is
  'Ticks the milestone of the move (after: nothing), or what the receiver was to do so long after it. A move is a timeline''s within two months of '
  'its day, as in private.transfer_date().';

create function private.let_go(move public.moves) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  last_day constant date := greatest(private.today(), private.period_after('leaving', private.period_after('six_months', (move).moved_on)));
  ended uuid;
begin
  update public.involvements i set ends_on = last_day, ended_at = now(), ended_by = (select auth.uid())
  from public.organisations o
  where i.person_id = (move).person_id and i.organisation_id = (move).from_organisation_id and i.ends_on is null and o.id = i.organisation_id
    and i.organisation_id <> (move).to_organisation_id and o.audience <> 'la_send'
    and not exists (
      select from public.moves m
      where m.person_id = i.person_id and m.id <> (move).id and m.from_organisation_id = i.organisation_id
        and m.moved_on is null and m.state not in ('closed', 'called_off'))
  returning i.id into ended;
  return jsonb_build_object('involvement_id', ended, 'ends_on', last_day);
end
$$;
comment on function private.let_go(public.moves) is
  'Those they leave help with the checks after the move, and then see the plan no more: the day is written down now. The SEND team stays, and so does '
  'a team that has somebody else''s part to hand over still. Gives {involvement_id or null, ends_on}.';

create function public.record_moved(move uuid, expected_version integer, on_date date) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  was public.moves := private.move_for(move, expected_version, '{family,from,to}');
  event jsonb;
begin
  perform private.must_be_in(was.state, '{accepted}');
  if was.moved_on is not null then
    raise sqlstate 'PT422' using message = 'move_not_ready', detail = 'The day is written down already.';
  end if;
  if on_date is null or on_date > private.today() then
    raise sqlstate 'PT422' using message = 'day_not_past', detail = 'Write it down once it has happened.';
  end if;
  perform set_config('onward.replan', 'paused', true);
  was.moved_on := on_date;
  event := jsonb_build_object('event', 'moved', 'steps', private.finish_move_steps(was, '0'), 'anchor', private.anchor_of_move(was), 'on_date', (
    select d.on_date from public.person_dates d where d.person_id = was.person_id and d.anchor = private.anchor_of_move(was)))
    || private.write_place_now(was, on_date) || private.let_go(was);
  insert into public.person_dates as d (person_id, anchor, on_date)
  select was.person_id, event ->> 'anchor', record_moved.on_date where event ->> 'anchor' is not null
  on conflict (person_id, anchor) do update set on_date = excluded.on_date where d.on_date <> excluded.on_date;
  update public.people p set version = p.version + 1, updated_at = now(), updated_by = me where p.id = was.person_id;
  update public.moves m set moved_on = record_moved.on_date, moved_by_name = private.name_of(me, was.person_id),
    before_events = m.before_events || event, version = m.version + 1, updated_at = now()
  where m.id = move;
  perform set_config('onward.replan', '', true);
  perform private.replan(array[was.person_id]);
  return was.version + 1;
exception
  when check_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
end
$$;
comment on function public.record_moved(uuid, integer, date) is
  'They have moved, on this day: where they learn, the last day of those they left, the timeline and its milestone follow at once. '
  'Gives the new version. Errors: move_for''s, PT422 move_not_ready, day_not_past or value_invalid.';

create function private.may_take_back(move public.moves) returns text
language sql stable
set search_path = ''
as $$
  select case
    when (move).state <> 'accepted' or (move).from_closed_on is not null or (move).to_closed_on is not null then null
    when (move).moved_on is not null then case when private.sides_in(move) <> '{}' then 'moved' end
    when 'to' = any (private.sides_in(move)) and exists (
      select from public.handovers h where h.move_id = (move).id and h.state = 'accepted' and h.answered_at > now() - interval '1 day') then 'accepted'
  end
$$;
comment on function private.may_take_back(public.moves) is
  'What the account that asks may undo: moved, until a side has finished; accepted, for a day, by the team that did. Null for nothing.';
grant execute on function private.may_take_back(public.moves) to authenticated;

create function private.take_back_moved(was public.moves, event jsonb) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.open_items_again(event -> 'steps');
  perform private.put_place_back((was).person_id, 'now', event -> 'now', (was).to_organisation_id);
  perform private.put_place_back((was).person_id, 'next', nullif(event -> 'next', 'null'), (was).to_organisation_id);
  delete from public.person_dates d
  where d.person_id = (was).person_id and d.anchor = event ->> 'anchor' and d.on_date = (was).moved_on and event ->> 'on_date' is null;
  update public.person_dates d set on_date = (event ->> 'on_date')::date
  where d.person_id = (was).person_id and d.anchor = event ->> 'anchor' and d.on_date = (was).moved_on and d.on_date <> (event ->> 'on_date')::date;
  update public.involvements i set ends_on = null, ended_at = null, ended_by = null
  where i.id = (event ->> 'involvement_id')::uuid and i.ends_on = (event ->> 'ends_on')::date and not exists (
    select from public.involvements o where o.person_id = i.person_id and o.organisation_id = i.organisation_id and o.ends_on is null);
end
$$;
comment on function private.take_back_moved(public.moves, jsonb) is 'Everything that record_moved() changed and nobody has changed since.';

create function private.take_back_acceptance(was public.moves, event jsonb) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.put_place_back((was).person_id, 'next', nullif(event -> 'next', 'null'), (was).to_organisation_id);
  update public.handovers h set state = 'read', answered_at = null, answered_by_name = null, version = h.version + 1
  where h.move_id = (was).id and h.state = 'accepted';
  update public.involvements i set ends_on = private.today() - 1, ended_at = now(), ended_by = (select auth.uid())
  where i.id = (event ->> 'involvement_id')::uuid and i.ends_on is null;
end
$$;
comment on function private.take_back_acceptance(public.moves, jsonb) is 'The team has read the pack and has not answered. Unless it was involved before, it sees no more than the pack.';

create function public.take_back_move_event(move uuid, expected_version integer) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.moves := private.move_for(move, expected_version, '{family,from,to}');
  event constant jsonb := was.before_events -> -1;
begin
  if private.may_take_back(was) is distinct from event ->> 'event' or event is null then
    raise sqlstate 'PT409' using message = 'move_too_late', detail = 'Ask the teams on both sides.';
  end if;
  perform set_config('onward.replan', 'paused', true);
  if event ->> 'event' = 'moved' then
    perform private.take_back_moved(was, event);
  else
    perform private.take_back_acceptance(was, event);
  end if;
  update public.moves m set before_events = m.before_events - -1, version = m.version + 1, updated_at = now(),
    moved_on = null, moved_by_name = null, state = case event ->> 'event' when 'moved' then m.state else 'read'::public.move_state end
  where m.id = move;
  update public.people p set version = p.version + 1, updated_at = now(), updated_by = (select auth.uid()) where p.id = was.person_id;
  perform set_config('onward.replan', '', true);
  perform private.replan(array[was.person_id]);
end
$$;
comment on function public.take_back_move_event(uuid, integer) is
  'A slip: takes back that they moved, or that my team accepted, with everything it changed that nobody has changed since. '
  'Errors: move_for''s, PT409 move_too_late.';

grant execute on function public.record_moved(uuid, integer, date), public.take_back_move_event(uuid, integer) to authenticated;
