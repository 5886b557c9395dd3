import { z } from 'zod'
import type { PathwayDocument } from '~/shared/pathways/schema'
import {
  changedDraftSchema, dueExampleSchema, openPathwaySchema, pathwayEventSchema, pathwayImpactSchema, pathwayVersionSchema, planTypeSchema,
  type DueExample, type OpenPathway, type PathwayEvent, type PathwayImpact, type PathwayVersion, type PeopleMove, type PlanType,
} from '~/shared/schemas/pathway-editing'
import type { Json } from '~/shared/types/database'

/** A due rule to try out: the parts of a step and its stage that the planner reads. */
export interface DueRule {
  anchor: string
  offset: string
  repeat: string | null
  window: { by: string, from: number, to: number }
  transfer: string | null
}

/** The pathway versions, for administrators. Every action throws what supabase-js answered; `useProblem` puts it into words. */
export const usePathwaysStore = defineStore('pathways', () => {
  const client = useSupabaseClient()
  const versions = ref<PathwayVersion[]>([])
  const planTypes = ref<PlanType[]>([])
  const history = ref<PathwayEvent[]>([])
  /** The version on the page. A save changes it only once the database has taken it. */
  const open = shallowRef<OpenPathway>()

  const published = computed(() => versions.value.find(({ status }) => status === 'published'))

  async function loadVersions(): Promise<void> {
    const { data } = await client.rpc('pathway_versions').throwOnError()
    versions.value = z.array(pathwayVersionSchema).parse(data)
  }

  async function loadPlanTypes(): Promise<void> {
    const { data } = await client.from('plan_types').select('key, review_months').order('position').throwOnError()
    planTypes.value = z.array(planTypeSchema).parse(data)
  }

  async function loadHistory(): Promise<void> {
    const { data } = await client.from('audit_events').select('id, at, actor_name, action, subject, subject_key, changes, reason')
      .is('person_id', null).order('id', { ascending: false }).limit(20).throwOnError()
    history.value = z.array(pathwayEventSchema).parse(data)
  }

  async function readVersion(id: string): Promise<OpenPathway> {
    const { data } = await client.from('pathway_templates').select('id, version, status, revision, effective_from, document')
      .eq('id', id).single().throwOnError()
    return openPathwaySchema.parse(data)
  }

  async function openVersion(id: string): Promise<void> {
    open.value = await readVersion(id)
  }

  /** The document in force now; nothing where none is. */
  async function readPublished(): Promise<PathwayDocument | undefined> {
    await loadVersions()
    return published.value && (await readVersion(published.value.id)).document
  }

  async function createDraft(fromId: string, version: string): Promise<string> {
    const { data } = await client.rpc('create_pathway_draft', { from_template: fromId, version }).throwOnError()
    return z.uuid().parse(data)
  }

  async function importDraft(document: PathwayDocument): Promise<string> {
    const { data } = await client.rpc('import_pathway_draft', { document: document as Json }).throwOnError()
    return z.uuid().parse(data)
  }

  /** Replaces a draft that exists with what a file holds. */
  async function replaceDraft(id: string, document: PathwayDocument): Promise<void> {
    const { revision } = await readVersion(id)
    await client.rpc('save_pathway_draft', { template: id, expected_revision: revision, document: document as Json }).throwOnError()
  }

  /** Saves the draft on the page. When somebody else was first, their version is taken up and the error is thrown on. */
  async function saveDraft(document: PathwayDocument): Promise<void> {
    const draft = open.value
    if (!draft) return
    const { data, error } = await client.rpc('save_pathway_draft', {
      template: draft.id, expected_revision: draft.revision, document: document as Json,
    })
    if (error?.message === 'draft_changed') takeUp(error.details)
    if (error) throw error
    open.value = { ...draft, version: document.template.version, effective_from: document.template.effective_from, revision: data, document }
  }

  function takeUp(details: string): void {
    const { revision, document } = changedDraftSchema.parse(JSON.parse(details))
    if (open.value) open.value = { ...open.value, version: document.template.version, revision, document }
  }

  async function deleteDraft(id: string): Promise<void> {
    await client.rpc('delete_pathway_draft', { template: id }).throwOnError()
  }

  async function readImpact(id: string, locale: string): Promise<PathwayImpact> {
    const { data } = await client.rpc('pathway_impact', { template: id, in_locale: locale }).throwOnError()
    return pathwayImpactSchema.parse(data)
  }

  async function publish(id: string, peopleMove: PeopleMove, reason: string): Promise<void> {
    await client.rpc('publish_pathway', { template: id, people_move: peopleMove, reason }).throwOnError()
  }

  async function tryRule(rule: DueRule, born: string, dates: Record<string, string>): Promise<DueExample> {
    const { data } = await client.rpc('example_due', { rule: { ...rule }, date_of_birth: born, dates }).throwOnError()
    return dueExampleSchema.parse(data)
  }

  async function setReviewMonths(planType: string, months: number | null): Promise<void> {
    await client.rpc('set_review_months', { plan_type: planType, review_months: months as number }).throwOnError()
    await loadPlanTypes()
  }

  return {
    versions, planTypes, history, open, published,
    loadVersions, loadPlanTypes, loadHistory, openVersion, readPublished, createDraft, importDraft, replaceDraft, saveDraft, deleteDraft,
    readImpact, publish, tryRule, setReviewMonths,
  }
})
