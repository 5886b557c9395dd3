import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readingChoices, readingSettings } from '../../shared/reading-settings.ts'
import { createCounty, refusal, type County } from './county.ts'

let county: County

beforeAll(async () => {
  county = await createCounty()
})
afterAll(() => county.db.close())

function save(account: string, preferences: unknown): Promise<unknown> {
  return county.db.as(account, sql => sql.query('select save_reading_preferences($1::jsonb)', [JSON.stringify(preferences)]))
}

async function kept(account: string): Promise<unknown> {
  const [row] = await county.db.as(account, sql => sql.query<{ access: { account: { preferences: unknown } } }>('select my_access() as access'))
  return row?.access.account.preferences
}

describe('how somebody reads', () => {
  it('is as usual at first, and comes back as it was kept', async () => {
    expect(await kept(county.senco)).toEqual({})
    await save(county.senco, { size: '130', theme: 'dark' })
    expect(await kept(county.senco)).toEqual({ size: '130', theme: 'dark' })
  })

  it('is theirs alone', async () => {
    await save(county.senco, { size: '150' })
    expect(await kept(county.officer)).toEqual({})
    const others = await county.db.as(county.officer, sql => sql.query('select preferences from accounts where id = $1', [county.senco]))
    expect(others).toEqual([])
  })

  it('takes every choice that the app offers', async () => {
    for (const setting of readingSettings) {
      for (const choice of readingChoices[setting]) {
        await save(county.senco, { [setting]: choice })
        expect(await kept(county.senco)).toEqual({ [setting]: choice })
      }
    }
  })

  it.each([
    [{ size: '500' }], [{ colour: 'red' }], [{ size: 130 }], [['130']], ['dark'], [null], [{ theme: { dark: true } }],
  ])('takes nothing else: %j', async (preferences) => {
    await save(county.senco, { size: '115' })
    expect(await refusal(save(county.senco, preferences))).toBe('PT422 value_invalid')
    expect(await kept(county.senco)).toEqual({ size: '115' })
  })

  it('cannot be written past the check, and leaves a name free to change', async () => {
    expect(await refusal(county.db.as(county.senco, sql => sql.query(`update accounts set preferences = '{}'`)))).toContain('permission denied')
    await county.db.as(county.senco, sql => sql.query('update accounts set display_name = $1 where id = $2', ['New name', county.senco]))
    expect(await refusal(county.db.query(`update accounts set preferences = '{"size":"9"}'`))).toContain('check')
  })

  it('is kept for nobody who has not signed in', async () => {
    expect(await refusal(county.db.asAnon(sql => sql.query(`select save_reading_preferences('{}')`)))).toContain('permission denied')
    const stranger = await county.db.signUp('stranger@demo.test')
    expect(await refusal(save(stranger, {}))).toBe('PT401 signed_out')
  })
})
