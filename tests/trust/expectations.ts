import type { Row, Table } from './database.ts'
import type { Oracle } from './oracle.ts'

/** Whether an account may read a row of a table. The account is null for somebody signed out. */
type MayRead = (row: Row, account: string, oracle: Oracle) => boolean

export interface TableExpectation {
  mayRead: MayRead
  /** Columns that their own reader may change directly; everything else is written by functions. */
  writable?: readonly string[]
}

export interface FunctionExpectation {
  /** The table whose row it acts on, by the argument that takes the row's key; 'nobody' when it is about no young person. */
  about: { table: string, argument: string, where?: (row: Row) => boolean } | 'nobody'
  /** Who gets an answer; everybody else is refused, or gets nothing. */
  allows: (account: string, row: Row | undefined, oracle: Oracle) => boolean
  /** What to send beside that argument, where letters and numbers of the right type are not enough. */
  with?: Readonly<Record<string, unknown>> | ((tables: readonly Table[], row: Row | undefined) => Readonly<Record<string, unknown>>)
  /** What a refusal looks like where it is part of an answer: these act on many people, and say of each why not. */
  refusal?: RegExp
}

const involved: MayRead = (row, account, oracle) => oracle.isInvolved(account, row.person_id)
const shared: MayRead = (row, account, oracle) => oracle.isSharedWith(account, row)
/** Shared with them when it was written, and what it belongs to still is. */
const sharedThenAndNow = (table: string, column: string): MayRead => (row, account, oracle) =>
  oracle.isSharedWith(account, row) && oracle.isParentSharedWith(account, table, row[column])
const signedIn: MayRead = () => true
const published = (templates: ReadonlySet<unknown>): MayRead => (row, account, oracle) =>
  templates.has(row.template_id ?? row.id) || oracle.admins.has(account)

/** A review is everybody's who is involved: it is held with the family and everybody asked. */
const ofReviews: Record<string, TableExpectation> = {
  reviews: { mayRead: involved },
  review_guests: { mayRead: involved },
  review_advice: { mayRead: involved },
  review_areas: { mayRead: involved },
  review_actions: { mayRead: involved },
}

/** A team that is asked to take over reads the handover, its pack and the questions until it has answered, and nothing else. */
const ofMovesAndCare: Record<string, TableExpectation> = {
  moves: { mayRead: shared },
  move_periods: { mayRead: signedIn },
  move_alerts_seen: { mayRead: shared },
  handovers: { mayRead: (row, account, oracle) => oracle.isSharedWith(account, row) || oracle.isAskedToTakeOver(account, row) },
  packs: { mayRead: (row, account, oracle) => oracle.isSharedWith(account, row) || oracle.isAskedWithPack(account, row.id) },
  handover_questions: { mayRead: (row, account, oracle) => oracle.mayReadHandover(account, row.handover_id) },
  move_meetings: { mayRead: shared },
  move_checks: { mayRead: shared },
  place_choices: { mayRead: shared },
  supports: { mayRead: shared },
  support_decisions: { mayRead: shared },
  care_statuses: { mayRead: signedIn },
  care_tracks: { mayRead: shared },
  care_events: { mayRead: shared },
}

