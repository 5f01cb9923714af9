import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { countUse } from '../../../platform/accounts/limits.ts'
import { openBrowser } from '../../../platform/accounts/test/browser.ts'
import { clearAway } from '../clearing.ts'
import { curve, openStudies, type StudyHouse } from './support.ts'

const personOf = async ({ platform }: StudyHouse, email: string): Promise<string> =>
  (await platform.db.selectFrom('accounts_people').select('id').where('email', '=', email).executeTakeFirstOrThrow()).id

async function openShared(t: Parameters<typeof openStudies>[0], options: Parameters<typeof openStudies>[1] = {}) {
  const house = await openStudies(t, options)
  const id = await house.study('ada')
  await house.upload('ada', id, 'a.dat', curve)
  const run = await house.analyse('ada', id)
  await house.until(run, 'done')
  await settled(house, run)
  return { ...house, id, run, house }
}

/** What an analysis says of itself is written down by a job behind it. */
async function settled({ platform }: Pick<StudyHouse, 'platform'>, run: string): Promise<void> {
  const isOpen = () =>
    platform.db
      .selectFrom('studies_analyses')
      .select('id')
      .where('id', '=', run)
      .where('sentence', 'is', null)
      .executeTakeFirst()
  for (let asked = 0; asked < 2_400 && (await isOpen()); asked++) await sleep(25)
}

for (const kind of databaseKinds) {
  test(`S-026 a person who is named looks at everything, is told, and changes nothing (${kind})`, async (t) => {
    const { as, id, run, house, platform, newestFile } = await openShared(t, { kind })
    const pages = [
      `/studies/${id}`,
      `/studies/analyses/${run}`,
      `/studies/${id}/files/${await newestFile(id)}`,
      `/studies/${id}/download`,
    ]
    for (const page of pages) assert.equal((await as('cleo').get(page)).statusCode, 404, `${page} is nobody else’s`)

    await as('ada').post(`/studies/${id}/share/people`, { email: 'CLEO@lyceum.test' })

    for (const page of pages) assert.equal((await as('cleo').get(page)).statusCode, 200, page)
    assert.match((await as('cleo').get('/studies')).body, /Calmodulin/)
    assert.equal((await as('cleo').post(`/studies/${id}/bin`)).statusCode, 403)
    const letters = await platform.db
      .selectFrom('mail_outbox')
      .select(['recipient', 'subject'])
      .where('kind', '=', 'studies.shared')
      .execute()
    assert.deepEqual(
      letters.map(({ recipient, subject }) => `${recipient}: ${subject}`),
      ['cleo@lyceum.test: Ada shares the study “Calmodulin” with you.'],
    )
    await as('ada').post(`/studies/${id}/share/people/${await personOf(house, 'cleo@lyceum.test')}/remove`)
    for (const page of pages) assert.equal((await as('cleo').get(page)).statusCode, 404, page)
  })

  test(`S-026 a group looks as long as the study is shared with it, and only with one's own (${kind})`, async (t) => {
    const { as, id, house, platform } = await openShared(t, { kind })
    const [own, foreign] = [randomUUIDv7(), randomUUIDv7()]
    const now = platform.now()
    for (const group of [own, foreign])
      await platform.db
        .insertInto('accounts_groups')
        .values({
          id: group,
          name: group,
          description: '',
          version: 1,
          created_at: now,
          created_by: 'test',
          updated_at: now,
        })
        .execute()
    for (const [group, email] of [
      [own, 'ada@lyceum.test'],
      [own, 'ben@lyceum.test'],
      [foreign, 'cleo@lyceum.test'],
    ] as const)
      await platform.db
        .insertInto('accounts_group_members')
        .values({
          group_id: group,
          person_id: await personOf(house, email),
          is_manager: 0,
          added_at: now,
          added_by: 'test',
        })
        .execute()

    assert.equal((await as('ada').post(`/studies/${id}/share/group`, { group: foreign })).statusCode, 422)
    assert.equal((await as('ada').post(`/studies/${id}/share/group`, { group: own })).statusCode, 303)

    assert.equal((await as('ben').get(`/studies/${id}`)).statusCode, 200)
    assert.equal((await as('cleo').get(`/studies/${id}`)).statusCode, 404)
    await as('ada').post(`/studies/${id}/share/group`, { group: '' })
    assert.equal((await as('ben').get(`/studies/${id}`)).statusCode, 404)
  })
}

test('S-026 S-020 a link opens everything of one study without an account, until it expires or ends, and nothing of another', async (t) => {
  let now = Date.now()
  const { as, id, run, newestFile, study, upload } = await openShared(t, { now: () => new Date(now).toISOString() })
  const { body } = await as('ada').post(`/studies/${id}/share/links`, { note: 'Reviewers', days: '7' })
  const secret = /\/studies\/shared\/([\w-]{43})/.exec(body)?.[1] ?? assert.fail('no link')
  assert.doesNotMatch((await as('ada').get(`/studies/${id}/share`)).body, new RegExp(secret), 'shown once')
  const root = `/studies/shared/${secret}`
  const other = await study('ada', 'Other')
  await upload('ada', other, 'b.dat', `${curve}0.9 1 1\n`)

  const page = (await as('anon').get(`${root}/analyses/${run}`)).body
  assert.match(page, /There are 8 lines/)
  assert.doesNotMatch(page, /Run again|counted 8/, 'neither buttons nor log')
  const result = /href="([^"]+)" download>lines\.csv/.exec(page)?.[1] ?? ''
  for (const path of [root, `${root}/files/${await newestFile(id)}`, result])
    assert.equal((await as('anon').get(path)).statusCode, 200, path)
  assert.equal((await as('anon').get(`${root}/files/${await newestFile(other)}`)).statusCode, 404)
  assert.equal((await as('anon').get(`/studies/${id}`)).statusCode, 303, 'the study itself stays closed')
  now += 8 * 24 * 3_600_000
  assert.equal((await as('anon').get(root)).statusCode, 404)
})

