import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { type TestContext, test } from 'node:test'
import type { Page as Tab } from 'playwright-core'
import { assertAccessible, comeIn, openTab, takePicture } from '../../../../test/support/browser.ts'
import { freePort } from '../../../../test/support/free-port.ts'
import { pressKey, typeInto } from '../../../../test/support/keyboard.ts'
import { runCommand, startServer, temporaryInstance } from '../../../../test/support/process.ts'
import { type Received, startMailServer } from '../../mail/test/mail-server.ts'
import { linkIn, waitForLetter } from './letters.ts'

// A person's way through the house, in a real browser against a real process, with a real mail server.

const password = 'nine quiet rivers sleep'
const later = 'eleven slow clouds hum'
const email = 'grace@plantbio.lu.se'

test('a person registers, confirms, signs in, forgets, resets, makes a token and leaves', async (t) => {
  const { tab, baseUrl, received, complaints } = await openWorld(t)
  const letter = (subject: RegExp) => waitForLetter(received, email, subject)

  await comeIn(tab, '/sign-in')
  await look(tab, 'sign-in')
  await tab.getByRole('link', { name: 'Register' }).click()
  await tab.getByLabel('E-mail address').pressSequentially('grace@gmail.com')
  await tab.locator('#verdict').getByText('Everybody can have an address there').waitFor()
  await tab.getByLabel('E-mail address').fill('')
  await tab.getByLabel('E-mail address').pressSequentially(email)
  await tab.locator('#verdict').getByText('Lund University').waitFor()
  await tab.getByLabel('Name', { exact: true }).fill('Grace Example')
  await tab.getByLabel('Password').fill(password)
  await look(tab, 'register')
  await tab.getByRole('button', { name: 'Register' }).click()
  await tab.getByRole('heading', { name: 'Look into your mail' }).waitFor()
  await look(tab, 'registered')

  await tab.goto(baseUrl + linkIn(await letter(/confirm your address/), 'register/confirm'))
  await look(tab, 'confirm')
  await tab.getByLabel('The password that you chose').fill(password)
  await tab.getByRole('button', { name: 'Confirm and come in' }).click()
  await tab.getByText('Your address is confirmed').waitFor()
  await signOut(tab)
  await signIn(tab, password)

  await signOut(tab)
  await tab.getByRole('link', { name: 'Forgot your password?' }).click()
  await look(tab, 'forgotten')
  await tab.getByLabel('E-mail address').fill(email)
  await tab.getByRole('button', { name: 'Send me a link' }).click()
  await tab.getByText('If the address has an account').waitFor()
  await tab.goto(baseUrl + linkIn(await letter(/new password/), 'reset'))
  await look(tab, 'reset')
  await tab.getByLabel('Password', { exact: true }).fill(later)
  await tab.getByRole('button', { name: 'Take this password' }).click()
  await tab.getByText('The new password counts').waitFor()
  await signIn(tab, later)

  await makeToken(tab, baseUrl)
  await leave(tab)
  const back = linkIn(await letter(/will be deleted/), 'stay')
  await tab.goto(baseUrl + back)
  await look(tab, 'stay')
  assert.deepEqual(complaints, [])
})

test('an unknown domain waits, is accepted, and its person comes in, also without scripts', async (t) => {
  const { tab, baseUrl, received, complaints, administrator } = await openWorld(t, { withScripts: false })
  const desk = await administrator()
  await comeIn(tab, '/register')
  await tab.getByLabel('E-mail address').fill('ruth@lab.example')
  await tab.getByLabel('Name', { exact: true }).fill('Ruth Example')
  await tab.getByLabel('Password').fill(password)
  await tab.getByRole('button', { name: 'Register' }).click()
  await tab.locator('#verdict').getByText('We do not know lab.example').waitFor()
  assert.equal(await tab.getByLabel('Name', { exact: true }).inputValue(), 'Ruth Example')
  await tab.getByLabel('Password').fill(password)
  await tab.getByLabel('Why you would like').fill('We measure things together.')
  await show(tab, 'register-unknown')
  await tab.getByRole('button', { name: 'Register' }).click()
  await tab.getByText('Your request has arrived').waitFor()

  await waitForLetter(received, 'dora@lyceum.test', /asks for an account/)
  await desk.goto('/admin/registrations')
  await look(desk, 'registrations')
  await desk.getByRole('link', { name: 'Look' }).click()
  await desk.getByLabel('Accept the domain too').check()
  await look(desk, 'registration')
  await desk.getByRole('button', { name: 'Let them in' }).click()
  await desk.getByText('One person got a link').waitFor()
  await desk.goto('/admin/domains')
  await desk.getByText('lab.example').first().waitFor()
  await look(desk, 'domains')
  await desk.goto('/admin/invitations')
  await look(desk, 'invitations')

  const path = linkIn(await waitForLetter(received, 'ruth@lab.example', /confirm your address/), 'register/confirm')
  await tab.goto(baseUrl + path)
  await tab.getByLabel('The password that you chose').fill(password)
  await tab.getByRole('button', { name: 'Confirm and come in' }).click()
  await tab.getByText('Your address is confirmed').waitFor()
  assert.deepEqual(complaints, [])
})

