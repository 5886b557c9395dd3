import type { OwnPlan } from './ownPlan'

/**
 * The signed-in young person, on the pages under /my. Those pages have `middleware: 'young-people'`, so there is one.
 * @throws 404 for anybody else.
 */
export function useMe(): OwnPlan {
  const plan = ownPlan(useSessionStore().access)
  if (!plan) throw createError({ statusCode: 404, fatal: true })
  return plan
}
