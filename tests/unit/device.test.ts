import { describe, expect, it } from 'vitest'
import { isSaidAlready, joinedPatch, withVersion, type Unsent } from '../../shared/device'
import { inGroups, stepsOnPaper } from '../../shared/papers'
import { scriptHashes } from '../../server/utils/offline-shell'
import { contentSecurityPolicy } from '../../server/utils/security-headers'
import { sampleStep } from '../components/timeline/samples'

const id = '5e000000-0000-4000-8000-000000000001'
function thing(patch: Record<string, unknown>): Unsent {
  return {
    key: id, account: id, person: id, subject: id, at: '2026-11-25T10:00:00Z', title: 'Visit a college', state: 'waiting', what: 'record_item',
    args: { item_id: id, expected_version: 3, patch },
  }
}

describe('what is not sent yet', () => {
  it('follows the version that the change before it was answered with', () => {
    expect(withVersion(thing({ note: 'Later' }), 4).args).toEqual({ item_id: id, expected_version: 4, patch: { note: 'Later' } })
  })

  it('is one change with the last word on each question', () => {
    expect(joinedPatch([thing({ status: 'done', note: 'First' }), thing({ note: 'Second' })])).toEqual({ status: 'done', note: 'Second' })
  })

  it('needs no choice where somebody else wrote the very same', () => {
    const theirs = {
      id, status: 'done', note: 'We went', not_needed_reason: null, waiting_on: null, done_by: null, done_by_name: 'Mum', done_at: null, version: 4,
      updated_at: null, updated_by_name: 'Mum', note_by_name: null, note_at: null,
    } as const
    expect(isSaidAlready(thing({ status: 'done' }), theirs)).toBe(true)
    expect(isSaidAlready(thing({ status: 'done', note: 'We did not go' }), theirs)).toBe(false)
  })
})

describe('the page that is kept on a device', () => {
  it('allows its own scripts by what they are, without a nonce to be shown twice', () => {
    const hashes = scriptHashes(['<script>window.x=1</script><script type="module" src="/_nuxt/a.js"></script>', '<script type="application/json" id="d">[1]</script>'])
    // printf 'window.x=1' | openssl dgst -sha256 -binary | base64
    expect(hashes).toEqual(['\'sha256-hUmDl3yY/7GaaX+Zuy8aEy8IzxgpBs7xccqYHs2/7kQ=\''])
    expect(contentSecurityPolicy({ hashes })).toContain('script-src \'self\' \'sha256-')
    expect(contentSecurityPolicy({ hashes })).not.toMatch(/nonce|script-src[^;]*unsafe-inline/)
  })
})

describe('a sheet of paper', () => {
  it('has the young person\'s own open steps, what comes first at the top, as many as fit', () => {
    const steps = Array.from({ length: 20 }, (_, day) => sampleStep({ id: `s${day}`, audience: 'young_person', status: 'not_started', due_on: `2027-01-${String(28 - day).padStart(2, '0')}` }))
    const others = [sampleStep({ id: 'school', audience: 'school', due_on: '2026-12-01' }), sampleStep({ id: 'done', audience: 'young_person', status: 'done', due_on: '2026-12-01' })]
    expect(stepsOnPaper([...others, ...steps], 'plan').map(step => step.id)).toEqual(['s19', 's18', 's17', 's16', 's15'])
    expect(stepsOnPaper([...others, ...steps], 'checklist')).toHaveLength(16)
  })

  it('shows its code in groups, as people read it out', () => {
    expect(inGroups('3f2a90bc41d788e0')).toBe('3F2A 90BC 41D7 88E0')
  })
})
