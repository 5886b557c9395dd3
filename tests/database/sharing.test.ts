import { afterAll, beforeAll, expect, it } from 'vitest'
import { addPerson, createCounty, type County } from './county.ts'

let county: County
let person: string

beforeAll(async () => {
  county = await createCounty()
  person = await addPerson(county.db, county.officer, {
    known_as: 'Wren', date_of_birth: '2013-06-10', teams: [county.school],
    circle: [
      { email: 'wren@demo.test', display_name: 'Wren', relationship: 'young_person' },
      { email: 'wren.mum@demo.test', display_name: 'Mum', relationship: 'parent_carer' },
      { email: 'wren.friend@demo.test', display_name: 'A friend', relationship: 'nominated_supporter' },
    ],
  })
})
afterAll(() => county.db.close())

const readers = () => county.db.as(county.senco, sql => sql.query<{ audience: string, names: string[] }>('select * from readers($1)', [person]))

it('names everybody who would read what is shared, and those invited to', async () => {
  expect(await readers()).toEqual([
    { audience: 'young_person', names: ['Wren'] },
    { audience: 'family', names: ['A friend', 'Mum'] },
    { audience: 'school', names: ['Testbury School'] },
    { audience: 'la_send', names: ['Testshire SEND team'] },
  ])
})

it('leaves out whoever is not involved any more', async () => {
  await county.db.query(`update circle_members set starts_on = '2020-01-01', ends_on = private.today() - 1 where display_name = 'A friend'`)
  expect((await readers()).find(({ audience }) => audience === 'family')?.names).toEqual(['Mum'])
})
