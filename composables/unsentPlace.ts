import type { RouteLocationRaw } from 'vue-router'
import type { Unsent } from '~/shared/device'

/** Where something that is not sent yet can be seen beside what is saved. @param isOwn it is in the plan of the reader themself */
export function unsentPlace({ what, person, subject, args }: Unsent, isOwn: boolean): RouteLocationRaw {
  const params = { id: person }
  switch (what) {
    case 'save_family_views': return { name: 'family-id-views', params }
    case 'save_private_note': return { name: 'family-id', params, hash: '#notes' }
    case 'save_view': return { name: 'my-views-question', params: { question: String(args.question_key) } }
    case 'ask_question': return isOwn ? { name: 'my-ask' } : { name: 'family-id', params, hash: '#questions' }
    case 'report_goal':
    case 'tick_goal_step': return isOwn ? { name: 'my-goals' } : { name: 'people-id-goals', params }
    default: return { name: 'people-id-checklist', params, hash: `#step-${subject}` }
  }
}
