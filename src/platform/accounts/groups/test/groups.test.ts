import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { testHouseOnBoth } from '../../../../../test/support/both-houses.ts'
import type { TestHouse } from '../../../../../test/support/house.ts'
import { bearerFor, type CastName, cast } from '../../../../../test/support/people.ts'
import { can, grantablePermissions, permissions } from '../../permissions.ts'
import { visibleTo } from '../visible-to.ts'

const idOf = async ({ platform }: TestHouse, name: CastName): Promise<string> => {
  const people = platform.db.selectFrom('accounts_people').select('id')
  return (await people.where('email', '=', cast[name].email).executeTakeFirstOrThrow()).id
}

/** Makes a group as Dora does, and answers its address. */
async function startGroup(house: TestHouse, form: Record<string, string>, ...members: CastName[]): Promise<string> {
  const { statusCode, headers, body } = await house.as('dora').post('/groups', form)
  assert.equal(statusCode, 303, body)
  const address = String(headers.location)
  for (const name of members) {
    const added = await house.as('dora').post(`${address}/members`, { email: cast[name].email })
    assert.equal(added.statusCode, 303, added.body)
  }
  return address
}

testHouseOnBoth(
  'R-V8 a group lets a reader do what it allows, from the next request on and no longer',
  async (house) => {
    const { as } = house
    const edit = () => as('cleo').json('POST', '/api/v1/papers/papers', { title: 'By a reader' })
    assert.equal((await edit()).statusCode, 403)
    const group = await startGroup(house, { name: 'editors', 'may-papers.edit': '1' })

    await as('dora').post(`${group}/members`, { email: cast.cleo.email })
    assert.equal((await edit()).statusCode, 201)
    assert.equal((await as('cleo').get('/admin/people')).statusCode, 403, 'and nothing besides')

    await as('dora').post(`${group}/members/${await idOf(house, 'cleo')}/remove`)
    assert.equal((await edit()).statusCode, 403)
  },
)

testHouseOnBoth(
  'R-V8 what a group allows ends with the group, and counts for tokens within their scope',
  async (house) => {
    const { as, platform, web } = house
    const group = await startGroup(house, { name: 'editors', 'may-papers.edit': '1' }, 'cleo')
    const post = async (scope: 'all' | 'read') => {
      const authorization = await bearerFor(platform, await idOf(house, 'cleo'), scope)
      const options = { method: 'POST', url: '/api/v1/papers/papers', headers: { authorization } } as const
      return (await web.inject({ ...options, payload: { title: 'By a program' } })).statusCode
    }
    assert.equal(await post('all'), 201)
    assert.equal(await post('read'), 403)

    assert.equal((await as('dora').post(`${group}/delete`)).statusCode, 303)
    assert.equal(await post('all'), 403)
    assert.equal((await as('dora').get(group)).statusCode, 404)
  },
)

testHouseOnBoth('R-V8 only its members and administrators know of a group', async (house) => {
  const { as } = house
  const group = await startGroup(house, { name: 'too', description: 'Targets of opportunity' }, 'ada')

  assert.match((await as('ada').get('/groups')).body, /Targets of opportunity/)
  assert.doesNotMatch((await as('cleo').get('/groups')).body, /Targets of opportunity/)
  assert.equal((await as('ada').get(group)).statusCode, 200)
  assert.doesNotMatch((await as('ada').get(group)).body, /ada@lyceum\.test/, 'addresses are for who manages it')
  const foreign = await as('cleo').get(group)
  const unknown = await as('cleo').get('/groups/0190a000-0000-7000-8000-000000000000')
  assert.deepEqual([foreign.statusCode, unknown.statusCode], [404, 404])
  assert.deepEqual((await as('ada').json('GET', '/api/v1/groups')).json().items.length, 1)
  assert.deepEqual((await as('cleo').json('GET', '/api/v1/groups')).json(), { items: [], next: null })
})

testHouseOnBoth(
  'R-V8 who manages a group changes its members, and neither its permissions nor its managers',
  async (house) => {
    const { as } = house
    const group = await startGroup(house, { name: 'acis' }, 'ada', 'ben')
    const [ada, ben] = [await idOf(house, 'ada'), await idOf(house, 'ben')]
    assert.equal((await as('ada').post(`${group}/members`, { email: cast.cleo.email })).statusCode, 403)
    assert.equal((await as('ada').post(`${group}/members/${ben}/remove`)).statusCode, 403)

    await as('dora').post(`${group}/members/${ada}/manager`, { manager: '1' })

    assert.equal((await as('ada').post(`${group}/members`, { email: cast.cleo.email })).statusCode, 303)
    assert.match((await as('ada').get(`${group}?q=dor`)).body, /dora@lyceum\.test/)
    assert.doesNotMatch((await as('ada').get(`${group}?q=d`)).body, /dora@lyceum\.test/, 'one letter lists nobody')
    assert.doesNotMatch(
      (await as('ben').get(`${group}?q=dor`)).body,
      /dora@lyceum\.test/,
      'a plain member searches nobody',
    )
    for (const [address, form] of [
      [`${group}/change`, { name: 'acis', version: '1', 'may-papers.reset': '1' }],
      [`${group}/members/${ben}/manager`, { manager: '1' }],
      [`${group}/delete`, {}],
    ] as const)
      assert.equal((await as('ada').post(address, form)).statusCode, 403, address)
    assert.equal((await as('ben').post(`${group}/members/${ben}/remove`)).statusCode, 303, 'everybody may leave')
    assert.equal((await as('ben').get(group)).statusCode, 404)
  },
)

