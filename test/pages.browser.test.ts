import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type OpenRoutes, openAllRoutes, type Route } from './support/all-routes.ts'
import { findAxeViolations, openTab, showTheme, takePicture, type Visit } from './support/browser.ts'
import { furnish } from './support/furnishing.ts'
import { signedIn } from './support/people.ts'

// Every page that the routes of the house list is opened in Chromium and looked at in both themes: in English at the width of
// a desk, in German, whose words are longer, on a phone. A new page is looked at from its first day on; one with a parameter
// needs an address in `support/furnishing.ts`.
//
// Axe judges every page in each theme and language. A theme changes colours alone, so that the rules of colours are asked in
// both and the others once for each language. What stands on many pages, such as the side bar, or a page under a second
// address, is judged in full where it stands first in that language and on that screen; in English, by light, every page is
// judged as a whole, with all that is around it.

/** Script and style that a page may load, packed, in bytes; the two large libraries stand on the pages that show something. */
const mostBytes = { page: 150_000, echarts: 400_000, '3dmol': 160_000 } as const

type Load = Readonly<{ name: string; kind: string; bytes: number }>
type Looks = Readonly<{ screen: 'desk' | 'phone'; language: string }>

const looks: readonly Looks[] = [
  { screen: 'desk', language: 'en-GB' },
  { screen: 'phone', language: 'de-DE' },
]

/** They answer with something else than a page of the house. */
const noPages = [
  /\.(csv|ics|jsonl?|txt|tar|zip|png|ris|bib|xml)$/,
  /^\/api(\/|$)/,
  /^\/(assets|live|healthz|readyz|metrics|openapi\.json|csp-reports)/,
  /\/(card|live|log|bell|menu|tail|verdict|callback|html|options|download|export|failure-state|viewers)$/,
  /^\/docs\/images\//,
]

test('every page is accessible in both themes and languages, fits the screen, is light, and asks nobody else', async (t) => {
  const house = await openAllRoutes(t)
  const addresses = await furnish(house)
  const pages = house.routes.filter(isPage)
  const unknown = pages.filter(({ url }) => /[:*]/.test(url) && addresses.get(url) === undefined)
  assert.deepEqual(
    unknown.map(({ url }) => url),
    [],
    'each of these needs an address in test/support/furnishing.ts',
  )

  const found: string[] = []
  let different = pages.map(({ url }) => addresses.get(url) ?? url)
  for (const how of looks) different = await lookAtAll(await openVisit(t, house, 'dora', how), different, how, found)

  assert.ok(different.length > 90, `${different.length} of ${pages.length} pages`)
  assert.deepEqual(found, [])
})

test('the pages for those who are not signed in are accessible too', async (t) => {
  const house = await openAllRoutes(t)
  const open = house.routes.filter((route) => isPage(route) && route.config.rule === 'open' && !/[:*]/.test(route.url))
  assert.ok(open.length > 4)

  const found: string[] = []
  const addresses = open.map(({ url }) => url)
  for (const how of looks) await lookAtAll(await openVisit(t, house, undefined, how), addresses, how, found)

  assert.deepEqual(found, [])
})

const isPage = ({ method, url }: Route): boolean => method === 'GET' && !noPages.some((pattern) => pattern.test(url))

async function openVisit(
  t: TestContext,
  { web, platform, cast }: OpenRoutes,
  who: 'dora' | undefined,
  { screen, language }: Looks,
): Promise<Visit & { own: readonly string[] }> {
  const address = web.server.address()
  const port = typeof address === 'object' && address ? address.port : undefined
  const baseUrl = port ? `http://127.0.0.1:${port}` : await web.listen({ host: '127.0.0.1', port: 0 })
  const headers = who ? { cookie: (await signedIn(platform, cast[who])).cookie } : undefined
  const visit = await openTab(t, { baseUrl, headers, screen, language })
  return { ...visit, own: [baseUrl, platform.config.baseUrl] }
}

/** Writes down all that is wrong with the pages; answers the addresses of those that show what none before has shown. */
async function lookAtAll(
  { tab, complaints, own }: Awaited<ReturnType<typeof openVisit>>,
  addresses: readonly string[],
  how: Looks,
  found: string[],
): Promise<string[]> {
  const seen = new Set<string>()
  const different: string[] = []
  for (const address of addresses) {
    const status = (await tab.goto(address))?.status() ?? 0
    if (![200, 404, 410].includes(status)) found.push(`${address}: ${status}`)
    if (new URL(tab.url()).pathname === '/sign-in' && !address.startsWith('/sign-in'))
      found.push(`${address} asks to sign in`)
    if (!(await markSeen(tab, seen))) continue
    different.push(address)
    found.push(...tooMuch(await loadsOf(tab), own).map((words) => `${address} ${words}`))
    found.push(...(await look(tab, address, how)))
  }
  found.push(...complaints)
  return different
}

