import { createHash } from 'node:crypto'

/** Where the worker of `assets/service-worker.ts` finds the page that it shows while there is no connection. It holds nobody's data. */
export const offlineShellPath = '/offline-shell'

const inlineScript = /<script((?:\s[^>]*)?)>([\s\S]*?)<\/script>/g

/**
 * The Content-Security-Policy sources of the inline scripts in these chunks. The shell is kept by browsers and shown
 * again, so that a nonce in it would not be used once: its scripts are named by what they are.
 */
export function scriptHashes(chunks: readonly string[]): string[] {
  return [...chunks.join('').matchAll(inlineScript)]
    .filter(([, attributes = '']) => !/\ssrc=|type="application\/json"/.test(attributes))
    .map(([, , source = '']) => `'sha256-${createHash('sha256').update(source).digest('base64')}'`)
}
