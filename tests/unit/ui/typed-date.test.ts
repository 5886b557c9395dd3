import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isoFromTypedDate, readPastedDate, typedDateFromIso } from '../../../composables/typedDate'

describe('a typed date', () => {
  it.each([
    ['24', '11', '2026', '2026-11-24'],
    ['1', '9', '2012', '2012-09-01'],
    [' 01 ', ' 09 ', ' 2012 ', '2012-09-01'],
    ['29', '2', '2012', '2012-02-29'],
    ['29', '2', '2000', '2000-02-29'],
    ['3', 'March', '2012', '2012-03-03'],
    ['3', 'sept', '2012', '2012-09-03'],
  ])('reads %s %s %s as %s', (day, month, year, iso) => {
    expect(isoFromTypedDate({ day, month, year })).toBe(iso)
  })

  it.each([
    ['29', '2', '2013'],
    ['29', '2', '1900'],
    ['31', '4', '2026'],
    ['0', '1', '2026'],
    ['1', '13', '2026'],
    ['1', '0', '2026'],
    ['1', 'ma', '2026'],
    ['1', '1', '26'],
    ['1', '1', '20266'],
    ['one', '1', '2026'],
    ['1.5', '1', '2026'],
    ['', '1', '2026'],
    ['1', '', '2026'],
    ['1', '1', ''],
  ])('does not make a date of "%s" "%s" "%s"', (day, month, year) => {
    expect(isoFromTypedDate({ day, month, year })).toBe('')
  })

  it('comes back the same from every real day', () => {
    fc.assert(fc.property(fc.date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true }), (date) => {
      const iso = date.toISOString().slice(0, 10)
      expect(isoFromTypedDate(typedDateFromIso(iso))).toBe(iso)
    }))
  })
})

describe('a pasted date', () => {
  it.each([
    ['24/11/2026', '2026-11-24'],
    ['24-11-2026', '2026-11-24'],
    ['24.11.2026', '2026-11-24'],
    ['24 11 2026', '2026-11-24'],
    [' 2026-11-24\n', '2026-11-24'],
    ['24 November 2026', '2026-11-24'],
    ['24th Nov 2026', '2026-11-24'],
    ['Tuesday, 24 November 2026', '2026-11-24'],
    ['5/6/2010', '2010-06-05'],
  ])('reads %j as %s', (text, iso) => {
    const typed = readPastedDate(text)
    expect(typed && isoFromTypedDate(typed)).toBe(iso)
  })

  it.each(['24', '2026', '24/11', '31/4/2026', '11/24/2026', 'tomorrow', '', '1/2/3/4'])('leaves %j to be pasted as text', (text) => {
    expect(readPastedDate(text)).toBeUndefined()
  })
})