/** Parts of a page that may stand on others just so; the links of the side bar are parts by themselves, as one is marked. */
const parts = `[...document.querySelectorAll('body > *, .side-bar li')]`

/** Marks the parts that were seen before, and remembers the others. Answers whether there are any. */
async function markSeen(tab: Visit['tab'], seen: Set<string>): Promise<boolean> {
  const written = await tab.evaluate<string[]>(`${parts}.map((part) => part.outerHTML)`)
  const texts = written.map((text) => text.replaceAll(unlike, ''))
  const wasSeen = texts.map((text) => seen.has(text))
  for (const text of texts) seen.add(text)
  return tab.evaluate<boolean>(`(() => {
    for (const [at, part] of ${parts}.entries()) part.toggleAttribute('data-seen', ${JSON.stringify(wasSeen)}[at] === true)
    return document.querySelector('body > :not([data-seen])') !== null
  })()`)
}

/** What is never the same twice, and makes no difference: fields that nobody sees, words of the policy, ids. */
const unlike = /<input type="hidden"[^>]*>|hx-nonce="[^"]*"|[\da-f]{8}-[\da-f-]{27}/g

/** All that is wrong with what a page shows. */
async function look(tab: Visit['tab'], address: string, { screen, language }: Looks): Promise<string[]> {
  const found = (await tab.evaluate<string[]>(untold)).map((element) => `${address} ${element}`)
  const picture = `${address.replaceAll(/\W/g, '_')}-${screen}`
  for (const theme of ['light', 'dark'] as const) {
    await showTheme(tab, theme)
    const isWhole = theme === 'light' && screen === 'desk'
    const violations = await findAxeViolations(
      tab,
      theme === 'light' ? 'all' : 'colours',
      isWhole ? undefined : '[data-seen]',
    )
    const where = `${address} (${screen}, ${theme}, ${language})`
    found.push(...violations.map(({ id, nodes }) => `${where} ${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`))
    if (violations.length > 0) await takePicture(tab, `axe${picture}-${theme}`)
  }
  if (await tab.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')) {
    found.push(`${address} (${screen}, ${language}) is wider than the screen`)
    await takePicture(tab, `wide${picture}`)
  }
  return found
}

/** Pictures that say nothing to who does not see them, charts without their numbers, and what only a script can press. */
const untold = `(() => {
  const all = (selector) => [...document.querySelectorAll(selector)]
  const isHidden = (one) => one.closest('[aria-hidden=true], [role=img]:not(svg)') !== null
  const charts = all('main svg, main canvas').filter((one) => !isHidden(one))
  const nameless = charts.filter((one) => one.getAttribute('role') !== 'img' || !one.getAttribute('aria-label'))
  const bare = charts.filter((one) => !one.closest('section, figure, main')?.querySelector('table, ol, ul'))
  const isPressable = (one) => one.matches('a[href], form[action], [data-live], [hidden]') || one.closest('form[action], details') !== null
  const scripted = all('[hx-get], [hx-post], [hx-delete]').filter((one) => !isPressable(one))
  const said = (words, some) => some.map((one) => words + ': ' + one.outerHTML.slice(0, 200))
  return [...said('has a nameless picture', nameless), ...said('has a chart without numbers', bare), ...said('needs scripts', scripted)]
})()`

/** Everything that the page has loaded, whoever asked for it, in bytes as they travel. */
const loadsOf = (tab: Visit['tab']): Promise<Load[]> =>
  tab.evaluate(`performance.getEntriesByType('resource')
    .map(({ name, initiatorType, encodedBodySize }) => ({ name, kind: initiatorType, bytes: encodedBodySize }))`)

function tooMuch(loads: readonly Load[], own: readonly string[]): string[] {
  const hosts = own.map((url) => new URL(url).host)
  const isLibrary = ({ name }: Load): boolean => /\/(echarts|3dmol)-/.test(name)
  const sum = (some: readonly Load[]): number => some.reduce((bytes, load) => bytes + load.bytes, 0)
  const code = loads.filter(({ name }) => /\.(js|css)(\?|$)/.test(name))
  const heavy: [string, Load[], number][] = [
    ['script and style', code.filter((load) => !isLibrary(load)), mostBytes.page],
    ['charts', code.filter(({ name }) => name.includes('/echarts-')), mostBytes.echarts],
    ['3D', code.filter(({ name }) => name.includes('/3dmol-')), mostBytes['3dmol']],
  ]
  return [
    ...loads.filter(({ name }) => !hosts.includes(new URL(name).host)).map(({ name }) => `asks ${name}`),
    ...heavy.filter(([, some, most]) => sum(some) > most).map(([what, some]) => `loads ${sum(some)} bytes of ${what}`),
  ]
}
