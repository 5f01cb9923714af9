import assert from 'node:assert/strict'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { sql } from 'kysely'
import { openHouse } from '../../../compose.ts'
import { readConfig } from '../../../config.ts'
import { migrationLines, parts } from '../../../parts.ts'
import { migrateUp } from '../../database/migrating.ts'
import { filePlaceOf } from '../../files/file-place.ts'
import { openBlobStore } from '../../files/storing.ts'
import { holdInstance } from '../../instance/holding.ts'
import { openInstance } from '../../instance/instance.ts'
import { moveHouse, planMove } from '../moving.ts'
import { createState, writeState } from '../queries.ts'
import { type Environment, emptyHouse, exportOf, fillHouse, withDatabase } from './houses.ts'

const quietly = () => {}
const move = (from: Environment, to: Environment) =>
  moveHouse({ from: readConfig(from), to: readConfig(to), parts, progress: quietly })
const plan = (from: Environment, to: Environment) => planMove({ from: readConfig(from), to: readConfig(to), parts })

test('a house moves from SQLite and disk to PostgreSQL and S3 and back, and its export is the same to the byte', async (t) => {
  const [old, big, back] = [
    await emptyHouse(t, 'folder'),
    await emptyHouse(t, 'servers'),
    await emptyHouse(t, 'folder'),
  ]
  await fillHouse(old)
  const before = await exportOf(old)
  assert.ok(before.split('\n').length > 900, `${before.split('\n').length} lines: there is something to move`)

  const there = await move(old, big)
  const between = await exportOf(big)
  const returned = await move(big, back)
  const after = await exportOf(back)

  assert.equal(between, before)
  assert.equal(after, before)
  assert.equal(await exportOf(old), before, 'the old house is as it was')
  assert.deepEqual(there.tables, returned.tables)
  assert.equal(there.tables.papers_import_issues, 250)
  assert.deepEqual([there.files?.blobs, there.files?.missing, there.files?.damaged], [14, [], []])
  assert.equal(there.keepsSecret, true)
  assert.deepEqual(await move(big, back), returned, 'asked again, it looks once more and says the same')
  const secretOf = (house: Environment) => readFile(join(house.LYCEUM_INSTANCE ?? '', 'secret'), 'utf8')
  assert.equal(await secretOf(back), await secretOf(old))
})

test('a plan counts what there is and changes nothing', async (t) => {
  const [old, big] = [await emptyHouse(t, 'folder'), await emptyHouse(t, 'servers')]
  await fillHouse(old, { papers: 5, files: 2 })

  const { tables, blobs } = await plan(old, big)

  assert.equal(blobs, 4)
  assert.ok((tables.activity_entries ?? 0) > 300)
  await move(old, big)
})

const storeOf = (environment: Environment) => {
  const config = readConfig(environment)
  return openBlobStore(filePlaceOf(config, openInstance(config)))
}

/** The smallest house that there is: its schema, and what the steps put there. */
async function foundHouse(environment: Environment): Promise<void> {
  const config = readConfig(environment)
  openInstance(config)
  await withDatabase(config, ({ db, kind }) => migrateUp(db, kind, migrationLines))
}

test('a house is moved into an empty place only, and never over another one', async (t) => {
  const [old, big] = [await emptyHouse(t, 'folder'), await emptyHouse(t, 'servers')]
  await assert.rejects(move(old, big), { code: 'moving.nothing-there' })
  await foundHouse(old)
  await assert.rejects(move(old, old), { code: 'moving.same' })

  const stray = await storeOf(big).receive(Readable.from([Buffer.from('of another house')]), { maxBytes: 100 })
  await assert.rejects(move(old, big), { code: 'moving.files-not-empty', message: new RegExp(stray.sha256) })
  await storeOf(big).remove(stray.sha256)
  await withDatabase(readConfig(big), ({ db }) => sql`create table visitors (id text)`.execute(db))
  await assert.rejects(move(old, big), { code: 'moving.not-empty' })
  await assert.rejects(plan(old, big), { code: 'moving.not-empty' }, 'a plan says so as well')
  await withDatabase(readConfig(big), ({ db }) => sql`drop table visitors`.execute(db))
  await withDatabase(readConfig(big), async ({ db }) => {
    await createState(db)
    await writeState(db, 'house', 'of somebody else')
  })
  await assert.rejects(move(old, big), { code: 'moving.other' })
  await assert.rejects(openHouse(readConfig(big), 'command'), { code: 'moving.unfinished' })
})

test('R-D3 a house is not moved while another process holds it, or before its schema is current', async (t) => {
  const [old, big] = [await emptyHouse(t, 'folder'), await emptyHouse(t, 'servers')]
  await withDatabase(readConfig(old), ({ db, kind }) => migrateUp(db, kind, migrationLines.slice(0, 4)))
  await assert.rejects(move(old, big), { code: 'moving.schema' })
  await foundHouse(old)
  const hold = holdInstance(old.LYCEUM_INSTANCE ?? '')
  await assert.rejects(move(old, big), { code: 'instance.in-use' })
  hold.release()

  await withDatabase(readConfig(big), async ({ db }) => {
    await sql`select 1`.execute(db)
    await assert.rejects(move(old, big), { code: 'moving.in-use', message: /\(\d+ connections?\)/ })
  })
  await move(old, big)
})

