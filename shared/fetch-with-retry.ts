const tries = 3

/**
 * Stands in for the retry of `@nuxtjs/supabase`, which writes the body of a failed request to the log and sends writes
 * again. This one tries a read again, sends a write once, and logs nothing: what failed reaches the person as an error.
 */
export async function fetchWithRetry(request: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const isRead = ['GET', 'HEAD'].includes((init?.method ?? (request instanceof Request ? request.method : 'GET')).toUpperCase())
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await fetch(request, init)
    }
    catch (error) {
      if (!isRead || attempt === tries || init?.signal?.aborted) throw error
      await new Promise(resolve => setTimeout(resolve, 100 * attempt))
    }
  }
}
