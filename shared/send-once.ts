import type { SupabaseClient } from '@supabase/supabase-js'
import type { Database } from './types/database.ts'

type Functions = Database['public']['Functions']

/** What `send_once()` calls. */
export const sendables = [
  'record_item', 'save_family_views', 'save_private_note', 'ask_for_circle_change', 'record_capacity_decision',
  'plan_move', 'ask_about_handover', 'record_meeting', 'record_move_check', 'record_from_paper',
  'keep_circle_member', 'start_import',
  'report_goal', 'tick_goal_step', 'ask_question', 'save_view',
] as const satisfies readonly (keyof Functions)[]
export type Sendable = typeof sendables[number]

const prefix = 'onward-draft:sent:'
const keys = new Map<string, string>()

/** The key of these words: the same each time they are sent, through a reload of the tab, until they were answered. */
export function keyOf(what: Sendable, args: object): string {
  const sent = prefix + JSON.stringify([what, args])
  const key = keys.get(sent) ?? stored(sent) ?? crypto.randomUUID()
  keys.set(sent, key)
  store(sent, key)
  return key
}

/** The same words are something new from now on. */
export function forgetKey(what: Sendable, args: object): void {
  const sent = prefix + JSON.stringify([what, args])
  keys.delete(sent)
  store(sent, undefined)
}

/**
 * Asks the database to do something once: pressed again after the connection was cut, it is not done twice.
 * @throws what Supabase answered.
 */
export async function sendOnce<What extends Sendable>(
  client: SupabaseClient<Database>, what: What, args: Functions[What]['Args'],
): Promise<Functions[What]['Returns']> {
  const { data } = await client.rpc('send_once', { key: keyOf(what, args), what, args: { ...args } }).throwOnError()
  forgetKey(what, args)
  // The function gives on what the one it called answered.
  return data as Functions[What]['Returns']
}

function stored(name: string): string | undefined {
  try {
    return sessionStorage.getItem(name) ?? undefined
  }
  catch {
    return undefined
  }
}

/** Without storage only a reload forgets the key. */
function store(name: string, key: string | undefined): void {
  try {
    if (key === undefined) sessionStorage.removeItem(name)
    else sessionStorage.setItem(name, key)
  }
  catch {
    return
  }
}
