import { z } from 'zod'
import type { Sql } from './sql.ts'

export interface Session {
  id: string
  user_id: string
  /** Seconds since the person signed in; refreshing it does not make it younger. */
  age: number
}

const claimsSchema = z.object({ sub: z.uuid(), session_id: z.uuid() })
const freshSeconds = 15 * 60

/**
 * The session that a request's bearer token names, if there is one for that person.
 * It tells whose limits to count against; whether the token is genuine is for Lite to find out.
 */
export async function findSession(request: Request, query: Sql['query']): Promise<Session | undefined> {
  const claims = readClaims(request.headers.get('authorization') ?? '')
  if (!claims) return undefined
  const [session] = await query<Session>(`
    select id, user_id, extract(epoch from now() - created_at)::float8 as age from auth.sessions where id = $1 and user_id = $2
  `, [claims.session_id, claims.sub])
  return session
}

/** Signed in within the last quarter of an hour: likely the person, not somebody at a device left open. */
export function isFresh({ age }: Session): boolean {
  return age < freshSeconds
}

function readClaims(authorization: string): z.infer<typeof claimsSchema> | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(authorization.split('.')[1] ?? '', 'base64url').toString())
    return claimsSchema.safeParse(claims).data
  }
  catch {
    return undefined
  }
}
