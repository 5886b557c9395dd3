import { createHash } from 'node:crypto'
import type { Sql } from './sql.ts'

export type Gate = 'verify' | 'password' | 'send'

/** Whose try it is: the address (or account) it is about, and the client it comes from. */
export interface Tried {
  subject: string
  client: string
}

export interface SignInLimits {
  /** Counts tries, before they are made: many at once must not slip through together. False, and none counted, when there were too many already. */
  take(gate: Gate, ...tries: Tried[]): Promise<boolean>
  /** Takes a try back that was rightly made. */
  succeed(gate: Gate, tried: Tried): Promise<void>
}

interface Counter {
  /** Of what is counted only a hash is kept: addresses of people who never came in are nobody's to keep. */
  key: string
  most: number
}

const ofClient: Record<Gate, number> = { verify: 100, password: 100, send: 60 }

/**
 * Limits for one quarter of an hour, counted in the database: all processes that serve it count together. Six-figure codes and
 * passwords are only safe while nobody can try them all.
 */
export function createSignInLimits(query: Sql['query']): SignInLimits {
  return {
    async take(gate, ...tries) {
      const counters = tries.flatMap(tried => countersOf(gate, tried))
      const [answer] = await query<{ taken: boolean }>('select sign_in.take($1, $2) as taken', [
        counters.map(({ key }) => key), counters.map(({ most }) => most),
      ])
      return answer?.taken === true
    },
    async succeed(gate, tried) {
      const [pair, ...others] = countersOf(gate, tried).map(({ key }) => key)
      await query('select sign_in.give_back($1, $2)', [pair, others])
    },
  }
}

/** One client on one address: few, and so that nobody can lock an address's owner out from elsewhere. Then everybody on it, and the client on all. */
function countersOf(gate: Gate, { subject, client }: Tried): [Counter, Counter, Counter] {
  return [
    { key: keyOf(gate, 'pair', subject, client), most: 10 },
    { key: keyOf(gate, 'subject', subject), most: 50 },
    { key: keyOf(gate, 'client', client), most: ofClient[gate] },
  ]
}

function keyOf(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}

/** Part of the system schema. A crash of PostgreSQL empties an unlogged table, and that is all it costs: counts begin anew. */
export const signInSchema = `
create schema if not exists sign_in;
create unlogged table if not exists sign_in.tries (
  id bigint generated always as identity primary key,
  key text not null,
  at timestamptz not null default clock_timestamp()
);
create index if not exists tries_key_idx on sign_in.tries (key, at);
create index if not exists tries_at_idx on sign_in.tries (at);
alter table sign_in.tries enable row level security;

create or replace function sign_in.take(keys text[], most integer[]) returns boolean language plpgsql
set search_path = ''
as $$
begin
  -- In one order everywhere, so that two processes never wait for each other.
  perform pg_advisory_xact_lock(hashtextextended(locked.key, 0)) from (select distinct key from unnest(keys) key order by key) locked;
  delete from sign_in.tries where id in (
    select id from sign_in.tries where at < clock_timestamp() - interval '15 minutes' order by id limit 1000 for update skip locked
  );
  if exists (
    select from unnest(keys, most) counted (key, most)
    where counted.most <= (
      select count(*) from sign_in.tries t where t.key = counted.key and t.at > clock_timestamp() - interval '15 minutes'
    )
  ) then
    return false;
  end if;
  insert into sign_in.tries (key) select key from unnest(keys) key;
  return true;
end
$$;

create or replace function sign_in.give_back(pair text, others text[]) returns void language sql
set search_path = ''
as $$
  delete from sign_in.tries where key = pair;
  delete from sign_in.tries where id in (select max(id) from sign_in.tries where key = any (others) group by key);
$$;
revoke all on schema sign_in from public;
revoke execute on all functions in schema sign_in from public;
`
