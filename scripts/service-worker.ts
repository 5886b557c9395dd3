import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

interface WorkerOptions {
  /** The folder of public files of this build; the worker is written into it. */
  publicFolder: string
  /** Path of the page shown without a connection. */
  shell: string
}

/** Pictures of Easy Read, icons and what Vite made. The compressed twins are the server's business. */
const offline = /^(?:_nuxt\/[^/]+\.(?:js|css|woff2)|pictures\/.+\.svg|icons\/.+|manifest\.webmanifest)$/

/** Writes `service-worker.js` with the list of this build's files. @throws when it cannot be bundled. */
export async function writeServiceWorker({ publicFolder, shell }: WorkerOptions): Promise<void> {
  const files = (readdirSync(publicFolder, { recursive: true }) as string[]).map(file => file.replaceAll('\\', '/')).filter(file => offline.test(file)).sort()
  const entries = files.map(file => ({ url: `/${file}`, revision: file.startsWith('_nuxt/') ? null : hash(readFileSync(join(publicFolder, file))) }))
  const version = hash(JSON.stringify(entries))
  await build({
    entryPoints: [join(import.meta.dirname, '../assets/service-worker.ts')],
    outfile: join(publicFolder, 'service-worker.js'),
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    define: {
      'process.env.NODE_ENV': '"production"',
      'self.__WB_MANIFEST': JSON.stringify([...entries, { url: shell, revision: version }]),
      'self.__SHELL': JSON.stringify(shell),
    },
  })
}

function hash(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16)
}
