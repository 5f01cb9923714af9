import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { type TestContext, test } from 'node:test'
import { TOTP } from 'otpauth'
import type { Page as Tab } from 'playwright-core'
import {
  assertAccessible,
  assertFits,
  openTab,
  screens,
  showTheme,
  takePicture,
} from '../../../../test/support/browser.ts'
import { freePort } from '../../../../test/support/free-port.ts'
import { openHouse, type TestHouse } from '../../../../test/support/house.ts'
import { startIssuer } from '../../../../test/support/issuer.ts'
import { type CastName, cast, castPassword } from '../../../../test/support/people.ts'

// Second factors, passkeys and groups as a person meets them, in a real browser.

test('two steps are set up, asked for, done with a recovery code, and turned off', async (t) => {
  const { tab, complaints } = await openWorld(t)
  await signIn(tab, 'ada')
  await tab.goto('/account/second-factor')
  await look(tab, 'factor-off')
  await tab.getByRole('button', { name: 'Set it up' }).click()
  const secret = (await tab.locator('.factor-key').innerText()).replaceAll(' ', '')
  const app = (aheadMs = 0): string => new TOTP({ secret }).generate({ timestamp: Date.now() + aheadMs })
  assert.equal(await tab.getByRole('img', { name: 'QR code' }).isVisible(), true)
  await look(tab, 'factor-app')
  await tab.getByLabel('Code of the app').fill('000000')
  await tab.getByRole('button', { name: 'Turn it on' }).click()
  await tab.locator('#field-code-error').waitFor()
  await tab.getByLabel('Code of the app').fill(app())
  await tab.getByRole('button', { name: 'Turn it on' }).click()

  await tab.getByRole('heading', { name: 'Recovery codes' }).waitFor()
  const codes = await tab.locator('.recovery-codes code').allInnerTexts()
  await look(tab, 'recovery-codes')
  const download = tab.waitForEvent('download')
  await tab.getByRole('button', { name: 'Save as a file' }).click()
  const file = await readFile(await (await download).path(), 'utf8')
  assert.ok(codes.length === 10 && codes.every((code) => file.includes(code)), file)
  await tab.getByRole('link', { name: 'I have them' }).click()
  await look(tab, 'factor-on')

  await signOut(tab)
  await typePassword(tab, 'ada')
  await tab.getByRole('heading', { name: 'One step more' }).waitFor()
  await look(tab, 'second-step')
  await tab.goto('/account')
  await tab.getByRole('heading', { name: 'Sign in' }).waitFor()
  await tab.goto('/sign-in/code')
  await finishStep(tab, app(30_000))
  await signOut(tab)
  await typePassword(tab, 'ada')
  await finishStep(tab, codes[0] ?? '')

  await tab.goto('/account/second-factor')
  await tab.getByText('9 recovery codes are left').waitFor()
  await tab.getByRole('link', { name: 'Turn it off' }).click()
  await look(tab, 'factor-end')
  await tab.getByLabel('Code of the app').fill(codes[1] ?? '')
  await tab.getByRole('button', { name: 'Turn it off' }).click()
  await tab.getByText('The second factor is off').waitFor()
  await signOut(tab)
  await signIn(tab, 'ada')
  assert.deepEqual(complaints, [])
})

