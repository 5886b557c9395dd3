-- What the app may ask for. Functions that write check the caller themselves and say what is wrong in a stable key.

create function private.may_work(person uuid, item_audience public.audience, account uuid) returns boolean
-- plpgsql, because it keeps the plan of its statement.
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return exists (
    select from private.access a
    where a.person_id = person and a.account_id = account and (
      a.audience = item_audience
      or (item_audience = 'young_person' and a.audience = 'family')
      or (item_audience is null and a.via = 'team')
      or (
        a.audience in ('la_send', 'school', 'post16_provider') and item_audience not in ('young_person', 'family')
        and not exists (
          select from public.involvements i
          join public.organisations o on o.id = i.organisation_id
          where i.person_id = person and o.audience = item_audience
            and (select private.today()) between i.starts_on and coalesce(i.ends_on, 'infinity')
        )
      )
    )
  );
end
$$;
comment on function private.may_work(uuid, public.audience, uuid) is
  'Whose step is it: the audience''s own people, a family for its young person, any team for a milestone, '
  'and the SEND team, school or college while no team of that kind is involved yet.';
grant execute on function private.may_work(uuid, public.audience, uuid) to authenticated;

create function private.must_see(person uuid) returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if not private.may_see(person) then
    -- Missing and forbidden are the same answer, so that nobody can find out who is here.
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
end
$$;
grant execute on function private.must_see(uuid) to authenticated;

create function public.enter(display_name text default null, locale text default null) returns public.accounts
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  address text;
  account public.accounts;
begin
  if me is null then
    raise sqlstate 'PT401' using message = 'signed_out', detail = 'Sign in first.';
  end if;
  if char_length(enter.locale) not between 2 and 12 then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'There is no such language.';
  end if;
  -- An address counts only once its owner has proved it.
  select lower(u.email) into address from auth.users u where u.id = me and u.email_confirmed_at is not null;
  insert into public.accounts as a (id, display_name, locale)
  values (
    me,
    left(coalesce(
      nullif(trim(enter.display_name), ''),
      (select c.display_name from public.circle_members c where c.account_id is null and c.invited_email = address limit 1),
      (select m.display_name from public.organisation_members m where m.account_id is null and m.invited_email = address limit 1),
      split_part(address, '@', 1), '?'), 80),
    coalesce(enter.locale, 'en')
  )
  on conflict (id) do update set
    display_name = left(coalesce(nullif(trim(enter.display_name), ''), a.display_name), 80),
    locale = coalesce(enter.locale, a.locale)
  returning * into account;
  -- One seat a circle and one a role: a second invitation to the same place adds nothing.
  update public.circle_members c set account_id = me, invited_email = null
  where c.id in (
    select distinct on (i.person_id) i.id from public.circle_members i
    where i.account_id is null and i.invited_email = address and private.invitation_stands(i.id)
    order by i.person_id, i.starts_on, i.id
  ) and not exists (
    select from public.circle_members o where o.person_id = c.person_id and o.account_id = me and o.ends_on is null
  );
  update public.organisation_members m set account_id = me, invited_email = null
  where m.id in (
    select distinct on (i.organisation_id, i.role) i.id from public.organisation_members i
    where i.account_id is null and i.invited_email = address
    order by i.organisation_id, i.role, i.starts_on, i.id
  ) and not exists (
    select from public.organisation_members o
    where o.organisation_id = m.organisation_id and o.role = m.role and o.account_id = me and o.ends_on is null
  );
  return account;
end
$$;
comment on function public.enter(text, text) is
  'Called after signing in: makes the account, and takes up invitations sent to the proven address. Safe to call again.';

create function private.may_add_people() returns boolean
language sql stable security definer
set search_path = ''
as $$
  select exists (
    select from private.memberships m
    where m.account_id = (select auth.uid()) and m.audience in ('la_send', 'school', 'post16_provider')
  )
$$;
comment on function private.may_add_people() is 'The SEND team, schools and colleges add young people.';

create function public.my_access() returns jsonb
language sql stable security definer
set search_path = ''
as $$
  select jsonb_build_object(
    'account', (select to_jsonb(a) from public.accounts a where a.id = (select auth.uid())),
    'is_admin', private.is_admin(),
    'teams', coalesce((
      select jsonb_agg(jsonb_build_object(
        'organisation_id', o.id, 'name', o.name, 'audience', o.audience, 'role', m.role, 'member_id', m.member_id) order by o.name)
      from private.memberships m join public.organisations o on o.id = m.organisation_id
      where m.account_id = (select auth.uid())), '[]'),
    'circle', coalesce((
      select jsonb_agg(jsonb_build_object('person_id', p.id, 'known_as', p.known_as, 'relationship', a.role) order by p.known_as)
      from private.access a join public.people p on p.id = a.person_id
      where a.account_id = (select auth.uid()) and a.via = 'circle'), '[]'),
    'may_add_people', private.may_add_people()
  )
$$;
comment on function public.my_access() is
  'Who I am here: {account, is_admin, teams: [{organisation_id, name, audience, role, member_id}], '
  'circle: [{person_id, known_as, relationship}], may_add_people}.';

