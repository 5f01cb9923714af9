import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openTab } from './support/browser.ts'
import { runCommand, startServer, temporaryInstance } from './support/process.ts'
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

  const { tab } = await openTab(t, { baseUrl: server.address, screen: 'desk', theme: 'light' })
  await tab.goto('/sign-in')
  await tab.getByLabel('E-mail address').fill('dora@lyceum.test')
  await tab.getByLabel('Password').fill(password)
  await tab.getByRole('button', { name: 'Sign in' }).click()
  await tab.waitForURL((url) => !url.pathname.includes('sign-in'))
  for (const [name, address] of pictures) {
    await tab.goto(address)
    const path = join(pictureFolder, `${name}.png`)
    await tab.screenshot({ path })
    assert.ok(statSync(path).size < largestBytes, `${name}.png is too large`)
  }
})

const pictures = [
  ['papers', '/papers/list'],
  ['schedule', '/papers/schedule?preset=office'],
] as const

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

async function papersOf(environment: Readonly<Record<string, string>>): Promise<Listed[]> {
  const { stdout } = await runCommand(environment, ['papers', 'list', '--limit', '200', '--json'])
  return JSON.parse(stdout)
}

async function untilSettled(environment: Readonly<Record<string, string>>, count: number): Promise<void> {
  const givenUpAt = performance.now() + 120_000
  while (performance.now() < givenUpAt) {
    const waiting = (await papersOf(environment)).filter(isUnderWay)
    if (waiting.length === 0) return
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
  assert.fail(`${count} papers did not come to an end`)
}

const isUnderWay = ({ status }: Listed): boolean => status === 'pending' || status === 'running'
