/**
 * The pages about one young person, in the order they are offered. The first few are always in view; the others are
 * behind "More", so that the way to them is short on a phone too.
 */
export const personPages = [
  { key: 'timeline', name: 'people-id', label: 'timeline.nav.timeline', first: true },
  { key: 'checklist', name: 'people-id-checklist', label: 'timeline.nav.checklist', first: true },
  { key: 'details', name: 'people-id-details', label: 'timeline.nav.details', first: true },
  { key: 'reviews', name: 'people-id-reviews', label: 'review.page.nav', first: false },
  { key: 'views', name: 'people-id-views', label: 'own_view.handed.nav', first: false },
  { key: 'questions', name: 'people-id-questions', label: 'question.page.nav', first: false },
  { key: 'moves', name: 'people-id-moves', label: 'move.nav.page', first: false },
  { key: 'what_if', name: 'people-id-what-if', label: 'what_if.page.nav', first: true },
  { key: 'goals', name: 'people-id-goals', label: 'goal.page.nav', first: false },
  { key: 'about', name: 'people-id-about', label: 'profile.page.nav', first: false },
  { key: 'paper', name: 'people-id-paper', label: 'paper.page.nav', first: false },
  { key: 'circle', name: 'people-id-circle', label: 'circle.page.nav', first: false },
  { key: 'history', name: 'people-id-history', label: 'history.page.nav', first: false },
  { key: 'copy', name: 'people-id-copy', label: 'copy.page.nav', first: false },
] as const

export type PersonPage = typeof personPages[number]['key']
