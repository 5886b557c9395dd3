import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { toCsv } from '../../../shared/csv'
import { hasAmericanDay, readDay } from '../../../shared/imports/dates'
import { guessColumns } from '../../../shared/imports/fields'
import { decodeText, readCsv, tableOf } from '../../../shared/imports/file'
import { cleanCell, readRows } from '../../../shared/imports/rows'
import { isWorkbook, readWorkbook } from '../../../shared/imports/workbook'

const utf8 = (text: string) => new TextEncoder().encode(text)
const utf16 = (text: string, { mark = true, bigEndian = false } = {}) => {
  const buffer = Buffer.from((mark ? '\uFEFF' : '') + text, 'utf16le')
  return new Uint8Array(bigEndian ? buffer.swap16() : buffer)
}

describe('readDay', () => {
  it.each([
    ['2012-03-04', '2012-03-04'], ['2012-03-04T00:00:00', '2012-03-04'], ['2012-03-04 00:00:00.000', '2012-03-04'],
    ['04/03/2012', '2012-03-04'], ['4/3/2012', '2012-03-04'], ['04/03/2012 00:00', '2012-03-04'], ['31/12/2011', '2011-12-31'],
    ['4 Mar 2012', '2012-03-04'], ['4 March 2012', '2012-03-04'], ['04-Mar-2012', '2012-03-04'], ['4th March 2012', '2012-03-04'],
    ['04.03.2012', '2012-03-04'], ['40972', '2012-03-04'], [' 29/02/2012 ', '2012-02-29'],
  ])('reads %s', (text, iso) => {
    expect(readDay(text)).toEqual({ iso })
  })

  it.each([
    ['29/02/2013', 'date_unreal'], ['31.04.2012', 'date_unreal'], ['2012-13-01', 'date_unreal'], ['soon', 'date_unreal'], ['2012', 'date_unreal'],
    ['123', 'date_unreal'], ['99999', 'date_unreal'], ['4 Foo 2012', 'date_unreal'], ['04/03/12', 'date_short_year'],
    ['03/25/2012', 'date_american'], ['12/31/2011', 'date_american'],
  ])('refuses %s', (text, key) => {
    expect(readDay(text)).toEqual({ key })
  })

  it('refuses to guess what could be either in a column that has a month first, and takes what is the same both ways', () => {
    expect(hasAmericanDay(['04/03/2012', '03/25/2012'])).toBe(true)
    expect(hasAmericanDay(['04/03/2012', '25/03/2012'])).toBe(false)
    expect(readDay('04/03/2012', { inAmericanColumn: true })).toEqual({ key: 'date_ambiguous' })
    expect(readDay('25/03/2012', { inAmericanColumn: true })).toEqual({ iso: '2012-03-25' })
    expect(readDay('04/04/2012', { inAmericanColumn: true })).toEqual({ iso: '2012-04-04' })
  })
})

describe('decodeText', () => {
  const text = 'Name,School\nZoë,Łódź'
  it.each([
    ['UTF-8', utf8(text)], ['UTF-8 with a mark', utf8(`\uFEFF${text}`)], ['UTF-16 little-endian', utf16(text)],
    ['UTF-16 big-endian', utf16(text, { bigEndian: true })], ['UTF-16 without a mark', utf16(text, { mark: false })],
  ])('reads %s', (_name, bytes) => {
    expect(decodeText(bytes)).toBe(text)
  })

  it('reads Windows-1252, as Excel saves it', () => {
    expect(decodeText(new Uint8Array([0x5A, 0x6F, 0xEB, 0x20, 0x80, 0x92]))).toBe('Zoë €’')
  })
})

describe('readCsv', () => {
  it.each([[','], [';'], ['\t'], ['|']])('finds that %j parts the cells, and keeps quotes and new lines in them', (sign) => {
    const table = readCsv(utf8(`Forename${sign}Note\r\n"Ada ""A"""${sign}"one\ntwo${sign}three"\r\n`))
    expect(table).toEqual({ headings: ['Forename', 'Note'], rows: [{ line: 2, values: ['Ada "A"', `one\ntwo${sign}three`] }] })
  })

  it('counts rows as a spreadsheet does, leaves out the empty ones and tells headings of the same name apart', () => {
    expect(readCsv(utf8('Name,Name,\n\nAda,Plover,x\n,,\nBo,Finch,\n'))).toEqual({
      headings: ['Name', 'Name (B)', '(C)'], rows: [{ line: 3, values: ['Ada', 'Plover', 'x'] }, { line: 5, values: ['Bo', 'Finch', ''] }],
    })
  })

  it.each<[string, Uint8Array, string]>([
    ['an empty file', utf8(''), 'empty'], ['headings alone', utf8('Name,UPN\n'), 'empty'],
    ['a quote that never ends', utf8('Name,UPN\n"Ada,1\nBo,2\n'), 'quotes'], ['a picture', new Uint8Array([0x89, 0x50, 0x4E, 0x47, 0x0D, 0, 0, 0, 0x0D, 0x1A, 1, 2]), 'not_a_table'],
  ])('refuses %s', (_name, bytes, problem) => {
    expect(() => readCsv(bytes)).toThrow(problem)
  })

  it('refuses more rows than one import takes', () => {
    expect(() => tableOf(Array.from({ length: 50_002 }, () => ['x']))).toThrow('too_many_rows')
  })

  it('reads 21,000 rows in a few seconds', () => {
    const body = Array.from({ length: 21_000 }, (_, index) => `Name ${index},0${index % 9 + 1}/03/2012,S${index}`).join('\n')
    const table = readCsv(utf8(`Forename,DOB,Adno\n${body}`))
    const rows = readRows(table, guessColumns(table.headings))
    expect(rows).toHaveLength(21_000)
    expect(rows.at(-1)).toEqual({ line: 21_001, cells: { known_as: 'Name 20999', date_of_birth: '2012-03-03', own_id: 'S20999' }, unread: [] })
  })
})

