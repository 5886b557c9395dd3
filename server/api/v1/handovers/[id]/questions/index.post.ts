import { operations } from '~/server/web-api/operations'

export default defineApiHandler(operations.askQuestion)