create function public.my_people(search text default null, page integer default 1, page_size integer default 50)
returns table (
  person_id uuid, known_as text, family_name text, date_of_birth date, nc_year integer, plan_type text, setting_now text,
  next_due_on date, open_items bigint, overdue_items bigint, total bigint
)
-- plpgsql, because it keeps the plan of its statement, which is the same for everybody.
language plpgsql stable rows 50
set search_path = ''
set plan_cache_mode = force_generic_plan
-- Compiling it takes longer than running it.
set jit = off
as $$
begin
  return query
  with mine as (
    select p.id, p.known_as, p.family_name, p.date_of_birth, p.year_group_offset, count(*) over () as total
    from public.people p
    where coalesce(trim(search), '') = ''
      or (p.known_as || ' ' || coalesce(p.family_name, '')) ilike '%' || replace(replace(trim(search), '%', ''), '_', '\_') || '%'
    order by p.known_as, p.family_name, p.id
    limit least(greatest(page_size, 1), 200) offset (greatest(page, 1) - 1) * least(greatest(page_size, 1), 200)
  )
  select m.id, m.known_as, m.family_name, m.date_of_birth,
    rules.nc_year(m.date_of_birth, private.today(), m.year_group_offset), pl.plan_type, pn.setting_name,
    t.next_due_on, t.open_items, t.overdue_items, m.total
  from mine m
  left join public.plans pl on pl.person_id = m.id and pl.ended_on is null
  left join public.placements pn on pn.person_id = m.id and pn.position = 'now'
  cross join lateral (
    select min(i.due_on) filter (where i.due_on >= private.today()) as next_due_on,
      count(*) filter (where i.due_on <= private.today() + 90) as open_items,
      count(*) filter (where i.due_on < private.today()) as overdue_items
    from public.timeline_items i
    where i.person_id = m.id and i.retired_at is null and not i.before_start and i.status not in ('done', 'not_applicable')
      -- An array, so that it is asked once for each person and not once for each step.
      and i.audience = any (array(
        select a.audience from private.access a where a.person_id = m.id and a.account_id = (select auth.uid())
      ))
  ) t
  order by m.known_as, m.family_name, m.id;
end
$$;
comment on function public.my_people(text, integer, integer) is
  'The young people I may see, by name, with what is open on my own checklist in the next 90 days. total is the number of matches.';

create function private.name_of(account uuid, person uuid) returns text
language sql stable strict
set search_path = ''
as $$
  select a.display_name from private.access a where a.person_id = person and a.account_id = account order by a.via desc limit 1
$$;
comment on function private.name_of(uuid, uuid) is
  'What somebody is called in this young person''s circle or teams; null once they are in neither.';

create function public.person_summary(person uuid) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
begin
  perform private.must_see(person);
  perform private.record_view(person, 'record');
  return (
    select jsonb_build_object(
      'person_id', p.id, 'known_as', p.known_as, 'family_name', p.family_name, 'date_of_birth', p.date_of_birth,
      'today', private.today(),
      'age', rules.age_on(p.date_of_birth, private.today()),
      'nc_year', rules.nc_year(p.date_of_birth, private.today(), p.year_group_offset),
      'plan_type', (select l.plan_type from public.plans l where l.person_id = p.id and l.ended_on is null),
      'setting_now', (select to_jsonb(s) from (
        select n.setting_name, n.setting_type, n.starts_on from public.placements n where n.person_id = p.id and n.position = 'now') s),
      'setting_next', (select to_jsonb(s) from (
        select n.setting_name, n.setting_type, n.starts_on from public.placements n where n.person_id = p.id and n.position = 'next') s),
      'review_on', (
        select d.on_date from public.person_dates d
        where d.person_id = p.id and d.anchor = 'review_meeting' and d.on_date >= private.today()),
      'contacts', (
        select coalesce(jsonb_agg(jsonb_build_object('display_name', m.display_name, 'role', m.role,
          'organisation', o.name, 'audience', o.audience,
          'away', case when private.today() between c.away_from and coalesce(c.away_until, 'infinity')
            then jsonb_build_object('until', c.away_until, 'cover', cover.display_name) end) order by o.audience, o.name), '[]')
        from public.involvements i
        join public.organisations o on o.id = i.organisation_id
        join public.organisation_members m on m.id = i.named_contact_id
        left join public.contact_cards c on c.member_id = m.id
        left join public.organisation_members cover on cover.id = c.cover_member_id
        where i.person_id = p.id
          and private.today() between i.starts_on and coalesce(i.ends_on, 'infinity')
          and private.today() between m.starts_on and coalesce(m.ends_on, 'infinity')
      ),
      'me', (
        select jsonb_build_object('audiences', coalesce(jsonb_agg(distinct a.audience), '[]'),
          'in_team', coalesce(bool_or(a.via = 'team'), false), 'in_circle', coalesce(bool_or(a.via = 'circle'), false),
          'name', private.name_of(me, p.id))
        from private.access a where a.person_id = p.id and a.account_id = me
      ),
      'notices', private.circle_notices(p.id),
      'deletion', (select to_jsonb(n) from (
        select d.due_on, d.held_until, d.held_because from public.deletion_notices d where d.person_id = p.id) n),
      'dates_for_family', (select coalesce(jsonb_agg(n.key order by n.key), '[]') from public.anchors n where n.family_may_record)
    )
    from public.people p where p.id = person
  );
end
$$;
comment on function public.person_summary(uuid) is
  'The head of one person''s pages: {person_id, known_as, family_name, date_of_birth, today, age, nc_year, plan_type, '
  'setting_now/setting_next: {setting_name, setting_type, starts_on}, review_on (the booked review, from today on), '
  'contacts: [{display_name, role, organisation, audience, away: {until, cover} or null}], '
  'me: {audiences, in_team, in_circle, name}, notices: what waits for me (circle_notices), '
  'deletion: {due_on, held_until, held_because} once notice is given, dates_for_family: [anchor]}. '
  'A team may change every fact, a family the dates named. That staff looked is kept for the family. Errors: PT404 not_found.';