describe('readRows', () => {
  const read = (head: string, ...body: string[]) => {
    const table = readCsv(utf8([head, ...body].join('\n')))
    return readRows(table, guessColumns(table.headings))
  }

  it('takes the chosen columns only, reads the words of school systems, and tidies numbers', () => {
    expect(read('Forename,DOB,NHS No,SEN Status,Religion', 'Ada,04/03/2012,943 476 5919,E,secret')).toEqual([
      { line: 2, cells: { known_as: 'Ada', date_of_birth: '2012-03-04', nhs_number: '9434765919', plan_type: 'ehc_plan' }, unread: [] },
    ])
  })

  it('says which cell could not be read and reads the rest of the row', () => {
    expect(read('Forename,DOB,NHS No,SEN Status', 'Ada,03/25/2012,9.43E+09,Z,extra', 'Bo,04/03/2012,,K')).toEqual([
      { line: 2, cells: { known_as: 'Ada' }, unread: [
        { field: null, key: 'cells_too_many' }, { field: 'date_of_birth', key: 'date_american' }, { field: 'nhs_number', key: 'number_mangled' },
        { field: 'plan_type', key: 'word_unknown' }] },
      { line: 3, cells: { known_as: 'Bo', plan_type: 'sen_support' }, unread: [{ field: 'date_of_birth', key: 'date_ambiguous' }] },
    ])
  })

  it.each([['="0123"', '0123'], [' Ada\u00A0\u200B', 'Ada'], ['A\u0000da', 'A da'], ['=1+1', '=1+1']])('cleans %j to %j', (text, cleaned) => {
    expect(cleanCell(text)).toBe(cleaned)
  })

  it('never lets a cell that was taken in leave as a formula', () => {
    const [row] = read('Forename,Adno', '"=cmd|\' /C calc\'!A0",+44')
    expect(toCsv([[row?.cells.known_as ?? '', row?.cells.own_id ?? '']])).toBe('\uFEFF\'=cmd|\' /C calc\'!A0,\'+44\r\n')
  })
})

describe('guessColumns', () => {
  it('prefers what was chosen for this source, and uses a heading once', () => {
    expect(guessColumns(['Forename', 'Legal Surname', 'D.O.B.', 'Code'], { own_id: 'Code', upn: 'Gone' })).toEqual({
      known_as: 'Forename', family_name: 'Legal Surname', date_of_birth: 'D.O.B.', own_id: 'Code',
    })
  })
})

describe('readWorkbook', () => {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const packages = 'http://schemas.openxmlformats.org/package/2006'
  const parts = (rows: string): Record<string, Uint8Array> => Object.fromEntries(Object.entries({
    '[Content_Types].xml': `<Types xmlns="${packages}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${packages}/relationships"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packages}/relationships"><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/>`
      + `<Relationship Id="r2" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': `<styleSheet xmlns="${main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`,
  }).map(([name, text]) => [name, strToU8(text)]))
  const text = (cell: string, words: string) => `<c r="${cell}" t="inlineStr"><is><t>${words}</t></is></c>`
  const sheet = `<row r="1">${text('A1', 'Forename')}${text('B1', 'DOB')}${text('C1', 'NHS No')}</row>`
    + `<row r="3">${text('A3', 'Zoë')}<c r="B3" s="1"><v>40972</v></c><c r="C3"><f>1+1</f><v>9434765919</v></c></row>`

  it('reads words, days and saved values of formulas, with the row numbers that the spreadsheet shows', async () => {
    const bytes = zipSync(parts(sheet))
    expect(isWorkbook(bytes)).toBe(true)
    expect(await readWorkbook(bytes)).toEqual({ headings: ['Forename', 'DOB', 'NHS No'], rows: [{ line: 3, values: ['Zoë', '2012-03-04', '9434765919'] }] })
  })

  it('refuses a small file that would unpack into more than there is room for', async () => {
    const bomb = zipSync({ ...parts(sheet), 'xl/comments.xml': new Uint8Array(1_000_000) })
    expect(bomb.length).toBeLessThan(10_000)
    await expect(readWorkbook(bomb, 900_000)).rejects.toThrow('workbook_too_large')
    expect((await readWorkbook(bomb)).rows).toHaveLength(1)
  })

  it.each<[string, Uint8Array, string]>([
    ['an old or locked workbook', new Uint8Array([0xD0, 0xCF, 0x11, 0xE0, 0xA1]), 'workbook_locked'],
    ['a document', zipSync({ 'word/document.xml': strToU8('<a/>') }), 'not_a_table'],
    ['a workbook cut off', zipSync(parts(sheet)).slice(0, 300), 'workbook_broken'],
  ])('refuses %s', async (_name, bytes, problem) => {
    await expect(readWorkbook(bytes)).rejects.toThrow(problem)
  })
})
