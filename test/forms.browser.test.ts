import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Page as Tab } from 'playwright-core'
import { addPapers } from '../src/apps/papers/test/support.ts'
import { openTab } from './support/browser.ts'
import { openHouse } from './support/house.ts'
import { type CastName, cast, castPassword } from './support/people.ts'

/** One form of the house: where it stands, and what is typed into it. */
type KeptForm = Readonly<{
  title: string
  who: CastName
  page: (house: Prepared) => string
  /** Ends the address that the form is sent to. */
  action: RegExp
  typed: Readonly<Record<string, string>>
  /** Makes the server refuse it. */
  wrong: Readonly<Record<string, string>>
}>

type Prepared = Readonly<{ paperId: string; importId: string }>

const forms: readonly KeptForm[] = [
  {
    title: 'a new API token',
    who: 'ada',
    page: () => '/account/tokens/new',
    action: /\/account\/tokens$/,
    typed: { name: 'For the notebook', days: '365', scope: 'read' },
    wrong: { name: 'a\u202eb' },
  },
  {
    title: 'a new person',
    who: 'dora',
    page: () => '/admin/people/new',
    action: /\/admin\/people$/,
    typed: { name: 'Eve', email: 'eve@lyceum.test', role: 'member' },
    wrong: { email: cast.ada.email },
  },
  {
    title: 'a pasted list of DOIs',
    who: 'ada',
    page: () => '/papers/upload',
    action: /\/upload\/dois$/,
    typed: { dois: '10.1000/182\n10.1000/183' },
    wrong: { dois: ' ' },
  },
  {
    title: 'the schedule',
    who: 'ada',
    page: () => '/papers/schedule',
    action: /\/papers\/schedule$/,
    typed: { papersPerDay: '123', w3: '7' },
    wrong: { papersPerDay: '99999999' },
  },
  {
    title: 'the contact of the collector',
    who: 'ada',
    page: () => '/papers/collector',
    action: /\/collector\/contact$/,
    typed: { contact: 'papers@lyceum.science' },
    wrong: { contact: 'nobody@example.org' },
  },
  {
    title: 'the details of a paper',
    who: 'ada',
    page: ({ paperId }) => `/papers/list/${paperId}`,
    action: /\/edit$/,
    typed: { title: 'A better title', journal: 'Journal of Tests', authors: 'Doe, Jo' },
    wrong: { published_on: 'last summer' },
  },
  {
    title: 'the mapping of an import',
    who: 'ada',
    page: ({ importId }) => `/papers/imports/${importId}`,
    action: /\/plan$/,
    typed: { policy: 'update', invalid_doi: 'import', 'column-0': 'title' },
    wrong: { 'column-999': 'nonsense' },
  },
  {
    title: 'a setting',
    who: 'dora',
    page: () => '/admin/settings/papers.free-disk-mib',
    action: /\/admin\/settings\//,
    typed: { value: '4096' },
    wrong: { value: '-5' },
  },
]

async function visit(t: TestContext, who: CastName) {
  const house = await openHouse(t, { environment: { LYCEUM_LOG_LEVEL: 'silent' } })
  const baseUrl = await house.web.listen({ host: '127.0.0.1', port: 0 })
  const [paperId = ''] = await addPapers(house.platform, [{ doi: '10.1000/1', title: 'A title' }])
  const pasted = await house.as('ada').post('/papers/upload/dois', { dois: '10.1000/99' })
  assert.equal(pasted.statusCode, 303, pasted.body)
  const prepared = { paperId, importId: String(pasted.headers.location).split('/').at(-1) ?? '' }
  const cookie = house.as(who).visitor?.cookie ?? ''
  const { tab, complaints } = await openTab(t, { baseUrl, headers: { cookie } })
  return { house, baseUrl, tab, complaints, prepared }
}

/** Runs a function body in the page, with the form as `form` and a value as `it`. */
const inForm = <Result>(tab: Tab, { action }: KeptForm, body: string, it: unknown = null): Promise<Result> =>
  tab.evaluate(`((it) => {
    const form = [...document.forms].find((one) => new RegExp(${JSON.stringify(action.source)}).test(new URL(one.action).pathname))
    ${body}
  })(${JSON.stringify(it)})`) as Promise<Result>

