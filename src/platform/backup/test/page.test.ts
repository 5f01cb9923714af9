import assert from 'node:assert/strict'
import { appendFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { test } from 'node:test'
import { openHouse } from '../../../../test/support/house.ts'
import { listActivity } from '../../activity/queries.ts'
import { listJobs } from '../../tasks/queries.ts'
import { links } from '../links.ts'
import { makeBackup } from '../making.ts'
import { listArchives } from '../queries.ts'
import { makeTask, verifyTask } from '../tasks.ts'

const quietly = { by: 'system', origin: 'schedule', progress: () => {} } as const

test('only an administrator sees the backups, or gets one', async (t) => {
  const { platform, as } = await openHouse(t)
  await makeBackup(platform, quietly)
  const [archive] = await listArchives(platform.db)
  assert.ok(archive)
  const addresses = [links.list(), links.download(archive.id)]
  for (const address of addresses) assert.equal((await as('dora').get(address)).statusCode, 200, address)

  for (const name of ['ada', 'ben', 'cleo'] as const) {
    for (const address of addresses) assert.equal((await as(name).get(address)).statusCode, 403)
    for (const address of [links.list(), links.verify(archive.id), links.remove(archive.id)])
      assert.equal((await as(name).post(address)).statusCode, 403)
  }
  assert.equal((await listArchives(platform.db)).length, 1)
})

test('an administrator makes, proves, fetches and removes a backup', async (t) => {
  const { platform, as } = await openHouse(t, { worker: true })
  const dora = as('dora')
  assert.match((await dora.get(links.list())).body, /No backup was made yet/)

  await dora.post(links.list())
  await jobsDone(platform, makeTask.name)
  const page = (await dora.get(links.list())).body
  assert.match(page, /The house can be brought back to/)
  assert.match(page, /This is the only backup that was proven/)
  const [archive] = await listArchives(platform.db)
  assert.ok(archive?.verified_at)

  const whole = await dora.get(links.download(archive.id))
  assert.equal(whole.rawPayload.length, archive.size_bytes)
  assert.match(whole.rawPayload.toString('latin1', 0, 30), /^lyceum-backup\.json/)
  assert.match(String(whole.headers['content-disposition']), /attachment; filename="lyceum-.*\.tar"/)
  const part = await dora.get(links.download(archive.id), { range: 'bytes=512-600' })
  assert.deepEqual([part.statusCode, part.rawPayload.length], [206, 89])
  const downloads = (await listActivity(platform.db, { action: 'backup.downloaded' }, { limit: 10 })).items
  assert.equal(downloads.length, 1)

  await dora.post(links.verify(archive.id))
  await jobsDone(platform, verifyTask.name)
  await dora.post(links.remove(archive.id))
  assert.deepEqual(await listArchives(platform.db), [])
  assert.equal((await dora.get(links.download(archive.id))).statusCode, 404)
})

test('two presses make one backup', async (t) => {
  const { platform, as } = await openHouse(t)

  await as('dora').post(links.list())
  await as('dora').post(links.list())

  assert.equal((await listJobs(platform.db, { task: makeTask.name }, { limit: 10 })).length, 1)
  assert.match((await as('dora').get(links.list())).body, /Back up the house/)
})

test('what cannot be restored, or is not here, says so', async (t) => {
  const { platform, as } = await openHouse(t, { worker: true })
  const { file } = await makeBackup(platform, quietly)
  appendFileSync(file, 'more')
  const [archive] = await listArchives(platform.db)
  assert.match((await as('dora').get(links.list())).body, /Not here/)
  await platform.db
    .updateTable('backup_archives')
    .set({ size_bytes: (archive?.size_bytes ?? 0) + 4 })
    .execute()

  await as('dora').post(links.verify(archive?.id ?? ''))
  await jobsDone(platform, verifyTask.name, 'failed')

  assert.match((await as('dora').get(links.list())).body, /is damaged at the end: something was added/)
  rmSync(dirname(file), { recursive: true })
  assert.equal((await as('dora').get(links.list())).statusCode, 200)
})

async function jobsDone(
  platform: Awaited<ReturnType<typeof openHouse>>['platform'],
  task: string,
  state = 'succeeded',
) {
  for (let n = 0; n < 400; n++) {
    const jobs = await listJobs(platform.db, { task }, { limit: 10 })
    if (jobs.length > 0 && jobs.every((job) => job.state === state)) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`${task} did not come to ${state}`)
}