create function public.timeline(person uuid, in_locale text default 'en')
returns table (
  id uuid, item_key text, occurrence integer, kind public.item_kind, stage_key text, "position" integer,
  audience public.audience, pfa_area public.pfa_area, title text, detail text,
  due_on date, missing_fact text, planning_day date, due_kind public.due_kind, statutory boolean, source text, rule_id text,
  before_start boolean, milestone_key text, marks_a_day boolean, done_on text,
  status public.item_status, note text, note_by_name text, note_at timestamptz,
  not_needed_reason text, waiting_on text, assignee_id uuid,
  done_by uuid, done_by_name text, done_at timestamptz, version integer, updated_at timestamptz, updated_by_name text,
  mine boolean, may_record boolean
)
-- plpgsql, because it keeps the plan of its statement, which is the same for everybody.
language plpgsql rows 200
set search_path = ''
set plan_cache_mode = force_generic_plan
as $$
begin
  perform private.record_view(person, 'timeline');
  return query
  -- Materialized: asked once for each audience and each account, not once for each step.
  with seen_by as materialized (
    select a.account_id, a.audience, a.display_name, a.via from private.access a where a.person_id = person
  ),
  mine as materialized (
    select a.audience, private.may_work(person, a.audience, (select auth.uid())) as may_record,
      exists (select from seen_by s where s.account_id = (select auth.uid()) and s.audience = a.audience) as mine
    from (select unnest(enum_range(null::public.audience)) as audience union all select null::public.audience) a
  ),
  known as materialized (
    select distinct on (s.account_id) s.account_id, s.display_name from seen_by s order by s.account_id, s.via desc
  )
  select t.id, t.item_key, t.occurrence, i.kind, t.stage_key, i.position, t.audience, i.pfa_area, w.title, w.detail,
    t.due_on, t.missing_fact,
    case when i.due_kind <> 'planning' then rules.previous_working_day(t.due_on) end,
    i.due_kind, i.statutory, i.source, i.rule_id,
    t.before_start, i.milestone_key,
    i.kind = 'milestone' and i.due_offset = interval '0' and (i.anchor like 'age:%' or i.anchor = 'young_person_from'), i.done_on,
    t.status, t.note, n.display_name, t.note_at, t.not_needed_reason, t.waiting_on, t.assignee_id,
    t.done_by, t.done_by_name, t.done_at, t.version, t.updated_at, k.display_name,
    m.mine, m.may_record
  from public.people p
  join public.timeline_items t on t.person_id = p.id and t.retired_at is null
  join public.pathway_items i on i.template_id = p.template_id and i.key = t.item_key
  left join lateral (
    select x.title, x.detail from public.pathway_texts x
    where x.template_id = p.template_id and x.subject = 'item' and x.subject_key = t.item_key and x.locale in (in_locale, 'en')
    order by (x.locale = in_locale) desc limit 1
  ) w on true
  left join mine m on m.audience is not distinct from t.audience
  left join known k on k.account_id = t.updated_by
  left join known n on n.account_id = t.note_by
  where p.id = person
  order by t.due_on nulls last, i.position, t.item_key, t.occurrence;
end
$$;
comment on function public.timeline(uuid, text) is
  'Everything on one person''s timeline that applies, in words of the asked locale (English where a text is missing), by date. '
  'planning_day is the working day on or before a date set by law or guidance. mine: it is on my own checklist. '
  'may_record: I may record it, because it is mine or because I stand in for the one whose it is. '
  'marks_a_day: a birthday, or the day someone becomes a young person in law: it comes by itself, so it is neither must, should nor aim for. done_on: the page of Onward where it is done.';

create function public.timeline_stages(person uuid, in_locale text default 'en')
returns table (
  key text, code text, "position" integer, from_on date, to_on date,
  from_nc_year smallint, to_nc_year smallint, from_age smallint, to_age smallint, title text, detail text
)
language sql security definer
set search_path = ''
as $$
  select private.record_view(person, 'timeline');
  select s.key, s.code, s.position, v.from_on, v.to_on, s.from_nc_year, s.to_nc_year, s.from_age, s.to_age,
    coalesce(w.title, en.title), coalesce(w.detail, case when w.title is null then en.detail end)
  from private.facts_of(array[person]) f
  cross join lateral private.stage_windows(
    f.template_id, f.flags || private.derived_flags(f), f.date_of_birth, private.reception_year(f)) v
  join public.pathway_stages s on s.template_id = f.template_id and s.key = v.stage_key
  left join public.pathway_texts w
    on w.template_id = f.template_id and w.subject = 'stage' and w.subject_key = s.key and w.locale = in_locale
  left join public.pathway_texts en
    on en.template_id = f.template_id and en.subject = 'stage' and en.subject_key = s.key and en.locale = 'en'
  where private.may_see(person)
  order by v.from_on, s.position
$$;
comment on function public.timeline_stages(uuid, text) is 'The stages of one person''s line from nursery to 25, with their first and last day, and the class years or ages these come from.';

create function public.record_item(item_id uuid, expected_version integer, patch jsonb) returns public.timeline_items
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  item public.timeline_items;
  new_status public.item_status;
  new_note text;
