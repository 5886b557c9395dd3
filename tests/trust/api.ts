import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What was answered, or `undefined` where the connection broke before. */
export type Reply = { status: number, body: unknown } | undefined

/** Which rows: of a table, some columns, where columns have these values, in the order of `order`, after that place in it. */
export interface Wanted { table: string, columns: string, where?: Record<string, string>, order: string, after?: number }

/** Somebody who is signed in, and how they reach the database. */
export interface Caller {
  /** Calls a function of the API. */
  call(name: string, args: object): Promise<Reply>
  /** The first 1,000 of the rows that this account may read. @throws when there is no answer. */
  rows<Row>(wanted: Wanted): Promise<Row[]>
}

/** Signs NAME of the demo in at the server whose secrets are in this folder. Their token is good after a restart, at `address()` of then. */
export async function signInTo(address: () => string, folder: string, name: string): Promise<Caller> {
  const { publishableKey } = JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8')) as { publishableKey: string }
  const send = async (path: string, token: string, body?: object) => {
    const response = await fetch(`${address()}/supabase${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { 'apikey': publishableKey, 'authorization': `Bearer ${token}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    })
    const text = await response.text()
    return { status: response.status, body: text ? JSON.parse(text) as unknown : null }
  }
  const { body } = await send('/auth/v1/token?grant_type=password', publishableKey, { email: `${name}@demo.test`, password: 'onward-demo' })
  const { access_token: token } = body as { access_token?: string }
  if (!token) throw new Error(`${name} could not sign in: ${JSON.stringify(body)}`)
  return {
    call: (name, args) => send(`/rest/v1/rpc/${name}`, token, args).catch(() => undefined),
    async rows<Row>({ table, columns, where = {}, order, after }: Wanted) {
      const filters = Object.entries(where).map(([column, value]) => `&${column}=eq.${value}`).join('')
      const { status, body } = await send(`/rest/v1/${table}?select=${columns}&order=${order}${filters}${after === undefined ? '' : `&${order}=gt.${after}`}`, token)
      if (status !== 200) throw new Error(`${table} answered ${status}: ${JSON.stringify(body)}`)
      return body as Row[]
    },
  }
}