test('a passkey is made, signs in alone and as the second step, and is removed', async (t) => {
  const { tab, complaints } = await openWorld(t)
  const device = await plugIn(tab)
  await signIn(tab, 'ada')
  await tab.goto('/account/security')
  await tab.getByLabel('Name of a new one').fill('Key ring')
  await tab.getByRole('button', { name: 'Make a passkey' }).click()
  await tab.getByText('The passkey was added').waitFor()
  await look(tab, 'passkeys')

  await signOut(tab)
  await look(tab, 'sign-in-passkey')
  const sent = tab.waitForRequest((request) => request.url().endsWith('/sign-in/passkey'))
  await tab.getByRole('button', { name: 'Sign in with a passkey' }).click()
  const answer = new URLSearchParams((await sent).postData() ?? '').get('response') ?? ''
  await tab.getByRole('button', { name: 'Sign out', exact: true }).waitFor()
  await signOut(tab)
  await sendAnswer(tab, answer)
  await tab.getByText('This took too long, or was done already').waitFor()
  await tab.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await tab.getByRole('button', { name: 'Sign out', exact: true }).waitFor()
  await tab.goto('/account/second-factor')
  await tab.getByRole('button', { name: 'Set it up' }).click()
  const secret = (await tab.locator('.factor-key').innerText()).replaceAll(' ', '')
  await tab.getByLabel('Code of the app').fill(new TOTP({ secret }).generate())
  await tab.getByRole('button', { name: 'Turn it on' }).click()
  await tab.getByRole('link', { name: 'I have them' }).click()

  await signOut(tab)
  await typePassword(tab, 'ada')
  await look(tab, 'second-step-passkey')
  await tab.getByRole('button', { name: 'Use a passkey instead' }).click()
  await tab.getByRole('button', { name: 'Sign out', exact: true }).waitFor()

  await tab.goto('/account/security')
  await tab.locator('#passkeys').getByRole('button', { name: 'Remove' }).click()
  await tab.getByRole('button', { name: 'Yes, go on' }).click()
  await tab.getByText('The passkey was removed').waitFor()
  await signOut(tab)
  await tab.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await tab.getByText('This passkey could not be taken').waitFor()
  await device.empty()
  await tab.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await tab.getByText('Nothing was done').waitFor()
  assert.deepEqual(complaints, [])
})

test('a group gives a permission and takes it away, and the session notices at once', async (t) => {
  const { tab, house, baseUrl, complaints } = await openWorld(t)
  const reader = await openTab(t, { baseUrl, headers: { cookie: house.as('cleo').visitor?.cookie ?? '' } })
  await signIn(tab, 'dora')
  await reader.tab.goto('/papers/upload')
  assert.equal(await reader.tab.getByLabel('File').count(), 0)

  await tab.goto('/groups')
  await look(tab, 'groups-empty')
  await tab.getByRole('link', { name: 'New group' }).click()
  await tab.getByLabel('Name').fill('librarians')
  await tab.getByLabel('Description').fill('They bring in the lists.')
  await tab.getByLabel('Import lists of papers').check()
  await look(tab, 'group-new')
  await tab.getByRole('button', { name: 'Make the group' }).click()
  await tab.getByLabel('Or find them by name').fill('cle')
  await tab.getByRole('button', { name: 'Search' }).click()
  await look(tab, 'group-search')
  await tab.locator('.list-group').getByRole('button', { name: 'Add' }).click()
  await tab.getByText('Cleo is in the group now').waitFor()
  await look(tab, 'group')

  await reader.tab.goto('/papers/upload')
  assert.ok((await reader.tab.locator('main input[type=file]').count()) > 0, 'the form is there at once')
  await reader.tab.goto('/groups')
  await look(reader.tab, 'groups-own')
  await tab.getByRole('button', { name: 'Take out' }).click()
  await tab.getByRole('button', { name: 'Yes, go on' }).click()
  await tab.getByText('one member less').waitFor()
  await reader.tab.goto('/papers/upload')
  assert.equal(await reader.tab.locator('main input[type=file]').count(), 0, 'and gone at once')
  await reader.tab.goto('/admin/people')
  await look(reader.tab, 'refused')
  assert.deepEqual([...complaints, ...reader.complaints], [])
})

