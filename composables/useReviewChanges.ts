interface ReviewChanges {
  /** Does one change and says so; answers why it could not, in words, or ''. */
  attempt: (work: () => Promise<void>, done: string, undo?: () => Promise<void>) => Promise<string>
}

/** Changes to a review: the same message, the same words for what went wrong, wherever they are made. */
export function useReviewChanges(): ReviewChanges {
  const toasts = useToasts()
  const { report, inWords } = useProblem()

  async function attempt(work: () => Promise<void>, done: string, undo?: () => Promise<void>): Promise<string> {
    try {
      await work()
      toasts.show(done, undo ? { undo } : {})
      return ''
    }
    catch (error) {
      return inWords(report(error))
    }
  }

  return { attempt }
}