test('a text that PostgreSQL cannot keep is named with its row', async (t) => {
  const [old, big] = [await emptyHouse(t, 'folder'), await emptyHouse(t, 'servers')]
  await foundHouse(old)
  const put = (value: string) =>
    withDatabase(readConfig(old), ({ db }) =>
      sql`insert or replace into settings_values (name, version, value_json, set_at, set_by)
        values ('papers.x', 1, ${value}, '2026-01-01T00:00:00.000Z', 'ada')`.execute(db),
    )
  await put('"a\0b"')

  await assert.rejects(move(old, big), {
    code: 'moving.text',
    message: /settings_values\.value_json of the row papers\.x, 1/,
  })

  await put('"ab"')
  await move(old, big)
})

test('files that were lost or spoiled before do not keep the others from moving, and are named', async (t) => {
  const [old, big] = [await emptyHouse(t, 'folder'), await emptyHouse(t, 'servers')]
  await fillHouse(old, { papers: 2, files: 4 })
  const store = storeOf(old)
  const [lost = '', spoiled = '', cut = ''] = (await Array.fromAsync(store.list()))
    .filter(({ sizeBytes }) => sizeBytes > 0)
    .map(({ sha256 }) => sha256)
  await rm(await store.pathOf(lost))
  const size = (await store.sizeOf(spoiled)) ?? 0
  await writeFile(await store.pathOf(spoiled), Buffer.alloc(size, '!'))
  await writeFile(await store.pathOf(cut), '')

  const { files } = await move(old, big)

  assert.deepEqual([files?.missing, files?.damaged.toSorted()], [[lost], [spoiled, cut].sort()])
  const there = (await Array.fromAsync(storeOf(big).list())).map(({ sha256 }) => sha256)
  assert.equal(there.length, 3)
  assert.ok(![lost, spoiled, cut].some((sha256) => there.includes(sha256)))
})

test('a row that changed meanwhile is seen, whatever the counts say', async (t) => {
  const [old, big] = [await emptyHouse(t, 'folder'), await emptyHouse(t, 'servers')]
  await fillHouse(old, { papers: 20, files: 1 })
  const change = (title: string) =>
    withDatabase(readConfig(old), ({ db }) =>
      sql`update papers set title = ${title} where doi = '10.5555/7'`.execute(db),
    )
  let isChanged = false
  const from = readConfig(old)

  const moving = moveHouse({
    from,
    to: readConfig(big),
    parts,
    progress: ({ what }) => {
      if (what !== 'files' || isChanged) return
      isChanged = true
      void change('changed behind our back')
    },
  })

  await assert.rejects(moving, { code: 'moving.different', message: /^The table papers differs/ })
  await assert.rejects(openHouse(readConfig(big), 'command'), { code: 'moving.unfinished' })
})

test('files alone move to S3 while the database stays, and a second try believes only what it has read', async (t) => {
  const old = await emptyHouse(t, 'folder')
  const { LYCEUM_FILES_URL = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = await emptyHouse(t, 'servers')
  const big = { ...old, LYCEUM_FILES_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }
  await fillHouse(old, { papers: 2, files: 6 })
  const before = await exportOf(old)

  const first = await move(old, big)
  const again = await move(old, big)

  assert.deepEqual([first.tables, again.files], [{}, first.files])
  assert.equal(await exportOf(big), before)
})

test('a new house that cannot be reached is named with the reason, and without a password', async (t) => {
  const [old, big] = [await emptyHouse(t, 'folder'), await emptyHouse(t, 'servers')]
  await foundHouse(old)
  const url = new URL(big.LYCEUM_DATABASE_URL ?? '')
  const wrongPassword = Object.assign(new URL(url), { password: 'seven-kettles' }).href
  const noSuchDatabase = Object.assign(new URL(url), { pathname: '/nowhere' }).href
  const away = Object.assign(new URL(url), { port: '1' }).href
  const errorOf = (change: Environment) =>
    move(old, { ...big, ...change }).then(
      () => assert.fail('it moved'),
      ({ code, message }) => `${code}: ${message}`,
    )

  assert.match(
    await errorOf({ LYCEUM_DATABASE_URL: wrongPassword }),
    /^moving\.database: .*password authentication failed/,
  )
  assert.match(await errorOf({ LYCEUM_DATABASE_URL: noSuchDatabase }), /^moving\.database: .*"nowhere" does not exist/)
  assert.match(await errorOf({ LYCEUM_DATABASE_URL: away }), /^database\.away/)
  assert.match(
    await errorOf({ AWS_SECRET_ACCESS_KEY: 'wrong' }),
    /^moving\.files: .*AWS_SECRET_ACCESS_KEY does not belong/,
  )
  assert.doesNotMatch(await errorOf({ LYCEUM_DATABASE_URL: wrongPassword }), /kettles/)
})
