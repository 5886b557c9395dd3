-- What a system may ask and do with a token: /api/v1. One way in, api_call(), and behind it the same functions and the same row level
-- security as for the people of its team. Nothing here is security definer: a mistake in this file shows nothing that a team mate may not see.

create function private.api_needs(operation text) returns public.api_scope
language sql immutable
set search_path = ''
as $$
  select case
    when operation in ('list_people', 'find_person', 'read_person') then 'people:read'::public.api_scope
    when operation in ('put_people', 'put_person') then 'people:write'
    when operation in ('list_handovers', 'read_handover') then 'handovers:read'
    when operation in ('mark_handover_read', 'accept_handover', 'decline_handover', 'ask_question', 'answer_question') then 'handovers:write'
  end
$$;
comment on function private.api_needs(text) is 'The scope that an operation needs; null where any token will do.';

create function private.etag(body jsonb) returns text
language sql immutable
return '"' || md5(body::text) || '"';

create function private.must_match(if_match text, body jsonb) returns void
language plpgsql immutable
set search_path = ''
as $$
begin
  if if_match is not null and if_match <> '*' and if_match <> private.etag(body) then
    raise sqlstate 'PT412' using message = 'changed_meanwhile', detail = 'This has changed since you read it. Read it again, then decide again.';
  end if;
end
$$;
comment on function private.must_match(text, jsonb) is 'Errors: PT412 changed_meanwhile, where If-Match names another state than this.';

create function private.api_organisation() returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('id', o.id, 'name', o.name, 'audience', o.audience,
    'token', jsonb_build_object('name', t.name, 'scopes', t.scopes, 'expires_on', t.expires_on, 'per_minute', t.per_minute),
    'members', (
      select coalesce(jsonb_agg(jsonb_build_object('member_id', m.id, 'display_name', m.display_name, 'role', m.role) order by m.display_name, m.id), '[]')
      from public.organisation_members m
      where m.organisation_id = o.id and m.account_id is not null and m.role <> 'computer_system'
        and private.today() between m.starts_on and coalesce(m.ends_on, 'infinity')))
  from public.api_tokens t
  join public.organisations o on o.id = t.organisation_id
  where t.id = (select auth.uid())
$$;

