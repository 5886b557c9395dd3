/**
 * Without a connection, Supabase's client waits half a minute for a session that has run out to be renewed. Who is
 * here is known: the page starts at once, with what is kept for them. No request is made in the name of this session.
 */
export default defineNuxtPlugin({
  name: 'kept-session',
  order: -45,
  setup() {
    const reader = isAway() ? keptReader() : undefined
    if (!reader) return
    useSupabaseSession().value = { access_token: '', refresh_token: '', expires_in: 0, token_type: 'bearer' }
    useSupabaseUser().value = { sub: reader, iss: '', aud: '', exp: 0, iat: 0, role: 'authenticated', aal: 'aal1', session_id: '' }
  },
})
