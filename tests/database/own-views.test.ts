import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { languages } from '../../shared/languages.ts'
import { EASY_READ_WORDS, sentencesOf, wordsOf } from '../../shared/pathways/readability.ts'
import { addPerson, addTeam, createCounty, refusal, type County } from './county.ts'

interface Reader { id: string, kind: string, name: string, is_here: boolean }
interface View {
  id: string
  words: string
  readers: Reader[]
  version: number
  reads: { name: string }[]
  replies: { outcome: string, words: string, author_name: string }[]
}
interface MyViews { review_on: string | null, readers: Reader[], questions: { key: string, title: string, starters: string[], view: View | null }[], earlier: (View & { title: string })[] }
interface Handed { id: string, title: string, words: string, may_reply: boolean, replies: { id: string, version: number, mine: boolean }[] }

let county: County
let wren: string
const accounts: Record<string, string> = {}

beforeAll(async () => {
  county = await createCounty()
  const { db } = county
  wren = await addPerson(db, county.officer, {
    known_as: 'Wren', date_of_birth: '2011-06-10', teams: [county.school], dates: { review_meeting: '2099-01-11' },
    circle: [
      { email: 'wren@demo.test', display_name: 'Wren', relationship: 'young_person' },
      { email: 'mum@demo.test', display_name: 'Mum', relationship: 'parent_carer' },
      { email: 'dad@demo.test', display_name: 'Dad', relationship: 'parent_carer' },
      { email: 'gran@demo.test', display_name: 'Gran', relationship: 'parent_carer' },
    ],
  })
  for (const [name, email] of Object.entries({ wren: 'wren@demo.test', mum: 'mum@demo.test', dad: 'dad@demo.test' })) {
    accounts[name] = await db.signUp(email)
    await db.as(accounts[name], sql => sql.query('select enter()'))
  }
  accounts.senco = county.senco
  accounts.teacher = await addColleague()
  accounts.officer = county.officer
  accounts.stranger = (await addTeam(db, 'Elsewhere School', 'school', 'senco'))[1]
})
afterAll(() => county.db.close())

/** Somebody else who works at the school; the SENCo is the one Wren knows by name. */
async function addColleague(): Promise<string> {
  const account = await county.db.signUp('teacher@demo.test')
  await county.db.query(`insert into accounts (id, display_name) values ($1, 'Teacher')`, [account])
  await county.db.query(`insert into organisation_members (organisation_id, account_id, display_name, role) values ($1, $2, 'Teacher', 'careers_leader')`, [county.school, account])
  await county.db.query(`update involvements i set named_contact_id = m.id from organisation_members m where m.account_id = $1 and i.organisation_id = m.organisation_id`, [county.senco])
  return account
}

async function call<Answer>(who: string, statement: string, values: unknown[]): Promise<Answer> {
  const [row] = await county.db.as(accounts[who] ?? '', sql => sql.query<{ answer: Answer }>(`select to_jsonb(${statement}) as answer`, values))
  if (!row) throw new Error('There was no answer.')
  return row.answer
}

const mine = (locale = 'en') => call<MyViews>('wren', 'my_views($1, $2)', [wren, locale])
const viewOf = async (key: string) => (await mine()).questions.find(question => question.key === key)?.view ?? null
const save = (key: string, words: string, version = 0, who = 'wren') =>
  call<View>(who, 'save_view(gen_random_uuid(), $1, $2, $3, $4)', [wren, key, version, words])
/** The seats of these readers, by the names that Wren sees. */
async function seats(...names: string[]): Promise<string[]> {
  const { readers } = await mine()
  return names.map(name => readers.find(reader => reader.name === name)?.id ?? `nobody is called ${name}`)
}
async function handOver(choices: { id: string, version: number, to: string[] }[]): Promise<number> {
  const rows = await Promise.all(choices.map(async ({ id, version, to }) => ({ id, version, readers: await seats(...to) })))
  return call<number>('wren', 'hand_over_views($1, $2::jsonb)', [wren, JSON.stringify(rows)])
}
const readBy = (who: string) => call<Handed[]>(who, 'read_views($1)', [wren])
const saidTo = async (who: string) => (await readBy(who)).map(({ words }) => words)
const changesFor = (who: string) => county.db.as(accounts[who] ?? '', sql => sql.query<{ event_id: number, subject: string, name: string, is_new: boolean }>(
  'select event_id, subject, name, is_new from changes_about($1)', [wren]))