/** What every table of the API is for. A table that is not here fails the run. */
export function tableExpectations(publishedTemplates: ReadonlySet<unknown>): Record<string, TableExpectation> {
  return {
    accounts: { mayRead: (row, account) => row.id === account, writable: ['display_name', 'locale'] },
    anchors: { mayRead: signedIn },
    audit_events: {
      mayRead: (row, account, oracle) => {
        if (row.person_id === null) return oracle.admins.has(account)
        return row.shared_with === null ? oracle.isInvolved(account, row.person_id) : oracle.isSharedWith(account, row)
      },
    },
    caseload_views: { mayRead: (row, account) => row.account_id === account },
    circle_members: { mayRead: involved },
    deletion_notices: { mayRead: involved },
    retention_terms: { mayRead: signedIn },
    conditions: { mayRead: signedIn },
    involvements: { mayRead: involved },
    organisation_members: {
      mayRead: (row, account, oracle) =>
        oracle.admins.has(account) || oracle.worksIn(account, row.organisation_id) || oracle.isNamedContactFor(account, row.id),
    },
    organisations: { mayRead: signedIn },
    pathway_items: { mayRead: published(publishedTemplates) },
    pathway_stages: { mayRead: published(publishedTemplates) },
    pathway_templates: { mayRead: published(publishedTemplates) },
    pathway_texts: { mayRead: published(publishedTemplates) },
    people: { mayRead: (row, account, oracle) => oracle.isInvolved(account, row.id) },
    person_dates: { mayRead: involved },
    person_flags: { mayRead: involved },
    placements: { mayRead: involved },
    plan_types: { mayRead: signedIn },
    plans: { mayRead: involved },
    term_dates: { mayRead: signedIn },
    timeline_items: { mayRead: involved },
    contact_cards: {
      mayRead: (row, account, oracle) => oracle.isMateOf(account, row.member_id) || oracle.isMemberForMyPeople(account, row.member_id),
    },
    family_views: { mayRead: shared },
    last_looks: { mayRead: (row, account) => row.account_id === account },
    named_contact_history: { mayRead: involved },
    private_notes: { mayRead: (row, account, oracle) => row.author_id === account && oracle.isInvolved(account, row.person_id) },
    questions: { mayRead: shared },
    reminders: { mayRead: involved },
    person_identifiers: { mayRead: involved },
    imports: { mayRead: (row, account, oracle) => oracle.worksIn(account, row.organisation_id) },
    api_tokens: { mayRead: (row, account, oracle) => oracle.admins.has(account) || oracle.worksIn(account, row.organisation_id) },
    import_sources: { mayRead: (row, account, oracle) => oracle.worksIn(account, row.organisation_id) },
    capacity_decisions: { mayRead: shared },
    circle_decisions: { mayRead: shared },
    circle_requests: { mayRead: shared },
    emergency_access: { mayRead: (row, account, oracle) => row.account_id === account || oracle.isInCircle(account, row.person_id) },
    record_views: { mayRead: (row, account, oracle) => row.account_id === account || oracle.isInCircle(account, row.person_id) },
    goals: { mayRead: shared },
    goal_steps: { mayRead: shared },
    goal_versions: { mayRead: sharedThenAndNow('goals', 'goal_id') },
    goal_reports: { mayRead: sharedThenAndNow('goals', 'goal_id') },
    profiles: { mayRead: shared },
    profile_versions: { mayRead: sharedThenAndNow('profiles', 'profile_id') },
    profile_media: { mayRead: shared },
    view_questions: { mayRead: signedIn },
    view_question_texts: { mayRead: signedIn },
    own_views: { mayRead: shared },
    own_view_reads: { mayRead: (row, account, oracle) => row.account_id === account || oracle.isAuthorOf(account, 'own_views', row.view_id) },
    view_replies: { mayRead: (row, account, oracle) => oracle.isSharedWith(account, row) || oracle.isParentSharedWith(account, 'own_views', row.view_id) },
    confirmations: { mayRead: shared },
    rights_topics: { mayRead: signedIn },
    rights_texts: { mayRead: signedIn },
    ...ofReviews,
    ...ofMovesAndCare,
  }
}

const person = (argument = 'person') => ({ table: 'people', argument })
const whoIsInvolved: FunctionExpectation['allows'] = (account, row, oracle) => oracle.isInvolved(account, row?.id)
const whoSeesItsPerson: FunctionExpectation['allows'] = (account, row, oracle) => oracle.isInvolved(account, row?.person_id)
const whoItIsSharedWith: FunctionExpectation['allows'] = (account, row, oracle) => row !== undefined && oracle.isSharedWith(account, row)
const isItsAuthor: FunctionExpectation['allows'] = (account, row) => row?.author_id === account
const isInCircleOfItsPerson: FunctionExpectation['allows'] = (account, row, oracle) => oracle.isInCircle(account, row?.person_id)
const whoIsYoungPerson: FunctionExpectation['allows'] = (account, row, oracle) => oracle.isYoungPerson(account, row?.id)
const whoWritesProfile: FunctionExpectation['allows'] = (account, row, oracle) => oracle.mayWriteProfile(account, row?.id)
const whoseStepItIs: FunctionExpectation['allows'] = (account, row, oracle) => oracle.mayRecord(account, row?.person_id, row?.audience)
const whoAnswers: FunctionExpectation['allows'] = (account, row, oracle) => row !== undefined
  && oracle.isSharedWith(account, row) && row.author_id !== account && oracle.mayRecord(account, row.person_id, row.to_audience)
