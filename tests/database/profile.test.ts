import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPerson, addTeam, createCounty, refusal, type County } from './county.ts'

interface Profile { admire: string | null, matters: string | null, shared_with: string[], author_name: string, version: number }
interface Media { id: string, section: string, kind: string, mime: string, words: string | null }
interface ProfilePage { is_young_person: boolean, may_write: boolean, profile: Profile | null, media: Media[] }

let county: County
let wren: string
let child: string
const accounts: Record<string, string> = {}

const bytes = (start: readonly number[], length = 200) => Buffer.concat([Buffer.from(start), Buffer.alloc(length - start.length, 7)]).toString('base64')
const webp = bytes([0x52, 0x49, 0x46, 0x46, 0, 0, 0, 0, 0x57, 0x45, 0x42, 0x50])
const webm = bytes([0x1A, 0x45, 0xDF, 0xA3])
const ogg = bytes([0x4F, 0x67, 0x67, 0x53])
const mp4 = bytes([0, 0, 0, 0x20, 0x66, 0x74, 0x79, 0x70])

beforeAll(async () => {
  county = await createCounty()
  const { db } = county
  wren = await addPerson(db, county.officer, {
    known_as: 'Wren', date_of_birth: '2011-06-10', teams: [county.school],
    circle: [
      { email: 'wren@demo.test', display_name: 'Wren', relationship: 'young_person' },
      { email: 'mum@demo.test', display_name: 'Mum', relationship: 'parent_carer' },
    ],
  })
  child = await addPerson(db, county.officer, {
    known_as: 'Fig', date_of_birth: '2020-06-10', teams: [county.school],
    circle: [{ email: 'fig.mum@demo.test', display_name: 'Fig’s mum', relationship: 'parent_carer' }],
  })
  for (const [name, email] of Object.entries({ wren: 'wren@demo.test', mum: 'mum@demo.test', figsMum: 'fig.mum@demo.test' })) {
    accounts[name] = await db.signUp(email)
    await db.as(accounts[name], sql => sql.query('select enter()'))
  }
  accounts.senco = county.senco
  accounts.officer = county.officer
  accounts.stranger = (await addTeam(db, 'Elsewhere School', 'school', 'senco'))[1]
})
afterAll(() => county.db.close())

async function call<Answer>(who: string, statement: string, values: unknown[]): Promise<Answer> {
  const [row] = await county.db.as(accounts[who] ?? '', sql => sql.query<{ answer: Answer }>(`select to_jsonb(${statement}) as answer`, values))
  if (!row) throw new Error('There was no answer.')
  return row.answer
}
const page = (who: string, person = wren) => call<ProfilePage>(who, 'profile_about($1)', [person])
const versionNow = async (person: string) => (await county.db.query<{ version: number }>('select version from profiles where person_id = $1', [person]))[0]?.version ?? 0
async function save(who: string, content: Record<string, unknown>, shared: string[] = [], person = wren, version?: number): Promise<Profile> {
  return call(who, 'save_profile($1, $2, $3, $4::audience[])', [person, version ?? await versionNow(person), content, `{${shared.join()}}`])
}
const put = (who: string, { section = 'me', kind = 'photo', words = null as string | null, content = webp, person = wren, id = crypto.randomUUID() as string } = {}) =>
  call<Media>(who, 'put_profile_media($1, $2, $3, $4, $5, $6)', [id, person, section, kind, words, content])
const content = (who: string, id: string) => call<{ mime: string, content: string }>(who, 'profile_media_content($1)', [id])
const rows = (who: string, statement: string, values: unknown[]) => county.db.as(accounts[who] ?? '', sql => sql.query<Record<string, unknown>>(statement, values))

describe('the words', () => {
  it('begin as the young person\'s alone', async () => {
    await save('wren', { admire: ' I make people laugh. ' })
    expect(await page('wren')).toMatchObject({ is_young_person: true, may_write: true, profile: { admire: 'I make people laugh.', version: 1 } })
    for (const who of ['mum', 'senco', 'officer']) expect(await page(who)).toMatchObject({ may_write: false, profile: null, media: [] })
    expect(await refusal(page('stranger'))).toBe('PT404 not_found')
  })

  it('are for those who were chosen, and the versions from before are not', async () => {
    await save('wren', { admire: 'I am kind.' }, ['school'])
    expect((await page('senco')).profile).toMatchObject({ admire: 'I am kind.', author_name: 'Wren' })
    expect((await page('mum')).profile).toBeNull()
    const history = (who: string) => rows(who, 'select version from profile_versions where person_id = $1 order by version', [wren])
    expect(await history('wren')).toEqual([{ version: 1 }, { version: 2 }])
    expect(await history('senco')).toEqual([{ version: 2 }])
    expect(await history('mum')).toEqual([])
    const audit = JSON.stringify(await rows('senco', 'select changes from audit_events where subject = \'profiles\' and person_id = $1', [wren]))
    expect(audit).not.toContain('make people laugh')
  })

  it('are nobody else\'s to write once the young person is here', async () => {
    for (const who of ['mum', 'senco']) expect(await refusal(save(who, { admire: 'X' }))).toBe('PT403 not_your_profile')
    expect(await refusal(save('stranger', { admire: 'X' }))).toBe('PT404 not_found')
  })

  it('are the family\'s to write for a small child, who can always read them', async () => {
    const saved = await save('figsMum', { matters: 'Her blue blanket', helped_by: 'Nan' }, [], child)
    expect(saved).toMatchObject({ matters: 'Her blue blanket', shared_with: ['young_person'] })
    expect((await page('senco', child)).profile).toBeNull()
  })

  it('show the second of two windows what the first saved', async () => {
    const before = await versionNow(wren)
    await save('wren', { matters: 'The first' })
    const error = await save('wren', { matters: 'The second' }, [], wren, before).then(() => undefined, (reason: { detail: string }) => reason)
    expect(error).toMatchObject({ code: 'PT409', message: 'profile_changed' })
    expect(JSON.parse(error?.detail ?? '')).toMatchObject({ matters: 'The first' })
  })

  it('must fit on one page', async () => {
    expect(await refusal(save('wren', { support: 'a'.repeat(601) }))).toBe('PT422 text_too_long')
    expect(await refusal(save('wren', { diagnosis: 'x' }))).toBe('PT400 patch_invalid')
  })
})

