import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type OpenRoutes, openAllRoutes, type Route } from './support/all-routes.ts'
import { findAxeViolations, openTab, screens, takePicture, type Visit } from './support/browser.ts'
import { furnish } from './support/furnishing.ts'
import { signedIn } from './support/people.ts'

// Every page that the routes of the house list is opened once in Chromium and looked at in both themes, at the width of a
// desk and of a phone. A new page is looked at from its first day on; one with a parameter needs an address in
// `support/furnishing.ts`.

/** They answer with something else than a page of the house. */
const noPages = [
  /\.(csv|ics|jsonl?|txt|tar|zip|png|ris|bib)$/,
  /^\/api(\/|$)/,
  /^\/(assets|live|healthz|readyz|metrics|openapi\.json|csp-reports)/,
  /\/(card|live|log|bell|verdict|callback|html|options|download|failure-state|viewers)$/,
  /^\/docs\/images\//,
]

test('every page is accessible in both themes at both widths, fits the screen, and breaks no policy', async (t) => {
  const house = await openAllRoutes(t)
  const addresses = await furnish(house)
  const pages = house.routes.filter(isPage)
  const unknown = pages.filter(({ url }) => /[:*]/.test(url) && addresses.get(url) === undefined)
  assert.deepEqual(
    unknown.map(({ url }) => url),
    [],
    'each of these needs an address in test/support/furnishing.ts',
  )

  const visits = await Promise.all([openVisit(t, house, 'dora'), openVisit(t, house, 'dora')])
  const queue = pages.map(({ url }) => addresses.get(url) ?? url)
  const found: string[] = []
  await Promise.all(
    visits.map(async ({ tab, complaints }) => {
      for (let address = queue.shift(); address !== undefined; address = queue.shift())
        found.push(...(await look(tab, address)))
      found.push(...complaints)
    }),
  )

  assert.ok(pages.length > 40, `${pages.length} pages`)
  assert.deepEqual(found, [])
})

test('the pages for those who are not signed in are accessible too', async (t) => {
  const house = await openAllRoutes(t)
  const { tab, complaints } = await openVisit(t, house, undefined)
  const open = house.routes.filter((route) => isPage(route) && route.config.rule === 'open' && !/[:*]/.test(route.url))
  assert.ok(open.length > 4)

  const found: string[] = []
  for (const { url } of open) found.push(...(await look(tab, url)))

  assert.deepEqual([...found, ...complaints], [])
})

const isPage = ({ method, url }: Route): boolean => method === 'GET' && !noPages.some((pattern) => pattern.test(url))

async function openVisit(t: TestContext, { web, platform, cast }: OpenRoutes, who: 'dora' | undefined): Promise<Visit> {
  const address = web.server.address()
  const port = typeof address === 'object' && address ? address.port : undefined
  const baseUrl = port ? `http://127.0.0.1:${port}` : await web.listen({ host: '127.0.0.1', port: 0 })
  const headers = who ? { cookie: (await signedIn(platform, cast[who])).cookie } : undefined
  const visit = await openTab(t, { baseUrl, headers })
  await visit.tab.emulateMedia({ reducedMotion: 'reduce' })
  return visit
}

/** All that is wrong with a page, at each width in each theme; a theme changes colours alone. */
async function look(tab: Visit['tab'], address: string): Promise<string[]> {
  const found: string[] = []
  await tab.setViewportSize(screens.desk)
  const response = await tab.goto(address)
  const status = response?.status() ?? 0
  if (![200, 404, 410].includes(status)) found.push(`${address}: ${status}`)
  if (new URL(tab.url()).pathname === '/sign-in' && !address.startsWith('/sign-in'))
    found.push(`${address} asks to sign in`)
  for (const screen of ['desk', 'phone'] as const) {
    await tab.setViewportSize(screens[screen])
    for (const theme of ['light', 'dark'] as const) {
      await tab.evaluate(`document.documentElement.dataset.bsTheme = '${theme}'`)
      const violations = await findAxeViolations(tab, theme === 'light' ? 'all' : 'colours')
      const where = `${address} (${screen}, ${theme})`
      found.push(...violations.map(({ id, nodes }) => `${where} ${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`))
      if (violations.length > 0) await takePicture(tab, `axe${address.replaceAll(/\W/g, '_')}-${screen}-${theme}`)
    }
    const isTooWide = await tab.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')
    if (isTooWide) {
      found.push(`${address} (${screen}) is wider than the screen`)
      await takePicture(tab, `wide${address.replaceAll(/\W/g, '_')}-${screen}`)
    }
  }
  return found
}