type World = Readonly<{
  tab: Tab
  baseUrl: string
  received: Received[]
  complaints: string[]
  /** A tab in which the administrator is signed in. */
  administrator: () => Promise<Tab>
}>

async function openWorld(t: TestContext, { withScripts = true } = {}): Promise<World> {
  const { url, received } = await startMailServer(t)
  const port = await freePort()
  const environment = { ...(await temporaryInstance(t)), LYCEUM_PORT: String(port), LYCEUM_SMTP_URL: url }
  const { address } = await startServer(t, environment)
  const { tab, complaints } = await openTab(t, { baseUrl: address, withScripts, ...chosenLook() })
  return { tab, baseUrl: address, received, complaints, administrator }

  async function administrator(): Promise<Tab> {
    const args = ['user', 'create', 'dora@lyceum.test', '--name', 'Dora', '--role', 'admin', '--password-stdin']
    assert.equal((await runCommand(environment, args, password)).code, 0)
    const { tab: desk } = await openTab(t, { baseUrl: address, ...chosenLook() })
    await desk.goto('/sign-in')
    await desk.getByLabel('E-mail address').fill('dora@lyceum.test')
    await desk.getByLabel('Password').fill(password)
    await desk.getByRole('button', { name: 'Sign in' }).click()
    await desk.getByRole('heading', { level: 1 }).waitFor()
    return desk
  }
}

/** By the keyboard alone. */
async function signIn(tab: Tab, secret: string): Promise<void> {
  await tab.goto('/sign-in')
  await typeInto(tab, tab.getByLabel('E-mail address'), email)
  await typeInto(tab, tab.getByLabel('Password'), secret)
  await pressKey(tab, tab.getByRole('button', { name: 'Sign in' }))
  await tab.getByRole('heading', { name: 'Welcome, Grace Example' }).waitFor()
}

/** On a phone the button lies in the menu. */
async function signOut(tab: Tab): Promise<void> {
  const menu = tab.getByRole('button', { name: 'Menu' })
  if (await menu.isVisible()) await menu.click()
  await tab.getByRole('button', { name: 'Sign out' }).click()
  await tab.getByRole('heading', { name: 'Sign in' }).waitFor()
}

async function makeToken(tab: Tab, baseUrl: string): Promise<void> {
  await tab.goto('/account')
  await look(tab, 'account')
  await tab.getByLabel('ORCID iD').fill('0000-0002-1825-0097')
  await tab.getByRole('button', { name: 'Save' }).click()
  await tab.getByText('Your profile was saved').waitFor()
  await tab.goto('/account/security')
  await look(tab, 'security')
  await tab.goto('/account/tokens')
  await tab.getByRole('link', { name: 'Make a token' }).click()
  await tab.getByLabel('Name').fill('cluster')
  await tab.getByLabel('What it may do').selectOption('areas')
  await tab.getByLabel('My account').selectOption('read')
  await look(tab, 'new-token')
  await tab.getByRole('button', { name: 'Make it' }).click()
  const secret = await tab.locator('#token').inputValue()
  const me = await fetch(`${baseUrl}/api/v1/me`, { headers: { authorization: `Bearer ${secret}` } })
  assert.equal(me.status, 200)
  assert.match(await me.text(), new RegExp(email))
  await tab.goto('/account/tokens')
  await look(tab, 'tokens')
}

async function leave(tab: Tab): Promise<void> {
  await tab.goto('/account/data')
  await look(tab, 'my-data')
  const downloading = tab.waitForEvent('download')
  await tab.getByRole('link', { name: 'Download it' }).click()
  const file = await (await downloading).path()
  assert.equal(JSON.parse(await readFile(file, 'utf8')).account[0].email, email)
  await tab.getByRole('link', { name: 'Delete my account' }).click()
  await tab.getByLabel('Your password').fill(later)
  await tab.getByLabel('Yes, delete my account.').check()
  await look(tab, 'leave')
  await tab.getByRole('button', { name: 'Delete my account' }).click()
  await tab.getByRole('heading', { name: 'Your account is closed' }).waitFor()
}

/** `LYCEUM_TEST_LOOK=phone-dark` takes pictures of that kind. */
async function show(tab: Tab, name: string): Promise<void> {
  const wish = process.env.LYCEUM_TEST_LOOK
  if (wish) await takePicture(tab, `accounts-${name}-${wish}`)
}

/** Axe, which is a script, must find nothing. */
async function look(tab: Tab, name: string): Promise<void> {
  await show(tab, name)
  await assertAccessible(tab, name)
}

function chosenLook(): { screen: 'desk' | 'phone'; theme: 'light' | 'dark' } {
  const [screen, theme] = (process.env.LYCEUM_TEST_LOOK ?? '').split('-')
  return { screen: screen === 'phone' ? 'phone' : 'desk', theme: theme === 'dark' ? 'dark' : 'light' }
}
