import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type OpenRoutes, openAllRoutes, type Route } from './support/all-routes.ts'
import { findAxeViolations, openTab, takePicture, type Visit } from './support/browser.ts'
import { furnish } from './support/furnishing.ts'
import { signedIn } from './support/people.ts'

// Every page that the routes of the house list is opened in Chromium and looked at in both themes: in English at the width of
// a desk, in German, whose words are longer, on a phone. A new page is looked at from its first day on; one with a parameter
// needs an address in `support/furnishing.ts`.

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
  await Promise.all(
    looks.map(async (how) => {
      const { tab, complaints } = await openVisit(t, house, 'dora', how)
      for (const { url } of pages)
        found.push(...(await look(tab, addresses.get(url) ?? url, how, house.platform.config)))
      found.push(...complaints)
    }),
  )

  assert.ok(pages.length > 40, `${pages.length} pages`)
  assert.deepEqual(found, [])
})

test('the pages for those who are not signed in are accessible too', async (t) => {
  const house = await openAllRoutes(t)
  const open = house.routes.filter((route) => isPage(route) && route.config.rule === 'open' && !/[:*]/.test(route.url))
  assert.ok(open.length > 4)

  const found: string[] = []
  for (const how of looks) {
    const { tab, complaints } = await openVisit(t, house, undefined, how)
    for (const { url } of open) found.push(...(await look(tab, url, how, house.platform.config)))
    found.push(...complaints)
  }

  assert.deepEqual(found, [])
})

const isPage = ({ method, url }: Route): boolean => method === 'GET' && !noPages.some((pattern) => pattern.test(url))

async function openVisit(
  t: TestContext,
  { web, platform, cast }: OpenRoutes,
  who: 'dora' | undefined,
  { screen, language }: Looks,
): Promise<Visit> {
  const address = web.server.address()
  const port = typeof address === 'object' && address ? address.port : undefined
  const baseUrl = port ? `http://127.0.0.1:${port}` : await web.listen({ host: '127.0.0.1', port: 0 })
  const headers = who ? { cookie: (await signedIn(platform, cast[who])).cookie } : undefined
  const visit = await openTab(t, { baseUrl, headers, screen, language })
  await visit.tab.emulateMedia({ reducedMotion: 'reduce' })
  return visit
}

/** All that is wrong with a page in each theme; a theme changes colours alone. */
async function look(
  tab: Visit['tab'],
  address: string,
  { screen, language }: Looks,
  { baseUrl }: OpenRoutes['platform']['config'],
): Promise<string[]> {
  const found: string[] = []
  const response = await tab.goto(address)
  const status = response?.status() ?? 0
  if (![200, 404, 410].includes(status)) found.push(`${address}: ${status}`)
  if (new URL(tab.url()).pathname === '/sign-in' && !address.startsWith('/sign-in'))
    found.push(`${address} asks to sign in`)
  found.push(...tooMuch(await loadsOf(tab), [tab.url(), baseUrl]).map((words) => `${address} ${words}`))
  found.push(...(await tab.evaluate<string[]>(untold)).map((element) => `${address} ${element}`))
  const picture = `${address.replaceAll(/\W/g, '_')}-${screen}`
  for (const theme of ['light', 'dark'] as const) {
    await tab.evaluate(`document.documentElement.dataset.bsTheme = '${theme}'`)
    const violations = await findAxeViolations(tab, theme === 'light' ? 'all' : 'colours')
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
