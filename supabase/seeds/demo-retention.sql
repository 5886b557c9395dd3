-- Somebody who grew up long ago, whose plan will be deleted soon. Nobody works with her now. Nobody here is real.
-- Runs after demo.sql. Running it again changes nothing.

do $demo$
declare
  wilma constant uuid := 'de000000-0000-4000-8003-000000000900';
begin
  if not exists (select from auth.users u where u.email = 'sam@demo.test') or exists (select from public.people p where p.id = wilma) then
    return;
  end if;
  alter table public.people disable trigger audit;
  alter table public.deletion_notices disable trigger audit;
  insert into public.people (id, known_as, family_name, date_of_birth, template_id, planned_from)
  select wilma, 'Wilma', 'Siskin', (private.today() - interval '31 years 11 months')::date, p.template_id, p.planned_from
  from public.people p where p.id = 'de000000-0000-4000-8003-000000000020';
  perform private.tell_of_deletions();
  alter table public.people enable trigger audit;
  alter table public.deletion_notices enable trigger audit;
end
$demo$;
