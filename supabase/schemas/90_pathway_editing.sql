-- The pathway editor: administrators draft, check, compare, publish and go back. They see numbers, never a young person.

create function private.must_be_admin() returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if not private.is_admin() then
    raise sqlstate 'PT403' using message = 'admin_only', detail = 'Only an administrator can do this.';
  end if;
end
$$;

create function private.record_pathway_change(action text, subject text, key text, changes jsonb, reason text default null) returns void
language sql
set search_path = ''
as $$
  insert into public.audit_events (actor_id, actor_name, actor_role, action, subject, subject_key, changes, reason)
  select me.id, a.display_name,
    (select m.role from private.memberships m where m.account_id = me.id and m.role in ('system_admin', 'area_admin') order by m.role limit 1),
    action, subject, key, changes, nullif(trim(reason), '')
  from (select auth.uid() as id) me
  left join public.accounts a on a.id = me.id
$$;
comment on function private.record_pathway_change(text, text, text, jsonb, text) is
  'Writes what an administrator did into the history, under no young person.';

create function private.few(n bigint) returns bigint
language sql immutable parallel safe
return case when n between 1 and 4 then null else n end;
comment on function private.few(bigint) is 'A number of people or of their steps as an administrator may know it: 1 to 4 is null, "fewer than 5".';

-- What is wrong with a document, as {path, code}. The app checks more, and beside each field, before it sends one.

create function private.entries(list jsonb) returns table (n bigint, value jsonb)
language sql immutable parallel safe
begin atomic
  select e.n - 1, e.value
  from jsonb_array_elements(case when jsonb_typeof(list) = 'array' then list else '[]' end) with ordinality as e (value, n);
end;
comment on function private.entries(jsonb) is 'The entries of a list, counted from 0; nothing for anything that is not a list.';

