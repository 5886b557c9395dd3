import { z } from 'zod'
import { changedFacts, personFacts, valuesOf, type PersonFacts } from '#shared/person-facts'
import { mergeAnswers, setAnswer, type TheirChange } from '#shared/person-merge'
import { noAnswers, type PersonValues } from '#shared/schemas/person'
import type { Organisation, PersonRecord } from '#shared/schemas/person-record'

interface Editing {
  /** What somebody else changed since this form was opened; empty while nobody did. */
  changes: Readonly<Ref<TheirChange[]>>
  /** Something typed earlier was put back. */
  restored: Readonly<Ref<boolean>>
  /**
   * Saves what differs. False when somebody else was first: then `changes` says what, and saving again goes through.
   * @throws what the database answered.
   */
  save: (answers: PersonValues) => Promise<boolean>
  /** Takes their answer instead of the one typed here. */
  useTheirs: (change: TheirChange) => void
  /** Forgets what was typed. */
  startAgain: () => void
}

interface EditingOptions {
  record: PersonRecord
  organisations: readonly Organisation[]
  values: PersonValues
  replace: (values: PersonValues) => void
}

const draftSchema = z.object({
  version: z.int(),
  base: z.record(z.string(), z.unknown()),
  values: z.record(z.string(), z.unknown()),
})

/** Changing the facts about one person while others may do the same: nobody overwrites an answer unseen, and nothing typed is lost. */
export function usePersonEditing({ record: opened, organisations, values, replace }: EditingOptions): Editing {
  const store = usePeopleStore()
  const { t } = useI18n()
  const record = shallowRef(opened)
  const base = shallowRef(valuesOf(opened, organisations))
  const version = ref(opened.person.version)
  const changes = ref<TheirChange[]>([])

  function factsOf(answers: PersonValues): PersonFacts {
    return personFacts(answers, { organisations, record: record.value, placeName: place => t(`setting_type.${place}`) })
  }

  const draft = useDraft({
    form: 'details',
    subject: opened.person.id,
    read: () => ({ version: version.value, base: base.value, values }),
    restore(kept) {
      const found = draftSchema.safeParse(kept)
      if (!found.success) return false
      const typed = { ...structuredClone(noAnswers), ...found.data.values } as PersonValues
      const from = { ...structuredClone(noAnswers), ...found.data.base } as PersonValues
      if (Object.keys(changedFacts(factsOf(from), factsOf(typed))).length === 0) return false
      // The facts may have moved on since: the save will then find out, and say so.
      version.value = found.data.version
      base.value = from
      replace(typed)
      return true
    },
  })

  /** Brings in what somebody else saved. False where that is all that was typed here too. */
  async function takeIn(answers: PersonValues): Promise<boolean> {
    const fresh = await store.read(opened.person.id)
    const theirs = valuesOf(fresh, organisations)
    const merged = mergeAnswers(base.value, theirs, answers)
    record.value = fresh
    base.value = theirs
    version.value = fresh.person.version
    changes.value = merged.changes
    replace(merged.values)
    return Object.keys(changedFacts(factsOf(theirs), factsOf(merged.values))).length > 0
  }

  async function save(answers: PersonValues): Promise<boolean> {
    const patch = changedFacts(factsOf(base.value), factsOf(answers))
    if (Object.keys(patch).length) {
      try {
        await store.update(opened.person.id, version.value, patch)
      }
      catch (error) {
        if (readProblem(error).key !== 'person_changed') throw error
        const isLeftToSave = await takeIn(answers)
        if (isLeftToSave || changes.value.length) return false
      }
    }
    draft.clear()
    return true
  }

  function useTheirs(change: TheirChange): void {
    const next = structuredClone(toRaw(values))
    setAnswer(next, change.field, change.theirs)
    replace(next)
    changes.value = changes.value.map(other => (other.field === change.field ? { field: change.field, theirs: change.theirs } : other))
  }

  function startAgain(): void {
    base.value = valuesOf(record.value, organisations)
    version.value = record.value.person.version
    replace(structuredClone(base.value))
    draft.clear()
  }

  return { changes, restored: draft.restored, save, useTheirs, startAgain }
}
