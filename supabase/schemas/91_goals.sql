-- Goals: what a young person wants, the small steps to it, who helps, and how it is going, in whose words.

create table public.goals (
  id uuid primary key,
  person_id uuid not null references public.people (id) on delete cascade,
  author_id uuid not null references public.accounts (id),
  author_name text not null,
  author_role public.member_role not null,
  is_own boolean not null,
  proposed_by_name text,
  proposed_by_role public.member_role,
  area public.pfa_area not null check (area <> 'cross_cutting'),
  words text not null check (char_length(words) between 1 and 300),
  why text check (char_length(why) between 1 and 1000),
  voice text not null check (voice in ('own', 'told', 'proposed')),
  told_to text check (char_length(told_to) between 1 and 80),
  told_how text check (told_how in ('talking', 'signing', 'symbols', 'device', 'writing', 'showing')),
  scale text not null default 'words' check (scale in ('words', 'faces')),
  lifecycle_status text not null check (lifecycle_status in (
    'proposed', 'planned', 'accepted', 'active', 'on-hold', 'completed', 'cancelled', 'entered-in-error', 'rejected')),
  lifecycle_on date not null default private.today(),
  achievement_status text check (achievement_status in (
    'in-progress', 'improving', 'worsening', 'no-change', 'achieved', 'sustaining', 'not-achieved', 'no-progress', 'not-attainable')),
  shared_with public.audience[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  check ((voice = 'told') = (told_to is not null) and (told_to is null) = (told_how is null)),
  check ((proposed_by_name is null) = (proposed_by_role is null)),
  -- Nobody is planned for behind their back.
  check (is_own or 'young_person' = any (shared_with))
);
comment on table public.goals is
  'What a young person wants. Their own goals are theirs to change; what others propose waits for their answer. '
  'lifecycle_status and achievement_status are the codes of HL7 FHIR R5 Goal, so that an export needs no translation.';
comment on column public.goals.author_id is 'Whose it is: the young person, or whoever proposes it until the young person takes it on.';
comment on column public.goals.is_own is 'The young person made it or took it on: from then on only they change it.';
comment on column public.goals.voice is 'In whose words: own (typed by the young person), told (said to told_to, in the way of told_how), proposed (somebody else''s idea).';
comment on column public.goals.scale is 'How the young person likes to say how it goes.';
comment on column public.goals.lifecycle_status is 'Whether it is being worked on (FHIR Goal.lifecycleStatus). Says nothing about how far it has got.';
comment on column public.goals.achievement_status is 'How far it has got (FHIR Goal.achievementStatus), from the newest report that says so. Null: nobody has said.';
create index goals_person_idx on public.goals (person_id);
create index goals_author_idx on public.goals (author_id);

create table public.goal_steps (
  id uuid primary key,
  goal_id uuid not null references public.goals (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null,
  position smallint not null,
  words text not null check (char_length(words) between 1 and 200),
  who_helps text check (char_length(who_helps) between 1 and 80),
  item_id uuid references public.timeline_items (id) on delete set null,
  done_on date
);
comment on table public.goal_steps is 'The small steps to a goal, in their order. author_id and shared_with follow the goal, so that one policy reads them alike.';
comment on column public.goal_steps.who_helps is 'A name as people say it: Mum, Ms Plover, my friend Jo.';
comment on column public.goal_steps.item_id is 'The step of the checklist that this is a part of.';
create index goal_steps_goal_idx on public.goal_steps (goal_id, position);
create index goal_steps_person_idx on public.goal_steps (person_id);
create index goal_steps_author_idx on public.goal_steps (author_id);
create index goal_steps_item_idx on public.goal_steps (item_id) where item_id is not null;

create table public.goal_versions (
  goal_id uuid not null references public.goals (id) on delete cascade,
  version integer not null,
  person_id uuid not null references public.people (id) on delete cascade,
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null,
  content jsonb not null,
  reason text check (char_length(reason) between 1 and 500),
  changed_by_name text not null,
  changed_by_role public.member_role not null,
  changed_at timestamptz not null default now(),
  primary key (goal_id, version)
);
comment on table public.goal_versions is
  'A goal as it was after each change, to look back at. Append-only by its functions; it is itself the history, so no audit of it is kept.';
comment on column public.goal_versions.content is
  '{area, words, why, voice, told_to, told_how, lifecycle_status, steps: [{words, who_helps}]}';
comment on column public.goal_versions.shared_with is 'Who could read it then: sharing a goal later does not open what was private before.';
create index goal_versions_person_idx on public.goal_versions (person_id);
create index goal_versions_author_idx on public.goal_versions (author_id);

create table public.goal_reports (
  id uuid primary key,
  goal_id uuid not null references public.goals (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  author_id uuid not null references public.accounts (id),
  author_name text not null,
  author_role public.member_role not null,
  shared_with public.audience[] not null,
  going text check (going in ('great', 'good', 'so_so', 'hard', 'stuck')),
  words text check (char_length(words) between 1 and 1000),
  achievement_status text check (achievement_status in (
    'in-progress', 'improving', 'worsening', 'no-change', 'achieved', 'sustaining', 'not-achieved', 'no-progress', 'not-attainable')),
  at timestamptz not null default clock_timestamp(),
  -- Only the young person says how it is going; others say what they saw.
  check (going is null or author_role = 'young_person'),
  check (going is not null or words is not null or achievement_status is not null)
);
comment on table public.goal_reports is 'How it went: what the young person says on their own scale, and what others add in words.';
comment on column public.goal_reports.going is 'The young person''s own word or face. Never a score by somebody else.';
comment on column public.goal_reports.shared_with is 'Those who could read the goal when this was written, and the young person.';
create index goal_reports_goal_idx on public.goal_reports (goal_id, at desc);
create index goal_reports_person_idx on public.goal_reports (person_id);
create index goal_reports_author_idx on public.goal_reports (author_id);

create trigger audit after insert or update or delete on public.goals
  for each row execute function private.audit('person_id', 'id');
-- Sharing is the goal's: a change of it is told once, not once a step.
create trigger audit after insert or delete or update of words, who_helps, item_id, done_on on public.goal_steps
  for each row execute function private.audit('person_id', 'id');
create trigger audit after insert or update or delete on public.goal_reports
  for each row execute function private.audit('person_id', 'id');

alter table public.goals enable row level security;
alter table public.goal_steps enable row level security;
alter table public.goal_versions enable row level security;
alter table public.goal_reports enable row level security;
grant select on public.goals, public.goal_steps, public.goal_versions, public.goal_reports to authenticated;

create policy "Its author and those it is shared with can read a goal" on public.goals
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));
create policy "Whoever can read a goal can read its steps" on public.goal_steps
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));
create policy "Whoever can read a goal now and could then can read what it was" on public.goal_versions
  for select to authenticated using (
    private.may_read_shared(person_id, author_id, shared_with) and exists (select from public.goals g where g.id = goal_id)
  );
