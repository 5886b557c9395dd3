import type { TestDatabase } from './database.ts'

/** One row in every table about reviews, for the tests of who may read them. */
export async function addReviewRows(db: TestDatabase, person: string): Promise<void> {
  const review = crypto.randomUUID()
  await db.query(`insert into reviews (id, person_id, review_type, statutory, meeting_on, pfa_needed) values ($1, $2, 'annual', true, private.today() + 30, true)`, [review, person])
  await db.query(`insert into review_guests (review_id, person_id, name, audience) values ($1, $2, 'Ada', 'school')`, [review, person])
  await db.query(`insert into review_advice (review_id, person_id, audience, asked_of, due_on) values ($1, $2, 'health', 'The nurse', private.today() + 16)`, [review, person])
  await db.query(`insert into review_areas (review_id, person_id, area, discussed) values ($1, $2, 'health', 'The yearly check')`, [review, person])
  await db.query(`insert into review_actions (review_id, person_id, words, audience, due_on) values ($1, $2, 'Book it', 'family', private.today() + 60)`, [review, person])
}
