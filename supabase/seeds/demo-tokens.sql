-- Systems that are let in, with tokens that docs/api.md tells everybody. Nobody here is real. Runs after demo.sql. Running it again changes nothing.

do $demo$
declare
  made record;
begin
  if exists (select from public.api_tokens) then
    return;
  end if;
  alter table public.api_tokens disable trigger audit;
  for made in
    select ('de000000-0000-4000-8098-' || lpad(t.n::text, 12, '0'))::uuid as id, t.*, o.id as organisation_id, m.account_id, m.display_name as made_by
    from (values
      (1, 'Larkhill Secondary', 'senco', 'School information system', 'onward_demo_school', '{people:read,people:write,handovers:read,handovers:write}', true),
      (2, 'Brindle Valley College', 'college', 'College admissions system', 'onward_demo_college', '{people:read,handovers:read,handovers:write}', true),
      (3, 'Larkhill Secondary', 'senco', 'Attendance system', 'onward_demo_waiting', '{people:read}', false)
    ) t (n, team, login, name, token, scopes, is_approved)
    join public.organisations o on o.name = t.team
    join auth.users u on u.email = t.login || '@demo.test'
    join public.organisation_members m on m.organisation_id = o.id and m.account_id = u.id
  loop
    insert into auth.users (id, aud, role, confirmation_token, recovery_token, email_change, email_change_token_new)
    values (made.id, 'authenticated', 'authenticated', '', '', '', '');
    insert into public.accounts (id, display_name) values (made.id, made.name);
    insert into public.organisation_members (organisation_id, account_id, display_name, role, ends_on)
    values (made.organisation_id, made.id, made.name, 'computer_system', private.today() + 300);
    insert into public.api_tokens (id, organisation_id, name, scopes, per_minute, expires_on, created_at, created_by, created_by_name, approved_at, approved_by_name)
    select made.id, made.organisation_id, made.name, made.scopes::public.api_scope[], 5000, private.today() + 300, private.today() - 1, made.account_id, made.made_by,
      case when made.is_approved then now() end, case when made.is_approved then 'Ira Magpie' end;
    insert into private.api_keys (token_id, hash) values (made.id, sha256(convert_to(made.token, 'UTF8')));
  end loop;
  alter table public.api_tokens enable trigger audit;
end
$demo$;
