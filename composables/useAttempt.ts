/** Does the work of a form: '' when it went well, otherwise what went wrong, in words. */
export type Attempt = (work: () => Promise<unknown>) => Promise<string>

/** What is on the page is read again after every save, and after somebody else was faster: then the form can be sent once more. */
export function useAttempt(refresh: () => Promise<unknown>): Attempt {
  const { report, inWords } = useProblem()
  return async (work) => {
    try {
      await work()
      await refresh()
      return ''
    }
    catch (error) {
      const problem = report(error)
      if (problem.status === 409) await refresh()
      return inWords(problem)
    }
  }
}