test('an administrator names a service, and a newcomer comes in by it', async (t) => {
  const issuer = await startIssuer(t)
  const { tab, baseUrl, complaints } = await openWorld(t, { LYCEUM_HTTP_ALLOW: issuer.hostAndPort })
  await signIn(tab, 'dora')
  await tab.goto('/admin/providers/new?preset=orcid')
  await look(tab, 'provider-orcid')
  await tab.goto('/admin/providers')
  await look(tab, 'providers-empty')
  await tab.getByRole('link', { name: 'New service' }).click()
  await tab.getByLabel('Name', { exact: true }).fill('University of Examples')
  await tab.getByLabel('Short name').fill('uni')
  await tab.getByLabel('Issuer').fill(issuer.address)
  await tab.getByLabel('Client id').fill(issuer.client.id)
  await tab.getByLabel('Client secret').fill(issuer.client.secret)
  await tab.getByRole('button', { name: 'Save' }).click()
  await tab.getByText('Saved, and the service answers').waitFor()
  await look(tab, 'provider')
  await tab.goto('/account/security')
  await look(tab, 'security-services')

  const newcomer = await openTab(t, { baseUrl })
  await newcomer.tab.goto('/sign-in?next=/account')
  await look(newcomer.tab, 'sign-in-services')
  await newcomer.tab.getByRole('button', { name: 'Sign in with University of Examples' }).click()
  await newcomer.tab.getByRole('heading', { name: 'You are new here' }).waitFor()
  await look(newcomer.tab, 'welcome')
  await newcomer.tab.getByRole('button', { name: 'Make my account' }).click()
  await newcomer.tab.getByRole('button', { name: 'Sign out', exact: true }).waitFor()
  await signOut(newcomer.tab)
  await newcomer.tab.goto('/sign-in?next=/account')
  await newcomer.tab.getByRole('button', { name: 'Sign in with University of Examples' }).click()
  await newcomer.tab.getByText('grace@lu.se').waitFor()
  assert.deepEqual([...complaints, ...newcomer.complaints], [])
})

type World = Readonly<{ house: TestHouse; baseUrl: string; tab: Tab; complaints: string[] }>

/** A house under a name, since no browser makes passkeys for a number. */
async function openWorld(t: TestContext, environment: Readonly<Record<string, string>> = {}): Promise<World> {
  const port = await freePort()
  const baseUrl = `http://localhost:${port}`
  const house = await openHouse(t, { environment: { LYCEUM_BASE_URL: baseUrl, ...environment } })
  await house.web.listen({ host: '127.0.0.1', port })
  const { tab, complaints } = await openTab(t, { baseUrl })
  return { house, baseUrl, tab, complaints }
}

/** A device that knows its owner, as Chromium plays it. */
async function plugIn(tab: Tab) {
  const debuggers = await tab.context().newCDPSession(tab)
  await debuggers.send('WebAuthn.enable')
  const { authenticatorId } = await debuggers.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return { empty: () => debuggers.send('WebAuthn.clearCredentials', { authenticatorId }) }
}

/** Sends what a device has signed once more, under a challenge of its own. */
async function sendAnswer(tab: Tab, answer: string): Promise<void> {
  const form = `document.querySelector('form[action="/sign-in/passkey"]')`
  await tab.evaluate(`${form}.elements.response.value = ${JSON.stringify(answer)}; ${form}.submit()`)
}

async function typePassword(tab: Tab, who: CastName): Promise<void> {
  await tab.goto('/sign-in')
  await tab.getByLabel('E-mail address').fill(cast[who].email)
  await tab.getByLabel('Password').fill(castPassword)
  await tab.getByRole('button', { name: 'Sign in', exact: true }).click()
}

async function signIn(tab: Tab, who: CastName): Promise<void> {
  await typePassword(tab, who)
  await tab.getByRole('button', { name: 'Sign out', exact: true }).waitFor()
}

async function finishStep(tab: Tab, code: string): Promise<void> {
  await tab.getByLabel('Code of the app').fill(code)
  await tab.getByRole('button', { name: 'Sign in', exact: true }).click()
  await tab.getByRole('button', { name: 'Sign out', exact: true }).waitFor()
}

async function signOut(tab: Tab): Promise<void> {
  await tab.getByRole('button', { name: 'Sign out', exact: true }).click()
  await tab.getByText('You are signed out').waitFor()
}

/** Pictures and what axe finds, at the desk in light and on the phone in dark. */
async function look(tab: Tab, name: string): Promise<void> {
  for (const [screen, theme, rules] of [
    ['phone', 'dark', 'looks'],
    ['desk', 'light', 'all'],
  ] as const) {
    await tab.setViewportSize(screens[screen])
    await showTheme(tab, theme)
    await takePicture(tab, `factors-${name}-${theme}`)
    await assertAccessible(tab, `${name} (${theme})`, rules)
    await assertFits(tab, `${name} (${screen})`)
  }
}
