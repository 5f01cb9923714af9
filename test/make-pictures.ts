import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openTab } from './support/browser.ts'
import { type ProcessEnvironment, runCommand, startServer, temporaryInstance } from './support/process.ts'
import { type KnownPaper, type Manner, startPublishers } from './support/publishers.ts'

// The pictures of the documents, made anew by `npm run screenshots`: a real house with the sample lists, in which
// some papers were collected from local servers that stand for Crossref, Unpaywall and the publishers.

const lists = join(import.meta.dirname, 'data/papers')
const pictureFolder = join(import.meta.dirname, '../docs/images')
const largestBytes = 300_000
const password = 'seven green kettles sing'

/** How the site of each of the newest papers answers; what is not named here stays New. */
const manners: readonly Manner[] = [
  'pdf',
  'pdf',
  'paywall',
  'pdf',
  'challenge',
  'pdf',
  'pdf',
  'forbidden',
  'pdf',
  'pdf',
]

test('the pictures of the documents are made', async (t) => {
  const publishers = await startPublishers(t)
  const environment = { ...(await temporaryInstance(t)), ...publishers.environment }
  await runCommand(environment, ['migrate', 'up'])
  const dora = ['user', 'create', 'dora@lyceum.test', '--name', 'Dora', '--role', 'admin', '--password-stdin']
  assert.equal((await runCommand(environment, dora, password)).code, 0)
  const server = await startServer(t, environment)
  for (const list of ['scopus_like.csv', 'pubmed_like.csv', 'papers_minimal.csv']) {
    const { code, stderr } = await runCommand(environment, ['papers', 'import', join(lists, list)])
    assert.equal(code, 0, stderr)
  }

  const newest = (await papersOf(environment)).toReversed().slice(0, manners.length)
  publishers.know(...newest.map((paper, n) => knownAs(paper, manners[n] ?? 'pdf')))
  for (const { doi } of newest) assert.equal((await runCommand(environment, ['papers', 'process', doi])).code, 0)
  await untilSettled(environment, manners.length)

  const samples = await loadSamples(environment)
  const pictures = { ...ofPapers, ...samples }

  const { tab } = await openTab(t, { baseUrl: server.address, screen: 'desk', theme: 'light' })
  await tab.goto('/sign-in')
  await tab.getByLabel('E-mail address').fill('dora@lyceum.test')
  await tab.getByLabel('Password').fill(password)
  await tab.getByRole('button', { name: 'Sign in' }).click()
  await tab.waitForURL((url) => !url.pathname.includes('sign-in'))
  await tab.goto(samples.study ?? '/')
  const result = await tab.locator('a[href^="/studies/analyses/"]').first().getAttribute('href')
  for (const [name, address] of Object.entries({ ...pictures, result: result ?? '/' })) {
    await tab.goto(address)
    // Charts are drawn after the page has come.
    await sleep(1_500)
    const path = join(pictureFolder, `${name}.png`)
    await tab.screenshot({ path })
    assert.ok(statSync(path).size < largestBytes, `${name}.png is too large`)
  }
})

const ofPapers = { papers: '/papers/list', schedule: '/papers/schedule?preset=office' }

/** The sample data of every app, with what came of them. */
async function loadSamples(environment: ProcessEnvironment): Promise<Record<string, string>> {
  const { code, stdout, stderr } = await runCommand(environment, ['demo', 'load', '--json'])
  assert.equal(code, 0, stderr)
  const pieces: { name: string; href: string }[] = JSON.parse(stdout)
  const at = (name: string): string => pieces.find((piece) => piece.name === name)?.href ?? '/'
  await untilRun(environment)
  return { study: at('studies.sample'), 'plugin-run': at('plugins.run'), observations: at('observations.revision') }
}

async function untilRun(environment: ProcessEnvironment): Promise<void> {
  for (let asked = 0; asked < 120; asked++) {
    const { stdout } = await runCommand(environment, ['jobs', 'list', '--task', 'plugins.run', '--json'])
    const jobs: { state: string }[] = JSON.parse(stdout)
    if (jobs.length > 1 && jobs.every(({ state }) => state === 'succeeded')) return
    await sleep(1_000)
  }
  assert.fail('the sample data were not computed')
}

type Listed = Readonly<{
  doi: string
  title: string
  journal: string | null
  published_on: string | null
  status: string
}>

/** As the list has it, so that looking it up changes nothing. */
function knownAs({ doi, title, journal, published_on }: Listed, manner: Manner): KnownPaper {
  const date = published_on?.split('-').map(Number)
  return {
    doi,
    title,
    manner,
    record: { 'container-title': journal ? [journal] : [], published: { 'date-parts': [date] } },
  }
}

async function papersOf(environment: ProcessEnvironment): Promise<Listed[]> {
  const { stdout } = await runCommand(environment, ['papers', 'list', '--limit', '200', '--json'])
  return JSON.parse(stdout)
}

async function untilSettled(environment: ProcessEnvironment, count: number): Promise<void> {
  const givenUpAt = performance.now() + 120_000
  while (performance.now() < givenUpAt) {
    const waiting = (await papersOf(environment)).filter(isUnderWay)
    if (waiting.length === 0) return
    await sleep(1_000)
  }
  assert.fail(`${count} papers did not come to an end`)
}

const isUnderWay = ({ status }: Listed): boolean => status === 'pending' || status === 'running'