const apiToken = { table: 'api_tokens', argument: 'token' }
/** The first row of a table about this person. */
const rowOf = (tables: readonly Table[], table: string, person: unknown) =>
  tables.find(({ name }) => name === table)?.rows.find(row => row.person_id === person)
const openQuestion = { table: 'questions', argument: 'question', where: (row: Row) => row.answered_at === null && row.withdrawn_at === null }
const ofImport = { table: 'imports', argument: 'import' }
const whoseImportItIs: FunctionExpectation['allows'] = (account, row, oracle) => oracle.worksIn(account, row?.organisation_id)
const anybody: FunctionExpectation['allows'] = () => true
const nobody: FunctionExpectation['allows'] = () => false
const administrators: FunctionExpectation['allows'] = (account, _row, oracle) => oracle.admins.has(account)
const isDraft = (row: Row) => row.status === 'draft'
const administratorsOnly = (argument: string, rest: FunctionExpectation['with'] = {}, where = isDraft): FunctionExpectation =>
  ({ about: { table: 'pathway_templates', argument, where }, allows: administrators, with: rest })
/** So many days from now, for what has to lie ahead. */
const ahead = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

const whoIsInItsTeams: FunctionExpectation['allows'] = (account, row, oracle) =>
  oracle.tiesOf(account, row?.person_id ?? row?.id).some(({ via }) => via === 'team')
/** Who says which teams work with a young person: the SEND team, and without one the school or college; and each team for itself. */
const whoManagesTeams: FunctionExpectation['allows'] = (account, row, oracle) => oracle.managesTeams(account, row?.id)
const whoManagesTheTeam: FunctionExpectation['allows'] = (account, row, oracle) =>
  oracle.isInvolved(account, row?.person_id) && (oracle.worksIn(account, row?.organisation_id) || oracle.managesTeams(account, row?.person_id))
const whoIsAsked: FunctionExpectation['allows'] = (account, row, oracle) => row !== undefined && oracle.isAskedToTakeOver(account, row)
const staff: FunctionExpectation['allows'] = (account, _row, oracle) => oracle.isStaff(account)

const review = { table: 'reviews', argument: 'review' }
const inReview = (rest: Readonly<Record<string, unknown>>, about = review): FunctionExpectation =>
  ({ about, allows: whoIsInItsTeams, with: { expected_version: 1, ...rest } })

const reviewFunctions: Record<string, FunctionExpectation> = {
  reviews_about: { about: person(), allows: whoIsInvolved },
  review_page: { about: review, allows: whoSeesItsPerson },
  actions_about: { about: person(), allows: whoIsInvolved },
  next_review: { about: person(), allows: whoIsInvolved },
  // About everybody the caller may see: that it names nobody else is what is tried.
  breach_forecast: { about: 'nobody', allows: anybody, with: { months: 36 } },
  forecast_page: { about: 'nobody', allows: anybody, with: { months: 36, filters: {}, page: 1 } },
  plan_review: { about: person(), allows: whoIsInItsTeams, with: { expected_version: 0, input: { review_type: 'annual', meeting_on: ahead(200) } } },
  call_off_review: inReview({ reason: 'Probe' }),
  save_review_guests: inReview({ guests: [] }),
  ask_review_advice: inReview({ audience: 'health', asked_of: 'Probe' }),
  save_review_area: inReview({ area: 'health', input: { discussed: 'Probe' } }),
  save_review_action: inReview({ input: { words: 'Probe', audience: 'school', due_on: '2090-01-01' } }),
  record_review_event: inReview({ event: 'papers_circulated', decision: null }),
  undo_review_event: inReview({}),
  give_review_advice: inReview({ words: 'Probe' }, { table: 'review_advice', argument: 'advice' }),
  remove_review_action: inReview({}, { table: 'review_actions', argument: 'action' }),
  tick_review_action: { about: { table: 'review_actions', argument: 'action' }, allows: whoseStepItIs, with: { done: true } },
}