begin
  select t.* into item from public.timeline_items t
  where t.id = item_id and t.retired_at is null
    and exists (select from private.access a where a.person_id = t.person_id and a.account_id = me)
  for update;
  if item.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if not private.may_work(item.person_id, item.audience, me) then
    raise sqlstate 'PT403' using message = 'not_your_step', detail = 'This step is on somebody else''s checklist.',
      hint = 'Ask them, or the named contact, to record it.';
  end if;
  if patch is null or jsonb_typeof(patch) <> 'object' or not patch ?| array['status', 'note', 'not_needed_reason', 'waiting_on']
    or (select bool_or(k not in ('status', 'note', 'not_needed_reason', 'waiting_on')) from jsonb_object_keys(patch) k)
    or (select bool_or(jsonb_typeof(v) not in ('string', 'null')) from jsonb_each(patch) e (k, v)) then
    raise sqlstate 'PT400' using message = 'patch_invalid', detail = 'Give status, note, not_needed_reason or waiting_on as text.';
  end if;
  if item.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'item_changed',
      detail = (to_jsonb(item) || jsonb_build_object(
        'updated_by_name', private.name_of(item.updated_by, item.person_id), 'note_by_name', private.name_of(item.note_by, item.person_id)))::text,
      hint = 'Somebody else changed this first. Look at their change, then save again.';
  end if;

  if patch ? 'status' then
    if patch ->> 'status' is null or not (patch ->> 'status') = any (enum_range(null::public.item_status)::text[]) then
      raise sqlstate 'PT400' using message = 'status_invalid', detail = 'There is no such status.';
    end if;
    new_status := patch ->> 'status';
  else
    new_status := item.status;
  end if;
  if new_status = 'not_applicable'
    and coalesce(trim(case when patch ? 'not_needed_reason' then patch ->> 'not_needed_reason' else item.not_needed_reason end), '') = '' then
    raise sqlstate 'PT422' using message = 'reason_needed', detail = 'Say why this is not needed.';
  end if;
  if char_length(patch ->> 'note') > 4000 or char_length(patch ->> 'not_needed_reason') > 1000 or char_length(patch ->> 'waiting_on') > 200 then
    raise sqlstate 'PT422' using message = 'text_too_long', detail = 'Notes hold 4,000 letters, reasons 1,000, names 200.';
  end if;

  new_note := case when patch ? 'note' then nullif(trim(patch ->> 'note'), '') else item.note end;
  update public.timeline_items t
  set status = new_status,
    note = new_note,
    -- A tick is not a signature under somebody else's words.
    note_by = case when new_note is not distinct from t.note then t.note_by when new_note is not null then me end,
    note_at = case when new_note is not distinct from t.note then t.note_at when new_note is not null then now() end,
    not_needed_reason = case when new_status <> 'not_applicable' then null
      when patch ? 'not_needed_reason' then trim(patch ->> 'not_needed_reason') else t.not_needed_reason end,
    waiting_on = case when new_status <> 'waiting' then null
      when patch ? 'waiting_on' then nullif(trim(patch ->> 'waiting_on'), '') else t.waiting_on end,
    done_by = case when new_status = 'done' then coalesce(case when t.status = 'done' then t.done_by end, me) end,
    done_by_name = case when new_status = 'done' then coalesce(case when t.status = 'done' then t.done_by_name end,
      (select a.display_name from private.access a where a.person_id = t.person_id and a.account_id = me order by a.via desc limit 1)) end,
    done_at = case when new_status = 'done' then coalesce(case when t.status = 'done' then t.done_at end, now()) end,
    version = t.version + 1, updated_at = now(), updated_by = me
  where t.id = item.id
  returning t.* into item;
  return item;
end
$$;
comment on function public.record_item(uuid, integer, jsonb) is
  'Records status, note, not_needed_reason or waiting_on. Errors: PT404 not_found, PT403 not_your_step, '
  'PT409 item_changed (detail: the row as it is now, updated_by_name and note_by_name, as JSON), PT400 patch_invalid or status_invalid, PT422 reason_needed or text_too_long.';

create function public.explain_item(item_id uuid, in_locale text default 'en') returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  item public.timeline_items;
  step public.pathway_items;
  known private.facts;
begin
  select t.* into item from public.timeline_items t where t.id = item_id and private.may_see(t.person_id);
  if item.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  perform private.record_view(item.person_id, 'timeline');
  select f.* into known from private.facts_of(array[item.person_id]) f;
  select i.* into step from public.pathway_items i where i.template_id = known.template_id and i.key = item.item_key;
  return (
    select jsonb_build_object(
      'item_key', item.item_key, 'due_on', item.due_on, 'missing_fact', item.missing_fact, 'before_start', item.before_start,
      'due_kind', step.due_kind, 'statutory', step.statutory, 'source', step.source,
      'confidence', step.confidence, 'anchor', step.anchor,
      'anchor_name', (
        select w.title from public.pathway_texts w
        where w.template_id = step.template_id and w.subject = 'anchor' and w.subject_key = step.anchor and w.locale in (in_locale, 'en')
        order by (w.locale = in_locale) desc limit 1
      ),
      'anchor_on', (item.due_on - step.due_offset)::date, 'offset', step.due_offset_text, 'repeats', step.repeats,
      'planning_day', rules.previous_working_day(item.due_on),
      'assumed', item.due_on is not null and case
        -- Only the meeting that is booked is known; the years after it are counted on from there.
        when step.place = 'review' then (known.dates ->> 'review_meeting')::date
          is distinct from (item.due_on - step.due_offset)::date - step.days_after_review
        else a.kind = 'event' and not known.dates ? step.anchor end,
      'rules', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'rule_id', r.rule_id, 'title', r.title, 'source', r.source, 'confidence', r.confidence) order by r.rule_id), '[]')
        from rules.catalogue r
        where r.rule_id = step.rule_id or (r.rule_id = any (a.rule_ids) and (
          step.anchor <> 'phase_transfer_deadline'
          or r.rule_id = rules.phase_transfer_rule(s.transfer::text)
        ))
      ),
      'facts', (
        select coalesce(jsonb_agg(jsonb_build_object('fact', x.fact, 'value', (to_jsonb(known) || known.dates) -> x.fact) order by x.n), '[]')
        from unnest(a.facts) with ordinality as x (fact, n)
        where jsonb_typeof((to_jsonb(known) || known.dates) -> x.fact) <> 'null'
      ),
      'would_change', to_jsonb(a.facts)
    )
    from public.anchors a
    join public.pathway_stages s on s.template_id = step.template_id and s.key = step.stage_key
    where a.key = step.anchor
  );
end
$$;
comment on function public.explain_item(uuid, text) is
  'Why this date: {due_on, due_kind, anchor, anchor_name, anchor_on, offset, facts: [{fact, value}], rules: [{rule_id, title, source, confidence}], '
  'source, planning_day, assumed, missing_fact, would_change: [fact]}. Worked out from the same data as the date.';

create function public.find_possible_duplicates(known_as text, family_name text, date_of_birth date)
returns table (person_id uuid, person_known_as text, person_family_name text, may_see boolean)
language plpgsql security definer
set search_path = ''
as $$
declare
  found_ids uuid[];
