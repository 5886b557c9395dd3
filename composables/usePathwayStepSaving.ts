import { checkPathway } from '~/shared/pathways/check'
import { comparePathways, type FieldChange } from '~/shared/pathways/difference'
import { findStep } from '~/shared/pathways/edit'
import type { PathwayDocument } from '~/shared/pathways/schema'
import { fieldOfPath } from '~/shared/schemas/pathway-step'

interface StepSaving {
  busy: Readonly<Ref<boolean>>
  message: Readonly<Ref<string>>
  /** Problems of this step, beside its fields. */
  refusals: Readonly<Ref<readonly FormRefusal[]>>
  /** What somebody else changed in this step meanwhile. */
  theirs: Readonly<Ref<readonly FieldChange[]>>
  /** Checks and saves a document in which this step is new; true when it is saved. */
  save: (document: PathwayDocument, stepId: string) => Promise<boolean>
}

/** Saves one step of the open draft. Nothing that fails changes the page. */
export function usePathwayStepSaving(): StepSaving {
  const store = usePathwaysStore()
  const { message, report, clear } = useProblem()
  const busy = ref(false)
  const refusals = shallowRef<readonly FormRefusal[]>([])
  const theirs = shallowRef<readonly FieldChange[]>([])

  async function save(document: PathwayDocument, stepId: string): Promise<boolean> {
    clear()
    theirs.value = []
    refusals.value = refusalsOf(document, stepId)
    if (refusals.value.length > 0) return false
    const before = store.open?.document
    busy.value = true
    try {
      await store.saveDraft(document)
      return true
    }
    catch (caught) {
      const { key } = report(caught)
      if (key === 'draft_changed' && before && store.open) theirs.value = changesOf(before, store.open.document, stepId)
      return false
    }
    finally {
      busy.value = false
    }
  }

  return { busy, message, refusals, theirs, save }
}

function refusalsOf(document: PathwayDocument, stepId: string): FormRefusal[] {
  const path = findStep(document, stepId)?.path
  if (!path) return []
  const own = checkPathway(document).filter(finding => path.every((part, index) => finding.path[index] === part))
  return own.map(({ path: place, code }) => ({ name: fieldOfPath(place.slice(path.length)) ?? 'title', key: `pathway.problem.${code}` }))
}

function changesOf(before: PathwayDocument, after: PathwayDocument, stepId: string): FieldChange[] {
  return comparePathways(before, after).steps.filter(({ step }) => step.id === stepId).flatMap(({ fields }) => fields)
}
