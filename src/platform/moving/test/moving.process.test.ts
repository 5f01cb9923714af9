import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Ended, runCommand, spawnLyceum, startServer } from '../../../../test/support/process.ts'
import { type Environment, emptyHouse, exportOf, fillHouse, settingsFile } from './houses.ts'

/** Of each direction. */
const kills = process.env.LYCEUM_TEST_LONG ? 25 : 4

/** The command of a person: the settings of both houses in files. */
async function moveCommand(from: Environment, to: Environment, ...more: string[]): Promise<string[]> {
  return ['move', '--from', await settingsFile(from), '--to', await settingsFile(to), ...more]
}

/** Kills a move some time after it has told of its progress so often; answers the output of one that ended before. */
async function killedMove(
  command: readonly string[],
  afterLines: number,
  afterMs: number,
): Promise<string | undefined> {
  const child = spawnLyceum({ LYCEUM_LOG_LEVEL: 'silent' }, command)
  let lines = 0
  let words = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    words += chunk
    lines += String(chunk).split('\n').length - 1
    if (lines >= afterLines) setTimeout(() => child.kill('SIGKILL'), afterMs)
  })
  const [code] = await once(child, 'close')
  assert.ok(code === null || code === 0, words)
  return code === 0 ? words : undefined
}

/** A move that is killed again and again, and then left alone. */
async function moveWithKills(t: TestContext, from: Environment, to: Environment): Promise<Ended> {
  const command = await moveCommand(from, to)
  let killed = 0
  for (let n = 0; n < kills; n++) {
    // Towards the end the files are on their way, which tell little.
    const isLate = n > kills / 2
    const finished = await killedMove(command, isLate ? 3 : 1 + (n % 5), Math.random() * (isLate ? 250 : 60))
    if (finished !== undefined) break
    killed++
  }
  t.diagnostic(`killed ${killed} times`)
  assert.ok(killed >= Math.min(kills, 3), 'it was killed in the middle, or this test means nothing')
  return runCommand({}, command)
}

test(`a move that is killed ${kills} times on each way goes on where it was, and there and back gives the same export`, async (t) => {
  const [old, big, back] = [
    await emptyHouse(t, 'folder'),
    await emptyHouse(t, 'servers'),
    await emptyHouse(t, 'folder'),
  ]
  await fillHouse(old, { papers: 1_500, files: 40 })
  const before = await exportOf(old)

  const there = await moveWithKills(t, old, big)
  assert.equal(there.code, 0, there.stderr)
  assert.equal(await exportOf(big), before)

  const returned = await moveWithKills(t, big, back)
  assert.equal(returned.code, 0, returned.stderr)
  assert.equal(await exportOf(back), before)
  assert.match(returned.stdout, /rows of \d+ tables were compared, and are the same\.\n42 files \(.*\) were hashed/)
})

test('a house that is half moved is served by nobody, nor while one of the two is being used', async (t) => {
  const [old, big] = [await emptyHouse(t, 'folder'), await emptyHouse(t, 'servers')]
  await fillHouse(old, { papers: 1_500, files: 1 })
  const command = await moveCommand(old, big)
  assert.equal(await killedMove(command, 3, 0), undefined)

  const half = await runCommand(big, ['serve'])
  assert.equal(half.code, 3)
  assert.match(half.stderr, /being moved into this database, and is not whole yet: repeat "lyceum move"/)

  const server = await startServer(t, { ...old, LYCEUM_PORT: '0' })
  const refused = await runCommand({}, command)
  assert.equal(refused.code, 3)
  assert.match(refused.stderr, /Another lyceum process is using the instance/)
  await server.stop()

  // The server has written meanwhile: what was copied before is not believed.
  const compared = await runCommand({}, [...command, '--json'])
  assert.ok([0, 3].includes(compared.code ?? 1), compared.stderr)
  if (compared.code === 3) assert.match(compared.stderr, /"moving\.different"/)
})

test('a house on PostgreSQL is not moved while a server runs on it', async (t) => {
  const [old, big, back] = [
    await emptyHouse(t, 'folder'),
    await emptyHouse(t, 'servers'),
    await emptyHouse(t, 'folder'),
  ]
  await fillHouse(old, { papers: 5, files: 1 })
  assert.equal((await runCommand({}, await moveCommand(old, big))).code, 0)
  const server = await startServer(t, { ...big, LYCEUM_PORT: '0' })

  const refused = await runCommand({}, await moveCommand(big, back))
  assert.equal(refused.code, 3)
  assert.match(refused.stderr, /A Lyceum process has the database .* open \(\d+ connections\)\. Stop every server/)
  assert.doesNotMatch(refused.stderr, /lyceum:lyceum|S3RVER/, 'no password and no key is shown')

  await server.stop()
  await sleep(100)
  const moved = await runCommand({}, await moveCommand(big, back))
  assert.equal(moved.code, 0, moved.stderr)
})
