import type { Access } from '~/shared/schemas/access'

export type OwnPlan = Access['circle'][number]

/** The plan that is somebody's own, where they have one: `{person_id, known_as}`. */
export function ownPlan(access: Access | undefined): OwnPlan | undefined {
  return access?.circle.find(({ relationship }) => relationship === 'young_person')
}