const newsFor = async (who: string) => (await changesFor(who)).filter(row => row.subject === 'own_views' && row.is_new).map(({ name }) => name)

/** Everything the API lets somebody select about Wren's answers, in one text. */
async function everythingSeenBy(who: string): Promise<string> {
  const rows = await county.db.as(accounts[who] ?? '', sql => sql.query(`
    select (select jsonb_agg(to_jsonb(v)) from (select id, question_key, shared_with, readers from own_views) v) as views,
      (select jsonb_agg(to_jsonb(e)) from audit_events e where e.subject in ('own_views', 'view_replies')) as history,
      (select jsonb_agg(to_jsonb(r)) from view_replies r) as replies, (select jsonb_agg(to_jsonb(r)) from own_view_reads r) as reads`))
  return JSON.stringify(rows)
}

describe('rehearsing', () => {
  it('asks in the reader\'s language, and in English where there is none', async () => {
    expect((await mine('en-easy')).questions.find(({ key }) => key === 'do_not_want')?.title).toBe('What do you not want?')
    expect((await mine('xx')).questions.map(({ title }) => title)).toEqual((await mine('en')).questions.map(({ title }) => title))
  })

  it('keeps what is written for nobody but the one who wrote it: not mum, not staff, not the history', async () => {
    await save('work', 'I want to work with hedgehogs')
    expect((await viewOf('work'))?.words).toBe('I want to work with hedgehogs')
    for (const who of ['mum', 'senco', 'officer', 'stranger']) {
      expect(await everythingSeenBy(who), who).not.toMatch(/hedgehogs|work/)
    }
    expect(await saidTo('senco')).toEqual([])
    expect(await refusal(readBy('stranger'))).toBe('PT404 not_found')
  })

  it('gives the words to nobody through the table, so that nobody reads in silence', async () => {
    for (const who of ['senco', 'wren']) {
      expect(await refusal(county.db.as(accounts[who] ?? '', sql => sql.query('select words from own_views')))).toMatch(/^42501 /)
    }
  })

  it('says what was written in another window first, and writes over nothing', async () => {
    const first = await save('home', 'With Mum')
    const second = await save('home', 'With Mum for now', first.version)
    expect(second.version).toBe(first.version + 1)
    expect(await refusal(save('home', 'Somewhere else', first.version))).toBe('PT409 view_changed')
    expect((await viewOf('home'))?.words).toBe('With Mum for now')
  })

  it('lets an answer go when it is emptied', async () => {
    const { version } = await save('health', 'Sleep')
    expect((await save('health', '  ', version)).version).toBe(0)
    expect(await viewOf('health')).toBeNull()
  })

  it('is the young person\'s alone: nobody writes or asks in their place', async () => {
    for (const who of ['mum', 'senco']) {
      expect(await refusal(save('friends', 'x', 0, who))).toBe('PT403 young_person_only')
      expect(await refusal(call(who, 'my_views($1)', [wren]))).toBe('PT403 young_person_only')
      expect(await refusal(call(who, 'start_new_views($1)', [wren]))).toBe('PT403 young_person_only')
    }
    expect(await refusal(save('friends', 'x', 0, 'stranger'))).toBe('PT404 not_found')
  })

  it('refuses a question there is not, and an answer that is too long', async () => {
    expect(await refusal(save('weather', 'x'))).toBe('PT422 value_invalid')
    expect(await refusal(save('friends', 'x'.repeat(4001)))).toBe('PT422 text_too_long')
  })
})

