import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import type { CastName } from '../../../../test/support/people.ts'
import { makeToken } from '../../../platform/accounts/tokens.ts'
import { links } from '../links.ts'
import { type Desk, openDesk, submit } from './desk.ts'

type Method = 'GET' | 'POST' | 'DELETE'

/** A program that asks with a token of one of the cast. */
async function programOf({ web, platform, people }: Desk, who: CastName, scope: 'all' | 'read' = 'all') {
  const { secret } = await makeToken(platform, people[who].id, { name: 'program', scope, days: '30' }, 'test')
  return async (method: Method, url: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${secret}`, accept: 'application/json' }
    const answer = await web.inject({
      method,
      url,
      headers,
      ...(body === undefined ? {} : { payload: body as object }),
    })
    return { status: answer.statusCode, body: answer.body === '' ? undefined : JSON.parse(answer.body) }
  }
}

for (const kind of databaseKinds) {
  test(`programs list revisions, read one, and see what stands where (${kind})`, async (t) => {
    const desk = await openDesk(t, kind)
    await submit(desk, { changes: { grating: 'LETG', comments: 'Why.' } })
    await submit(desk, { of: 90_010, changes: { remarks: 'x' } })
    await submit(desk, { kind: 'asis', of: 90_002 })
    const cleo = await programOf(desk, 'cleo', 'read')
    const keys = async (query: string) => {
      const { body } = await cleo('GET', `${links.api.revisions()}${query}`)
      return { keys: body.items.map(({ key }: { key: string }) => key), next: body.next }
    }

    assert.deepEqual(await keys(''), { keys: ['90002.001', '90010.001', '90001.001'], next: null })
    assert.deepEqual((await keys('?state=open')).keys, ['90010.001', '90001.001'])
    assert.deepEqual((await keys('?state=closed')).keys, ['90002.001'])
    assert.deepEqual((await keys('?obsid=90001&kind=norm')).keys, ['90001.001'])
    const first = await keys('?limit=2')
    assert.deepEqual(first.keys, ['90002.001', '90010.001'])
    assert.deepEqual(await keys(`?limit=2&cursor=${first.next}`), { keys: ['90001.001'], next: null })
    assert.equal((await cleo('GET', `${links.api.revisions()}?limit=0`)).status, 422)

    const { body: one } = await cleo('GET', links.api.revision('90001.1'))
    assert.deepEqual(
      [one.key, one.submitted_by, one.requests, one.is_open, one.is_in_catalog, one.director.needed],
      ['90001.001', 'Ada', { grating: 'LETG', comments: 'Why.' }, true, false, ['grating']],
    )
    assert.deepEqual(one.sign_off.general, { status: 'Pending', signed_by: null, signed_at: null })
    assert.equal(one.originals.targname, 'Sample Cluster')

    const { body: status } = await cleo('GET', links.api.status())
    assert.deepEqual(status.queues, { arcops: 2, acis: 0, hrc: 0, usint: 0, urgent: 1 })
    assert.deepEqual(status.open[0].urgency.target, 'TOO')
    assert.deepEqual(status.open[1].refusals, { general: 'other-team', usint: 'other-team' })
    assert.deepEqual(
      status.closed.map(({ key }: { key: string }) => key),
      ['90002.001'],
    )
    const { body: urgent } = await cleo('GET', `${links.api.status()}?queue=urgent`)
    assert.equal(urgent.open.length, 1)

    for (const key of ['90001.7', '90001', 'x']) {
      assert.deepEqual((await cleo('GET', links.api.revision(key))).body.code, 'observations.no-revision')
    }
  })

  test(`programs sign and take back as their person may, with a token that may write (${kind})`, async (t) => {
    const desk = await openDesk(t, kind)
    const { key } = await submit(desk, { changes: { grating: 'LETG' } })
    const general = links.api.cell(key, 'general')
    const [ada, ben, reading] = [
      await programOf(desk, 'ada'),
      await programOf(desk, 'ben'),
      await programOf(desk, 'ben', 'read'),
    ]
    const refused = async (program: typeof ada, method: Method, url: string, body?: unknown) => {
      const answer = await program(method, url, body)
      return [answer.status, answer.body.code]
    }

    assert.deepEqual(await refused(reading, 'POST', general, {}), [403, 'accounts.token-reads-only'])
    assert.deepEqual(await refused(ada, 'POST', general, {}), [403, 'observations.other-team'])
    assert.deepEqual(await refused(ada, 'POST', links.api.cell(key, 'usint'), {}), [409, 'observations.not-ready'])
    assert.deepEqual(await refused(ben, 'POST', general, { act: 'approve' }), [422, 'observations.field'])
    assert.deepEqual(await refused(ben, 'POST', general, { act: 'sign', by: 'x' }), [422, 'web.invalid'])
    assert.equal((await ben('POST', `${links.api.revision(key)}/sign-offs/other`, {})).status, 404)
    const { status, body } = await ben('POST', general, { act: 'sign' })
    assert.deepEqual([status, body.sign_off.general.signed_by, body.approved_as], [200, 'Ben', null])
    assert.deepEqual(await refused(ben, 'POST', general, {}), [409, 'observations.already-signed'])
    assert.deepEqual(await refused(ada, 'DELETE', general), [403, 'observations.not-yours'])
    assert.equal((await ben('DELETE', general)).body.sign_off.general.status, 'Pending')
    await ben('POST', general, {})

    const said = { state: 'agreed', on_day: '2026-03-02', note: 'By mail.' }
    assert.deepEqual(await refused(ben, 'POST', links.api.agreements(key), said), [403, 'accounts.not-allowed'])
    const agreed = await ada('POST', links.api.agreements(key), said)
    assert.deepEqual([agreed.status, agreed.body.director.entries[0].recorded_by], [201, 'Ada'])

    const { body: approved } = await ada('POST', links.api.cell(key, 'usint'), { act: 'approve' })
    assert.deepEqual([approved.is_open, approved.approved_as], [false, '90001.002'])
    const { body: list } = await ada('GET', links.api.approved())
    assert.deepEqual(
      list.items.map((one: { key: string; approved_by: string }) => [one.key, one.approved_by]),
      [['90001.002', 'Ada']],
    )
    assert.equal((await ada('DELETE', links.api.revision('90001.002'))).status, 204)
    assert.deepEqual((await ada('GET', links.api.approved())).body.items, [])

    const log = await desk.platform.db
      .selectFrom('activity_entries')
      .select(['actor', 'action'])
      .where('action', '=', 'observations.signed')
      .execute()
    assert.ok(log.length === 3 && log.every(({ actor }) => actor.startsWith('token:')), 'the log names the token')
  })
}

test('the list of approvals goes on behind its place, whatever is approved meanwhile', async (t) => {
  const desk = await openDesk(t)
  for (const obsid of [90_001, 90_002, 90_003]) {
    await submit(desk, { kind: 'asis', of: obsid })
    desk.clock.forward(1_000)
  }
  const cleo = await programOf(desk, 'cleo')
  const page = async (cursor: string | null) =>
    (await cleo('GET', `${links.api.approved()}?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`)).body
  const first = await page(null)
  await submit(desk, { kind: 'asis', of: 90_004 })
  const second = await page(first.next)

  const obsids = [...first.items, ...second.items].map(({ obsid }: { obsid: number }) => obsid)
  assert.deepEqual([obsids, second.next], [[90_003, 90_002, 90_001], null])
  assert.equal((await cleo('GET', `${links.api.approved()}?cursor=x`)).status, 422)
})

test('the API says of itself what programs may ask of revisions', async (t) => {
  const desk = await openDesk(t)
  const { paths } = JSON.parse((await desk.as('cleo').json('GET', '/openapi.json')).body)
  const found = Object.keys(paths).filter((path) => path.startsWith('/api/v1/observations/'))
  for (const path of [
    '/revisions',
    '/revisions/{key}',
    '/revisions/{key}/sign-offs/{part}',
    '/revisions/{key}/agreements',
    '/status',
    '/approved',
  ])
    assert.ok(found.includes(`/api/v1/observations${path}`), `${path} among ${found.join(' ')}`)
})
