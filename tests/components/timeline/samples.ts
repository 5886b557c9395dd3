import type { TimelineView } from '../../../components/timeline/view'
import type { Stage, Step } from '../../../shared/timeline'
import type { Explanation, PersonSummary } from '../../../shared/timeline-answers'

export const today = '2026-11-25'
export const personId = '3b241101-e2bb-4255-8caf-4136c566a962'

let made = 0

export function sampleStep(change: Partial<Step> = {}): Step {
  made += 1
  return {
    id: `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`,
    item_key: 'y9-fam-01', occurrence: 1, kind: 'item', stage_key: 'y9', position: 101, audience: 'family', pfa_area: 'education',
    title: 'Talk about the future', detail: 'Bring one idea.', due_on: '2026-11-30', missing_fact: null, planning_day: null,
    due_kind: 'planning', statutory: false, source: 'Good practice', rule_id: null, before_start: false, milestone_key: null,
    status: 'not_started', note: null, not_needed_reason: null, waiting_on: null, assignee_id: null, done_by: null, done_by_name: null,
    done_at: null, version: 1, updated_at: null, updated_by_name: null, note_by_name: null, note_at: null, marks_a_day: false, done_on: null, mine: true, may_record: true, ...change,
  }
}

export function sampleStage(change: Partial<Stage> = {}): Stage {
  return {
    key: 'y9', code: 'y9', position: 3, from_on: '2026-09-01', to_on: '2028-08-31', from_nc_year: 10, to_nc_year: 11, from_age: null,
    to_age: null, title: 'Choosing what comes next', detail: 'You choose what to do after Year 11.', ...change,
  }
}

export function sampleView(change: Partial<TimelineView> = {}): TimelineView {
  return {
    personId, today, linked: '', pastStages: [], saving: [], kept: [], unsent: [],
    nameOf: step => (step.mine ? 'You' : step.audience === 'young_person' ? 'Sam' : 'School'),
    audienceName: audience => (audience === 'young_person' ? 'Sam' : 'School'),
    mayAddDate: () => false, ...change,
  }
}

export function sampleSummary(change: Partial<PersonSummary> = {}): PersonSummary {
  return {
    person_id: personId, known_as: 'Sam', family_name: 'Wren', date_of_birth: '2013-03-17', today, age: 13, nc_year: 9,
    plan_type: 'ehc_plan', setting_now: { setting_name: 'Larkhill Secondary', setting_type: 'mainstream_school', starts_on: null },
    setting_next: null, contacts: [], me: { audiences: ['family'], in_team: false, name: 'Kate' }, dates_for_family: ['course_end'], ...change,
  }
}

export function sampleExplanation(change: Partial<Explanation> = {}): Explanation {
  return {
    item_key: 'k4-send-01', due_on: '2029-03-30', missing_fact: null, before_start: false, due_kind: 'statutory', statutory: true,
    source: 'SEND Regs 2014 reg 18(1)', confidence: 'V', anchor: 'phase_transfer_deadline',
    anchor_name: 'the last day for the plan to name the next school or college', anchor_on: '2029-03-30', offset: 'P0D', repeats: null,
    planning_day: '2029-03-29', assumed: false,
    rules: [{ rule_id: 'R-PT-02', title: 'Final plan before 31 March', source: 'SEND Regs 2014 reg 18(1)(a)', confidence: 'V2' }],
    facts: [{ fact: 'date_of_birth', value: '2013-03-17' }, { fact: 'year_group_offset', value: -1 }],
    would_change: ['date_of_birth', 'year_group_offset', 'next_starts_on'], ...change,
  }
}

/** All words of a component as somebody hears them: the texts one after the other. */
export function words({ element }: { element: Node }): string {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  const texts: string[] = []
  while (walker.nextNode()) texts.push(walker.currentNode.textContent ?? '')
  return texts.join(' ').replace(/\s+/g, ' ').replace(/ (?=[).,])|(?<=\() /g, '').trim()
}