describe('handing over', () => {
  it('offers everybody by name: the circle and who is only invited, each team, and the one Wren knows there', async () => {
    expect((await mine()).readers.map(({ kind, name, is_here }) => `${kind} ${name}${is_here ? '' : ' (invited)'}`)).toEqual([
      'person Dad', 'person Gran (invited)', 'person Mum', 'team Testbury School', 'worker Testbury School senco', 'team Testshire SEND team',
      'worker Testshire SEND team ehc_caseworker',
    ])
  })

  it('goes answer by answer to whom was chosen, and to nobody else: one parent and not the other, one teacher and not the school', async () => {
    const view = await save('not_going_well', 'Lunch is too loud')
    expect(await handOver([{ id: view.id, version: view.version, to: ['Mum', 'Testbury School senco'] }])).toBe(1)
    for (const who of ['dad', 'teacher', 'officer']) {
      expect(await saidTo(who), who).toEqual([])
      expect(await everythingSeenBy(who), who).not.toContain('not_going_well')
    }
    expect((await mine()).questions.find(({ key }) => key === 'work')?.view?.readers).toEqual([])
    expect((await viewOf('not_going_well'))?.readers.map(({ name }) => name)).toEqual(['Mum', 'Testbury School senco'])
  })

  it('can be taken back until it was read, and not after', async () => {
    const view = await viewOf('not_going_well')
    const back = await call<View>('wren', 'take_back_view($1, $2)', [view?.id, view?.version])
    expect(await saidTo('senco')).toEqual([])
    expect(await newsFor('mum')).toEqual([])
    await handOver([{ id: back.id, version: back.version, to: ['Testbury School'] }])
    expect(await refusal(save('not_going_well', 'Other words', back.version + 1))).toBe('PT409 view_handed_over')

    expect(await saidTo('senco')).toEqual(['Lunch is too loud'])
    const read = await viewOf('not_going_well')
    expect(read?.reads).toMatchObject([{ name: 'Testbury School senco' }])
    expect(await refusal(call('wren', 'take_back_view($1, $2)', [read?.id, read?.version]))).toBe('PT409 view_read')
    expect(await saidTo('teacher')).toEqual(['Lunch is too loud'])
  })

  it('hands over all or none', async () => {
    const [work, home] = [await viewOf('work'), await viewOf('home')]
    const choices = [
      { id: work?.id ?? '', version: work?.version ?? 0, to: ['Mum'] },
      { id: home?.id ?? '', version: (home?.version ?? 0) + 7, to: ['Mum'] },
    ]
    expect(await refusal(handOver(choices))).toBe('PT409 view_changed')
    expect(await saidTo('mum')).toEqual([])
    expect(await refusal(handOver([{ id: work?.id ?? '', version: work?.version ?? 0, to: [] }]))).toBe('PT422 readers_needed')
    const sent = (readers: unknown) => JSON.stringify([{ id: work?.id, version: work?.version, readers }])
    expect(await refusal(call('wren', 'hand_over_views($1, $2::jsonb)', [wren, sent([county.transitionTeam])]))).toBe('PT409 readers_changed')
    for (const bad of ['[]', '{}', '[1]', '[{"id": "x"}]', 'null', sent(['school'])]) {
      expect(await refusal(call('wren', 'hand_over_views($1, $2::jsonb)', [wren, bad])), bad).toBe('PT422 value_invalid')
    }
  })

  it('shows a mother what she was shown, without any way to answer for a team, and is news for her alone', async () => {
    const work = await viewOf('work')
    await handOver([{ id: work?.id ?? '', version: work?.version ?? 0, to: ['Mum', 'Gran', 'Testshire SEND team'] }])
    expect(await newsFor('mum')).toEqual(['What would you like to learn or work at?'])
    expect(await newsFor('dad')).toEqual([])
    const [seen] = await readBy('mum')
    expect(seen).toMatchObject({ words: 'I want to work with hedgehogs', may_reply: false })
    expect(await refusal(call('mum', 'reply_to_view(null, $1, 0, $2, $3)', [seen?.id, 'yes', 'Good']))).toBe('PT403 staff_only')
    expect(await saidTo('dad')).toEqual([])
  })

  it('stops being news once she has looked', async () => {
    const [latest] = await changesFor('mum')
    await call('mum', 'mark_looked($1, $2)', [wren, latest?.event_id])
    expect(await newsFor('mum')).toEqual([])
  })

  it('says the truth about who reads it: somebody invited reads it when they come, a team that joins later does not, nor a duty worker', async () => {
    const named = (await viewOf('work'))?.readers.map(({ name, is_here }) => [name, is_here])
    expect(named).toEqual([['Gran', false], ['Mum', true], ['Testshire SEND team', true]])
    accounts.gran = await county.db.signUp('gran@demo.test')
    await county.db.as(accounts.gran, sql => sql.query('select enter()'))
    expect(await saidTo('gran')).toEqual(['I want to work with hedgehogs'])

    const [council, latecomer] = await addTeam(county.db, 'Second SEND team', 'la_send', 'send_manager')
    await county.db.query('insert into involvements (organisation_id, person_id) values ($1, $2)', [council, wren])
    accounts.latecomer = latecomer
    expect(await saidTo('latecomer')).toEqual([])

    const [, duty] = await addTeam(county.db, 'Duty team', 'la_send', 'send_manager')
    accounts.duty = duty
    await county.db.query(`insert into emergency_access (person_id, account_id, organisation_id, organisation_name, audience, role, display_name, reason)
      select $1, $2, m.organisation_id, 'Duty team', 'la_send', m.role, m.display_name, 'Out all night' from organisation_members m where m.account_id = $2`, [wren, duty])
    expect(await saidTo('duty')).toEqual([])
  })

  it('lets a young person show it to one more, and keeps those who have it', async () => {
    const work = await viewOf('work')
    expect(await handOver([{ id: work?.id ?? '', version: work?.version ?? 0, to: ['Second SEND team'] }])).toBe(1)
    expect(await saidTo('latecomer')).toEqual(['I want to work with hedgehogs'])
    expect(await saidTo('mum')).toEqual(['I want to work with hedgehogs'])
    expect(await saidTo('dad')).toEqual([])
  })
})

