import { z } from 'zod'

const idSchema = z.uuid()
const contentSchema = z.object({ mime: z.enum(['image/webp', 'audio/webm', 'audio/ogg', 'audio/mp4']), content: z.string() })

/** A photo or recording of a profile, for whoever may read it: missing and forbidden look the same. */
export default defineEventHandler(async (event) => {
  const id = idSchema.safeParse(getRouterParam(event, 'id'))
  if (!id.success) throw createError({ statusCode: 404 })
  const answer = await callAsCaller(event, 'profile_media_content', { media: id.data })
  if (!answer.ok) throw createError({ statusCode: answer.status })
  const { mime, content } = contentSchema.parse(answer.data)
  const bytes = Buffer.from(content, 'base64')
  setResponseHeaders(event, {
    'Content-Type': mime,
    'Content-Disposition': 'inline',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Accept-Ranges': 'bytes',
  })
  const range = byteRange(getRequestHeader(event, 'range'), bytes.length)
  if (!range) return bytes
  setResponseStatus(event, 206)
  setResponseHeader(event, 'Content-Range', `bytes ${range.from}-${range.to}/${bytes.length}`)
  return bytes.subarray(range.from, range.to + 1)
})
