import type { Access } from '~/shared/schemas/access'

type Child = Access['circle'][number]

/** The children whose family somebody is, where they have any: not their own plan. */
export function familyOf(access: Access | undefined): Child[] {
  return access?.circle.filter(({ relationship }) => relationship !== 'young_person') ?? []
}