describe('you said, we did', () => {
  it('answers what was handed over, once a person, for the young person and whoever has it', async () => {
    const [handed] = await readBy('senco')
    const reply = await call<{ version: number }>('senco', 'reply_to_view(gen_random_uuid(), $1, 0, $2, $3)', [handed?.id, 'partly', 'A quiet room on Mondays'])
    await call('senco', 'reply_to_view(gen_random_uuid(), $1, $2, $3, $4)', [handed?.id, reply.version, 'yes', 'A quiet room every day'])
    expect((await viewOf('not_going_well'))?.replies).toMatchObject([{ outcome: 'yes', words: 'A quiet room every day', author_name: 'Testbury School senco' }])
    expect(await refusal(call('senco', 'reply_to_view(gen_random_uuid(), $1, $2, $3, $4)', [handed?.id, reply.version, 'no', 'x']))).toBe('PT409 reply_changed')
    expect(await everythingSeenBy('mum')).not.toContain('quiet room')
  })

  it('is nothing for those who do not have the answer', async () => {
    const view = await viewOf('not_going_well')
    for (const who of ['officer', 'mum', 'stranger']) {
      expect(await refusal(call(who, 'reply_to_view(null, $1, 0, $2, $3)', [view?.id, 'yes', 'x']))).toBe('PT404 not_found')
    }
    const handed = (await viewOf('work'))?.id
    expect(await refusal(call('officer', 'reply_to_view(null, $1, 0, $2, $3)', [handed, 'maybe', 'x']))).toBe('PT422 outcome_needed')
    expect(await refusal(call('officer', 'reply_to_view(null, $1, 0, $2, $3)', [handed, 'no', ' ']))).toBe('PT422 words_needed')
  })

  it('makes room after the review, and keeps what was said and answered', async () => {
    await county.db.query(`update own_views set review_on = private.today() - 1 where question_key = 'not_going_well'`)
    expect(await viewOf('not_going_well')).toBeNull()
    await save('not_going_well', 'The bus is late')
    const { earlier } = await mine()
    expect(earlier).toMatchObject([{ title: 'What is not going well?', words: 'Lunch is too loud', replies: [{ outcome: 'yes' }] }])
    expect(await saidTo('senco')).toEqual(['Lunch is too loud'])
  })

  it('lets a young person begin anew and leaves what is private where it is', async () => {
    expect(await call<number>('wren', 'start_new_views($1)', [wren])).toBe(1)
    expect((await viewOf('home'))?.words).toBe('With Mum for now')
    expect(await viewOf('work')).toBeNull()
  })
})

