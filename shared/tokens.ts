import { Constants } from './types/database.ts'

export const { api_scope: apiScopes } = Constants.public.Enums
export type Scope = typeof apiScopes[number]

/** The part of a locale key that says what a scope lets a system do: `tokens.scope.<…>`. */
export function scopeKey(scope: Scope): string {
  return scope.replace(':', '_')
}

export const longestName = 50
