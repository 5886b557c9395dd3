import { operations, type Operation } from '~/server/web-api/operations'

const root = '/api/v1'
const known = [
  { method: 'GET', pattern: /^\/openapi\.json$/ },
  ...Object.values<Operation>(operations).map(({ method, path }) =>
    ({ method: method.toUpperCase(), pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[\\w-]+')}$`) })),
]

/** Answers for what is not in the API: an address that is there but not for this, or none. A page of the app would be no answer for a program. */
export default defineEventHandler((event) => {
  const { pathname } = getRequestURL(event)
  if (pathname !== root && !pathname.startsWith(`${root}/`)) return
  const methods = known.filter(({ pattern }) => pattern.test(pathname.slice(root.length))).map(({ method }) => method)
  if (methods.includes(event.method)) return
  return withProblems(event, async () => {
    if (methods.length === 0) throw new ApiProblem(nothingHere)
    setResponseHeader(event, 'Allow', methods.join(', '))
    throw new ApiProblem({ status: 405, key: 'method_unknown', detail: `Use ${methods.join(' or ')} here.` })
  })
})
