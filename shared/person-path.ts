const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

/** Whether an address can be about a young person; with anything else for an id, the page is not there. */
export function isPersonPath({ params }: { params: object }): boolean {
  return 'id' in params && typeof params.id === 'string' && uuid.test(params.id)
}