begin
  if not private.may_add_people() then
    raise sqlstate 'PT403' using message = 'may_not_add_people', detail = 'Schools, colleges and the SEND team add young people.';
  end if;
  found_ids := array(
    select p.id from public.people p
    where p.date_of_birth = find_possible_duplicates.date_of_birth
      and (lower(trim(p.known_as)) = lower(trim(find_possible_duplicates.known_as))
        or lower(trim(p.family_name)) = lower(trim(find_possible_duplicates.family_name)))
    limit 10);
  perform private.record_search('duplicate_search', found_ids, jsonb_build_object(
    'known_as', trim(find_possible_duplicates.known_as), 'family_name', trim(find_possible_duplicates.family_name),
    'date_of_birth', find_possible_duplicates.date_of_birth));
  return query
  select case when s.may_see then p.id end, case when s.may_see then p.known_as end,
    case when s.may_see then p.family_name end, s.may_see
  from public.people p
  cross join lateral (select private.may_see(p.id) as may_see) s
  where p.id = any (found_ids);
end
$$;
comment on function public.find_possible_duplicates(text, text, date) is
  'People with the same birthday and a shared name. One the caller may not see comes back without a name: only that there is one. '
  'Who looked for whom is kept beside who looked at whom.';

create function private.end_ehc_plan_for(person uuid, plan_type text) returns void
language plpgsql
set search_path = ''
as $$
declare
  current public.plans;
  ended uuid;
begin
  select p.* into current from public.plans p where p.person_id = person and p.ended_on is null;
  if current.plan_type = 'ehc_plan' and current.status <> 'draft' and plan_type is distinct from 'ehc_plan' then
    update public.plans p set ended_on = greatest((select private.today()), p.first_made_on) where p.id = current.id;
  elsif plan_type = 'ehc_plan' and current.plan_type is distinct from 'ehc_plan' then
    -- Back on the same day: the change was a slip.
    select e.id into ended from public.plans e
    where e.person_id = person and e.plan_type = 'ehc_plan' and e.ended_on >= (select private.today())
    order by e.ended_on desc limit 1;
    if ended is not null then
      delete from public.plans p where p.id = current.id;
      update public.plans p set ended_on = null where p.id = ended;
    end if;
  end if;
end
$$;
comment on function private.end_ehc_plan_for(uuid, text) is
  'Before another kind of plan is written: an EHC plan in force is ended and remembered, not overwritten, because rights hang on it.';

create function private.write_facts(person uuid, input jsonb) returns void
language plpgsql
set search_path = ''
as $$
declare
  unknown_key text;
  slot text;
