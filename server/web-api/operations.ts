import type { z } from 'zod'
import { importFields, type ImportField } from '#shared/imports/fields'
import { readRows, type ImportRow } from '#shared/imports/rows'
import type { Database } from '#shared/types/database'
import words from '~/locales/en.json' with { type: 'json' }
import * as schema from './schemas'

export interface Operation {
  /** What `api_call()` knows it by. */
  id: string
  method: 'get' | 'post' | 'put'
  path: string
  summary: string
  /** As `private.api_needs()` has it, for the description; without one any token will do. */
  scope?: Database['public']['Enums']['api_scope']
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  answer: z.ZodType
  /** The state of what is answered goes with it as `ETag`, and a change may or must name it as `If-Match`. */
  etag?: 'given' | 'taken' | 'needed'
  /** Makes of a body that fits what the database takes. */
  read?: (body: unknown) => unknown
  /** Puts words to what the database answered. */
  word?: (body: unknown) => unknown
}

type Cells = Partial<Record<ImportField, string | null>>

/** Reads rows exactly as those of a file. The column names are the headings. */
function asRows(people: readonly Cells[]): ImportRow[] {
  return readRows({
    headings: [...importFields],
    rows: people.map((cells, index) => ({ line: index + 1, values: importFields.map(field => cells[field] ?? '') })),
  }, Object.fromEntries(importFields.map(field => [field, field])))
}

const problemWords: Readonly<Record<string, string>> = words.imports.problem

export function wordsOf(key: string): string {
  return problemWords[key] ?? problemWords.other ?? key
}

interface RowResults { results: { problems: { key: string }[] }[] }

function withWords(body: unknown): RowResults {
  const { results } = body as RowResults
  return { results: results.map(result => ({ ...result, problems: result.problems.map(problem => ({ ...problem, detail: wordsOf(problem.key) })) })) }
}

const handover = { params: schema.byId, scope: 'handovers:write', method: 'post', answer: schema.answered, etag: 'needed' } as const

export const operations = {
  readOrganisation: {
    id: 'read_organisation', method: 'get', path: '/organisation', answer: schema.organisation,
    summary: 'Whose token this is, what it may do, and who works in the team.',
  },
  listPeople: {
    id: 'list_people', method: 'get', path: '/people', scope: 'people:read', query: schema.page, answer: schema.people,
    summary: 'The young people your team works with. Their families can see that your system read this.',
  },
  putPeople: {
    id: 'put_people', method: 'put', path: '/people', scope: 'people:write', body: schema.peopleRows, answer: schema.results,
    summary: 'Brings people in, as a file does: found by number or by name and birthday, then added or changed. The same again changes nothing.',
    read: body => asRows((body as z.infer<typeof schema.peopleRows>).people), word: withWords,
  },
  findPerson: {
    id: 'find_person', method: 'post', path: '/people/find', scope: 'people:read', body: schema.numbers, answer: schema.person, etag: 'given',
    summary: 'The one your team works with who has all these numbers.',
  },
  readPerson: {
    id: 'read_person', method: 'get', path: '/people/{id}', scope: 'people:read', params: schema.byId, answer: schema.person, etag: 'given',
    summary: 'One young person.',
  },
  putPerson: {
    id: 'put_person', method: 'put', path: '/people/{id}', scope: 'people:write', params: schema.byId, body: schema.personRow, answer: schema.person,
    etag: 'taken', summary: 'Changes one young person, by the rules of PUT /people. What is empty or left out changes nothing.',
    read: body => asRows([body as z.infer<typeof schema.personRow>]),
  },
  listHandovers: {
    id: 'list_handovers', method: 'get', path: '/handovers', scope: 'handovers:read', query: schema.page, answer: schema.handovers,
    summary: 'Handovers to and from your team that wait for an answer or were accepted in the last 60 days. Without names: those are in each handover.',
  },
  readHandover: {
    id: 'read_handover', method: 'get', path: '/handovers/{id}', scope: 'handovers:read', params: schema.byId, answer: schema.handover, etag: 'given',
    summary: 'One handover with its pack and questions. The family can see that your system read it.',
  },
  markHandoverRead: {
    ...handover, id: 'mark_handover_read', path: '/handovers/{id}/read', body: schema.reader, summary: 'A named person of your team has read the pack. Comes before an answer.',
  },
  acceptHandover: {
    ...handover, id: 'accept_handover', path: '/handovers/{id}/accept', body: schema.reader,
    summary: 'Your team takes over, with this person as the named contact. From now on it sees the record.',
  },
  declineHandover: {
    ...handover, id: 'decline_handover', path: '/handovers/{id}/decline', body: schema.refusal, summary: 'No, with a reason and a next step. Your team then sees no more of it.',
  },
  askQuestion: {
    id: 'ask_question', method: 'post', path: '/handovers/{id}/questions', scope: 'handovers:write', params: schema.byId, body: schema.question, answer: schema.made,
    summary: 'Asks those who sent a handover.',
  },
  answerQuestion: {
    id: 'answer_question', method: 'post', path: '/handovers/{id}/questions/{question}/answer', scope: 'handovers:write', params: schema.byQuestion,
    body: schema.answer, answer: schema.made, summary: 'Answers a question about a handover of yours.',
  },
} satisfies Record<string, Operation>