testHouseOnBoth(
  'R-P2 of two who change a group at once the second is told, and can send theirs again',
  async (house) => {
    const { as } = house
    const group = await startGroup(house, { name: 'hrc' })
    const change = (description: string, version: string) =>
      as('dora').post(`${group}/change`, { name: 'hrc', description, version })
    assert.equal((await change('First', '1')).statusCode, 303)

    const late = await change('Second', '1')

    assert.equal(late.statusCode, 409)
    assert.match(late.body, /Second/)
    assert.match(late.body, /First/)
    assert.match(late.body, /name="version" value="2"/)
    assert.equal((await change('Second', '2')).statusCode, 303)
    assert.match((await as('dora').get(group)).body, /Second/)
  },
)

testHouseOnBoth(
  'a name that is taken or no name, and a person who is unknown or in it, are said beside the field',
  async (house) => {
    const { as } = house
    const group = await startGroup(house, { name: 'arcops' }, 'ada')

    for (const name of ['arcops', 'ARCOPS', 'Two words', '1st', '', 'x'.repeat(41)])
      assert.match((await as('dora').post('/groups', { name })).body, /id="field-name-error"/, name)
    for (const email of [cast.ada.email, 'nobody@lyceum.test', ''])
      assert.match((await as('dora').post(`${group}/members`, { email })).body, /id="field-email-error"/, email)
  },
)

testHouseOnBoth(
  'R-V15 no group carries the right to run the house, whatever is sent or stands in the table',
  async (house) => {
    const { as, platform } = house
    const sent = {
      name: 'sly',
      'may-house.administer': '1',
      'may-account.manage': '1',
      role: 'admin',
      id: 'x',
      version: '7',
    }
    const group = await startGroup(house, sent, 'cleo')
    assert.deepEqual(await platform.db.selectFrom('accounts_group_grants').selectAll().execute(), [])

    const row = { group_id: group.split('/').at(-1) ?? '', permission: 'house.administer' }
    await platform.db.insertInto('accounts_group_grants').values(row).execute()

    assert.equal((await as('cleo').get('/admin/people')).statusCode, 403)
  },
)

testHouseOnBoth('whoever is refused reads who may, and who can change that', async (house) => {
  const { as } = house
  assert.match((await as('cleo').post('/papers/upload/dois')).body, /Members may do this, and you are a reader/)
  await startGroup(house, { name: 'librarians', 'may-papers.import': '1' }, 'ada')

  const { body } = await as('cleo').post('/papers/upload/dois')

  assert.match(body, /<code>librarians<\/code>: Members of this group may do it too/)
  assert.doesNotMatch(body, /Ada|lyceum\.test/, 'and nobody’s name')
  assert.match((await as('cleo').get('/admin/people')).body, /Administrators may do this/)
  assert.doesNotMatch((await as('cleo').get('/admin/people')).body, /librarians/)
})

testHouseOnBoth('R-P5 each change of a group stands in the activity log', async (house) => {
  const { as, platform } = house
  const group = await startGroup(house, { name: 'too' }, 'ada')
  const ada = await idOf(house, 'ada')
  await as('dora').post(`${group}/change`, { name: 'too', version: '1', 'may-papers.edit': '1' })
  await as('dora').post(`${group}/members/${ada}/manager`, { manager: '1' })
  await as('dora').post(`${group}/members/${ada}/remove`)
  await as('dora').post(`${group}/delete`)

  const rows = await platform.db.selectFrom('activity_entries').select('action').orderBy('seq').execute()

  assert.deepEqual(
    rows.map(({ action }) => action).filter((action) => /group|member|manager/.test(action)),
    [
      'accounts.group-started',
      'accounts.member-added',
      'accounts.group-changed',
      'accounts.manager-changed',
      'accounts.member-removed',
      'accounts.group-removed',
    ],
  )
})

testHouseOnBoth(
  'R-V8 the filter for things that are shared shows one’s own and those of one’s groups alone',
  async ({ platform: { db } }) => {
    await sql`create table things (id text, owner_id text, group_id text)`.execute(db)
    for (const [id, owner, group] of [
      ['own', 'me', null],
      ['shared', 'you', 'g1'],
      ['theirs', 'you', 'g2'],
      ['yours', 'you', null],
    ])
      await sql`insert into things values (${id}, ${owner}, ${group})`.execute(db)
    const seen = async (groups?: readonly string[]) => {
      const filter = visibleTo({ id: 'me', ...(groups && { groups }) }, { owner: 'things.owner_id', group: 'group_id' })
      const { rows } = await sql<{ id: string }>`select id from things where ${filter} order by id`.execute(db)
      return rows.map(({ id }) => id)
    }

    assert.deepEqual(await seen(), ['own'])
    assert.deepEqual(await seen([]), ['own'])
    assert.deepEqual(await seen(['g1', 'g3']), ['own', 'shared'])
  },
)

test('R-V8 a role or a group is enough, nobody in particular may nothing', () => {
  const reader = { ...cast.cleo, id: 'c', language: null, timezone: null, tokenId: null }
  for (const name of Object.keys(permissions) as (keyof typeof permissions)[]) {
    assert.equal(can(undefined, name), false)
    assert.equal(can({ ...reader, role: 'admin' }, name), true)
    assert.equal(can(reader, name), permissions[name] === 'reader', name)
    const isGrantable = grantablePermissions.includes(name)
    assert.equal(can({ ...reader, grants: [name] }, name), isGrantable || permissions[name] === 'reader', name)
  }
  assert.ok(grantablePermissions.length > 3)
})