begin
  select k into unknown_key from jsonb_object_keys(input) k
  where k not in ('id', 'known_as', 'family_name', 'date_of_birth', 'year_group_offset', 'year_group_offset_reason',
    'autumn_term_start', 'locality', 'plan', 'setting_now', 'setting_next', 'flags', 'dates', 'teams', 'circle') limit 1;
  if unknown_key is not null then
    raise sqlstate 'PT400' using message = 'field_unknown', detail = unknown_key;
  end if;

  if input ? 'plan' then
    perform private.end_ehc_plan_for(person, input #>> '{plan,plan_type}');
    if jsonb_typeof(input -> 'plan') = 'null' then
      delete from public.plans p where p.person_id = person and p.ended_on is null;
    else
      insert into public.plans as p (person_id, plan_type, status, first_made_on, last_decision_on, last_meeting_on)
      select person, r.plan_type, coalesce(r.status, 'final'), r.first_made_on, r.last_decision_on, r.last_meeting_on
      from jsonb_to_record(input -> 'plan') as r (plan_type text, status public.plan_status,
        first_made_on date, last_decision_on date, last_meeting_on date)
      on conflict (person_id) where ended_on is null do update set plan_type = excluded.plan_type, status = excluded.status,
        first_made_on = excluded.first_made_on, last_decision_on = excluded.last_decision_on, last_meeting_on = excluded.last_meeting_on
      where (p.plan_type, p.status, p.first_made_on, p.last_decision_on, p.last_meeting_on)
        is distinct from (excluded.plan_type, excluded.status, excluded.first_made_on, excluded.last_decision_on, excluded.last_meeting_on);
    end if;
  end if;

  foreach slot in array array['now', 'next'] loop
    if jsonb_typeof(input -> ('setting_' || slot)) = 'null' then
      delete from public.placements p where p.person_id = person and p.position = slot::public.placement_position;
    elsif input ? ('setting_' || slot) then
      insert into public.placements as p (person_id, position, setting_name, setting_type, organisation_id, starts_on, ends_on)
      select person, slot::public.placement_position, r.setting_name, r.setting_type, r.organisation_id, r.starts_on, r.ends_on
      from jsonb_to_record(input -> ('setting_' || slot))
        as r (setting_name text, setting_type public.setting_type, organisation_id uuid, starts_on date, ends_on date)
      on conflict (person_id, position) do update set setting_name = excluded.setting_name, setting_type = excluded.setting_type,
        organisation_id = excluded.organisation_id, starts_on = excluded.starts_on, ends_on = excluded.ends_on
      where (p.setting_name, p.setting_type, p.organisation_id, p.starts_on, p.ends_on)
        is distinct from (excluded.setting_name, excluded.setting_type, excluded.organisation_id, excluded.starts_on, excluded.ends_on);
    end if;
  end loop;

  -- {"looked_after": "2026-05-01", "gets_dla": null}: every flag that holds, with since when if known.
  if input ? 'flags' then
    if exists (select from jsonb_object_keys(input -> 'flags') k join public.conditions c on c.key = k where c.source = 'derived') then
      raise sqlstate 'PT422' using message = 'flag_is_derived', detail = 'That follows from other facts.';
    end if;
    delete from public.person_flags f where f.person_id = person and not (input -> 'flags') ? f.flag;
    insert into public.person_flags as f (person_id, flag, since)
    select person, e.key, e.value::date from jsonb_each_text(input -> 'flags') e
    on conflict (person_id, flag) do update set since = excluded.since where f.since is distinct from excluded.since;
  end if;

  -- {"review_meeting": "2027-01-12", "course_end": null}: only what is named changes; null forgets.
  if input ? 'dates' then
    if (input #>> '{dates,review_meeting}')::date < private.today() and not exists (
      select from public.person_dates d
      where d.person_id = person and d.anchor = 'review_meeting' and d.on_date = (input #>> '{dates,review_meeting}')::date
    ) then
      raise sqlstate 'PT422' using message = 'meeting_in_past', detail = 'The next meeting is today or later.';
    end if;
    if jsonb_typeof(input #> '{dates,review_meeting}') = 'null' and private.is_review_planned(person) then
      raise sqlstate 'PT409' using message = 'review_planned', detail = 'A review is planned for that day.', hint = 'Call it off on its own page.';
    end if;
    delete from public.person_dates d
    where d.person_id = person and d.anchor in (select e.key from jsonb_each_text(input -> 'dates') e where e.value is null);
    insert into public.person_dates as d (person_id, anchor, on_date)
    select person, e.key, e.value::date from jsonb_each_text(input -> 'dates') e where e.value is not null
    on conflict (person_id, anchor) do update set on_date = excluded.on_date where d.on_date is distinct from excluded.on_date;
  end if;
exception
  when invalid_datetime_format or datetime_field_overflow or invalid_text_representation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
  when check_violation or not_null_violation or foreign_key_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
end
$$;
comment on function private.write_facts(uuid, jsonb) is
  'Writes the named facts of one person. Errors: PT400 field_unknown, PT409 review_planned, PT422 flag_is_derived, meeting_in_past or value_invalid.';

create function private.invite_circle(person uuid, circle jsonb) returns void
language plpgsql
set search_path = ''
as $$
begin
  if coalesce(jsonb_typeof(circle), 'null') not in ('array', 'null') then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'circle is a list.';
  end if;
  with invited as (
    insert into public.circle_members (person_id, invited_email, display_name, relationship)
    select distinct on (lower(trim(c.email))) person, lower(trim(c.email)), trim(c.display_name), c.relationship
    from rows from (
      jsonb_to_recordset(case jsonb_typeof(circle) when 'array' then circle else '[]' end)
        as (email text, display_name text, relationship public.member_role)
    ) with ordinality as c (email, display_name, relationship, n)
    where coalesce(trim(c.email), '') <> ''
    order by lower(trim(c.email)), c.n
    returning id
  )
  insert into private.circle_invitations (circle_member_id, invited_by)
  select i.id, (select auth.uid()) from invited i;
exception
  -- What was wrong is not repeated: it is somebody's address.
  when check_violation or not_null_violation or invalid_text_representation or invalid_parameter_value then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Everybody in the circle needs a name, an email address and what they are.';
end
$$;
comment on function private.invite_circle(uuid, jsonb) is
  'Invites the named people to one young person''s circle; an address named twice is invited once. Errors: PT422 value_invalid.';

create function public.add_person(person jsonb) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  seat record;
  new_id uuid := coalesce((person ->> 'id')::uuid, gen_random_uuid());
  template uuid;
begin
  select m.organisation_id, m.member_id into seat from private.memberships m
  where m.account_id = me and m.audience in ('la_send', 'school', 'post16_provider')
  order by (m.organisation_id = (person ->> 'organisation_id')::uuid) desc nulls last, m.organisation_id limit 1;
  if seat.organisation_id is null then
    raise sqlstate 'PT403' using message = 'may_not_add_people', detail = 'Schools, colleges and the SEND team add young people.';
  end if;
  -- The form sends the id it chose, so that pressing save twice adds one person.
  if exists (select from public.people p where p.id = new_id) then
    perform private.must_see(new_id);
    return new_id;
  end if;
  template := private.pathway_in_force();
  if template is null then
    raise sqlstate 'PT503' using message = 'no_pathway', detail = 'No pathway is published yet.';
  end if;

  perform set_config('onward.replan', 'paused', true);
  begin
    insert into public.people (id, known_as, family_name, date_of_birth, year_group_offset, year_group_offset_reason,
      autumn_term_start, locality, template_id, created_by, created_by_organisation_id, updated_by)
    values (new_id, trim(person ->> 'known_as'), nullif(trim(person ->> 'family_name'), ''), (person ->> 'date_of_birth')::date,
      coalesce((person ->> 'year_group_offset')::smallint, 0), nullif(trim(person ->> 'year_group_offset_reason'), ''),
      (person ->> 'autumn_term_start')::date, nullif(trim(person ->> 'locality'), ''), template, me, seat.organisation_id, me);
  exception
    when invalid_datetime_format or datetime_field_overflow or invalid_text_representation or numeric_value_out_of_range
      or check_violation or not_null_violation then
      raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
  end;
  perform private.write_facts(new_id, person - 'organisation_id');

  insert into public.involvements (organisation_id, person_id, named_contact_id)
  values (seat.organisation_id, new_id, seat.member_id);
  insert into public.involvements (organisation_id, person_id)
  select o.id, new_id from public.organisations o
  where o.id <> seat.organisation_id and o.audience is not null and (
    o.id::text in (select jsonb_array_elements_text(coalesce(person -> 'teams', '[]')))
    or o.id in (select p.organisation_id from public.placements p where p.person_id = new_id and p.position = 'now')
  );
  perform private.invite_circle(new_id, person -> 'circle');
  perform set_config('onward.replan', '', true);
  perform private.replan(array[new_id]);
  return new_id;
end
$$;
comment on function public.add_person(jsonb) is
  'Adds a young person, plans their timeline, and involves the caller''s team, the current setting, the named teams and the circle. '
  '{id?, known_as, family_name?, date_of_birth, year_group_offset?, year_group_offset_reason?, autumn_term_start?, locality?, '
  'plan?: {plan_type, status?, first_made_on?, last_decision_on?, last_meeting_on?}, '
  'setting_now?/setting_next?: {setting_name, setting_type, organisation_id?, starts_on?, ends_on?}, '
  'flags?: {flag: since or null}, dates?: {anchor: date}, teams?: [organisation id], '
  'circle?: [{email, display_name, relationship}], organisation_id?}. '
  'Errors: PT403 may_not_add_people, PT400 field_unknown, PT422 meeting_in_past or value_invalid, PT503 no_pathway.';

create function public.update_person(person uuid, expected_version integer, patch jsonb) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  current_row public.people;
begin
  perform private.must_see(person);
  if jsonb_typeof(patch) is distinct from 'object' or patch = '{}' then
    raise sqlstate 'PT400' using message = 'patch_invalid', detail = 'Name at least one fact to change.';
  end if;
  select p.* into current_row from public.people p where p.id = person for update;
  if current_row.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'person_changed', detail = to_jsonb(current_row)::text,
      hint = 'Somebody else changed this first. Look at their change, then save again.';
  end if;
  if not exists (
    select from private.access a
    where a.person_id = person and a.account_id = me and a.via = 'team'
  ) and (
    (select bool_or(k <> 'dates') from jsonb_object_keys(patch) k)
    or exists (
      select from jsonb_object_keys(coalesce(patch -> 'dates', '{}')) k
      left join public.anchors n on n.key = k where n.family_may_record is not true
    )
  ) then
    raise sqlstate 'PT403' using message = 'staff_only', detail = 'Ask the school or the council to change this.';
  end if;
  if patch ? 'date_of_birth' and (patch ->> 'date_of_birth') is distinct from current_row.date_of_birth::text and not exists (
    select from private.access a
    where a.person_id = person and a.account_id = me
      and (a.audience = 'la_send' or a.organisation_id = current_row.created_by_organisation_id)
  ) then
    raise sqlstate 'PT403' using message = 'date_of_birth_not_yours',
      detail = 'Only the team that entered the date of birth, or the SEND team, can change it.';
  end if;

  perform set_config('onward.replan', 'paused', true);
  begin
    update public.people p set
      known_as = case when patch ? 'known_as' then trim(patch ->> 'known_as') else p.known_as end,
      family_name = case when patch ? 'family_name' then nullif(trim(patch ->> 'family_name'), '') else p.family_name end,
      date_of_birth = case when patch ? 'date_of_birth' then (patch ->> 'date_of_birth')::date else p.date_of_birth end,
      year_group_offset = case when patch ? 'year_group_offset' then (patch ->> 'year_group_offset')::smallint else p.year_group_offset end,
      year_group_offset_reason = case when patch ? 'year_group_offset_reason'
        then nullif(trim(patch ->> 'year_group_offset_reason'), '') else p.year_group_offset_reason end,
      autumn_term_start = case when patch ? 'autumn_term_start' then (patch ->> 'autumn_term_start')::date else p.autumn_term_start end,
      locality = case when patch ? 'locality' then nullif(trim(patch ->> 'locality'), '') else p.locality end,
      version = p.version + 1, updated_at = now(), updated_by = me
    where p.id = person
    returning p.* into current_row;
  exception
    when invalid_datetime_format or datetime_field_overflow or invalid_text_representation or numeric_value_out_of_range
      or check_violation or not_null_violation then
      raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
  end;
  perform private.write_facts(person, patch - array['teams', 'circle']);
  perform set_config('onward.replan', '', true);
  perform private.replan(array[person]);
  return current_row.version;
end
$$;
comment on function public.update_person(uuid, integer, jsonb) is
  'Changes the named facts and re-plans in the same transaction. The shape is add_person''s; what is not named stays. '
  'A family may record dates of events only. Returns the new version. Errors: PT404 not_found, PT403 staff_only or '
  'date_of_birth_not_yours, PT409 person_changed (detail: the row as it is now) or review_planned, PT400 field_unknown, PT422 meeting_in_past or value_invalid.';

create function private.what_if(known private.facts, changes jsonb) returns private.facts
language plpgsql stable
set search_path = ''
as $$
declare
  other private.facts := jsonb_populate_record(known, changes - array['add_flags', 'remove_flags', 'dates', 'extra_years', 'plan_status']);
  plan public.plan_types;
begin
  other.year_group_offset := other.year_group_offset - coalesce((changes ->> 'extra_years')::smallint, 0);
  if abs(other.year_group_offset) > 2 then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'A class is at most two years from the usual one.';
  end if;
  other.dates := jsonb_strip_nulls(known.dates || coalesce(changes -> 'dates', '{}'));
  other.flags := array(
    select unnest(known.flags) union select jsonb_array_elements_text(coalesce(changes -> 'add_flags', '[]'))
    except select jsonb_array_elements_text(coalesce(changes -> 'remove_flags', '[]')));

  -- Another plan starts with dates of its own, and an EHC plan that ended is remembered.
  if other.plan_type is distinct from known.plan_type then
    select t.* into plan from public.plan_types t where t.key = other.plan_type;
    if other.plan_type is not null and plan.key is null then
      raise sqlstate 'PT422' using message = 'value_invalid', detail = 'There is no such plan.';
    end if;
    other.plan_condition := plan.condition_key;
    other.review_months := coalesce((changes ->> 'review_months')::smallint, plan.review_months);
    other.plan_first_made_on := (changes ->> 'plan_first_made_on')::date;
    other.plan_last_decision_on := (changes ->> 'plan_last_decision_on')::date;
    other.plan_last_meeting_on := (changes ->> 'plan_last_meeting_on')::date;
    other.had_ehcp := known.had_ehcp or known.plan_type is not distinct from 'ehc_plan';
    other.flags := array_remove(other.flags, 'plan_ceasing');
  end if;
  if changes ? 'plan_status' then
    other.flags := array_remove(other.flags, 'plan_ceasing')
      || case when (changes ->> 'plan_status')::public.plan_status in ('cease_proposed', 'cease_decided_appeal_open') then '{plan_ceasing}'::text[] end;
  end if;
  if not (private.is_plausible(other.plan_first_made_on) and private.is_plausible(other.plan_last_decision_on)
    and private.is_plausible(other.plan_last_meeting_on) and private.is_plausible(other.next_starts_on)
    and private.is_plausible(other.looked_after_since)
    and coalesce((select bool_and(private.is_plausible(d.value::date)) from jsonb_each_text(other.dates) d), true)) then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'A date lies outside any life we plan for.';
  end if;
  return other;
end
$$;
comment on function private.what_if(private.facts, jsonb) is
  'The same person with other facts. Flags are added to and taken from the recorded ones, so that nothing recorded is lost by not naming it.';

create function private.check_what_if(changes jsonb) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if changes is null or jsonb_typeof(changes) <> 'object' or exists (
    select from jsonb_object_keys(changes) k
    where k not in ('year_group_offset', 'extra_years', 'add_flags', 'remove_flags', 'plan_type', 'plan_status', 'review_months',
      'plan_first_made_on', 'plan_last_decision_on', 'plan_last_meeting_on', 'setting_now', 'setting_next',
      'next_starts_on', 'looked_after_since', 'dates')
  ) then
    raise sqlstate 'PT400' using message = 'field_unknown', detail = 'That cannot be changed in a what-if.';
  end if;
  if exists (
    select from jsonb_object_keys(coalesce(changes -> 'dates', '{}')) k
    where not exists (select from public.anchors a where a.key = k and a.kind = 'event')
  ) then
    raise sqlstate 'PT400' using message = 'field_unknown', detail = 'Only events have dates of their own.';
  end if;
  if exists (
    select from jsonb_array_elements_text(coalesce(changes -> 'add_flags', '[]') || coalesce(changes -> 'remove_flags', '[]')) f
    where not exists (select from public.conditions c where c.key = f and c.source = 'recorded')
  ) then
    raise sqlstate 'PT422' using message = 'flag_is_derived', detail = 'That follows from other facts.';
  end if;
end
$$;
comment on function private.check_what_if(jsonb) is
  'Errors: PT400 field_unknown, PT422 flag_is_derived. Values are read where they are used.';

create function public.preview_timeline(person uuid, changes jsonb, in_locale text default 'en')
returns table (
  item_key text, occurrence integer, kind public.item_kind, stage_key text, stage_position integer, stage_title text,
  "position" integer, audience public.audience, due_kind public.due_kind, title text, status public.item_status,
  due_on date, missing_fact text, before_start boolean, was_due_on date, was_missing_fact text, was_before_start boolean,
  difference text
)
language plpgsql security definer
set search_path = ''
-- Making the query plan takes longer than running it.
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  known private.facts;
  other private.facts;
  pair private.facts[];
begin
  perform private.must_see(person);
  perform private.record_view(person, 'timeline');
  perform private.check_what_if(changes);
  select f.* into known from private.facts_of(array[person]) f;
  other := private.what_if(known, changes);
  -- Somebody else, planned together with the one they are compared to.
  other.person_id := '00000000-0000-0000-0000-000000000000';
  pair := array[known, other];
  return query
  with planned as materialized (
    select p.* from private.plan(pair) p
  ),
  difference as (
    select coalesce(t.item_key, n.item_key) as key, coalesce(t.occurrence, n.occurrence) as n,
      t.due_on, t.missing_fact, t.before_start,
      n.due_on as was_due_on, n.missing_fact as was_missing_fact, n.before_start as was_before_start,
      case when n.item_key is null then 'added' when t.item_key is null then 'removed'
        when t.due_on is distinct from n.due_on then 'moved' else 'same' end as kind
    from (select p.* from planned p where p.person_id = other.person_id) t
    full join (select p.* from planned p where p.person_id = known.person_id) n on n.item_key = t.item_key and n.occurrence = t.occurrence
  ),
  word as (
    select distinct on (x.subject, x.subject_key) x.subject, x.subject_key, x.title
    from public.pathway_texts x
    where x.template_id = known.template_id and x.subject in ('item', 'stage') and x.locale in (in_locale, 'en')
    order by x.subject, x.subject_key, (x.locale = in_locale) desc
  )
  select d.key, d.n, i.kind, i.stage_key, s.position, sw.title, i.position, i.audience, i.due_kind, iw.title, r.status,
    d.due_on, d.missing_fact, d.before_start, d.was_due_on, d.was_missing_fact, d.was_before_start, d.kind
  from difference d
  join public.pathway_items i on i.template_id = known.template_id and i.key = d.key
  join public.pathway_stages s on s.template_id = known.template_id and s.key = i.stage_key
  left join word iw on iw.subject = 'item' and iw.subject_key = d.key
  left join word sw on sw.subject = 'stage' and sw.subject_key = i.stage_key
  left join public.timeline_items r on r.person_id = preview_timeline.person and r.item_key = d.key and r.occurrence = d.n
  order by coalesce(d.due_on, d.was_due_on) nulls last, s.position, i.position, d.key, d.n;
exception
  when invalid_datetime_format or datetime_field_overflow or invalid_text_representation or invalid_parameter_value
    or numeric_value_out_of_range then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
end
$$;
comment on function public.preview_timeline(uuid, jsonb, text) is
  'What if: the plan with other facts beside the plan as it is, step by step (same, moved, added, removed), by date. Saves nothing. '
  'changes: {year_group_offset or extra_years (1: a year longer in the same class), add_flags/remove_flags: [key], plan_type, plan_status, '
  'plan_first_made_on, plan_last_decision_on, plan_last_meeting_on, review_months, setting_now, setting_next, next_starts_on, '
  'looked_after_since, dates: {anchor: date or null}}. status: what is recorded about the step, null where it never was on this timeline. '
  'Errors: PT404 not_found, PT400 field_unknown, PT422 flag_is_derived or value_invalid.';

grant execute on function
  public.enter(text, text), public.my_access(), public.my_people(text, integer, integer),
  public.timeline(uuid, text), public.timeline_stages(uuid, text), public.record_item(uuid, integer, jsonb),
  public.explain_item(uuid, text), public.person_summary(uuid), public.find_possible_duplicates(text, text, date), public.add_person(jsonb),
  public.update_person(uuid, integer, jsonb), public.preview_timeline(uuid, jsonb, text)
  to authenticated;
