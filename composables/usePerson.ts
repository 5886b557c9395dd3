import type { PersonRecord } from '#shared/schemas/person-record'
import type { Problem } from './useProblem'

/**
 * The recorded facts of one person, for a page that is about nothing else. Somebody the reader may not see is
 * the same "cannot find that page" as somebody who is not there.
 */
export async function usePerson(personId: string): Promise<PersonRecord> {
  const store = usePeopleStore()
  const { data } = await useAsyncData(`person ${personId}`, async (): Promise<{ record?: PersonRecord, problem?: Problem }> => {
    try {
      return { record: await store.read(personId) }
    }
    catch (error) {
      return { problem: readProblem(error) }
    }
  })
  if (data.value?.record) return data.value.record
  throw createError({ statusCode: data.value?.problem?.status === 404 ? 404 : 503, fatal: true })
}
