import { openApi } from '~/server/web-api/openapi'

/** What the API is, for programs: the same for everybody. */
export default defineEventHandler(event => openApi(useRuntimeConfig(event).public.version))