describe('photos and recordings', () => {
  it('are read by those who read the page, and by nobody else', async () => {
    await save('wren', { admire: 'I am kind.' }, ['school'])
    const photo = await put('wren', { words: 'Me and my dog' })
    expect(await content('senco', photo.id)).toEqual({ mime: 'image/webp', content: expect.stringContaining('UklGR') })
    for (const who of ['mum', 'officer', 'stranger']) expect(await refusal(content(who, photo.id))).toBe('PT404 not_found')
    await save('wren', { admire: 'I am kind.' }, ['young_person', 'family'])
    expect((await page('mum')).media).toMatchObject([{ section: 'me', kind: 'photo', words: 'Me and my dog' }])
    expect(await refusal(content('senco', photo.id))).toBe('PT404 not_found')
  })

  it('are in no table that can be listed, and in no history', async () => {
    await put('wren', { section: 'matters' })
    expect(await refusal(rows('wren', 'select content from private.media_contents', []))).toBe('42501 permission denied for table media_contents')
    expect(JSON.stringify(await rows('wren', 'select changes from audit_events where subject = \'profile_media\'', []))).not.toContain('070707')
  })

  it.each([['audio/webm', webm], ['audio/ogg', ogg], ['audio/mp4', mp4]])('know a recording by its content: %s', async (mime, file) => {
    expect((await put('wren', { kind: 'voice', section: 'support', content: file })).mime).toBe(mime)
  })

  it('take the place of what was there, which is gone', async () => {
    const first = await put('wren', { section: 'admire' })
    const second = await put('wren', { section: 'admire' })
    expect(await refusal(content('wren', first.id))).toBe('PT404 not_found')
    await call('wren', 'remove_profile_media($1)', [second.id])
    expect(await county.db.query('select 1 from private.media_contents where media_id = any ($1)', [`{${first.id},${second.id}}`])).toEqual([])
  })

  it('can be there before any words, for the young person alone', async () => {
    await county.db.query('delete from profiles where person_id = $1', [wren])
    await put('wren', { kind: 'voice', content: webm })
    expect(await page('wren')).toMatchObject({ profile: { version: 0, shared_with: [] }, media: [{ kind: 'voice' }] })
    expect((await page('mum')).media).toEqual([])
    expect((await save('wren', { admire: 'Later' })).version).toBe(1)
  })

  it('are put and taken away by nobody else', async () => {
    await save('wren', {}, ['young_person', 'family', 'school'])
    const { id } = await put('wren')
    for (const who of ['mum', 'senco']) {
      expect(await refusal(put(who))).toBe('PT403 not_your_profile')
      expect(await refusal(call(who, 'remove_profile_media($1)', [id]))).toBe('PT403 not_your_profile')
    }
    expect(await refusal(call('officer', 'remove_profile_media($1)', [id]))).toBe('PT404 not_found')
    expect(await refusal(put('stranger'))).toBe('PT404 not_found')
  })

  it.each([
    ['something else', { content: bytes([0x25, 0x50, 0x44, 0x46]) }, 'PT422 media_invalid'],
    ['a photo as a recording', { kind: 'voice' }, 'PT422 media_invalid'],
    ['a recording as a photo', { content: webm }, 'PT422 media_invalid'],
    ['another kind', { kind: 'film' }, 'PT422 media_invalid'],
    ['another part of the page', { section: 'diagnosis' }, 'PT422 media_invalid'],
    ['a photo that is too large', { content: bytes([0x52, 0x49, 0x46, 0x46, 0, 0, 0, 0, 0x57, 0x45, 0x42, 0x50], 500_001) }, 'PT422 media_too_large'],
    ['a recording that is too long', { kind: 'voice', content: bytes([0x1A, 0x45, 0xDF, 0xA3], 2_097_153) }, 'PT422 media_too_large'],
    ['no file', { content: 'not base64!' }, 'PT400 media_invalid'],
  ])('refuse %s', async (_what, input, refused) => {
    expect(await refusal(put('wren', input))).toBe(refused)
  })
})
