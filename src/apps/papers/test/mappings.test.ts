import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { Command } from 'commander'
import type { Client } from '../../../../test/support/clients.ts'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { openHouse } from '../../../../test/support/house.ts'
import type { Platform } from '../../../platform/platform.ts'
import { papersCommands } from '../commands.ts'
import { importEnded, openPapersHouse, planAsFound, sendFile } from './pages-support.ts'

const csv = 'Titel;DOI;Heft;Bemerkung\nOn whales;10.5555/w;Sea;x\n'
const other = 'Heft;DOI;Neu\nLand;10.5555/l;y\n'
/** What each column of the first list is said to hold. */
const said = { 'column-0': 'title', 'column-1': 'doi', 'column-2': 'journal', 'column-3': '' }

const upload = async (as: Client, name: string, content: string): Promise<string> =>
  String((await sendFile(as, '/papers/upload', { name, content })).headers.location)

for (const kind of databaseKinds) {
  test(`PAP-R-024 how the columns of a list are read is kept under a name, and read the next lists so (${kind})`, async (t) => {
    const { as, platform } = await openHouse(t, { kind, worker: true })
    const first = await upload(as('ada'), 'one.csv', csv)

    await as('ada').post(`${first}/plan`, {
      ...planAsFound,
      policy: 'fill',
      ...said,
      step: 'save',
      mapping_name: 'Our library',
    })

    const second = await upload(as('ben'), 'two.csv', csv.replace('10.5555/w', '10.5555/v'))
    const offered = (await as('ben').get(second)).body
    assert.match(offered, /<strong>Our library<\/strong> <span class="state state-good">.*fits/)
    const mapping = /name="mapping" value="([^"]*)"/.exec(offered)?.[1]
    await as('ben').post(`${second}/mapping`, { mapping })
    await as('ben').post(`${second}/start`)
    await importEnded(platform, second)

    const papers = await platform.db.selectFrom('papers').select(['title', 'doi', 'journal']).execute()
    assert.deepEqual(
      papers.map((paper) => ({ ...paper })),
      [{ title: 'On whales', doi: '10.5555/v', journal: 'Sea' }],
    )
    const list = await platform.db
      .selectFrom('papers_imports')
      .select('policy')
      .where('name', '=', 'two.csv')
      .executeTakeFirst()
    assert.equal(list?.policy, 'fill')
  })
}

test('PAP-R-024 a list that lacks columns of a mapping is read by those it has', async (t) => {
  const { as, platform } = await openPapersHouse(t, { worker: true })
  const first = await upload(as('ada'), 'one.csv', csv)
  await as('ada').post(`${first}/plan`, { ...planAsFound, ...said, step: 'save', mapping_name: 'Our library' })
  const second = await upload(as('ada'), 'other.csv', other)
  const page = (await as('ada').get(second)).body
  assert.match(page, /knows some of the columns/)

  await as('ada').post(`${second}/mapping`, { mapping: /name="mapping" value="([^"]*)"/.exec(page)?.[1] })
  await as('ada').post(`${second}/start`)
  await importEnded(platform, second)

  const paper = await platform.db.selectFrom('papers').select(['doi', 'journal', 'extra_json']).executeTakeFirst()
  assert.deepEqual({ ...paper }, { doi: '10.5555/l', journal: 'Land', extra_json: '{"Neu":"y"}' })
})

test('PAP-R-024 the command line reads a list as a saved mapping says, and keeps nothing where there is none', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  const page = await upload(as('ada'), 'one.csv', csv)
  await as('ada').post(`${page}/plan`, { ...planAsFound, ...said, policy: 'fill', step: 'save', mapping_name: 'Ours' })
  const file = join(platform.config.instance, 'two.csv')
  await writeFile(file, csv)
  const lists = () =>
    platform.db.selectFrom('papers_imports').select(['policy', 'plan_json']).where('name', '=', 'two.csv').execute()

  await assert.rejects(runImport(platform, file, '--mapping', 'Theirs'), { code: 'papers.no-such-mapping' })
  assert.equal((await lists()).length, 0)
  await runImport(platform, file, '--mapping', 'Ours', '--no-wait')
  await runImport(platform, file, '--mapping', 'Ours', '--policy', 'update', '--no-wait')

  const [first, second] = await lists()
  assert.deepEqual([first?.policy, second?.policy].toSorted(), ['fill', 'update'])
  assert.match(first?.plan_json ?? '', /\["Heft","journal"\]/)
})

/** Runs `lyceum papers import FILE …` in this process. */
async function runImport(platform: Platform, file: string, ...options: string[]): Promise<void> {
  const program = new Command().exitOverride()
  papersCommands(program, {
    config: platform.config,
    parts: async () => [],
    platform: async () => platform,
    open: async () => ({ platform, close: async () => {} }),
    print: () => {},
    foundSomething: () => {},
    readStdin: async () => '',
  })
  await program.parseAsync(['papers', 'import', file, ...options], { from: 'user' })
}

test('PAP-R-024 a mapping needs a name, is replaced under the same one, and can be removed', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  const page = await upload(as('ada'), 'one.csv', csv)
  const save = (name: string, more = {}) =>
    as('ada').post(`${page}/plan`, { ...planAsFound, ...said, ...more, step: 'save', mapping_name: name })

  const nameless = await save(' ')
  await save('Ours')
  await save('Ours', { 'column-2': 'publisher' })

  assert.equal(nameless.statusCode, 422)
  assert.match(nameless.body, /A mapping needs a name\./)
  const rows = await platform.db.selectFrom('papers_mappings').selectAll().execute()
  assert.equal(rows.length, 1)
  assert.match(rows[0]?.choices_json ?? '', /\["Heft","publisher"\]/)
  assert.equal((await as('cleo').post(`${page}/mapping`, { mapping: rows[0]?.id })).statusCode, 403)

  await as('ada').post(`${page}/mapping`, { mapping: rows[0]?.id, act: 'remove' })
  assert.doesNotMatch((await as('ada').get(page)).body, /Saved mappings/)
  assert.equal((await as('ada').post(`${page}/mapping`, { mapping: rows[0]?.id })).statusCode, 404)
})