create policy "Whoever can read a goal now and could then can read how it went" on public.goal_reports
  for select to authenticated using (
    private.may_read_shared(person_id, author_id, shared_with) and exists (select from public.goals g where g.id = goal_id)
  );

-- Who may do what.

create function private.seat(person uuid) returns table (audience public.audience, role public.member_role, via text, display_name text)
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.must_see(person);
  return query select a.audience, a.role, a.via, a.display_name from private.access a
  where a.person_id = seat.person and a.account_id = (select auth.uid())
  order by a.audience = 'young_person' desc, a.via limit 1;
  if not found then
    raise sqlstate 'PT403' using message = 'emergency_is_for_reading', detail = 'In an emergency you can read. Ask a team that is involved to change this.';
  end if;
end
$$;
comment on function private.seat(uuid) is
  'As what I write about this young person: as themselves, else from the circle, else from a team. Errors: PT404 not_found, PT403 emergency_is_for_reading.';

create function private.is_young_person(person uuid) returns boolean
language sql stable security definer
set search_path = ''
as $$
  select exists (
    select from private.access a
    where a.person_id = person and a.account_id = (select auth.uid()) and a.audience = 'young_person' and a.via = 'circle'
  )
$$;
comment on function private.is_young_person(uuid) is 'True when the young person themself asks.';
grant execute on function private.is_young_person(uuid) to authenticated;