/** Writes into fields, wherever they are folded away; one that is not there is made. */
const write = (tab: Tab, form: KeptForm, values: Readonly<Record<string, string>>): Promise<void> =>
  inForm(
    tab,
    form,
    `for (const [name, value] of Object.entries(it)) {
      const field = form.elements.namedItem(name) ?? form.appendChild(Object.assign(document.createElement('input'), { name }))
      field.removeAttribute('maxlength')
      field.value = value
      field.dispatchEvent(new Event('input', { bubbles: true }))
    }`,
    values,
  )

const read = (tab: Tab, form: KeptForm): Promise<Record<string, string>> =>
  inForm(
    tab,
    form,
    'return Object.fromEntries(it.map((name) => [name, form?.elements.namedItem(name)?.value]))',
    Object.keys(form.typed),
  )

/** Sends the form without what the browser itself would refuse, and waits for the answer. */
async function send(tab: Tab, form: KeptForm): Promise<void> {
  const loaded = tab.waitForEvent('load')
  await inForm(tab, form, 'form.noValidate = true; delete form.dataset.confirm; form.requestSubmit()')
  await loaded
}

for (const form of forms) {
  test(`R-P1 what was typed stays: ${form.title}`, async (t) => {
    const { tab, house, prepared, complaints } = await visit(t, form.who)
    const address = form.page(prepared)
    const open = async () => {
      await tab.goto(address)
      await write(tab, form, form.typed)
    }

    // Refused.
    await open()
    await write(tab, form, form.wrong)
    await send(tab, form)
    assert.deepEqual(await read(tab, form), { ...form.typed, ...known(form) }, 'after it was refused')

    // The server fails, and the visitor goes back.
    await open()
    await failWhenSent(tab, form)
    await send(tab, form)
    await tab.unrouteAll({ behavior: 'wait' })
    assert.equal(await tab.locator('.error-page').count(), 1)
    await tab.goBack()
    await tab.waitForLoadState('load')
    assert.deepEqual(await read(tab, form), form.typed, 'after a mistake on our side, and the back button')

    // Left without sending.
    await open()
    await tab.goto('/docs')
    await tab.goBack()
    await tab.waitForLoadState('load')
    assert.deepEqual(await read(tab, form), form.typed, 'after looking at another page')

    // The session ends.
    await open()
    await house.platform.db.deleteFrom('accounts_sessions').execute()
    await send(tab, form)
    assert.match(tab.url(), /\/sign-in/)
    await tab.getByLabel('E-mail address').fill(cast[form.who].email)
    await tab.getByLabel('Password').fill('not this one')
    await tab.getByRole('button', { name: 'Sign in' }).click()
    await tab.getByRole('alert').waitFor()
    assert.equal(await tab.getByLabel('E-mail address').inputValue(), cast[form.who].email)
    await tab.getByLabel('Password').fill(castPassword)
    await tab.getByRole('button', { name: 'Sign in' }).click()
    await tab.waitForURL((url) => url.pathname === address)
    await tab.waitForLoadState('load')
    assert.deepEqual(await read(tab, form), form.typed, 'after signing in again')
    assert.deepEqual(complaints, [])
  })
}

/** Of what is wrong, the fields that `read` looks at. */
const known = ({ typed, wrong }: KeptForm) =>
  Object.fromEntries(Object.entries(wrong).filter(([name]) => Object.hasOwn(typed, name)))

/** The answer to what is sent from now on is the page of a mistake on our side. */
async function failWhenSent(tab: Tab, { action }: KeptForm): Promise<void> {
  await tab.route(
    (url) => action.test(url.pathname),
    async (route) => {
      if (route.request().method() !== 'POST') return route.fallback()
      const response = await route.fetch({ method: 'GET', url: new URL('/nowhere', route.request().url()).href })
      return route.fulfill({ response, status: 500 })
    },
  )
}
