import type { Access } from '~/shared/schemas/access'

type OwnPlan = Access['circle'][number]

/** The plan that is somebody's own, where they have one: `{person_id, known_as}`. */
export function ownPlan(access: Access | undefined): OwnPlan | undefined {
  return access?.circle.find(({ relationship }) => relationship === 'young_person')
}

/**
 * The signed-in young person, on the pages under /my. Those pages have `middleware: 'young-people'`, so there is one.
 * @throws 404 for anybody else.
 */
export function useMe(): OwnPlan {
  const plan = ownPlan(useSessionStore().access)
  if (!plan) throw createError({ statusCode: 404, fatal: true })
  return plan
}