create function private.young_person_is_here(person uuid) returns boolean
language sql stable security definer
set search_path = ''
as $$
  select exists (select from private.access a where a.person_id = person and a.audience = 'young_person' and a.via = 'circle')
$$;
comment on function private.young_person_is_here(uuid) is 'True when the young person uses Onward themself, so that their answer is waited for.';
grant execute on function private.young_person_is_here(uuid) to authenticated;

create function private.may_change_goal(goal public.goals) returns boolean
language sql stable
set search_path = ''
as $$
  select case when goal.is_own then private.is_young_person(goal.person_id)
    else goal.author_id = (select auth.uid()) end
$$;
comment on function private.may_change_goal(public.goals) is
  'A goal of the young person''s own is theirs to change. A proposal is its author''s, until the young person answers it.';
grant execute on function private.may_change_goal(public.goals) to authenticated;

create function private.goal_json(goal public.goals) returns jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(goal) - 'author_id' || jsonb_build_object(
    'mine', goal.author_id = (select auth.uid()),
    'may_change', private.may_change_goal(goal),
    'steps', coalesce((
      select jsonb_agg(jsonb_build_object('id', s.id, 'words', s.words, 'who_helps', s.who_helps, 'item_id', s.item_id, 'done_on', s.done_on)
        order by s.position)
      from public.goal_steps s where s.goal_id = goal.id), '[]'))
$$;
comment on function private.goal_json(public.goals) is
  'A goal for the app: its columns, steps: [{id, words, who_helps, item_id, done_on}], mine, may_change. Asks nobody whether they may read it.';
grant execute on function private.goal_json(public.goals) to authenticated;

create function private.open_goal(goal uuid, expected_version integer) returns public.goals
language plpgsql security definer
set search_path = ''
as $$
declare
  kept public.goals;
begin
  select g.* into kept from public.goals g
  where g.id = goal and private.may_read_shared(g.person_id, g.author_id, g.shared_with) for update;
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  perform private.seat(kept.person_id);
  if kept.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'goal_changed', detail = private.goal_json(kept)::text,
      hint = 'Somebody else changed this first. Look at their change, then save again.';
  end if;
  return kept;
end
$$;
comment on function private.open_goal(uuid, integer) is
  'The goal as it is, held for a change. Errors: PT404 not_found, PT403 emergency_is_for_reading, PT409 goal_changed (detail: the goal as it is now).';

create function private.must_change_goal(goal public.goals) returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if not private.may_change_goal(goal) then
    raise sqlstate 'PT403' using message = 'not_your_goal', detail = 'Only the person whose goal it is can change it.',
      hint = 'Write how it went, or propose a goal of your own.';
  end if;
end
$$;

-- Writing.

create function private.check_goal(input jsonb) returns void
language plpgsql immutable
set search_path = ''
as $$
begin
  if input is null or jsonb_typeof(input) <> 'object' or (
    select bool_or(case when k in ('shared_with', 'steps') then jsonb_typeof(v) <> 'array'
      else jsonb_typeof(v) not in ('string', 'null')
        or k not in ('area', 'words', 'why', 'voice', 'told_to', 'told_how', 'scale', 'lifecycle_status', 'reason') end)
    from jsonb_each(input) e (k, v)
  ) then
    raise sqlstate 'PT400' using message = 'patch_invalid', detail = 'Something here is not part of a goal.';
  end if;
  if jsonb_array_length(coalesce(input -> 'steps', '[]')) > 20 then
    raise sqlstate 'PT422' using message = 'too_many_steps', detail = 'A goal holds 20 steps. Finish some first, or make a second goal.';
  end if;
end
$$;

create function private.audiences_in(input jsonb) returns public.audience[]
language plpgsql immutable
set search_path = ''
as $$
begin
  return array(select distinct a.value::public.audience as audience from jsonb_array_elements_text(coalesce(input, '[]')) a order by audience);