test('S-026 a link with a password shows nothing, not even the name, until it was typed, and bears few guesses', async (t) => {
  const { as, id, run, web, platform } = await openShared(t)
  const linkTo = ({ body }: { body: string }): string =>
    /\/studies\/shared\/[\w-]{43}/.exec(body)?.[0] ?? assert.fail('no link')
  const root = linkTo(await as('ada').post(`/studies/${id}/share/links`, { password: 'four grey geese' }))
  const other = linkTo(await as('ada').post(`/studies/${id}/share/links`, { password: 'another word' }))
  assert.match((await as('ada').get(`/studies/${id}/share`)).body, /with a password/)
  const reviewer = openBrowser(web)

  const locked = await reviewer.get(root)
  assert.match(locked.body, /Password of the link/)
  assert.doesNotMatch(locked.body, /Calmodulin|a\.dat/)
  const below = await reviewer.get(`${root}/analyses/${run}`)
  assert.deepEqual([below.statusCode, below.headers.location], [303, root])
  assert.equal((await reviewer.submit(root, root, { password: 'four grey ducks' })).statusCode, 422)
  assert.equal((await reviewer.submit(root, root, { password: 'four grey geese' })).statusCode, 303)
  for (const path of [root, `${root}/analyses/${run}`])
    assert.match((await reviewer.get(path)).body, /Calmodulin/, path)
  assert.doesNotMatch((await reviewer.get(other)).body, /Calmodulin/, 'one password opens one link')

  const [link] = await platform.db.selectFrom('studies_links').select('id').orderBy('id').execute()
  for (let guess = 0; guess < 8; guess++)
    await countUse(platform.db, `studies-link ${link?.id} 127.0.0.1`, 10, 60_000, platform.now())
  const stranger = openBrowser(web)
  assert.equal((await stranger.submit(root, root, { password: 'four grey geese' })).statusCode, 429)
})

test('S-026 a link that was ended, or whose study lies in the bin, opens nothing', async (t) => {
  const { as, id, platform } = await openShared(t)
  const make = async () =>
    /\/studies\/shared\/([\w-]{43})/.exec((await as('ada').post(`/studies/${id}/share/links`)).body)?.[1] ?? ''
  const [ended, binned] = [await make(), await make()]
  const [first] = await platform.db.selectFrom('studies_links').select('id').orderBy('created_at').execute()
  await as('ada').post(`/studies/${id}/share/links/${first?.id}/remove`)
  assert.equal((await as('anon').get(`/studies/shared/${ended}`)).statusCode, 404)
  assert.equal((await as('anon').get(`/studies/shared/${binned}`)).statusCode, 200)

  await as('ada').post(`/studies/${id}/bin`)

  assert.equal((await as('anon').get(`/studies/shared/${binned}`)).statusCode, 404)
})

test('S-025 S-014 the bin empties after its days, results go after theirs with two warnings, and can be kept longer', async (t) => {
  let now = Date.now()
  const day = 24 * 3_600_000
  const { as, run, platform, study } = await openShared(t, { now: () => new Date(now).toISOString() })
  const clear = () => clearAway(platform, new AbortController().signal)
  const warnings = async () =>
    (
      await platform.db
        .selectFrom('mail_outbox')
        .select('subject')
        .where('kind', '=', 'studies.results-expire')
        .execute()
    ).length
  await platform.db
    .updateTable('studies_analyses')
    .set({ expires_at: new Date(now + 20 * day).toISOString() })
    .where('id', '=', run)
    .execute()
  const binned = await study('ada', 'Binned')
  await as('ada').post(`/studies/${binned}/bin`)
  const walk: readonly [number, number][] = [
    [1, 0],
    [7, 1],
    [8, 1],
    [17.5, 2],
    [18, 2],
  ]
  const startedAt = now
  for (const [days, count] of walk) {
    now = startedAt + days * day
    await clear()
    assert.equal(await warnings(), count, `after ${days} days`)
  }
  const titles = async () =>
    (await platform.db.selectFrom('studies_studies').select('title').orderBy('title').execute()).map(
      ({ title }) => title,
    )
  const results = () => platform.db.selectFrom('plugins_files').select('seq').where('is_temporary', '=', 0).execute()
  assert.deepEqual(await titles(), ['Binned', 'Calmodulin'])
  assert.ok((await results()).length > 0)

  now = startedAt + 31 * day
  await clear()

  assert.deepEqual(await results(), [])
  assert.deepEqual(await titles(), ['Calmodulin'], 'the bin is empty, and nothing else is gone')
  const kept = await platform.db.selectFrom('studies_analyses').selectAll().executeTakeFirstOrThrow()
  assert.deepEqual(
    [kept.run, kept.sentence],
    [null, 'There are 8 lines.'],
    'the analysis itself stays, with its sentence',
  )
})

test('S-025 results that somebody wants to keep are kept longer', async (t) => {
  const { as, run, platform } = await openShared(t)
  const { keepDaysSetting } = await import('../settings.ts')
  await platform.db.transaction().execute((tx) => platform.settings.set(tx, keepDaysSetting, 100, 'test'))
  const soon = new Date(Date.now() + 3_600_000).toISOString()
  await platform.db.updateTable('studies_analyses').set({ expires_at: soon }).execute()

  await as('ada').post(`/studies/analyses/${run}/extend`)

  const { expires_at } = await platform.db.selectFrom('studies_analyses').select('expires_at').executeTakeFirstOrThrow()
  assert.ok(Date.parse(String(expires_at)) > Date.now() + 99 * 24 * 3_600_000)
})
