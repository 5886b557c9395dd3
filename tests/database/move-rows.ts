import type { County } from './county.ts'

/** One row in every table about moves and adult care, written as the SEND team and the transition team write them. */
export async function addMoveRows({ db, officer, transitionWorker, transitionTeam }: County, person: string): Promise<void> {
  const ask = async <Answer>(account: string, statement: string, values: unknown[]) => {
    const [row] = await db.as(account, sql => sql.query<{ answer: Answer }>(`select ${statement} as answer`, values))
    return row?.answer
  }
  const move = await ask<string>(officer, 'plan_move($1, $2)', [person, { kind: 'social_care', from_name: 'Children\'s team', moves_on: '2026-09-01' }])
  await ask(officer, `record_meeting($1, private.today(), 'The new worker')`, [move])
  await ask(officer, `check_pack($1, 1, '{plan}', null, 'On the phone')`, [move])
  const handover = await ask<string>(officer, 'send_handover($1, 2, $2)', [move, transitionTeam])
  await ask(transitionWorker, 'read_handover($1, 1)', [handover])
  await ask(transitionWorker, `ask_about_handover($1, 'When?')`, [handover])
  await ask(transitionWorker, 'accept_handover($1, 2)', [handover])
  const [{ version } = { version: 0 }] = await db.query<{ version: number }>('select version from moves where id = $1', [move])
  await ask(officer, `record_moved($1, $2, '2026-09-01')`, [move, version])
  await ask(officer, `record_move_check($1, 'six_weeks', '{"done_on": "2026-10-15", "going": "well"}')`, [move])
  await ask(officer, `record_place($1, null, null, '{"setting_name": "A College"}')`, [person])
  const support = await ask<string>(officer, 'record_support($1, null, null, $2)', [person, { kind: 'short_breaks', title: 'Short breaks', funded_by: 'family' }])
  await ask(officer, 'decide_gap($1, $2)', [support, { decision: 'not_needed', what: 'Nothing', decided_by: 'Robin', why: 'Grown out of it' }])
  await ask(officer, 'record_care_step($1, null, null, $2)', [person, { kind: 'child_needs', status: 'assessing' }])
  // Nobody new to call, so that other stories know whom they meet.
  await db.query('update involvements set named_contact_id = null where organisation_id = $1', [transitionTeam])
}
