import * as z from 'zod/mini'
import { apiScopes, type Scope } from '~/shared/tokens'

const tokenSchema = z.object({
  id: z.uuid(),
  organisation: z.object({ id: z.uuid(), name: z.string() }),
  name: z.string(),
  scopes: z.array(z.enum(apiScopes)),
  expires_on: z.string(),
  created_at: z.string(),
  created_by: z.nullable(z.uuid()),
  created_by_name: z.string(),
  approved_by_name: z.nullable(z.string()),
  revoked_at: z.nullable(z.string()),
  last_used_at: z.nullable(z.string()),
})
export type ApiToken = z.infer<typeof tokenSchema>

interface NewToken { id: string, organisation: string, name: string, scopes: Scope[], expiresOn: string }

/** The systems a team lets in. Every action throws what supabase-js answered; `useProblem` puts it into words. */
export const useTokensStore = defineStore('tokens', () => {
  const client = useSupabaseClient()

  /** Those of my teams, and for an administrator all of them; the newest first. */
  async function list(): Promise<ApiToken[]> {
    const { data } = await client.from('api_tokens')
      .select('id, organisation:organisations(id, name), name, scopes, expires_on, created_at, created_by, created_by_name, approved_by_name, revoked_at, last_used_at')
      .order('created_at', { ascending: false }).throwOnError()
    return z.array(tokenSchema).parse(data)
  }

  /** @returns the token itself, which nobody can ask for again. */
  async function create({ id, organisation, name, scopes, expiresOn }: NewToken): Promise<string> {
    const { data } = await client.rpc('create_api_token', { id, organisation, name, scopes, expires_on: expiresOn }).throwOnError()
    return z.object({ token: z.string() }).parse(data).token
  }

  async function approve(id: string): Promise<void> {
    await client.rpc('approve_api_token', { token: id }).throwOnError()
  }

  async function revoke(id: string): Promise<void> {
    await client.rpc('revoke_api_token', { token: id }).throwOnError()
  }

  return { list, create, approve, revoke }
})
