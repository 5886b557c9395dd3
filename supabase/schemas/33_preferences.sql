-- How somebody likes to read, kept with their account so that it comes with them to every device.

create function private.are_reading_preferences(preferences jsonb) returns boolean
language sql immutable parallel safe
set search_path = ''
as $$
  select jsonb_typeof(preferences) = 'object' and not exists (
    select from jsonb_each(preferences) p (key, value)
    where p.value not in (
      select jsonb_array_elements(case p.key
        when 'size' then '["100", "115", "130", "150"]'
        when 'spacing' then '["normal", "wide", "widest"]'
        when 'font' then '["legible", "system"]'
        when 'theme' then '["system", "light", "dark", "contrast"]'
        when 'motion' then '["system", "reduced"]'
        else '[]'
      end::jsonb)
    )
  )
$$;
comment on function private.are_reading_preferences(jsonb) is 'Only settings we know, each with a choice we know: shared/reading-settings.ts.';
-- A check runs as whoever changes the row, and people change their own name.
grant execute on function private.are_reading_preferences(jsonb) to authenticated;

alter table public.accounts add column preferences jsonb not null default '{}'
  check (private.are_reading_preferences(preferences));
comment on column public.accounts.preferences is
  'How this person reads: {size, spacing, font, theme, motion}; what is left out is as usual. Nobody else sees it.';

create function public.save_reading_preferences(preferences jsonb) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  if private.are_reading_preferences(preferences) is not true then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'There is no such setting or choice.';
  end if;
  update public.accounts a set preferences = save_reading_preferences.preferences where a.id = (select auth.uid());
  if not found then
    raise sqlstate 'PT401' using message = 'signed_out', detail = 'Sign in first.';
  end if;
end
$$;
comment on function public.save_reading_preferences(jsonb) is
  'Keeps how I read: {size, spacing, font, theme, motion}. Errors: PT422 value_invalid, PT401 signed_out.';
grant execute on function public.save_reading_preferences(jsonb) to authenticated;
