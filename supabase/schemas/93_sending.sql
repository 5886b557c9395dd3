-- What is sent again because no answer came counts once: a phone that was offline, a connection cut between save and answer.

create table private.sent_once (
  account_id uuid not null references public.accounts (id) on delete cascade,
  key uuid not null,
  what text not null,
  answer jsonb,
  at timestamptz not null default now(),
  primary key (account_id, key)
);
comment on table private.sent_once is
  'What an account has sent under a key of its own, and what it was answered. Read by take_key() alone; forgotten after 14 days.';
create index sent_once_at_idx on private.sent_once (account_id, at);
alter table private.sent_once enable row level security;

create function private.take_key(key uuid, what text, out is_new boolean, out answer jsonb)
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  earlier private.sent_once;
begin
  delete from private.sent_once s where s.account_id = me and s.at < now() - interval '14 days';
  -- A second sending at the same moment waits here until the first is through.
  insert into private.sent_once (account_id, key, what) values (me, take_key.key, take_key.what) on conflict do nothing;
  is_new := found;
  if is_new then
    return;
  end if;
  select s.* into earlier from private.sent_once s where s.account_id = me and s.key = take_key.key;
  if earlier.what <> take_key.what then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'This key was used for something else.', hint = 'Use a new key for what is new.';
  end if;
  answer := earlier.answer;
end
$$;
comment on function private.take_key(uuid, text) is 'Takes a key of the account that asks, or gives what was answered when it was taken first.';

create function private.keep_answer(key uuid, answer jsonb) returns void
language sql security definer
set search_path = ''
as $$
  update private.sent_once s set answer = keep_answer.answer where s.account_id = (select auth.uid()) and s.key = keep_answer.key
$$;
grant execute on function private.take_key(uuid, text), private.keep_answer(uuid, jsonb) to authenticated;

create function private.call_by_name(what text, args jsonb) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  named text;
  typed text;
  answer jsonb;
begin
  select string_agg(format('%I => a.%I', x.name, x.name), ', '), string_agg(format('%I %s', x.name, format_type(x.type, null)), ', ')
  into named, typed
  from pg_catalog.pg_proc p
  cross join lateral unnest(p.proargnames, p.proargtypes::oid[]) as x (name, type)
  where p.pronamespace = 'public'::regnamespace and p.proname = what and p.prosecdef and args ? x.name;
  if named is null then
    raise sqlstate 'PT400' using message = 'value_invalid', detail = 'Name the arguments of the function.';
  end if;
  execute format('select to_jsonb(public.%I(%s)) from jsonb_to_record($1) as a (%s)', what, named, typed) into answer using args;
  return answer;
end
$$;
comment on function private.call_by_name(text, jsonb) is
  'Calls a function of the API that checks its caller itself, with the arguments that are named. Names that it does not have are ignored.';

create function public.send_once(key uuid, what text, args jsonb) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  taken record;
  answered jsonb;
begin
  if not exists (select from public.accounts a where a.id = (select auth.uid())) then
    raise sqlstate 'PT401' using message = 'signed_out', detail = 'Sign in first.';
  end if;
  if key is null or jsonb_typeof(args) is distinct from 'object' or what is null or what not in (
    'record_item', 'save_family_views', 'save_private_note', 'ask_for_circle_change', 'record_capacity_decision',
    'plan_move', 'ask_about_handover', 'record_meeting', 'record_move_check', 'record_from_paper',
    'keep_circle_member', 'start_import',
    'report_goal', 'tick_goal_step', 'ask_question', 'save_view'
  ) then
    raise sqlstate 'PT400' using message = 'value_invalid', detail = 'Give a key, a function that may be sent again, and its arguments.';
  end if;
  select * into taken from private.take_key(key, what);
  if not taken.is_new then
    return taken.answer;
  end if;
  answered := private.call_by_name(what, args);
  perform private.keep_answer(key, answered);
  return answered;
end
$$;
comment on function public.send_once(uuid, text, jsonb) is
  'Calls one of the functions that change something, once: sent again with the same key by the same account it changes nothing and '
  'gives the first answer. A refusal is not remembered, so that it can be mended and sent again. Errors: PT401 signed_out, '
  'PT400 value_invalid, and those of the function itself.';
grant execute on function public.send_once(uuid, text, jsonb) to authenticated;