const move = { table: 'moves', argument: 'move' }
const handover = { table: 'handovers', argument: 'handover' }
const support = { table: 'supports', argument: 'support' }
const inMove = (rest: Readonly<Record<string, unknown>>): FunctionExpectation =>
  ({ about: move, allows: whoItIsSharedWith, with: { expected_version: 1, ...rest } })

const moveAndCareFunctions: Record<string, FunctionExpectation> = {
  person_moves: { about: person(), allows: whoIsInvolved },
  move_page: { about: move, allows: whoItIsSharedWith },
  pack_choices: { about: move, allows: (account, row, oracle) => row !== undefined && oracle.maySendPack(account, row) },
  plan_move: { about: person(), allows: whoIsInvolved, with: { facts: { kind: 'education', from_name: 'Probe' } } },
  change_move: inMove({ patch: { plan_b: 'Probe' } }),
  call_off_move: inMove({ reason: 'Probe' }),
  check_pack: inMove({ sections: ['needs'], agreed_how: 'Probe' }),
  send_handover: inMove({}),
  withdraw_handover: inMove({}),
  close_move: inMove({}),
  record_moved: inMove({ on_date: '2026-01-01' }),
  take_back_move_event: inMove({}),
  record_meeting: inMove({ met_on: '2026-01-01', who: 'Probe' }),
  record_move_check: inMove({ kind: 'first_weeks', facts: { done_on: '2026-01-01', going: 'well' } }),
  my_handovers: { about: 'nobody', allows: anybody },
  my_move_alerts: { about: 'nobody', allows: anybody },
  see_move_alert: { about: move, allows: whoItIsSharedWith, with: { reason: 'unanswered', step: 1 } },
  handover_page: { about: handover, allows: (account, row, oracle) => oracle.mayReadHandover(account, row?.id) },
  read_handover: { about: handover, allows: whoIsAsked, with: { expected_version: 1 } },
  accept_handover: { about: handover, allows: whoIsAsked, with: { expected_version: 1 } },
  decline_handover: { about: handover, allows: whoIsAsked, with: { expected_version: 1, reason: 'Probe', next_step: 'Probe' } },
  ask_about_handover: { about: handover, allows: whoIsAsked, with: { question: 'Probe?' } },
  answer_handover_question: {
    about: { table: 'handover_questions', argument: 'question' }, allows: whoItIsSharedWith, with: { expected_version: 1, answer: 'Probe' },
  },
  september_list: { about: 'nobody', allows: anybody, with: { search: null, standing: null, page: 1, page_size: 200 } },
  record_place: { about: person(), allows: whoIsInvolved, with: { place: null, expected_version: null, facts: { setting_name: 'Probe', choice: 5 } } },
  care_overview: { about: person(), allows: whoIsInvolved },
  support_gaps: { about: person(), allows: whoIsInvolved },
  record_support: { about: person(), allows: whoIsInvolved, with: { support: null, expected_version: null, facts: { kind: 'other', title: 'Probe', funded_by: 'charity' } } },
  decide_gap: { about: support, allows: whoItIsSharedWith, with: { facts: { decision: 'not_needed', what: 'Probe', decided_by: 'Probe', why: 'Probe' } } },
  reopen_gap: { about: { table: 'support_decisions', argument: 'support' }, allows: whoItIsSharedWith, with: { expected_version: 1 } },
  record_care_step: {
    about: person(), with: { track: null, expected_version: null, facts: { kind: 'child_needs', status: 'not_considered' } },
    allows: (account, row, oracle) => oracle.tiesOf(account, row?.id)
      .some(({ audience }) => ['la_send', 'childrens_social_care', 'adult_social_care', 'health'].includes(audience)),
  },
}

