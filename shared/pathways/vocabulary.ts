/**
 * The closed word lists a pathway template may use. They mirror the enums in the database,
 * so a word is added here and there in the same commit.
 */

export const AUDIENCES = [
  'young_person', 'family', 'school', 'post16_provider', 'la_send',
  'childrens_social_care', 'adult_social_care', 'health', 'employment',
] as const

export const PFA_AREAS = [
  'employment', 'independent_living', 'community_inclusion', 'health', 'education', 'cross_cutting',
] as const

/** statutory = law fixes the date ("must"); guidance = national guidance does ("should"); planning = our aim ("aim for"). */
export const DUE_KINDS = ['statutory', 'guidance', 'planning'] as const

/** Phase transfers: the closed list in the SEND Regulations 2014, reg 2(1) and reg 18(2). */
export const TRANSFERS = [
  'early_years_to_school', 'infant_to_junior', 'primary_to_middle', 'primary_to_secondary',
  'middle_to_secondary', 'secondary_to_post16', 'post16_to_post16',
] as const

export const TEMPLATE_STATUSES = ['draft', 'published', 'retired'] as const

/** How well the legal or practice source of a step was checked: V read first-hand, V2 second-hand, G practice. */
export const CONFIDENCES = ['V', 'V2', 'G'] as const

/** The pages of Onward on which a young person's step can be done. */
export const PAGES = ['my_views'] as const

export const CONDITION_SOURCES = ['recorded', 'derived'] as const

export const ANCHOR_TYPES = ['computed', 'event'] as const

export const WINDOW_UNITS = ['nc_year', 'age'] as const

/** Anchors whose date depends on which boundary the stage's `transfer` names. */
export const TRANSFER_ANCHORS: ReadonlySet<string> = new Set(['transfer_date', 'phase_transfer_deadline'])

/** Anchors that have one date for each annual review, so only they can repeat `each_review`. */
export const REVIEW_ANCHORS: ReadonlySet<string> = new Set([
  'review_meeting', 'review_decision_due', 'review_final_plan_due',
])

/** Anchors that have one date for each term, so only they can repeat `each_term`. */
export const TERM_ANCHORS: ReadonlySet<string> = new Set(['term_start'])

/** Named dates the planner can work out. Dates by age and by school term are patterns: see `isComputableAnchor`. */
const COMPUTED_ANCHORS: ReadonlySet<string> = new Set([
  'phase_transfer_deadline', 'transfer_date', 'review_decision_due', 'review_final_plan_due', 'term_start',
  'under5_review_due', 'young_person_from', 'eligible_child_from', 'transport_policy_published',
])

const AGE_ANCHOR = /^age:([0-9]|1[0-9]|2[0-5])$/
const TERM_ANCHOR = /^nc_year:(-[12]|[0-9]|1[0-4]) term:(autumn|spring|summer)$/

export function isComputableAnchor(key: string): boolean {
  return COMPUTED_ANCHORS.has(key) || AGE_ANCHOR.test(key) || TERM_ANCHOR.test(key)
}

/** Rules the planner knows. `unsure` rules are ones where the reading of the law was not settled. */
export const RULES: Readonly<Record<string, 'sure' | 'unsure'>> = {
  // The one doubt in R-AGE-01 is 29 February births, which is a question about one person and not about a template.
  'R-AGE-01': 'sure',
  'R-CAL-01': 'sure', 'R-CAL-02': 'sure', 'R-CAL-03': 'sure', 'R-CAL-04': 'sure',
  'R-NCY-01': 'sure', 'R-NCY-02': 'sure',
  'R-CSA-01': 'sure', 'R-CSA-02': 'unsure',
  'R-RPA-01': 'sure', 'R-RIGHTS-01': 'sure', 'R-RIGHTS-02': 'sure',
  'R-PT-00': 'sure', 'R-PT-01': 'sure', 'R-PT-02': 'sure', 'R-PT-03': 'sure', 'R-PT-04': 'sure', 'R-PT-05': 'sure',
  'R-AR-01': 'sure', 'R-AR-02': 'sure', 'R-AR-03': 'sure', 'R-AR-04': 'sure', 'R-AR-05': 'sure',
  'R-AR-06': 'sure', 'R-AR-07': 'sure', 'R-AR-08': 'unsure', 'R-AR-09': 'sure',
  'R-EHC-01': 'sure', 'R-EHC-02': 'sure', 'R-EHC-05': 'sure', 'R-EHC-06': 'unsure',
  'R-APP-01': 'sure', 'R-CEASE-01': 'sure', 'R-CEASE-02': 'unsure',
  'R-CARE-01': 'sure', 'R-CARE-02': 'sure', 'R-CARE-03': 'sure', 'R-CARE-04': 'sure',
  'R-LEAVE-01': 'unsure', 'R-LEAVE-02': 'sure', 'R-LEAVE-03': 'unsure', 'R-LEAVE-04': 'sure',
  'R-HEALTH-01': 'unsure', 'R-HEALTH-02': 'sure', 'R-HEALTH-03': 'sure', 'R-HEALTH-04': 'sure',
  'R-BEN-01': 'sure', 'R-BEN-02': 'unsure', 'R-BEN-03': 'sure',
  'R-TRAVEL-01': 'sure', 'R-SI-01': 'unsure', 'R-SI-02': 'sure', 'R-APPR-01': 'unsure', 'R-HE-01': 'unsure',
  'R-CAREERS-01': 'sure', 'R-OFFER-01': 'sure', 'R-NEET-01': 'unsure', 'R-SEN2-01': 'unsure', 'R-FUND-01': 'unsure',
  'R-REFORM-01': 'sure',
}
