/** A reason not to start (or not to answer) that a person can act on: printed as one line, never as a stack trace. */
export class StartError extends Error {
  override name = 'StartError'
}

/** The one line to print for any error: ours word for word, anything else by its first line. */
export function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const first = message.split('\n').find(line => line.trim() !== '') ?? 'unknown error'
  return `Onward cannot start: ${first.trim()}`
}