/** Those of the caller's own teams are acted on; of anybody else each answer says that there is no such person. */
const onMany = (rest: Readonly<Record<string, unknown>>): FunctionExpectation =>
  ({ about: person('people'), allows: whoIsInItsTeams, with: rest, refusal: /"reason":\s*"not_found"/ })

const isItsMate: FunctionExpectation['allows'] = (account, row, oracle) => oracle.isMateOf(account, row?.id)

const caseloadFunctions: Record<string, FunctionExpectation> = {
  // Nobody in particular either: these give or change the caller's own caseload, which caseload.test.ts looks at.
  caseload: { about: 'nobody', allows: anybody, with: { filters: {}, sort: 'risk', after: null, page_size: 50, in_locale: 'en' } },
  caseload_page: { about: 'nobody', allows: anybody, with: { filters: {}, sort: 'risk', page_size: 50, in_locale: 'en' } },
  caseload_counts: { about: 'nobody', allows: anybody, with: { filters: {}, in_locale: 'en' } },
  caseload_overview: { about: 'nobody', allows: staff, with: { team: null } },
  export_caseload: { about: 'nobody', allows: anybody, with: { filters: {}, sort: 'risk', in_locale: 'en' } },
  my_colleagues: { about: 'nobody', allows: anybody },
  keep_caseload_view: { about: 'nobody', allows: staff, with: { name: 'Probe', filters: {}, sort: 'risk' } },
  remove_caseload_view: { about: { table: 'caseload_views', argument: 'view' }, allows: (account, row) => row?.account_id === account },
  steps_in_common: { about: person('people'), allows: whoIsInvolved, with: { in_locale: 'en' } },
  record_review_dates: onMany({ on_date: '2027-01-15' }),
  send_reminders: onMany({ to_audience: 'school' }),
  mark_step_not_needed: onMany({ step: 'probe', reason: 'Probe' }),
  assign_contact: {
    about: { table: 'organisation_members', argument: 'member' }, allows: isItsMate, with: tables => ({ people: [tables.find(({ name }) => name === 'people')?.rows[0]?.id] }),
  },
  pass_on_work: { about: { table: 'organisation_members', argument: 'member' }, allows: isItsMate, with: { expected_version: 0, plan: { hand_over: false, away_from: '2026-12-01' } } },
  undo_bulk_action: { about: 'nobody', allows: nobody },
  see_reminder: { about: { table: 'reminders', argument: 'reminder' }, allows: (account, row, oracle) => oracle.worksIn(account, row?.to_organisation_id) },
}

