import type { Catalog, Column, DatabaseFunction, Relation, Relationship } from './catalog.ts'

const scalars: Record<string, string> = {
  bool: 'boolean',
  ...Object.fromEntries(['int2', 'int4', 'int8', 'float4', 'float8', 'numeric'].map(name => [name, 'number'])),
  ...Object.fromEntries(['bytea', 'bpchar', 'varchar', 'date', 'text', 'citext', 'time', 'timetz', 'timestamp', 'timestamptz', 'uuid', 'name', 'interval', 'daterange'].map(name => [name, 'string'])),
  json: 'Json',
  jsonb: 'Json',
  void: 'undefined',
  record: 'Record<string, unknown>',
}

const none = '[_ in never]: never'

/** The same TypeScript as `supabase gen types typescript` writes for the schema `public`. */
export function renderTypes(catalog: Catalog): string {
  const tables = catalog.relations.filter(relation => relation.kind === 'table')
  const views = catalog.relations.filter(relation => relation.kind === 'view')
  const enums = catalog.enums.map(({ name, labels }) => `${name}: ${labels.map(quote).join(' | ')}`)
  return `${header}
export type Database = {
  public: {
    Tables: ${block(4, tables.map(table => renderRelation(table, catalog)))}
    Views: ${block(4, views.map(view => renderRelation(view, catalog)))}
    Functions: ${block(4, renderFunctions(catalog))}
    Enums: ${block(4, enums)}
    CompositeTypes: ${block(4, [])}
  }
}
${conveniences}
export const Constants = {
  public: {
    Enums: {
${catalog.enums.map(({ name, labels }) => `      ${name}: [${labels.map(quote).join(', ')}],\n`).join('')}    },
  },
} as const
`
}

function renderRelation({ name, kind, columns, relationships }: Relation, catalog: Catalog): string {
  const type = (column: Column) => `${tsType(column.type, catalog)}${column.nullable ? ' | null' : ''}`
  const row = columns.map(column => `${column.name}: ${type(column)}`)
  const writable = (isInsert: boolean) => columns.map((column) => {
    if (column.readonly) return `${column.name}?: never`
    return `${column.name}${!isInsert || column.nullable || column.filled ? '?' : ''}: ${type(column)}`
  })
  const parts = [
    `Row: ${block(8, row)}`,
    ...(kind === 'table' ? [`Insert: ${block(8, writable(true))}`, `Update: ${block(8, writable(false))}`] : []),
    `Relationships: ${renderRelationships(relationships)}`,
  ]
  return `${name}: ${block(6, parts)}`
}

function renderRelationships(relationships: Relationship[]): string {
  if (relationships.length === 0) return '[]'
  const entries = relationships.map(({ name, columns, unique, relation, relation_columns }) => block(10, [
    `foreignKeyName: ${quote(name)}`,
    `columns: [${columns.map(quote).join(', ')}]`,
    `isOneToOne: ${unique}`,
    `referencedRelation: ${quote(relation)}`,
    `referencedColumns: [${relation_columns.map(quote).join(', ')}]`,
  ]))
  return `[\n${entries.map(entry => `          ${entry},\n`).join('')}        ]`
}

function renderFunctions(catalog: Catalog): string[] {
  const byName = Map.groupBy(catalog.functions, ({ name }) => name)
  return [...byName].map(([name, overloads]) => `${name}: ${overloads.map(each => renderFunction(each, catalog)).join(' | ')}`)
}

function renderFunction({ args, returns, set, out }: DatabaseFunction, catalog: Catalog): string {
  const named = args.map(({ name, type, optional }) => `${name}${optional ? '?' : ''}: ${tsType(type, catalog)}`)
  const columns = out.map(({ name, type }) => `${name}: ${tsType(type, catalog)}`)
  const result = columns.length > 0 ? block(8, columns) : tsType(returns, catalog)
  return block(6, [
    `Args: ${named.length > 0 ? `{ ${named.join('; ')} }` : 'never'}`,
    `Returns: ${set ? arrayOf(result) : result}`,
  ])
}

function tsType(type: string, catalog: Catalog): string {
  if (type.startsWith('_')) return arrayOf(tsType(type.slice(1), catalog))
  const scalar = scalars[type]
  if (scalar) return scalar
  if (catalog.enums.some(({ name }) => name === type)) return `Database["public"]["Enums"][${quote(type)}]`
  const relation = catalog.relations.find(({ name }) => name === type)
  if (relation) return `Database["public"]["${relation.kind === 'table' ? 'Tables' : 'Views'}"][${quote(type)}]["Row"]`
  return 'unknown'
}

function arrayOf(type: string): string {
  return type.includes(' | ') ? `(${type})[]` : `${type}[]`
}

function block(indent: number, lines: string[]): string {
  const pad = ' '.repeat(indent)
  const inner = lines.length > 0 ? lines : [none]
  return `{\n${inner.map(line => `${pad}  ${line}\n`).join('')}${pad}}`
}

function quote(text: string): string {
  return JSON.stringify(text)
}

const header = `// Generated from supabase/migrations by "npm run db:types".

export type Json =
  | string
  | number
  | boolean
  | null
  | { [key: string]: Json | undefined }
  | Json[]
`

const conveniences = `
type Public = Database["public"]

export type Tables<Name extends keyof (Public["Tables"] & Public["Views"])> = (Public["Tables"] & Public["Views"])[Name] extends { Row: infer Row } ? Row : never

export type TablesInsert<Name extends keyof Public["Tables"]> = Public["Tables"][Name] extends { Insert: infer Insert } ? Insert : never

export type TablesUpdate<Name extends keyof Public["Tables"]> = Public["Tables"][Name] extends { Update: infer Update } ? Update : never

export type Enums<Name extends keyof Public["Enums"]> = Public["Enums"][Name]
`
