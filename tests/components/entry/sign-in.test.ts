import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { EntryCodeForm, EntryDemoPerson, EntryEmailForm, EntryPasswordForm, EntryTeam } from '#components'
import { demoPeople } from '~/composables/demoPeople'
import english from '../../../locales/en.json?raw'

afterEach(() => {
  document.body.innerHTML = ''
})

describe('EntryEmailForm', () => {
  it('sends the address without the spaces of a paste', async () => {
    const form = await mountSuspended(EntryEmailForm)
    await form.get('input').setValue('  sam@demo.test ')
    await form.get('form').trigger('submit')
    await vi.waitFor(() => expect(form.emitted('send')).toEqual([['sam@demo.test']]))
  })

  it.each([['', 'Enter your email address'], ['sam', 'Enter an email address in the right form, like name@example.com']])('says what to do about %j, and sends nothing', async (typed, problem) => {
    const form = await mountSuspended(EntryEmailForm, { attachTo: document.body })
    await form.get('input').setValue(typed)
    await form.get('form').trigger('submit')
    await vi.waitFor(() => expect(form.get('[role=alert] a').text()).toBe(problem))
    expect(form.emitted('send')).toBeUndefined()
    expect(form.get('#field-email-error').text()).toContain(problem)
    expect(document.activeElement).toBe(form.get('[role=alert]').element)
    expect(form.get('input').element.value).toBe(typed)
    form.unmount()
  })

  it('lets the browser fill in the address, and never puts it in the address of the page', async () => {
    const form = await mountSuspended(EntryEmailForm)
    expect(form.get('input').attributes()).toMatchObject({ type: 'email', autocomplete: 'email' })
    expect(form.get('form').attributes('method')).toBe('post')
  })
})

describe('EntryCodeForm', () => {
  it('takes a code as people paste it', async () => {
    const form = await mountSuspended(EntryCodeForm, { props: { email: 'sam@demo.test' } })
    expect(form.get('input').attributes()).toMatchObject({ autocomplete: 'one-time-code', inputmode: 'numeric' })
    await form.get('input').setValue(' 123 456 ')
    await form.get('form').trigger('submit')
    await vi.waitFor(() => expect(form.emitted('confirm')).toEqual([['123456']]))
  })

  it.each([['', 'Enter the code from the email'], ['12345', 'Enter the 6 numbers of the code']])('says what to do about %j', async (typed, problem) => {
    const form = await mountSuspended(EntryCodeForm, { props: { email: 'sam@demo.test' } })
    await form.get('input').setValue(typed)
    await form.get('form').trigger('submit')
    await vi.waitFor(() => expect(form.get('#field-code-error').text()).toContain(problem))
  })

  it('puts a refusal of the server beside the code, each time, and keeps what was typed', async () => {
    const form = await mountSuspended(EntryCodeForm, { props: { email: 'sam@demo.test' } })
    await form.get('input').setValue('123456')
    await form.setProps({ refusal: { name: 'code', key: 'problem.code_wrong' } })
    expect(form.get('#field-code-error').text()).toContain('This code does not work')
    expect(form.get('input').element.value).toBe('123456')
  })

  it('shows the code only where it is given one, and fills it in', async () => {
    const plain = await mountSuspended(EntryCodeForm, { props: { email: 'sam@demo.test' } })
    expect(plain.text()).toContain('We have sent a code to sam@demo.test.')
    expect(plain.text()).not.toContain('Fill it in for me')
    const demo = await mountSuspended(EntryCodeForm, { props: { email: 'sam@demo.test', demoCode: '654321' } })
    expect(demo.text()).not.toContain('We have sent')
    await demo.findAll('button').find(button => button.text() === 'Fill it in for me')?.trigger('click')
    expect(demo.get('input').element.value).toBe('654321')
  })
})

describe('EntryPasswordForm', () => {
  it('leads from its summary to its own boxes', async () => {
    const form = await mountSuspended(EntryPasswordForm, { attachTo: document.body })
    await form.get('form').trigger('submit')
    const links = () => form.findAll('[role=alert] a')
    await vi.waitFor(() => expect(links().map(link => link.text())).toEqual(['Enter your email address', 'Enter your password']))
    await links()[1]?.trigger('click')
    expect(document.activeElement?.id).toBe('field-password-staff')
    form.unmount()
  })
})

describe('EntryDemoPerson', () => {
  const names = Object.values(demoPeople).flat()

  it.each(names)('has words for %s', (name) => {
    const { entry } = JSON.parse(english) as { entry: { demo: Record<string, unknown> } }
    expect(entry.demo[name.replace('.', '_')]).toEqual({ name: expect.any(String), who: expect.any(String), look: expect.any(String) })
  })

  it('offers one button, named for the person', async () => {
    const card = await mountSuspended(EntryDemoPerson, { props: { name: 'sam.mum' } })
    expect(card.get('h3').text()).toBe('Kate, Sam\'s mum')
    await card.get('button').trigger('click')
    expect(card.get('button').text()).toBe('Look around as Sam\'s mum')
    expect(card.emitted('choose')).toHaveLength(1)
  })
})

describe('EntryTeam', () => {
  it('says who works there, who is invited and who has left', async () => {
    const member = { id: '1', role: 'senco', account_id: 'a', ends_on: null } as const
    const team = await mountSuspended(EntryTeam, { props: { today: '2026-11-25', team: { id: 't', name: 'Larkhill', audience: 'school', organisation_members: [
      { ...member, display_name: 'Ada' },
      { ...member, id: '2', display_name: 'Rob', account_id: null },
      { ...member, id: '3', display_name: 'Lynn', ends_on: '2026-07-18' },
    ] } } })
    expect(team.findAll('ul li').map(item => item.text())).toEqual([expect.stringMatching(/^Ada\s*SENCo$/), expect.stringMatching(/^Rob.*Invited, not signed in yet$/s), expect.stringMatching(/^Lynn.*Left 18 July 2026$/s)])
  })
})