/** What every function of the API is for. A function that is not here fails the run. */
export const functionExpectations: Record<string, FunctionExpectation> = {
  ...reviewFunctions,
  ...moveAndCareFunctions,
  ...caseloadFunctions,
  enter: { about: 'nobody', allows: anybody, with: { display_name: null, locale: null } },
  my_access: { about: 'nobody', allows: anybody },
  my_people: { about: 'nobody', allows: anybody, with: { search: null, page: 1, page_size: 50 } },
  my_family: { about: 'nobody', allows: anybody },
  my_contact_cards: { about: 'nobody', allows: anybody },
  save_reading_preferences: { about: 'nobody', allows: anybody, with: { preferences: {} } },
  readers: { about: person(), allows: whoIsInvolved },
  example_due: { about: 'nobody', allows: administrators, with: { rule: { anchor: 'birthday', offset: 'P1Y' }, date_of_birth: '2015-01-01' } },
  pathway_versions: { about: 'nobody', allows: administrators },
  import_pathway_draft: { about: 'nobody', allows: administrators },
  set_review_months: { about: 'nobody', allows: administrators, with: { plan_type: 'isp', review_months: 11 } },
  deletions_ahead: { about: 'nobody', allows: administrators },
  set_retention_terms: { about: 'nobody', allows: administrators, with: { expected_version: 1, keep_years: 7, notice_days: 60 } },
  hold_deletion: { about: { table: 'deletion_notices', argument: 'notice' }, allows: administrators, with: { reason: null, until: null } },
  create_pathway_draft: administratorsOnly('from_template', { version: '98.0.0' }, () => true),
  delete_pathway_draft: administratorsOnly('template'),
  pathway_impact: administratorsOnly('template'),
  publish_pathway: administratorsOnly('template', { people_move: 'now' }),
  save_pathway_draft: administratorsOnly('template'),
  add_person: {
    about: 'nobody',
    allows: (account, _row, oracle) => oracle.worksAs(account, ['la_send', 'school', 'post16_provider']),
    with: { person: { known_as: 'Probe', date_of_birth: '2015-01-01' } },
  },
  start_import: {
    about: { table: 'organisations', argument: 'organisation' },
    allows: (account, row, oracle) => ['la_send', 'school', 'post16_provider'].includes(String(row?.audience)) && oracle.worksIn(account, row?.id),
    with: { source: 'Probe', columns: {} },
  },
  add_import_rows: { about: ofImport, allows: whoseImportItIs, with: { rows: [] } },
  check_import: { about: ofImport, allows: whoseImportItIs },
  import_lines: { about: ofImport, allows: whoseImportItIs, with: { outcome: 'add', after_line: 0, page_size: 50 } },
  begin_import: { about: ofImport, allows: whoseImportItIs, with: { expected_version: 1, all_or_nothing: false, update_people: true } },
  write_import: { about: ofImport, allows: whoseImportItIs },
  plan_import: { about: ofImport, allows: whoseImportItIs },
  undo_import: { about: ofImport, allows: whoseImportItIs },
  discard_import: { about: ofImport, allows: whoseImportItIs },
  create_api_token: {
    about: { table: 'organisations', argument: 'organisation' },
    allows: (account, row, oracle) => row?.audience !== null && oracle.worksIn(account, row?.id),
    with: { name: 'Probe', scopes: ['people:read'], expires_on: '2026-12-31' },
  },
  approve_api_token: { about: apiToken, allows: administrators },
  revoke_api_token: { about: apiToken, allows: (account, row, oracle) => oracle.admins.has(account) || oracle.worksIn(account, row?.organisation_id) },
  // Without a token that is in force it is for nobody: what one may do is in web-api.test.ts.
  api_call: { about: 'nobody', allows: nobody, with: { operation: 'list_people' }, refusal: /"status":\s*401/ },
  find_possible_duplicates: {
    about: 'nobody',
    allows: (account, _row, oracle) => oracle.worksAs(account, ['la_send', 'school', 'post16_provider']),
    with: (tables) => {
      const [somebody] = tables.find(({ name }) => name === 'people')?.rows ?? []
      return { known_as: somebody?.known_as, family_name: somebody?.family_name, date_of_birth: somebody?.date_of_birth }
    },
  },
  person_summary: { about: person(), allows: whoIsInvolved },
  timeline: { about: person(), allows: whoIsInvolved },
  timeline_stages: { about: person(), allows: whoIsInvolved },
  preview_timeline: { about: person(), allows: whoIsInvolved },
  // Of an older version, so that a conflict would tell what is there now.
  update_person: { about: person(), allows: whoIsInvolved, with: { expected_version: 0, patch: { known_as: 'Probe' } } },
  // Calls the functions named in its first lines, which ask who may: sending.test.ts.
  send_once: { about: 'nobody', allows: nobody, with: { what: 'record_item', args: {} } },
  make_paper: { about: person(), allows: (account, row, oracle) => oracle.isInCircle(account, row?.id), with: (tables, row) => ({ purpose: 'checklist', items: [rowOf(tables, 'timeline_items', row?.id)?.id] }) },
  end_papers: { about: person(), allows: (account, row, oracle) => oracle.isInCircle(account, row?.id) },
  open_paper: { about: 'nobody', allows: nobody, with: { code: '0000000000000000' } },
  record_from_paper: { about: 'nobody', allows: nobody, with: { code: '0000000000000000', said_by: 'young_person', entries: [] } },
  explain_item: { about: { table: 'timeline_items', argument: 'item_id' }, allows: whoSeesItsPerson },
  record_item: { about: { table: 'timeline_items', argument: 'item_id' }, allows: whoseStepItIs, with: { expected_version: 1, patch: { note: 'Probe' } } },
  changes_about: { about: person(), allows: whoIsInvolved },
  decision_dates: { about: person(), allows: whoIsInvolved },
  named_contacts: { about: person(), allows: whoIsInvolved },
  questions_about: { about: person(), allows: whoIsInvolved },
  mark_looked: { about: person(), allows: whoIsInvolved, with: { up_to: 1 } },
  ask_question: {
    about: person(), allows: whoIsInvolved, with: { kind: 'question', to_audience: 'school', words: 'Probe?', shared_with: ['school'] },
  },
  answer_question: { about: openQuestion, allows: whoAnswers, with: { expected_version: 1, answer: 'Probe' } },
  take_question: { about: openQuestion, allows: whoAnswers, with: { expected_version: 1, answer_due_on: null } },
  withdraw_question: { about: { table: 'questions', argument: 'question' }, allows: whoItIsSharedWith, with: { expected_version: 1 } },
  save_family_views: { about: person(), allows: whoIsInvolved, with: { expected_version: 0, answers: {}, shared_with: [] } },
  save_private_note: { about: person(), allows: whoIsInvolved, with: { expected_version: 0, words: 'Probe' } },
  delete_private_note: { about: { table: 'private_notes', argument: 'note' }, allows: isItsAuthor },
  // Who of those involved may do which of these is in circle.test.ts.
  circle_page: { about: person(), allows: whoIsInvolved },
  // No team decides for the family who is in the circle.
  invite_to_circle: { about: person(), allows: (account, row, oracle) => oracle.isInCircle(account, row?.id), with: { invitation: { display_name: 'Probe', relationship: 'advocate', email: 'probe@demo.test' } } },
  ask_for_circle_change: { about: person(), allows: whoIsInvolved, with: { request: { kind: 'add_team', why: 'Probe' } } },
  answer_circle_request: { about: { table: 'circle_requests', argument: 'request' }, allows: whoSeesItsPerson, with: { expected_version: 1, accept: false } },
  withdraw_circle_request: { about: { table: 'circle_requests', argument: 'request' }, allows: isItsAuthor },
  resend_invitation: { about: { table: 'circle_members', argument: 'member' }, allows: whoSeesItsPerson },
  end_circle_member: { about: { table: 'circle_members', argument: 'member' }, allows: whoSeesItsPerson, with: { reason: 'Probe' } },
  bring_back_circle_member: { about: { table: 'circle_members', argument: 'member' }, allows: whoSeesItsPerson },
  keep_circle_member: { about: { table: 'circle_members', argument: 'member' }, allows: whoSeesItsPerson },
  add_team: { about: person(), allows: whoManagesTeams, with: tables => ({ organisation: tables.find(({ name }) => name === 'organisations')?.rows.find(row => row.audience === 'health')?.id }) },
  end_team: { about: { table: 'involvements', argument: 'involvement' }, allows: whoManagesTheTeam, with: { reason: 'Probe' } },
  bring_back_team: { about: { table: 'involvements', argument: 'involvement' }, allows: whoManagesTheTeam },
  set_named_contact: { about: { table: 'involvements', argument: 'involvement' }, allows: whoManagesTheTeam, with: { named_contact: null } },
  record_capacity_decision: { about: person(), allows: whoIsInvolved, with: { facts: {} } },
  end_capacity_decision: { about: { table: 'capacity_decisions', argument: 'decision' }, allows: whoItIsSharedWith, with: { expected_version: 1, reason: 'Probe' } },
  read_invitation: { about: 'nobody', allows: nobody, with: { code: '0123456789abcdef01234567' } },
  answer_invitation: { about: 'nobody', allows: nobody, with: { code: '0123456789abcdef01234567', accept: true } },
  person_history: { about: person(), allows: whoIsInvolved },
  copy_of: { about: person(), allows: whoIsInvolved },
  history_actors: { about: person(), allows: whoIsInvolved },
  open_emergency_access: {
    about: 'nobody', allows: (account, _row, oracle) => oracle.worksAs(account, ['la_send', 'childrens_social_care', 'adult_social_care', 'health']),
    with: { known_as: 'Nobody', family_name: 'Probe', date_of_birth: '2015-01-01', reason: 'A probe of the tests' },
  },
  close_emergency_access: { about: person(), allows: anybody },
  confirm_emergency_notice: { about: { table: 'emergency_access', argument: 'emergency' }, allows: (account, row, oracle) => oracle.isInCircle(account, row?.person_id) },
  save_contact_card: {
    about: { table: 'organisation_members', argument: 'member' }, allows: (account, row) => row?.account_id === account, with: { expected_version: 0, patch: { phone: '0' } },
  },
  // Whose own these are, and who may do what with them, is in goals.test.ts, profile.test.ts, own-views.test.ts and confirmations.test.ts.
  goals_about: { about: person(), allows: whoIsInvolved },
  create_goal: { about: person(), allows: whoIsInvolved, with: { input: { area: 'employment', words: 'Probe' } } },
  change_goal: { about: { table: 'goals', argument: 'goal' }, allows: (account, row, oracle) => oracle.mayChangeGoal(account, row?.id), with: { expected_version: 1, changes: { words: 'Probe' } } },
  answer_goal: { about: { table: 'goals', argument: 'goal' }, allows: whoItIsSharedWith, with: { expected_version: 1, accept: false } },
  tick_goal_step: { about: { table: 'goal_steps', argument: 'step' }, allows: (account, row, oracle) => oracle.mayChangeGoal(account, row?.goal_id) },
  report_goal: { about: { table: 'goals', argument: 'goal' }, allows: whoItIsSharedWith, with: { input: { words: 'Probe' } } },
  take_back_goal_report: { about: { table: 'goal_reports', argument: 'report' }, allows: isItsAuthor },
  profile_about: { about: person(), allows: whoIsInvolved },
  save_profile: { about: person(), allows: whoWritesProfile, with: { expected_version: 0, content: { admire: 'Probe' }, shared_with: [] } },
  put_profile_media: { about: person(), allows: whoWritesProfile, with: { section: 'admire', kind: 'photo', words: null, content: 'UHJvYmU=' } },
  remove_profile_media: { about: { table: 'profile_media', argument: 'media' }, allows: whoItIsSharedWith },
  profile_media_content: { about: { table: 'profile_media', argument: 'media' }, allows: whoItIsSharedWith },
  my_views: { about: person(), allows: whoIsYoungPerson },
  save_view: { about: person(), allows: whoIsYoungPerson, with: { question_key: 'work', expected_version: 0, words: 'Probe' } },
  hand_over_views: {
    about: person(), allows: whoIsYoungPerson,
    with: (tables, row) => {
      const view = rowOf(tables, 'own_views', row?.id)
      return { choices: [{ id: view?.id ?? row?.id, version: view?.version ?? 1, shared_with: ['school'] }] }
    },
  },
  take_back_view: { about: { table: 'own_views', argument: 'view' }, allows: isItsAuthor, with: { expected_version: 1 } },
  start_new_views: { about: person(), allows: whoIsYoungPerson },
  read_views: { about: person(), allows: whoIsInvolved },
  reply_to_view: { about: { table: 'own_views', argument: 'view' }, allows: whoItIsSharedWith, with: { expected_version: 0, outcome: 'yes', words: 'Probe' } },
  confirm_item: { about: { table: 'timeline_items', argument: 'item' }, allows: isInCircleOfItsPerson, with: { expected_version: 0, answer: 'no', words: 'Probe' } },
  take_back_confirmation: { about: { table: 'timeline_items', argument: 'item' }, allows: isInCircleOfItsPerson },
  mismatches: { about: person(), allows: whoIsInvolved },
  rights_of: { about: person(), allows: whoIsInvolved },
}