exception when invalid_text_representation then
  raise sqlstate 'PT400' using message = 'patch_invalid', detail = 'There is no such group of people.';
end
$$;
comment on function private.audiences_in(jsonb) is 'A list of audiences, each once. Errors: PT400 patch_invalid.';

create function private.write_goal_steps(goal public.goals, steps jsonb) returns void
language plpgsql
set search_path = ''
as $$
begin
  delete from public.goal_steps s
  where s.goal_id = goal.id and s.id not in (select (e.step ->> 'id')::uuid from jsonb_array_elements(steps) e (step));
  insert into public.goal_steps as s (id, goal_id, person_id, author_id, shared_with, position, words, who_helps, item_id)
  select (e.step ->> 'id')::uuid, goal.id, goal.person_id, goal.author_id, goal.shared_with, e.n,
    private.needed_words(e.step ->> 'words', 'step_words_needed', 200), nullif(trim(e.step ->> 'who_helps'), ''), i.id
  from jsonb_array_elements(steps) with ordinality e (step, n)
  left join public.timeline_items i on i.id = (e.step ->> 'item_id')::uuid and i.person_id = goal.person_id
  on conflict (id) do update set position = excluded.position, words = excluded.words, who_helps = excluded.who_helps, item_id = excluded.item_id
  where s.goal_id = excluded.goal_id;
  if (select count(*) from public.goal_steps s where s.goal_id = goal.id) <> jsonb_array_length(steps) then
    raise sqlstate 'PT409' using message = 'id_taken', detail = 'Send it again.';
  end if;
exception when invalid_text_representation or string_data_right_truncation or not_null_violation or check_violation then
  raise sqlstate 'PT422' using message = 'value_invalid', detail = 'A step holds 200 letters, and the name of who helps 80.';
end
$$;
comment on function private.write_goal_steps(public.goals, jsonb) is
  'Makes the steps of a goal those given, [{id, words, who_helps, item_id}] in their order; ticks stay. A link to somebody else''s checklist is left out.';

create function private.keep_goal_version(goal public.goals, reason text) returns void
language sql
set search_path = ''
as $$
  insert into public.goal_versions (goal_id, version, person_id, author_id, shared_with, content, reason, changed_by_name, changed_by_role)
  select goal.id, goal.version, goal.person_id, goal.author_id, goal.shared_with,
    jsonb_build_object('area', goal.area, 'words', goal.words, 'why', goal.why, 'voice', goal.voice, 'told_to', goal.told_to,
      'told_how', goal.told_how, 'lifecycle_status', goal.lifecycle_status, 'steps', coalesce((
        select jsonb_agg(jsonb_build_object('words', s.words, 'who_helps', s.who_helps) order by s.position)
        from public.goal_steps s where s.goal_id = goal.id), '[]')),
    nullif(trim(keep_goal_version.reason), ''), me.display_name, me.role
  from private.seat(goal.person_id) me
$$;

create function private.sharing_of_goal(is_own boolean, wanted jsonb) returns public.audience[]
language sql immutable
set search_path = ''
as $$
  select case when is_own then private.audiences_in(wanted)
    else private.audiences_in(coalesce(wanted, '[]') || '["young_person"]') end
$$;
comment on function private.sharing_of_goal(boolean, jsonb) is 'What others propose is always for the young person to see.';

create function private.check_goal_status(goal public.goals, status text) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if goal.is_own and status in ('proposed', 'rejected') or not goal.is_own and (
    status = 'rejected'
    or private.young_person_is_here(goal.person_id) and status not in ('proposed', 'cancelled', 'entered-in-error')
  ) then
    raise sqlstate 'PT422' using message = 'answer_needed', detail = 'A proposal waits for the young person''s answer.';
  end if;
end
$$;
comment on function private.check_goal_status(public.goals, text) is
  'What the form may ask for. A young person who uses Onward answers a proposal themself; for one who does not, others keep it going.';