create function private.has_words(value jsonb) returns boolean
language sql immutable parallel safe
return coalesce(jsonb_typeof(value) = 'string' and trim(value #>> '{}') <> '', false);

create function private.steps_of(document jsonb) returns table (path text, stage jsonb, kind public.item_kind, step jsonb)
language sql immutable parallel safe
begin atomic
  select format('stages.%s.%ss.%s', s.n, k.kind, x.n), s.value, k.kind, x.value
  from private.entries(document -> 'stages') s
  cross join unnest(enum_range(null::public.item_kind)) as k (kind)
  cross join lateral private.entries(s.value -> (k.kind || 's')) x;
end;
comment on function private.steps_of(jsonb) is 'Every milestone and item of a document with its place (stages.0.items.3) and its stage.';

create function private.text_problems(path text, texts jsonb) returns table (place text, code text)
language sql immutable parallel safe
begin atomic
  select format('%s.texts.%s', path, array_to_string(t.keys, '.')), 'missing_text'
  from (values (array['en', 'title']), (array['en', 'detail']), (array['en-easy', 'title'])) as t (keys)
  where not private.has_words(texts #> t.keys);
end;

create function private.condition_problems(path text, applies_if jsonb, known text[]) returns table (place text, code text)
language sql immutable parallel safe
begin atomic
  select format('%s.applies_if.%s.%s', path, k.key, c.n), 'unknown_condition'
  from unnest(array['all', 'any']) as k (key)
  cross join lateral private.entries(applies_if -> k.key) c
  where (c.value #>> '{}') = any (known) is not true;
end;

create function private.step_problems(path text, stage jsonb, kind public.item_kind, step jsonb, anchors text[], conditions text[])
returns table (place text, code text)
language sql immutable parallel safe
begin atomic
  select p.place, p.code from private.text_problems(path, step -> 'texts') p
  union all
  select p.place, p.code from private.condition_problems(path, step -> 'applies_if', conditions) p
  union all
  select path || x.place, x.code
  from (
    select step #>> '{due,anchor}' as anchor, step ->> 'repeat' as repeats, '(\d{1,4}Y)?(\d{1,4}M)?(\d{1,4}W)?(\d{1,4}D)?$' as length
  ) s
  cross join lateral (values
    ('.id', 'missing', not private.has_words(step -> 'id')),
    ('.due.anchor', 'unknown_anchor', (s.anchor = any (anchors)) is not true),
    ('.due.anchor', 'missing_transfer', s.anchor in ('transfer_date', 'phase_transfer_deadline') and stage ->> 'transfer' is null),
    ('.due.offset', 'bad_duration', (step #>> '{due,offset}' ~ ('^-?P(?!$)' || s.length)) is not true),
    ('.due_kind', 'unknown_word', (step ->> 'due_kind' = any (enum_range(null::public.due_kind)::text[])) is not true),
    ('.due_kind', 'not_law', step ->> 'due_kind' = 'statutory' and step ->> 'statutory' = 'false'),
    ('.statutory', 'wrong_shape', jsonb_typeof(step -> 'statutory') is distinct from 'boolean'),
    ('.source', 'missing', not private.has_words(step -> 'source')),
    ('.audience', 'unknown_audience', kind = 'item' and (step ->> 'audience' = any (enum_range(null::public.audience)::text[])) is not true),
    ('.pfa_area', 'unknown_area', kind = 'item' and (step ->> 'pfa_area' = any (enum_range(null::public.pfa_area)::text[])) is not true),
    ('.repeat', 'bad_duration', s.repeats not in ('each_review', 'each_term')
      and (s.repeats !~ ('^P(?!$)' || s.length) or s.repeats ~ '^P[0YMWD]+$')),
    ('.repeat', 'repeat_not_reviews', s.repeats = 'each_review'
      and s.anchor not in ('review_meeting', 'review_decision_due', 'review_final_plan_due')),
    ('.repeat', 'repeat_not_terms', s.repeats = 'each_term' and s.anchor <> 'term_start'),
    ('.hidden.reason', 'reason_needed', jsonb_typeof(step -> 'hidden') <> 'null' and step ->> 'statutory' = 'true'
      and not private.has_words(step #> '{hidden,reason}'))
  ) as x (place, code, is_wrong)
  where x.is_wrong;
end;

create function private.pathway_problems(document jsonb) returns jsonb
language sql stable
set search_path = ''
as $$
  with known as materialized (
    select
      array(select e.value ->> 'key' from private.entries(document -> 'anchors') e) as anchors,
      array(select e.value ->> 'key' from private.entries(document -> 'conditions') e) as conditions
  ),
  name (section, place, value) as (
    select 'conditions', format('conditions.%s.key', e.n), e.value ->> 'key' from private.entries(document -> 'conditions') e
    union all select 'anchors', format('anchors.%s.key', e.n), e.value ->> 'key' from private.entries(document -> 'anchors') e
    union all select 'stages', format('stages.%s.id', e.n), e.value ->> 'id' from private.entries(document -> 'stages') e
    union all select 'codes', format('stages.%s.code', e.n), e.value ->> 'code' from private.entries(document -> 'stages') e
    union all select 'steps', s.path || '.id', s.step ->> 'id' from private.steps_of(document) s
  ),
  problem (place, code) as (
    select 'template.version', 'bad_version'
    where (document #>> '{template,version}' ~ '^\d+\.\d+\.\d+$') is not true
    union all
    select p.place, p.code from private.text_problems('template', document -> 'template' -> 'texts') p
    union all
    select x.place, 'wrong_shape'
    from (values ('conditions'), ('anchors'), ('stages')) as x (place)
    where jsonb_typeof(document -> x.place) is distinct from 'array'
    union all
    select n.place, 'missing' from name n where coalesce(n.value, '') = ''
    union all
    select d.place, 'duplicate_id'
    from (select n.place, row_number() over (partition by n.section, n.value order by n.place) as nth from name n) d
    where d.nth > 1
    union all
    select format('conditions.%s.source', e.n), 'unknown_word' from private.entries(document -> 'conditions') e
    where (e.value ->> 'source' in ('recorded', 'derived')) is not true
    union all
    select format('anchors.%s.type', e.n), 'unknown_word' from private.entries(document -> 'anchors') e
    where (e.value ->> 'type' in ('computed', 'event')) is not true
    union all
    select format('stages.%s.window', e.n), 'bad_window' from private.entries(document -> 'stages') e
    where (e.value #>> '{window,by}' in ('nc_year', 'age') and e.value #>> '{window,from}' ~ '^-?\d{1,2}$'
      and e.value #>> '{window,to}' ~ '^-?\d{1,2}$' and (e.value #>> '{window,from}')::integer <= (e.value #>> '{window,to}')::integer) is not true
    union all
    select format('stages.%s.transfer', e.n), 'unknown_word' from private.entries(document -> 'stages') e
    where not (e.value ->> 'transfer' = any (enum_range(null::public.transfer_type)::text[]))
    union all
    select p.place, p.code from private.entries(document -> 'stages') e
    cross join lateral private.text_problems(format('stages.%s', e.n), e.value -> 'texts') p
    union all
    select p.place, p.code from known k, private.entries(document -> 'stages') e
    cross join lateral private.condition_problems(format('stages.%s', e.n), e.value -> 'applies_if', k.conditions) p
    union all
    select p.place, p.code from known k, private.steps_of(document) s
    cross join lateral private.step_problems(s.path, s.stage, s.kind, s.step, k.anchors, k.conditions) p
  )
  select coalesce(jsonb_agg(jsonb_build_object('path', p.place, 'code', p.code) order by p.place, p.code), '[]') from problem p
$$;
comment on function private.pathway_problems(jsonb) is
  'Everything that keeps a document from being a pathway: [{path: "stages.0.items.3.due.anchor", code}]. Empty when it may be saved.';

create function private.refuse_problems(document jsonb) returns void
language plpgsql stable
set search_path = ''
as $$
declare
  problems jsonb := private.pathway_problems(document);
begin
  if problems @> '[{"code": "reason_needed"}]' then
    raise sqlstate 'PT422' using message = 'reason_needed', detail = problems::text,
      hint = 'Say why a step that the law asks for is hidden.';
  end if;
  if problems <> '[]' then
    raise sqlstate 'PT422' using message = 'pathway_invalid', detail = problems::text;
  end if;
end
$$;

create function private.draft_for_change(template uuid) returns public.pathway_templates
language plpgsql
set search_path = ''
as $$
declare
  draft public.pathway_templates;
begin
  select t.* into draft from public.pathway_templates t where t.id = template for update;
  if draft.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is no such version.';
  end if;
  if draft.status <> 'draft' then
    raise sqlstate 'PT409' using message = 'pathway_version_published',
      detail = 'A published pathway version cannot change.', hint = 'Start a new draft from it.';
  end if;
  return draft;
end
$$;
comment on function private.draft_for_change(uuid) is
  'The draft, locked. Errors: PT404 not_found, PT409 pathway_version_published.';

create function private.store_draft(document jsonb, based_on uuid) returns uuid
language plpgsql
set search_path = ''
as $$
declare
  head jsonb := document -> 'template';
  draft uuid;
begin
  perform private.refuse_problems(document);
  insert into public.pathway_templates (template_key, version, title, legal_regime, jurisdiction, document, based_on, created_by)
  values (head ->> 'template_id', head ->> 'version', head #>> '{texts,en,title}', head ->> 'legal_regime', head ->> 'jurisdiction',
    document, store_draft.based_on, (select auth.uid()))
  on conflict (template_key, version) do nothing
  returning id into draft;
  if draft is null then
    raise sqlstate 'PT409' using message = 'version_exists',
      detail = (
        select jsonb_build_object('id', t.id, 'status', t.status, 'revision', t.revision)::text from public.pathway_templates t
        where t.template_key = head ->> 'template_id' and t.version = head ->> 'version'
      ),
      hint = 'Give it another version number.';
  end if;
  perform private.write_draft(draft, document);
  return draft;
end
$$;

create function private.write_draft(template uuid, document jsonb) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.write_pathway(template, document);
exception
  when unique_violation then
    raise sqlstate 'PT409' using message = 'version_exists', detail = sqlerrm, hint = 'Give it another version number.';
  when data_exception or check_violation or not_null_violation then
    raise sqlstate 'PT422' using message = 'pathway_invalid',
      detail = jsonb_build_array(jsonb_build_object('path', '', 'code', 'wrong_shape', 'message', sqlerrm))::text;
end
$$;

create function public.create_pathway_draft(from_template uuid, version text) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  source public.pathway_templates;
  draft uuid;
begin
  perform private.must_be_admin();
  select t.* into source from public.pathway_templates t where t.id = from_template;
  if source.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is no such version.';
  end if;
  draft := private.store_draft(
    source.document || jsonb_build_object('template', source.document -> 'template' || jsonb_build_object(
      'version', trim(create_pathway_draft.version), 'status', 'draft', 'supersedes', source.version,
      'prepared_on', private.today(), 'effective_from', null, 'effective_to', null)),
    source.id);
  perform private.record_pathway_change('insert', 'pathway_templates', source.template_key || ' ' || trim(create_pathway_draft.version),
    jsonb_build_object('based_on', jsonb_build_array(null, source.version)));
  return draft;
end
$$;
comment on function public.create_pathway_draft(uuid, text) is
  'Starts a draft as a copy of any version; gives its id. version: three numbers, as in 0.3.0. '
  'Errors: PT403 admin_only, PT404 not_found, PT409 version_exists (detail: {id, status, revision}), PT422 pathway_invalid.';

create function public.import_pathway_draft(document jsonb) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  incoming jsonb := document || jsonb_build_object('template', document -> 'template' || '{"status": "draft"}');
  draft uuid;
begin
  perform private.must_be_admin();
  draft := private.store_draft(incoming, null);
  perform private.record_pathway_change('insert', 'pathway_templates',
    (incoming #>> '{template,template_id}') || ' ' || (incoming #>> '{template,version}'), '{"imported": [null, true]}');
  return draft;
end
$$;
comment on function public.import_pathway_draft(jsonb) is
  'Makes a draft of a document that was read from a file, whatever status the file names; gives its id. Errors: as create_pathway_draft.';

create function private.record_hiding(key text, before jsonb, after jsonb) returns void
language sql
set search_path = ''
as $$
  select private.record_pathway_change('update', 'pathway_items', key || ' ' || (a.step ->> 'id'),
    jsonb_build_object('hidden', jsonb_build_array(b.step -> 'hidden', a.step -> 'hidden'), 'statutory', jsonb_build_array(null, a.step -> 'statutory')),
    coalesce(a.step #>> '{hidden,reason}', b.step #>> '{hidden,reason}'))
  from private.steps_of(after) a
  left join private.steps_of(before) b on b.step ->> 'id' = a.step ->> 'id'
  where coalesce(b.step -> 'hidden', 'null') <> coalesce(a.step -> 'hidden', 'null')
$$;
comment on function private.record_hiding(text, jsonb, jsonb) is 'Every step that is hidden now and was not, or the other way round, goes into the history with its reason.';

create function public.save_pathway_draft(template uuid, expected_revision integer, document jsonb) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  draft public.pathway_templates;
  incoming jsonb := document || jsonb_build_object('template', document -> 'template' || '{"status": "draft"}');
begin
  perform private.must_be_admin();
  draft := private.draft_for_change(template);
  if draft.revision is distinct from expected_revision then
    raise sqlstate 'PT409' using message = 'draft_changed',
      detail = jsonb_build_object('revision', draft.revision, 'document', draft.document,
        'saved_by', (select a.display_name from public.accounts a where a.id = draft.updated_by))::text,
      hint = 'Somebody else changed this first. Look at their change, then save again.';
  end if;
  if incoming #>> '{template,template_id}' is distinct from draft.template_key then
    raise sqlstate 'PT422' using message = 'pathway_invalid',
      detail = '[{"path": "template.template_id", "code": "other_pathway"}]';
  end if;
  perform private.refuse_problems(incoming);
  perform private.write_draft(template, incoming);
  perform private.record_hiding(draft.template_key || ' ' || draft.version, draft.document, incoming);
  perform private.record_pathway_change('update', 'pathway_templates', draft.template_key || ' ' || draft.version,
    jsonb_build_object(
      'revision', jsonb_build_array(draft.revision, draft.revision + 1),
      'steps', jsonb_build_array(null, (
        select coalesce(jsonb_agg(coalesce(a.step ->> 'id', b.step ->> 'id') order by 1), '[]')
        from private.steps_of(incoming) a
        full join private.steps_of(draft.document) b on b.step ->> 'id' = a.step ->> 'id'
        where a.step is distinct from b.step
      ))));
  return draft.revision + 1;
end
$$;
comment on function public.save_pathway_draft(uuid, integer, jsonb) is
  'Saves a whole draft and gives its new revision. Errors: PT403 admin_only, PT404 not_found, PT409 pathway_version_published or '
  'version_exists, PT409 draft_changed (detail: {revision, document, saved_by} as they are now), '
  'PT422 pathway_invalid or reason_needed (detail: [{path, code}]).';

create function public.delete_pathway_draft(template uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  draft public.pathway_templates;
begin
  perform private.must_be_admin();
  draft := private.draft_for_change(template);
  perform private.record_pathway_change('delete', 'pathway_templates', draft.template_key || ' ' || draft.version,
    jsonb_build_object('revision', jsonb_build_array(draft.revision, null)));
  delete from public.pathway_templates t where t.id = template;
end
$$;
comment on function public.delete_pathway_draft(uuid) is
  'Deletes a draft. Errors: PT403 admin_only, PT404 not_found, PT409 pathway_version_published.';

create function public.pathway_versions() returns table (
  id uuid, template_key text, version text, title text, status public.template_status, revision integer, based_on text,
  effective_from date, people_move text, stages bigint, steps bigint, people bigint, people_waiting boolean,
  updated_at timestamptz, updated_by text, published_at timestamptz, published_by text
)
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.must_be_admin();
  return query
  select t.id, t.template_key, t.version, t.title, t.status, t.revision, b.version, t.effective_from, t.people_move,
    (select count(*) from public.pathway_stages s where s.template_id = t.id),
    (select count(*) from public.pathway_items i where i.template_id = t.id),
    private.few((select count(*) from public.people p where p.template_id = t.id)),
    t.status = 'published' and exists (
      select from public.people p join public.pathway_templates v on v.id = p.template_id
      where v.template_key = t.template_key and v.id <> t.id),
    t.updated_at, u.display_name, t.published_at, a.display_name
  from public.pathway_templates t
  left join public.pathway_templates b on b.id = t.based_on
  left join public.accounts u on u.id = t.updated_by
  left join public.accounts a on a.id = t.published_by
  order by t.status, coalesce(t.published_at, t.updated_at) desc, t.version desc;
end
$$;
comment on function public.pathway_versions() is
  'Every version: drafts, then the published one, then those before it. people: how many are on it, null for 1 to 4. '
  'people_waiting: some are still on an older version, until their next stage or its date. Error: PT403 admin_only.';

create function private.on_version(f private.facts, template uuid) returns private.facts
language plpgsql immutable
set search_path = ''
as $$
begin
  f.template_id := template;
  return f;
end
$$;
comment on function private.on_version(private.facts, uuid) is 'The same person, were they on this version.';

create function public.pathway_impact(template uuid, in_locale text default 'en') returns jsonb
language plpgsql stable security definer
set search_path = ''
set jit = off
as $$
declare
  key text;
  ids uuid[];
  everyone private.facts[];
  same text[];
begin
  perform private.must_be_admin();
  select t.template_key into key from public.pathway_templates t where t.id = template;
  if key is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is no such version.';
  end if;
  ids := array(select p.id from public.people p join public.pathway_templates t on t.id = p.template_id where t.template_key = key);
  everyone := array(select private.on_version(f, template) from private.facts_of(ids) f);
  -- Alike in every version that somebody is on now.
  select coalesce(array_agg(s.step), '{}') into same from (
    select u.step from (select distinct p.template_id from public.people p where p.id = any (ids)) v
    cross join lateral unnest(private.same_steps(v.template_id, template)) as u (step)
    group by u.step
    having count(*) = (select count(distinct p.template_id) from public.people p where p.id = any (ids))
  ) s;
  return (
    with difference as materialized (
      select coalesce(p.person_id, t.person_id) as person_id, coalesce(p.item_key, t.item_key) as item_key,
        p.due_on, t.due_on as was_due_on, t.status <> 'not_started' or t.note is not null as has_work,
        case when t.id is null then 'added' when p.person_id is null then 'retired'
          when p.due_on is distinct from t.due_on then 'moved'
          when p.audience is distinct from t.audience then 'reassigned' else 'unchanged' end as change
      from private.plan(everyone, same) p
      full join (
        select i.* from public.timeline_items i
        where i.person_id = any (ids) and i.retired_at is null and i.item_key not in (select unnest(same))
      ) t on t.person_id = p.person_id and t.item_key = p.item_key and t.occurrence = p.occurrence
    ),
    changed as (select d.* from difference d where d.change <> 'unchanged'),
    -- A birthday, or a day that is one person's alone, must not be read off the change: days only where the step hangs on the
    -- same anchor before and after, a sample only where the anchor is a whole class's.
    telling as (
      select i.key, count(distinct i.anchor) > 1 as changes_anchor,
        bool_and(i.anchor ~ '^(nc_year:.*|phase_transfer_deadline|transfer_date|term_start|transport_policy_published)$') as is_of_class
      from public.pathway_items i
      where i.template_id = template or i.template_id in (select p.template_id from public.people p where p.id = any (ids))
      group by i.key
    ),
    by_item as (
      select c.item_key, count(*) as changes, count(distinct c.person_id) as people,
        count(*) filter (where c.change = 'added') as added, count(*) filter (where c.change = 'moved') as moved,
        count(*) filter (where c.change = 'retired') as retired, count(*) filter (where c.change = 'reassigned') as reassigned,
        min(c.due_on - c.was_due_on) filter (where c.change = 'moved' and not g.changes_anchor) as days_moved_min,
        max(c.due_on - c.was_due_on) filter (where c.change = 'moved' and not g.changes_anchor) as days_moved_max
      from changed c join telling g on g.key = c.item_key group by c.item_key
      order by changes desc, c.item_key limit 50
    ),
    -- Three people's dates say what a change means; with fewer than five people they could say who it is.
    sampled as (
      select s.item_key, jsonb_agg(jsonb_build_object('was_due_on', s.was_due_on, 'due_on', s.due_on, 'nc_year', s.nc_year)
        order by s.nth) as sample
      from (
        select c.item_key, c.was_due_on, c.due_on, rules.nc_year(p.date_of_birth, private.today(), p.year_group_offset) as nc_year,
          row_number() over (partition by c.item_key order by coalesce(c.due_on, c.was_due_on) < private.today(),
            coalesce(c.due_on, c.was_due_on), c.was_due_on) as nth
        from changed c
        join by_item b on b.item_key = c.item_key and b.people >= 5
        join telling g on g.key = c.item_key and g.is_of_class
        join public.people p on p.id = c.person_id
      ) s
      where s.nth <= 3 group by s.item_key
    )
    select jsonb_build_object(
      'people_total', private.few(cardinality(ids)),
      'people_affected', private.few((select count(distinct c.person_id) from changed c)),
      'added', private.few((select count(*) from changed c where c.change = 'added')),
      'moved', private.few((select count(*) from changed c where c.change = 'moved')),
      'retired', private.few((select count(*) from changed c where c.change = 'retired')),
      'reassigned', private.few((select count(*) from changed c where c.change = 'reassigned')),
      'unchanged', private.few(
        (select count(*) from difference d where d.change = 'unchanged')
        + (select count(*) from public.timeline_items i
           where i.person_id = any (ids) and i.retired_at is null and i.item_key in (select unnest(same)))),
      'with_work', private.few((select count(*) from changed c where c.has_work)),
      'items_changed', (select count(distinct c.item_key) from changed c),
      'by_item', coalesce((
        select jsonb_agg(jsonb_build_object('item_key', b.item_key,
          'title', coalesce(
            (select x.title from public.pathway_texts x where x.template_id = template and x.subject = 'item'
              and x.subject_key = b.item_key and x.locale in (in_locale, 'en') order by x.locale = in_locale desc limit 1),
            (select max(x.title) from public.pathway_texts x join public.pathway_templates v on v.id = x.template_id and v.status <> 'draft'
              where x.subject = 'item' and x.subject_key = b.item_key and x.locale = 'en')),
          'added', private.few(b.added), 'moved', private.few(b.moved), 'retired', private.few(b.retired),
          'reassigned', private.few(b.reassigned), 'days_moved_min', b.days_moved_min, 'days_moved_max', b.days_moved_max,
          'sample', coalesce(s.sample, '[]')) order by b.changes desc, b.item_key)
        from by_item b left join sampled s on s.item_key = b.item_key), '[]')
    )
  );
end
$$;
comment on function public.pathway_impact(uuid, text) is
  'What publishing this version for everybody now would do. Saves nothing and names nobody: {people_total, people_affected, added, moved, '
  'retired, reassigned (to another checklist), unchanged, with_work (changed steps on which people have written; it is kept), items_changed, '
  'by_item: [{item_key, title, added, moved, retired, reassigned, days_moved_min, days_moved_max, '
  'sample: [{was_due_on, due_on, nc_year}]}] (50 largest)}. Numbers from 1 to 4 are null, and fewer than 5 people give no sample. '
  'Days and samples are left out where they could give away a birthday. '
  'Errors: PT403 admin_only, PT404 not_found.';

create function public.publish_pathway(template uuid, people_move text, reason text) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  version public.pathway_templates;
  before public.pathway_templates;
begin
  perform private.must_be_admin();
  select t.* into version from public.pathway_templates t where t.id = template for update;
  if version.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is no such version.';
  end if;
  if version.status = 'published' then
    raise sqlstate 'PT409' using message = 'already_published', detail = 'This version is the published one.';
  end if;
  if people_move is null or people_move not in ('now', 'at_next_stage', 'on_effective_date') then
    raise sqlstate 'PT400' using message = 'people_move_invalid', detail = 'People move now, at_next_stage or on_effective_date.';
  end if;
  if people_move = 'on_effective_date' and version.effective_from is null then
    raise sqlstate 'PT422' using message = 'effective_date_needed', detail = 'This version has no date on which it takes effect.';
  end if;
  if coalesce(trim(reason), '') = '' then
    raise sqlstate 'PT422' using message = 'reason_needed', detail = 'Say why this version is published.';
  end if;
  if version.status = 'draft' then
    perform private.refuse_problems(version.document);
  end if;
  select t.* into before from public.pathway_templates t where t.template_key = version.template_key and t.status = 'published';

  perform set_config('onward.reason', trim(reason), true);
  perform private.publish_pathway(template, people_move);
  perform set_config('onward.reason', '', true);
  perform private.record_pathway_change('update', 'pathway_templates', version.template_key || ' ' || version.version,
    jsonb_build_object('status', jsonb_build_array(version.status, 'published'), 'published_version', jsonb_build_array(before.version, version.version),
      'people_move', jsonb_build_array(null, people_move)),
    reason);
  return jsonb_build_object('people_waiting', exists (
    select from public.people p join public.pathway_templates v on v.id = p.template_id
    where v.template_key = version.template_key and v.id <> template));
end
$$;
comment on function public.publish_pathway(uuid, text, text) is
  'Puts a draft in force, or an earlier version again. The version before it is retired. people_move: now, at_next_stage or on_effective_date. '
  'What people wrote is kept. Gives {people_waiting}. Errors: PT403 admin_only, PT404 not_found, PT409 already_published, '
  'PT400 people_move_invalid, PT422 effective_date_needed, reason_needed or pathway_invalid.';

create function public.example_due(
  rule jsonb, date_of_birth date, year_group_offset integer default 0, dates jsonb default '{}'
) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  version uuid;
  somebody private.facts;
  answer jsonb;
begin
  perform private.must_be_admin();
  somebody := jsonb_populate_record(null::private.facts, jsonb_build_object(
    'person_id', gen_random_uuid(), 'date_of_birth', date_of_birth, 'year_group_offset', year_group_offset, 'planned_from', date_of_birth,
    'flags', '[]'::jsonb, 'plan_type', 'ehc_plan', 'plan_condition', 'has_ehcp', 'had_ehcp', false,
    'review_months', (select t.review_months from public.plan_types t where t.key = 'ehc_plan'), 'dates', dates));
  somebody.first_years := private.first_years();
  begin
    insert into public.pathway_templates (template_key, version, title, legal_regime, jurisdiction, document)
    values ('example', gen_random_uuid()::text, '', '', '', '{}') returning id into version;
    somebody.template_id := version;
    perform private.write_pathway(version, jsonb_build_object(
      'template', jsonb_build_object('version', '0', 'legal_regime', '', 'jurisdiction', '', 'texts', '{"en": {"title": ""}}'::jsonb),
      'conditions', '[]'::jsonb, 'anchors', '[]'::jsonb,
      'stages', jsonb_build_array(jsonb_build_object(
        'id', 'example', 'code', 'example', 'order', 1, 'window', rule -> 'window', 'transfer', rule -> 'transfer', 'texts', '{}'::jsonb,
        'applies_if', '{"all": [], "any": []}'::jsonb, 'milestones', '[]'::jsonb,
        'items', jsonb_build_array(jsonb_build_object('id', 'example', 'audience', 'young_person', 'pfa_area', 'education',
          'due', jsonb_build_object('anchor', rule -> 'anchor', 'offset', rule -> 'offset'), 'due_kind', 'planning', 'statutory', false,
          'source', '', 'repeat', rule -> 'repeat', 'applies_if', '{"all": [], "any": []}'::jsonb, 'texts', '{}'::jsonb)))))) ;
    select jsonb_build_object(
      'due_on', min(p.due_on) filter (where p.occurrence = 1), 'missing_fact', min(p.missing_fact),
      'anchor_on', (min(p.due_on) filter (where p.occurrence = 1) - private.signed_duration(rule ->> 'offset'))::date,
      'nc_year', rules.nc_year(date_of_birth, min(p.due_on) filter (where p.occurrence = 1), year_group_offset::smallint),
      'age', extract(year from age(min(p.due_on) filter (where p.occurrence = 1), date_of_birth)),
      'times', count(*), 'next', coalesce(jsonb_agg(p.due_on order by p.occurrence) filter (where p.occurrence between 2 and 4), '[]'))
    into answer from private.plan(array[somebody]) p;
    -- The example was never there: everything since the inner begin is undone.
    raise sqlstate 'ON001';
  exception
    when sqlstate 'ON001' then
      return answer;
    when data_exception or check_violation or not_null_violation or foreign_key_violation then
      raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
  end;
end
$$;
comment on function public.example_due(jsonb, date, integer, jsonb) is
  'When a rule falls due for someone with an EHC plan born on this day, by the planner itself; keeps nothing. '
  'rule: {anchor, offset, repeat, window: {by, from, to}, transfer}; dates: {anchor: date} they would have recorded. Gives {due_on, '
  'missing_fact, anchor_on, nc_year, age, times, next: [the three after the first]}. Errors: PT403 admin_only, PT422 value_invalid.';

create function public.set_review_months(plan_type text, review_months integer) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  before public.plan_types;
begin
  perform private.must_be_admin();
  select t.* into before from public.plan_types t where t.key = plan_type for update;
  if before.key is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is no such kind of plan.';
  end if;
  if review_months not between 1 and 24 then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'A plan is reviewed every 1 to 24 months, or never.';
  end if;
  if before.review_months is not distinct from review_months then
    return;
  end if;
  update public.plan_types t set review_months = set_review_months.review_months where t.key = plan_type;
  perform private.replan(array(select p.person_id from public.plans p where p.plan_type = set_review_months.plan_type and p.ended_on is null));
  perform private.record_pathway_change('update', 'plan_types', plan_type,
    jsonb_build_object('review_months', jsonb_build_array(before.review_months, review_months)));
end
$$;
comment on function public.set_review_months(text, integer) is
  'How often a kind of plan is reviewed, in months; null for never. Re-plans everybody who has one. '
  'Errors: PT403 admin_only, PT404 not_found, PT422 value_invalid.';

grant execute on function
  public.create_pathway_draft(uuid, text), public.import_pathway_draft(jsonb), public.save_pathway_draft(uuid, integer, jsonb),
  public.delete_pathway_draft(uuid), public.pathway_versions(), public.pathway_impact(uuid, text),
  public.publish_pathway(uuid, text, text), public.example_due(jsonb, date, integer, jsonb), public.set_review_months(text, integer)
  to authenticated;
