import type { ComputedRef } from 'vue'

/**
 * Whether somebody is signed in. The server believes only what the sign-in service has confirmed; the browser
 * goes by its session, which is there at once after signing in, while the confirmation is still on its way.
 */
export function useSignedIn(): ComputedRef<boolean> {
  const proof = import.meta.server ? useSupabaseUser() : useSupabaseSession()
  // Without a connection a session cannot be renewed: they stay who they were, for what this device keeps of theirs.
  const reader = keptReader()
  return computed(() => (proof.value !== null && proof.value !== undefined) || reader !== undefined)
}