create function private.write_goal(goal public.goals) returns public.goals
language plpgsql
set search_path = ''
as $$
begin
  goal.words := private.needed_words(goal.words, 'goal_words_needed', 300);
  goal.why := nullif(trim(goal.why), '');
  goal.told_to := nullif(trim(goal.told_to), '');
  if goal.voice <> 'told' then
    goal.told_to := null;
    goal.told_how := null;
  elsif goal.told_to is null or goal.told_how is null then
    raise sqlstate 'PT422' using message = 'told_needed', detail = 'Say who was told, and how.';
  end if;
  if goal.voice = 'own' and not goal.is_own then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Say what the young person told you, or propose it as your idea.';
  end if;
  insert into public.goals select goal.*
  on conflict (id) do update set author_id = excluded.author_id, author_name = excluded.author_name, author_role = excluded.author_role,
    is_own = excluded.is_own, proposed_by_name = excluded.proposed_by_name, proposed_by_role = excluded.proposed_by_role,
    area = excluded.area, words = excluded.words, why = excluded.why, voice = excluded.voice, told_to = excluded.told_to,
    told_how = excluded.told_how, scale = excluded.scale, lifecycle_status = excluded.lifecycle_status, lifecycle_on = excluded.lifecycle_on,
    shared_with = excluded.shared_with, version = excluded.version, updated_at = now();
  return goal;
exception when check_violation or not_null_violation then
  raise sqlstate 'PT422' using message = 'value_invalid', detail = 'One of the answers is not one of those offered, or too long.';
end
$$;
comment on function private.write_goal(public.goals) is
  'Writes a new or changed goal, checked. Errors: PT422 goal_words_needed, told_needed, answer_needed, text_too_long or value_invalid.';

create function public.create_goal(goal uuid, person uuid, input jsonb) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  me record;
  own boolean;
  kept public.goals;
begin
  select s.* into me from private.seat(person) s;
  own := me.role = 'young_person';
  perform private.check_goal(input);
  -- The form chose the id, so that pressing save twice makes one goal.
  select g.* into kept from public.goals g where g.id = goal;
  if found then
    if kept.author_id = (select auth.uid()) and kept.person_id = person then
      return private.goal_json(kept);
    end if;
    raise sqlstate 'PT409' using message = 'id_taken', detail = 'Send it again.';
  end if;
  kept := jsonb_populate_record(null::public.goals, jsonb_build_object(
    'voice', case when own then 'own' else 'proposed' end,
    'scale', 'words', 'lifecycle_status', case when own then 'active' else 'proposed' end,
    'id', goal, 'person_id', person, 'author_id', (select auth.uid()), 'author_name', me.display_name, 'author_role', me.role, 'is_own', own,
    'proposed_by_name', case when not own then me.display_name end, 'proposed_by_role', case when not own then me.role end,
    'lifecycle_on', private.today(), 'created_at', now(), 'updated_at', now(), 'version', 1
  ) || (input - array['shared_with', 'steps', 'reason']));
  perform private.check_goal_status(kept, kept.lifecycle_status);
  kept.shared_with := private.sharing_of_goal(own, input -> 'shared_with');
  kept := private.write_goal(kept);
  perform private.write_goal_steps(kept, coalesce(input -> 'steps', '[]'));
  perform private.keep_goal_version(kept, null);
  return private.goal_json(kept);
exception when invalid_text_representation then
  raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Choose an area from the list.';
end
$$;
comment on function public.create_goal(uuid, uuid, jsonb) is
  'A young person makes a goal, or somebody else proposes one, which the young person then always sees: {area, words, why, voice, told_to, told_how, '
  'scale, lifecycle_status, shared_with: [audience], steps: [{id, words, who_helps, item_id}]}. Making it twice with the same id makes it once. '
  'Errors: PT404 not_found, PT403 emergency_is_for_reading, PT400 patch_invalid, PT422 goal_words_needed, step_words_needed, told_needed, '
  'answer_needed, too_many_steps, text_too_long or value_invalid.';

create function public.change_goal(goal uuid, expected_version integer, changes jsonb) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.goals := private.open_goal(goal, expected_version);
  kept public.goals;
