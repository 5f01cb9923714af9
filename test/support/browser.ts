import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, type TestContext } from 'node:test'
import chromium from '@sparticuz/chromium'
import { type Browser, type BrowserContext, chromium as playwright, type Page as Tab } from 'playwright-core'

/** The screens that pages are looked at on. */
export const screens = { desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const

export type TabOptions = Readonly<{
  baseUrl: string
  screen?: keyof typeof screens
  theme?: 'light' | 'dark'
  language?: string
  headers?: Readonly<Record<string, string>>
  withScripts?: boolean
}>

/** A tab of its own, and what went wrong in it: refused by the policy, thrown by a script, logged as an error. */
export type Visit = Readonly<{ tab: Tab; context: BrowserContext; complaints: string[] }>

export type AxeViolation = Readonly<{
  id: string
  impact: string
  help: string
  nodes: readonly { html: string; failureSummary: string }[]
}>

/** For each step: a page that comes late on a busy machine is still the page that was asked for. */
const patienceMs = 120_000

let browser: Promise<Browser> | undefined
after(async () => (await browser)?.close())

/** Opens a tab in the one browser of this test file; it closes with the test. */
export async function openTab(t: TestContext, options: TabOptions): Promise<Visit> {
  browser ??= launch()
  // A header would be left away as soon as a page sets a cookie of its own.
  const { cookie = '', ...headers } = options.headers ?? {}
  const context = await (await browser).newContext({
    baseURL: options.baseUrl,
    viewport: screens[options.screen ?? 'desk'],
    colorScheme: options.theme ?? 'light',
    locale: options.language ?? 'en-GB',
    // What moves takes time and processor, keeps keys waiting and shows colours that are on their way to others.
    reducedMotion: 'reduce',
    extraHTTPHeaders: headers,
    javaScriptEnabled: options.withScripts ?? true,
  })
  context.setDefaultTimeout(patienceMs)
  t.after(() => context.close())
  await context.addCookies(cookiesIn(cookie).map((one) => ({ ...one, url: options.baseUrl })))
  const tab = await context.newPage()
  const complaints: string[] = []
  tab.on('pageerror', (error) => complaints.push(String(error)))
  tab.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) complaints.push(message.text())
  })
  return { tab, context, complaints }
}

/** A house of a process of its own that has just started on a busy machine may ask to come again in a second. */
export async function comeIn(tab: Tab, address: string): Promise<void> {
  for (let tries = 0; tries < 30; tries++) {
    if ((await tab.goto(address))?.status() !== 503) return
    await tab.waitForTimeout(1_000)
  }
}

const cookiesIn = (header: string): { name: string; value: string }[] =>
  header
    .split(/;\s*/)
    .filter(Boolean)
    .map((pair) => ({ name: pair.slice(0, pair.indexOf('=')), value: pair.slice(pair.indexOf('=') + 1) }))

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const ofColours = ['color-contrast', 'link-in-text-block']

/** Rules of axe: by a theme colours alone become others, by a theme on another screen colours and sizes. */
const ruleSets = {
  all: tags,
  colours: { type: 'rule', values: ofColours },
  looks: { type: 'rule', values: [...ofColours, 'target-size', 'scrollable-region-focusable'] },
} as const

type RuleSet = keyof typeof ruleSets

/** What axe finds against WCAG 2.2 AA on the page as it stands. What `except` selects, and all that is in it, is left out. */
export async function findAxeViolations(tab: Tab, rules: RuleSet = 'all', except?: string): Promise<AxeViolation[]> {
  await bringAxe(tab)
  // Nobody reads what axe would say of elements that are as they should be, nor its ways to name one; what is in a frame is a
  // page of its own; and of what axe would fetch anew, only sound and film are asked for by one of the rules.
  const quick = { resultTypes: ['violations'], selectors: false, iframes: false, preload: { assets: ['media'] } }
  const context = except === undefined ? 'document' : JSON.stringify({ exclude: [except] })
  const options = JSON.stringify({ runOnly: ruleSets[rules], ...quick })
  return tab.evaluate<AxeViolation[]>(`axe.run(${context}, ${options}).then((found) => found.violations)`)
}

/** The page's policy refuses foreign scripts, so axe comes in by way of the debugger: into this page, and by itself into the next. */
async function bringAxe(tab: Tab): Promise<void> {
  if (await tab.evaluate<boolean>("'axe' in window")) return
  axeSource ??= readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  await tab.evaluate(`${axeSource};undefined`)
  await tab.addInitScript(`if (window === window.top) {${axeSource}}`)
}

let axeSource: string | undefined

/** Fails with what axe finds on the page as it stands; `where` names it in the message. */
export async function assertAccessible(tab: Tab, where: string, rules: RuleSet = 'all'): Promise<void> {
  const found = await findAxeViolations(tab, rules)
  assert.deepEqual(
    found.map(({ id, nodes }) => `${where} ${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`),
    [],
  )
}

/** As the button of a theme does. */
export async function showTheme(tab: Tab, theme: 'light' | 'dark'): Promise<void> {
  await tab.evaluate(`document.documentElement.dataset.bsTheme = '${theme}'`)
}

/** Fails where the page must be moved sideways to be read. */
export async function assertFits(tab: Tab, where: string): Promise<void> {
  const isTooWide = await tab.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')
  assert.equal(isTooWide, false, `${where} is wider than the screen`)
}

/** For people: with `LYCEUM_TEST_PICTURES=1` a picture of the whole page is written below the temporary folder. */
export async function takePicture(tab: Tab, name: string): Promise<void> {
  if (!process.env.LYCEUM_TEST_PICTURES) return
  await tab.screenshot({ path: join(tmpdir(), 'lyceum-pictures', `${name}.png`), fullPage: true })
}

/** Only what a container needs: the package's own arguments would switch web security off. */
const launchArguments = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--font-render-hinting=none',
  // What axe makes and throws away is collected less often.
  '--js-flags=--min-semi-space-size=16',
]

async function launch(): Promise<Browser> {
  chromium.setGraphicsMode = false
  return playwright.launch({ executablePath: await chromium.executablePath(), args: launchArguments, headless: true })
}
