import type { ApiRequest } from './web-api.ts'

/** The `curl` commands in the `sh` blocks of a text, in their order, with what is set before them: `NAME=value` lines. */
export function curlCommands(markdown: string): { settings: Record<string, string>, words: string }[] {
  const settings: Record<string, string> = {}
  return [...markdown.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
    block.replaceAll('\\\n', ' ').trim().split('\n').flatMap((line) => {
      const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? []
      if (name && value !== undefined) settings[name] = value
      return line.startsWith('curl ') ? [{ settings: { ...settings }, words: line.slice(5) }] : []
    }))
}

/** What a `curl` command would send: `-X`, `-H` and `-d` are known, `$NAME` stands for a setting outside single quotes. */
export function asRequest(words: string, settings: Readonly<Record<string, string>>): ApiRequest {
  const fill = (text: string) => text.replaceAll(/\$(\w+)/g, (_, name: string) => settings[name] ?? '')
  const args = [...words.matchAll(/"((?:\\.|[^"\\])*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) =>
    single ?? fill((double ?? bare ?? '').replaceAll(/\\(.)/g, '$1')))
  const values = (option: string) => args.filter((_, at) => args[at - 1] === option)
  const [body] = values('-d')
  const url = args.find(word => word.startsWith('http'))
  if (!url) throw new Error(`No address in: curl ${words}`)
  return {
    method: values('-X')[0] ?? (body === undefined ? 'GET' : 'POST'),
    path: new URL(url).pathname + new URL(url).search,
    headers: Object.fromEntries(values('-H').map(header => header.split(/: (.*)/s).slice(0, 2) as [string, string])),
    body,
  }
}
