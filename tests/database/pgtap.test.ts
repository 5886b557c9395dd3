import { describe, expect, it } from 'vitest'
import { pgtapFiles, runPgtap } from '../trust/pgtap.ts'

describe('pgTAP tests, as the Supabase CLI runs them', () => {
  it.each(pgtapFiles())('%s', async (file) => {
    const { planned, passed, failures } = await runPgtap(file)
    expect(failures).toEqual([])
    expect(passed).toBe(planned)
  })
})
