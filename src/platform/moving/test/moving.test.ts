import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { parts } from '../../../compose.ts'
import { readConfig } from '../../../config.ts'
import { moveHouse, planMove } from '../moving.ts'
import { type Environment, emptyHouse, exportOf, fillHouse } from './houses.ts'

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
