import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { cast } from '../../../../test/support/people.ts'
import { leave } from '../../../platform/accounts/leaving.ts'
import { findPersonByEmail } from '../../../platform/accounts/queries/people.ts'
import { clearAccounts } from '../../../platform/accounts/tasks.ts'
import { curve, openStudies, type StudyHouse } from './support.ts'

for (const kind of databaseKinds)
  test(`S-025 whoever leaves the house takes studies, files, results and what still waits along, and nothing of anybody else's (${kind})`, async (t) => {
    let now = Date.now()
    const house = await openStudies(t, { kind, now: () => new Date(now).toISOString() })
    const { as, platform, study, upload, analyse, until } = house
    const { db } = platform
    const [left, kept] = [await study('ada', 'Mine'), await study('ben', 'His')]
    await upload('ada', left, 'a.dat', curve)
    await upload('ben', kept, 'b.dat', `${curve}0.9 1 1\n`)
    await until(await analyse('ada', left, { 'v.ending': 'never' }), 'running')
    const bins = await study('ada', 'In the bin')
    await upload('ada', bins, 'c.dat', `${curve}0.8 1 1\n`)
    await as('ada').post(`/studies/${bins}/bin`)
    await as('ben').post(`/studies/${kept}/share/people`, { email: 'ada@lyceum.test' })
    const counts = await countAll(house)
    assert.ok(
      counts.every((count) => count > 0),
      `${counts}`,
    )

    const ada = (await findPersonByEmail(db, cast.ada.email)) ?? assert.fail('Ada is here')
    await leave(platform, { ...ada, tokenId: null }, 'en')
    now += 15 * 24 * 3_600_000
    const { id } = await db.transaction().execute((tx) => platform.tasks.enqueue(tx, clearAccounts, {}))
    await endOf(house, id)

    const titles = (await db.selectFrom('studies_studies').select('title').execute()).map(({ title }) => title)
    assert.deepEqual(titles, ['His'])
    const names = await db.selectFrom('files').select('name').where('data_type', '=', 'studies/file').execute()
    assert.deepEqual(
      names.map(({ name }) => name),
      ['b.dat'],
    )
    assert.deepEqual((await countAll(house)).slice(1), [0, 0, 0], 'analyses, runs, and who may look')
  })

/** Studies, analyses, runs of plugins, and people who may look. */
const countAll = ({ platform: { db } }: StudyHouse): Promise<number[]> =>
  Promise.all(
    (['studies_studies', 'studies_analyses', 'plugins_tasks', 'studies_people'] as const).map(
      async (table) => (await db.selectFrom(table).selectAll().execute()).length,
    ),
  )

async function endOf({ platform: { db } }: StudyHouse, job: string): Promise<void> {
  for (let asked = 0; asked < 600; asked++) {
    const row = await db
      .selectFrom('tasks_jobs')
      .select(['state', 'error_message'])
      .where('id', '=', job)
      .executeTakeFirst()
    if (row?.state === 'succeeded') return
    assert.notEqual(row?.state, 'failed', String(row?.error_message))
    await sleep(25)
  }
  assert.fail('the job has not ended after 15 s')
}