begin
  perform private.must_change_goal(was);
  perform private.check_goal(changes);
  kept := jsonb_populate_record(was, changes - array['shared_with', 'steps', 'reason']);
  if changes ? 'shared_with' then
    kept.shared_with := private.sharing_of_goal(was.is_own, changes -> 'shared_with');
  end if;
  -- Once a young person says it anew, it is in their own words.
  if was.is_own and kept.words is distinct from was.words and not changes ? 'voice' then
    kept.voice := 'own';
  end if;
  if kept.lifecycle_status is distinct from was.lifecycle_status then
    perform private.check_goal_status(was, kept.lifecycle_status);
    kept.lifecycle_on := private.today();
  end if;
  kept.version := was.version + 1;
  kept := private.write_goal(kept);
  if kept.shared_with is distinct from was.shared_with then
    update public.goal_steps s set shared_with = kept.shared_with where s.goal_id = kept.id;
  end if;
  if changes ? 'steps' then
    perform private.write_goal_steps(kept, changes -> 'steps');
  end if;
  perform private.keep_goal_version(kept, changes ->> 'reason');
  return private.goal_json(kept);
exception when invalid_text_representation then
  raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Choose an area from the list.';
end
$$;
comment on function public.change_goal(uuid, integer, jsonb) is
  'Changes what is named of a goal (as create_goal, and reason), and keeps what it was. Errors: those of create_goal, PT403 not_your_goal, '
  'PT409 goal_changed (detail: the goal as it is now).';

create function public.answer_goal(goal uuid, expected_version integer, accept boolean, reason text default null) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  kept public.goals := private.open_goal(goal, expected_version);
  me record;
begin
  select s.* into me from private.seat(kept.person_id) s;
  if me.role <> 'young_person' then
    raise sqlstate 'PT403' using message = 'not_your_goal', detail = 'Only the young person answers.';
  end if;
  if kept.is_own then
    raise sqlstate 'PT422' using message = 'goal_answered', detail = 'This is one of your goals already.';
  end if;
  kept.lifecycle_status := case when accept then 'accepted' else 'rejected' end;
  kept.lifecycle_on := private.today();
  kept.version := kept.version + 1;
  if accept then
    kept.is_own := true;
    kept.author_id := (select auth.uid());
    kept.author_name := me.display_name;
    kept.author_role := me.role;
  end if;
  kept := private.write_goal(kept);
  if accept then
    update public.goal_steps s set author_id = kept.author_id where s.goal_id = kept.id;
  end if;
  perform private.keep_goal_version(kept, reason);
  return private.goal_json(kept);
end
$$;
comment on function public.answer_goal(uuid, integer, boolean, text) is
  'The young person takes on what somebody proposed, which is theirs from then on, or says no. A no can become a yes later. '
  'Errors: PT404 not_found, PT403 not_your_goal, PT409 goal_changed, PT422 goal_answered.';

create function public.tick_goal_step(step uuid, done boolean) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  kept public.goals;
begin
  select g.* into kept from public.goal_steps s join public.goals g on g.id = s.goal_id
  where s.id = step and private.may_read_shared(g.person_id, g.author_id, g.shared_with);
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  perform private.seat(kept.person_id);
  perform private.must_change_goal(kept);
  update public.goal_steps s set done_on = case when done then coalesce(s.done_on, private.today()) end where s.id = step;
end
$$;
comment on function public.tick_goal_step(uuid, boolean) is
  'Ticks a small step, or takes the tick back. Errors: PT404 not_found, PT403 not_your_goal.';

create function private.take_up_achievement(goal uuid) returns void
language sql
set search_path = ''
as $$
  update public.goals g
  set achievement_status = r.achievement_status
  from (select (
    select r.achievement_status from public.goal_reports r
    where r.goal_id = goal and r.achievement_status is not null order by r.at desc limit 1)) r (achievement_status)
  where g.id = goal and g.achievement_status is distinct from r.achievement_status
$$;
comment on function private.take_up_achievement(uuid) is 'A goal has got as far as its newest report says.';

create function public.report_goal(report uuid, goal uuid, input jsonb) returns public.goal_reports
language plpgsql security definer
set search_path = ''
as $$
declare
  me record;
  kept public.goals;
  said public.goal_reports;