describe('words that are data', () => {
  it('are there for every question and right in every language, and short in Easy Read', async () => {
    const missing = await county.db.query(`
      select k.key, l.locale from unnest($1::text[]) l (locale)
      cross join (select key from view_questions union all select key from rights_topics) k
      where not exists (select from view_question_texts t where t.question_key = k.key and t.locale = l.locale)
        and not exists (select from rights_texts t where t.topic_key = k.key and t.locale = l.locale)`, [languages.map(({ code }) => code)])
    expect(missing).toEqual([])
    const shorter = await county.db.query(`
      select t.topic_key, t.locale from rights_texts t join rights_texts e on e.topic_key = t.topic_key and e.locale = 'en'
      where t.locale not like 'en%' and cardinality(t.points) <> cardinality(e.points)`)
    expect(shorter).toEqual([])
    const texts = await county.db.query<{ text: string }>(`
      select unnest(title || (hint || starters)) as text from view_question_texts where locale = 'en-easy'
      union all select unnest(title || (summary || points)) from rights_texts where locale = 'en-easy'`)
    const long = texts.flatMap(({ text }) => sentencesOf(text)).filter(sentence => wordsOf(sentence).length > EASY_READ_WORDS)
    expect(long).toEqual([])
  })
})

describe('rights', () => {
  interface Right { key: string, moment: string, on_date: string | null, place: string, is_near: boolean }
  const rightsOn = (today: string, person = wren) => county.db.as(accounts.wren ?? '', async (sql) => {
    await sql.query('select set_config(\'onward.today\', $1, true)', [today])
    return sql.query<Right>('select key, moment, on_date::text, place, is_near from rights_of($1)', [person])
  })
  const near = async (today: string) => (await rightsOn(today)).filter(right => right.is_near).map(({ key }) => key)

  it('come on the days of the rules: born 10 June 2011, at 16 and at the end of Year 11', async () => {
    const rights = await rightsOn('2026-11-25')
    expect(rights.find(({ key }) => key === 'own_decisions')).toMatchObject({ on_date: '2027-06-10', place: 'ahead' })
    expect(rights.find(({ key }) => key === 'plan_is_mine')).toMatchObject({ on_date: '2027-06-26', place: 'ahead' })
    expect(rights.find(({ key }) => key === 'adult')).toMatchObject({ on_date: '2029-06-10', place: 'ahead' })
    expect(rights.some(({ key }) => key === 'parents_first')).toBe(true)
    expect((await rightsOn('2027-06-26')).find(({ key }) => key === 'plan_is_mine')?.place).toBe('now')
    expect((await rightsOn('2027-06-26')).some(({ key }) => key === 'parents_first')).toBe(false)
  })

  it('are told half a year before and for a few months after, and not in the years between', async () => {
    expect(await near('2026-11-25')).toEqual([])
    expect(await near('2027-03-01')).toEqual(['plan_is_mine', 'family_may_help', 'own_decisions'])
    expect(await near('2028-03-01')).toEqual([])
    expect(await near('2029-01-01')).toEqual(['adult'])
  })

  it('say what holds between the end of Year 11 and the birthday, only to whom it happens', async () => {
    expect((await rightsOn('2027-03-01')).some(({ key }) => key === 'before_sixteen')).toBe(false)
    await county.db.query(`update people set date_of_birth = '2011-08-31' where id = $1`, [wren])
    expect((await rightsOn('2027-07-01')).some(({ key }) => key === 'before_sixteen')).toBe(true)
    expect((await rightsOn('2027-09-01')).some(({ key }) => key === 'before_sixteen')).toBe(false)
    expect(await refusal(call('stranger', 'rights_of($1)', [wren]))).toBe('PT404 not_found')
  })
})
