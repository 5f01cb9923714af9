import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { mixedList } from './kill/importing.ts'
import { type KilledHouse, openKilledHouse } from './kill/killed-house.ts'
import { makeSmallDisk } from './support/small-disk.ts'
import { until } from './support/until.ts'

const rounds = process.env.LYCEUM_TEST_LONG === '1' ? 10 : 2
const megabytes = 256
const listRows = 8_000
/** Beyond what the log of the database has kept for itself. */
const writes = 400

type Problem = Readonly<{ code: string; detail: string; id?: string }>
type Told = Readonly<{ status: number; detail: string }>

/** Writes papers until one is refused; answers those that were taken, and the refusal. */
async function writeUntilRefused(
  house: KilledHouse,
  round: number,
): Promise<{ taken: string[]; refused: Told | undefined }> {
  const taken: string[] = []
  for (let n = 0; n < writes; n++) {
    const abstract = `${n} `.repeat(4_000)
    const { status, body } = await house.ask<Problem>('POST', '/api/v1/papers/papers', {
      title: `Paper ${round}/${n}`,
      abstract,
    })
    if (status >= 300) return { taken, refused: { status, detail: `${body.code}: ${body.detail}` } }
    taken.push(`Paper ${round}/${n}`)
  }
  return { taken, refused: undefined }
}

async function upload({ visit }: KilledHouse, content: string): Promise<Told> {
  const { address, headers } = visit()
  const form = new FormData()
  form.append('file', new Blob([content], { type: 'text/csv' }), 'list.csv')
  const answer = await fetch(`${address}/api/v1/papers/imports`, { method: 'POST', headers, body: form })
  const { code, detail } = (await answer.json()) as Problem
  return { status: answer.status, detail: `${code}: ${detail}` }
}

async function statusOf({ visit }: KilledHouse, path: string): Promise<number> {
  const { address, headers } = visit()
  const answer = await fetch(address + path, { headers })
  await answer.arrayBuffer()
  return answer.status
}

function assertSaysFull({ status, detail }: Told): void {
  assert.ok(status === 507 || status === 503, `${status} ${detail}`)
  assert.match(detail, /space|disk|room/)
  assert.doesNotMatch(detail, /ENOSPC|SQLITE|undefined|\/tmp/)
}

test(`R-D5 a disk that is full ${rounds} times loses nothing, says so, and clears up without a new start`, async (t) => {
  const disk = await makeSmallDisk(t, megabytes)
  const instance = join(disk.folder, 'instance')
  const house = await openKilledHouse(t, { LYCEUM_INSTANCE: instance, LYCEUM_LOG_LEVEL: 'debug' })
  const server = await house.start()
  const taken: string[] = []
  const lists: string[] = []

  for (let round = 0; round < rounds; round++) {
    // An import is under way while the room goes.
    lists.push(
      await house.bringIn(`list ${round}.csv`, mixedList(listRows).replaceAll('10.5555/k', `10.5555/${round}`)),
    )
    await disk.fill()

    const written = await writeUntilRefused(house, round)
    taken.push(...written.taken)
    assert.ok(written.refused, `${writes} papers of 20 kB found room on a full disk`)
    assertSaysFull(written.refused)
    assertSaysFull(await upload(house, mixedList(100_000)))
    assert.equal(await statusOf(house, '/healthz'), 200)
    assert.equal(await statusOf(house, '/readyz'), 503)
    for (const path of ['/papers/list', '/api/v1/papers/papers?limit=10', '/papers/collector'])
      assert.equal(await statusOf(house, path), 200, `${path} can be read`)

    await disk.clear()
    await until('it is ready again', async () => (await statusOf(house, '/readyz')) === 200, 2_000)
    const after = await house.ask('POST', '/api/v1/papers/papers', { title: `After ${round}` })
    assert.equal(after.status, 201, JSON.stringify(after.body))
    taken.push(`After ${round}`)
    assert.equal((await upload(house, 'title\nSomething small\n')).status, 202)
  }

  for (const id of lists) await untilImported(house, id)
  assert.ok(server.isRunning(), 'it never ended')
  assert.equal((await server.stop()).code, 0)
  assertWhole(join(instance, 'lyceum.db'), taken, lists)
})

/** An import that ran out of room says so, and goes on when somebody presses the button. */
async function untilImported(house: KilledHouse, id: string): Promise<void> {
  await until(
    'the import is done once there is room',
    async () => {
      const { body } = await house.ask<{ state: string; failureMessage?: string }>(
        'GET',
        `/api/v1/papers/imports/${id}`,
      )
      if (body.state === 'failed') await house.ask('POST', `/api/v1/papers/imports/${id}/start`)
      return body.state === 'done'
    },
    60_000,
  )
}

function assertWhole(file: string, titles: readonly string[], lists: readonly string[]): void {
  const db = new DatabaseSync(file)
  try {
    assert.equal(db.prepare('pragma integrity_check').get()?.integrity_check, 'ok')
    const find = db.prepare('select count(*) as n from papers where title = ?')
    for (const title of titles) assert.equal(find.get(title)?.n, 1, `${title} was taken, and is there once`)
    const read = db.prepare('select rows_done from papers_imports where id = ?')
    for (const id of lists) assert.equal(read.get(id)?.rows_done, listRows)
  } finally {
    db.close()
  }
}