begin
  select g.* into kept from public.goals g
  where g.id = goal and private.may_read_shared(g.person_id, g.author_id, g.shared_with);
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  select s.* into me from private.seat(kept.person_id) s;
  if input is null or jsonb_typeof(input) <> 'object' or (
    select bool_or(k not in ('going', 'words', 'achievement_status') or jsonb_typeof(v) not in ('string', 'null')) from jsonb_each(input) e (k, v)
  ) then
    raise sqlstate 'PT400' using message = 'patch_invalid', detail = 'Give going, words or achievement_status as text.';
  end if;
  if input ->> 'going' is not null and me.role <> 'young_person'
    or input ->> 'achievement_status' is not null and not private.may_change_goal(kept) then
    raise sqlstate 'PT403' using message = 'not_your_goal', detail = 'Only the young person says how it is going. Write what you saw.';
  end if;
  if num_nulls(input ->> 'going', input ->> 'achievement_status', nullif(trim(input ->> 'words'), '')) = 3 then
    raise sqlstate 'PT422' using message = 'words_needed', detail = 'Write something first.';
  end if;
  insert into public.goal_reports as r (id, goal_id, person_id, author_id, author_name, author_role, shared_with, going, words, achievement_status)
  values (report, goal, kept.person_id, (select auth.uid()), me.display_name, me.role,
    array(select distinct a from unnest(kept.shared_with || '{young_person}'::public.audience[]) a order by a),
    input ->> 'going', nullif(trim(input ->> 'words'), ''), input ->> 'achievement_status')
  on conflict (id) do nothing;
  perform private.take_up_achievement(goal);
  select r.* into said from public.goal_reports r where r.id = report and r.author_id = (select auth.uid());
  return said;
exception when check_violation then
  raise sqlstate 'PT422' using message = 'text_too_long', detail = 'This holds 1,000 letters.';
end
$$;
comment on function public.report_goal(uuid, uuid, jsonb) is
  'Says how it went: {going, words, achievement_status}. Others than the young person give words. Saying it twice with the same id says it once. '
  'Errors: PT404 not_found, PT403 not_your_goal, PT400 patch_invalid, PT422 words_needed or text_too_long.';

create function public.take_back_goal_report(report uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  goal uuid;
begin
  delete from public.goal_reports r where r.id = report and r.author_id = (select auth.uid()) returning r.goal_id into goal;
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  perform private.take_up_achievement(goal);
end
$$;
comment on function public.take_back_goal_report(uuid) is 'Its author takes back what they said. Errors: PT404 not_found.';

create function public.goals_about(person uuid) returns jsonb
-- Not security definer: the policies say which goals, steps and reports each reader gets.
language plpgsql
set search_path = ''
as $$
begin
  perform private.must_see(person);
  perform private.record_view(person, 'goals');
  return jsonb_build_object(
    'is_young_person', private.is_young_person(person),
    'young_person_is_here', private.young_person_is_here(person),
    'goals', coalesce((
      select jsonb_agg(private.goal_json(g) || jsonb_build_object(
        'reports', coalesce((
          select jsonb_agg(to_jsonb(r) - array['goal_id', 'person_id', 'author_id', 'shared_with']
            || jsonb_build_object('mine', r.author_id = (select auth.uid())) order by r.at desc)
          from public.goal_reports r where r.goal_id = g.id), '[]'))
        order by g.created_at, g.id)
      from public.goals g where g.person_id = goals_about.person), '[]'));
end
$$;
comment on function public.goals_about(uuid) is
  'The goals that I may read: {is_young_person, young_person_is_here, goals: [columns, steps, mine, may_change, reports: [{id, author_name, '
  'author_role, going, words, achievement_status, at, mine}]]}. Errors: PT404 not_found.';

grant execute on function
  public.create_goal(uuid, uuid, jsonb), public.change_goal(uuid, integer, jsonb), public.answer_goal(uuid, integer, boolean, text),
  public.tick_goal_step(uuid, boolean), public.report_goal(uuid, uuid, jsonb), public.take_back_goal_report(uuid), public.goals_about(uuid)
  to authenticated;
