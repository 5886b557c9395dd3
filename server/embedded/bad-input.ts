/** What Lite and PGlite's driver throw at a value that PostgreSQL would have refused, had it seen it. */
const senderIsToBlame = [
  /^Error: Invalid input for \w+ type$/, // a value of another type
  /^RangeError: Invalid time value$/, // a number that is no day
  /^Error: Missing closing quote at position \d+$/, // a select with half a name
  /^error: insufficient data left in message$/, // a name with a zero byte
  /^error: invalid message format$/, // a number where a list belongs
]

/**
 * Lite takes such an error for a fault of the server's. It is the sender's: this gives the answer that PostgreSQL and
 * PostgREST would.
 */
export async function blameBadInput(response: Response): Promise<Response> {
  if (response.status !== 500 || !response.headers.get('content-type')?.includes('json')) return response
  const { message } = await response.clone().json() as { message?: unknown }
  if (!senderIsToBlame.some(pattern => pattern.test(String(message)))) return response
  return Response.json({
    code: '22P02', message: 'invalid input syntax', details: null, hint: 'Send names and values of the type that the function or column takes.',
  }, { status: 400 })
}