create function private.api_person(person uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('id', p.id, 'known_as', p.known_as, 'family_name', p.family_name, 'date_of_birth', p.date_of_birth,
    'locality', p.locality, 'setting_name', s.setting_name, 'setting_type', s.setting_type, 'plan_type', l.plan_type,
    'plan_first_made_on', l.first_made_on, 'plan_last_decision_on', l.last_decision_on, 'plan_last_meeting_on', l.last_meeting_on) || (
      select jsonb_object_agg(k.kind, (
        select x.value from public.person_identifiers x
        where x.person_id = p.id and x.kind = k.kind and (x.organisation_id is null or x.organisation_id in (select private.my_teams()))))
      from unnest(enum_range(null::public.identifier_kind)) k (kind))
  from public.people p
  left join public.plans l on l.person_id = p.id and l.ended_on is null
  left join public.placements s on s.person_id = p.id and s.position = 'now'
  where p.id = person
$$;
comment on function private.api_person(uuid) is 'Somebody as a row of an import: what is sent back unchanged changes nothing. Null where the team may not see them.';

create function private.api_read_person(person uuid) returns jsonb
language plpgsql
set search_path = ''
as $$
begin
  perform private.must_see(person);
  perform private.record_view(person, 'record');
  return private.api_person(person);
end
$$;

create function private.api_list_people(after uuid, page_size integer) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  -- One more than is given says whether there is another page.
  ids uuid[] := array(select p.id from public.people p where after is null or p.id > after order by p.id limit page_size + 1);
begin
  perform private.record_view(i.id, 'record') from unnest(ids[:page_size]) i (id);
  return jsonb_build_object(
    'people', (select coalesce(jsonb_agg(private.api_person(i.id) order by i.id), '[]') from unnest(ids[:page_size]) i (id)),
    'next', case when cardinality(ids) > page_size then ids[page_size] end);
end
$$;

create function private.api_find_person(numbers jsonb) returns jsonb
language sql
set search_path = ''
as $$
  select private.api_read_person((
    select case when count(distinct x.person_id) = 1 then min(x.person_id::text)::uuid end
    from jsonb_each_text(numbers) n (kind, value)
    join public.person_identifiers x on x.kind::text = n.kind and x.value = n.value
      and (x.organisation_id is null or x.organisation_id in (select private.my_teams()))))
$$;
comment on function private.api_find_person(jsonb) is 'The one whom all these numbers belong to, as far as the team knows them. Errors: PT404 not_found.';

create function private.api_put_people(rows jsonb) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  counts jsonb;
  results jsonb;
  import uuid := (
    select public.start_import(t.organisation_id, 'API: ' || t.name, '{}') from public.api_tokens t where t.id = (select auth.uid()));
begin
  perform public.add_import_rows(import, rows);
  counts := public.check_import(import);
  if (counts ->> 'add')::integer + (counts ->> 'change')::integer > 0 then
    perform public.begin_import(import, i.version, false, true) from public.imports i where i.id = import;
    perform public.write_import(import);
    while public.plan_import(import) = 'planning' loop
    end loop;
  end if;
  select jsonb_agg(jsonb_build_object('outcome', o.outcome, 'id', l.person_id, 'problems', l.problems) order by l.line) into results
  from unnest(array['add', 'change', 'same', 'problem']) o (outcome)
  cross join lateral public.import_lines(import, o.outcome, 0, 1000) l;
  if (counts ->> 'add')::integer + (counts ->> 'change')::integer = 0 then
    perform public.discard_import(import);
  end if;
  return jsonb_build_object('results', results);
end
$$;
comment on function private.api_put_people(jsonb) is
  'Brings rows in, [{line, cells, unread}], exactly as a file does: the same checks, the same duplicates, one import that the team can look at and undo. '
  'Gives a result for each row, in order. Where nothing changes nothing is kept.';

create function private.api_put_person(person uuid, rows jsonb, if_match text) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  result jsonb;
begin
  perform private.must_see(person);
  perform private.must_match(if_match, private.api_person(person));
  result := private.api_put_people(rows) #> '{results,0}';
  if result ->> 'outcome' = 'problem' then
    raise sqlstate 'PT422' using message = 'row_has_problems', detail = result ->> 'problems', hint = 'Mend what is named in errors, then send it again.';
  end if;
  if (result ->> 'id')::uuid is distinct from person then
    raise sqlstate 'PT422' using message = 'somebody_else', detail = 'The numbers and the name that were sent are not those of this person.';
  end if;
  return private.api_read_person(person);
end
$$;

create function private.api_list_handovers(after uuid, page_size integer) returns jsonb
language sql
set search_path = ''
as $$
  with shown as materialized (
    select h.id, h.direction, h.kind, h.specialty, h.from_name, h.to_name, h.moves_on, h.state, h.sent_at, h.answer_by, h.is_late, h.open_questions
    from public.my_handovers() h
    where h.direction in ('in', 'out') and (after is null or h.id > after)
    order by h.id limit page_size + 1
  ),
  page as (select s.*, row_number() over (order by s.id) as n from shown s)
  select jsonb_build_object('handovers', coalesce(jsonb_agg(to_jsonb(p) - 'n' order by p.n) filter (where p.n <= page_size), '[]'),
    'next', case when count(*) > page_size then (array_agg(p.id order by p.n))[page_size] end)
  from page p
$$;
comment on function private.api_list_handovers(uuid, integer) is 'Handovers to and from the team, without a name: who it is stands in each handover, and reading that is written down.';

create function private.api_handover(handover uuid) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  page jsonb := public.handover_page(handover);
  is_sender boolean := (page #>> '{handover,from_organisation_id}')::uuid in (select private.my_teams());
begin
  if (page ->> 'may_answer')::boolean is not true and is_sender is not true then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if is_sender then
    perform private.record_view((page #>> '{handover,person_id}')::uuid, 'moves');
  end if;
  return (page -> 'handover') || jsonb_build_object('pack', page -> 'pack', 'questions', page -> 'questions',
    'direction', case when (page ->> 'may_answer')::boolean then 'in' else 'out' end,
    'person_id', case when (page ->> 'sees_record')::boolean then page #> '{handover,person_id}' end);
end
$$;
comment on function private.api_handover(uuid) is
  'A handover to or from the team, with its pack and questions. That it was read is written down. Errors: PT404 not_found.';

create function private.api_answer_handover(operation text, args jsonb) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  handover uuid := (args ->> 'id')::uuid;
  was jsonb := private.api_handover(handover);
  version integer := (was ->> 'version')::integer;
  now_is jsonb;
begin
  if was ->> 'direction' <> 'in' then
    raise sqlstate 'PT403' using message = 'not_asked', detail = 'The team that is asked answers.';
  end if;
  perform private.must_match(args ->> 'if_match', was);
  perform private.act_for((args #>> '{body,by}')::uuid);
  case operation
    when 'mark_handover_read' then perform public.read_handover(handover, version);
    when 'accept_handover' then perform public.accept_handover(handover, version);
    when 'decline_handover' then
      perform public.decline_handover(handover, version, args #>> '{body,reason}', args #>> '{body,next_step}');
      -- Who has declined sees no more of it.
      return jsonb_build_object('id', handover, 'state', 'declined');
  end case;
  now_is := private.api_handover(handover);
  return jsonb_build_object('id', handover, 'state', now_is -> 'state', 'person_id', now_is -> 'person_id', 'etag', private.etag(now_is));
end
$$;
comment on function private.api_answer_handover(text, jsonb) is
  'Reads, accepts or declines. Gives {id, state, person_id?, etag?}: an answer is kept with its key, so the pack is not in it. '
  'Errors: PT404 not_found, PT403 not_asked, PT412 changed_meanwhile, PT422 member_unknown, and those of the functions it calls.';

create function private.api_ask(handover uuid, by uuid, question text) returns jsonb
language plpgsql
set search_path = ''
as $$
begin
  perform private.act_for(by);
  return jsonb_build_object('id', public.ask_about_handover(handover, question));
end
$$;

create function private.api_answer_question(handover uuid, question uuid, answer text) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  asked jsonb := jsonb_path_query_first(private.api_handover(handover), '$.questions[*] ? (@.id == $id)', jsonb_build_object('id', question));
begin
  if asked is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  perform public.answer_handover_question(question, (asked ->> 'version')::integer, answer);
  return jsonb_build_object('id', question);
end
$$;

create function private.api_do(operation text, args jsonb) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  id uuid := (args ->> 'id')::uuid;
  after uuid := (args ->> 'after')::uuid;
  page_size integer := least(greatest(coalesce((args ->> 'page_size')::integer, 50), 1), 100);
begin
  case operation
    when 'read_organisation' then return private.api_organisation();
    when 'list_people' then return private.api_list_people(after, page_size);
    when 'find_person' then return private.api_find_person(args -> 'body');
    when 'read_person' then return private.api_read_person(id);
    when 'put_people' then return private.api_put_people(args -> 'body');
    when 'put_person' then return private.api_put_person(id, args -> 'body', args ->> 'if_match');
    when 'list_handovers' then return private.api_list_handovers(after, page_size);
    when 'read_handover' then return private.api_handover(id);
    when 'ask_question' then return private.api_ask(id, (args #>> '{body,by}')::uuid, args #>> '{body,question}');
    when 'answer_question' then return private.api_answer_question(id, (args ->> 'question')::uuid, args #>> '{body,answer}');
    when 'mark_handover_read' then return private.api_answer_handover(operation, args);
    when 'accept_handover' then return private.api_answer_handover(operation, args);
    when 'decline_handover' then return private.api_answer_handover(operation, args);
    else raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end case;
end
$$;

create function private.api_answer(operation text, args jsonb, idempotency_key uuid) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  needed public.api_scope := private.api_needs(operation);
  taken record;
  body jsonb;
  answer jsonb;
begin
  if needed is not null and not exists (select from public.api_tokens t where t.id = (select auth.uid()) and needed = any (t.scopes)) then
    raise sqlstate 'PT403' using message = 'scope_missing', detail = format('This token may not do that. It needs the scope %s.', needed);
  end if;
  if idempotency_key is not null then
    select * into taken from private.take_key(idempotency_key, operation || ' ' || md5(args::text));
    if not taken.is_new then
      return taken.answer;
    end if;
  end if;
  body := private.api_do(operation, args);
  answer := jsonb_build_object('status', 200, 'body', body - 'etag', 'etag', coalesce(body ->> 'etag', private.etag(body)));
  if idempotency_key is not null then
    perform private.keep_answer(idempotency_key, answer);
  end if;
  return answer;
end
$$;

create function public.api_call(token text, operation text, args jsonb default '{}', idempotency_key uuid default null) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  problem jsonb;
  state text;
  key text;
  detail text;
  hint text;
begin
  -- A role by itself sees nothing: whose eyes it has is said by open_token().
  perform set_config('request.jwt.claims', '{}', true), set_config('request.jwt.claim.sub', '', true), set_config('role', 'authenticated', true);
  problem := private.open_token(token);
  if problem is not null then
    return problem;
  end if;
  begin
    return private.api_answer(operation, coalesce(args, '{}'), idempotency_key);
  exception
    when others then
      get stacked diagnostics state = returned_sqlstate, key = message_text, detail = pg_exception_detail, hint = pg_exception_hint;
      if state !~ '^PT[45]' then
        raise;
      end if;
      -- Where there is a hint, the detail is for a program: the row as it is now, or what is wrong with one. A bad value's is the database's own.
      return private.refused(substr(state, 3)::integer, key, case when hint <> '' then hint
        when key = 'value_invalid' then 'A value does not fit. Compare what you sent with /api/v1/openapi.json.' else detail end)
        || case when key = 'row_has_problems' then jsonb_build_object('problems', detail::jsonb) else '{}' end;
  end;
end
$$;
comment on function public.api_call(text, text, jsonb, uuid) is
  'The way in for a system with a token, for somebody who is not signed in. It takes on the token''s own account and the role '
  'authenticated for this one transaction, so that row level security and the functions of the app decide, as for anybody of the team. '
  'Gives {status: 200, body, etag} or {status, key, detail, retry_after?, problems?}; a refusal undoes what was begun and still counts as a request.';
grant execute on function public.api_call(text, text, jsonb, uuid) to anon;

grant execute on function
  private.api_needs(text), private.etag(jsonb), private.must_match(text, jsonb), private.refused(integer, text, text),
  private.api_organisation(),
  private.api_person(uuid), private.api_read_person(uuid), private.api_list_people(uuid, integer), private.api_find_person(jsonb),
  private.api_put_people(jsonb), private.api_put_person(uuid, jsonb, text), private.api_list_handovers(uuid, integer), private.api_handover(uuid),
  private.api_answer_handover(text, jsonb), private.api_ask(uuid, uuid, text), private.api_answer_question(uuid, uuid, text),
  private.api_do(text, jsonb), private.api_answer(text, jsonb, uuid)
  to authenticated;
