import { mountSuspended } from '@nuxt/test-utils/runtime'
import axe from 'axe-core'
import { afterEach, describe, expect, it } from 'vitest'
import { SharingChoice, SharingLine } from '#components'
import { audiencesOf, presetOf, sharedWith } from '../../../shared/sharing.ts'
import { audiences, type Audience } from '../../../shared/timeline.ts'

const readers = [
  { audience: 'young_person' as const, names: ['Sam Wren'] },
  { audience: 'family' as const, names: ['Ben Curlew', 'Kate Wren'] },
  { audience: 'school' as const, names: ['Larkhill Secondary'] },
]

async function choice(modelValue: Audience[], props: Record<string, unknown> = {}) {
  const view = await mountSuspended(SharingChoice, {
    props: { person: 'Sam', readers, inCircle: true, modelValue, ...props },
    attachTo: document.body,
  })
  const box = (label: string) => {
    const found = view.findAll('label').find(one => one.text().startsWith(label))
    if (!found) throw new Error(`There is no "${label}".`)
    return found.get<HTMLInputElement>('input')
  }
  const chosen = () => view.emitted<[Audience[]]>('update:modelValue')?.at(-1)?.[0]
  return { view, box, chosen }
}

afterEach(() => {
  document.body.innerHTML = ''
})

describe('a choice and the audiences it stands for', () => {
  it.each([
    ['only_me', []],
    ['circle', ['family', 'young_person']],
    ['everyone', [...audiences]],
    ['chosen', ['school']],
    ['chosen', ['young_person', 'family', 'school']],
  ] as const)('%s: %j', (preset, shared) => {
    expect(presetOf(shared)).toBe(preset)
    expect(audiencesOf(preset, shared).sort()).toEqual([...shared].sort())
  })

  it('takes no audience that there is not', () => {
    expect(sharedWith.safeParse(['school', 'neighbours']).success).toBe(false)
  })
})

describe('SharingChoice', () => {
  it('says by name who would read it, before anything is typed', async () => {
    const { view } = await choice([])
    expect(view.get('fieldset').text()).toContain('Who can see this?')
    expect(view.text()).toContain('Nobody else can read it')
    expect(view.text()).toContain('Today that is: Sam Wren, Ben Curlew and Kate Wren. And anyone who joins the circle later.')
    expect(view.text()).toContain('Larkhill Secondary. And any team that joins later.')
  })

  it('begins with what is stored', async () => {
    expect((await choice([])).box('Only me').element.checked).toBe(true)
    expect((await choice([...audiences])).box('Everyone involved').element.checked).toBe(true)
  })

  it.each([['My circle', ['young_person', 'family']], ['Everyone involved with Sam', [...audiences]], ['Only me', []]])('stores %s', async (label, shared) => {
    const { box, chosen } = await choice(['school'])
    await box(label).setValue(true)
    expect(chosen()).toEqual(shared)
  })

  it('lets people choose among those really involved, beginning with what was chosen before', async () => {
    const { view, box, chosen } = await choice(['young_person', 'family'])
    await box('People I choose').setValue(true)
    expect(view.findAll('input[type=checkbox]').map(tick => (tick.element as HTMLInputElement).checked)).toEqual([true, true, false])
    expect(view.text()).not.toContain('Health')
    await box('School').setValue(true)
    expect(chosen()).toEqual(['young_person', 'family', 'school'])
    await box('Family').setValue(false)
    expect(chosen()).toEqual(['young_person', 'school'])
  })

  it('says that nobody is ticked, which is only me', async () => {
    const { view, box, chosen } = await choice(['school'])
    await box('School').setValue(false)
    expect(chosen()).toEqual([])
    expect(view.text()).toContain('Nobody is ticked yet, so only you can see it.')
  })

  it('follows a draft that is put back', async () => {
    const { view, box } = await choice([])
    await view.setProps({ modelValue: ['school'] })
    expect(box('People I choose').element.checked).toBe(true)
    expect(box('School').element.checked).toBe(true)
  })

  it('calls the circle theirs when a team writes', async () => {
    const { view } = await choice([], { inCircle: false })
    expect(view.text()).toContain('Sam’s circle')
  })

  it('has nothing for axe to find', async () => {
    await choice(['school'])
    const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, 'region': { enabled: false }, 'page-has-heading-one': { enabled: false } } })
    expect(violations.map(({ id }) => id)).toEqual([])
  })
})

describe('SharingLine', () => {
  it.each([
    [[], {}, 'Only you can see this'],
    [[], { author: 'Kate Wren' }, 'Only Kate Wren can see this'],
    [['young_person', 'family'], {}, 'Sam’s circle can see this'],
    [[...audiences], {}, 'Everyone involved with Sam can see this'],
    [['young_person', 'school'], {}, 'Who can see this: you, Sam and School'],
  ] as const)('%j %j: %s', async (shared, props, words) => {
    const line = await mountSuspended(SharingLine, { props: { shared, person: 'Sam', ...props } })
    expect(line.text()).toBe(words)
  })
})
