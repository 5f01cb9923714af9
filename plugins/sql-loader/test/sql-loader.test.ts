import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import pg from 'pg'
import { openRunner, type TestRunner } from '../../../src/apps/plugins/test/support.ts'
import { emptyDatabase } from '../../../test/support/databases.ts'
import { emptyFolder } from '../../../test/support/folders.ts'

const loader = '/plugins/sql-loader@v0-1-2'
const schema = [
  'create table pets (name text, size real, born bigint)',
  "insert into pets values ('Rex', 1.5, 9007199254740993), ('a;\"b', null, 2)",
  'create table twice (k text, "ID" text, href text)',
  "insert into twice values ('x', 'one', 'h'), ('x', 'two', 'h')",
]

/** The form fields that lead to a database with both tables, on either kind. */
async function prepare(t: TestContext, kind: 'sqlite' | 'postgresql') {
  return kind === 'sqlite' ? prepareSqlite(t) : preparePostgres(t)
}

async function prepareSqlite(t: TestContext) {
  const folder = emptyFolder(t)
  const path = join(folder, 'pets.db')
  const database = new DatabaseSync(path)
  for (const statement of schema) database.exec(statement)
  database.close()
  const sqliteFile = `data:application/vnd.sqlite3;base64,${(await readFile(path)).toString('base64')}`
  return { environment: {}, form: { sqliteFile } }
}

async function preparePostgres(t: TestContext) {
  const url = new URL(await emptyDatabase(t, 'postgres'))
  const client = new pg.Client(url.href)
  await client.connect()
  for (const statement of schema) await client.query(statement)
  await client.end()
  const form = {
    dbHost: url.hostname,
    dbPort: url.port,
    dbUser: url.username,
    dbPassword: decodeURIComponent(url.password),
    dbDatabase: url.pathname.slice(1),
  }
  return { environment: { LYCEUM_PLUGIN_HOSTS: url.host }, form }
}

async function askedFor({ post, settled }: TestRunner, form: Record<string, string>, wish: Record<string, string>) {
  const { headers } = await post(`${loader}/process/`, form)
  const address = String(headers.location)
  const waiting = await settled(address)
  assert.equal(waiting.status, 'PENDING', waiting.log)
  await post(waiting.steps?.[0]?.href ?? '', wish)
  return settled(address)
}

for (const kind of ['sqlite', 'postgresql'] as const) {
  test(`RUN-8.3.22 tables and questions become entities, looked at before they are loaded (${kind})`, async (t) => {
    const { environment, form } = await prepare(t, kind)
    const runner = await openRunner(t, { environment })
    const { get, post, settled, platform } = runner
    const { headers } = await post(`${loader}/process/`, form)
    const address = String(headers.location)
    const waiting = await settled(address)
    const [step] = waiting.steps ?? []
    assert.equal(step?.stepId, '2', waiting.log)
    const page = await get(step?.uiHref ?? '')
    assert.match(page.body, /<option value="pets"/)
    assert.match(page.body, /<strong>twice<\/strong>: k, ID, href/)
    const preview = `${loader}/${/tasks\/(\d+)/.exec(address)?.[1]}/2/ui/pd_html`
    const shown = await get(`${preview}?${new URLSearchParams({ tableName: 'pets', columnsList: '["name"]' })}`)
    assert.equal(shown.statusCode, 200, shown.body)
    assert.match(shown.body, /<td>a;&#34;b<\/td>/)
    const stored = await platform.db
      .selectFrom('plugins_tasks')
      .select(['data_json', 'parameters_json'])
      .executeTakeFirst()
    assert.match(stored?.data_json ?? '', /"connection":"[\w-]+"/, 'where the password is, it is sealed')
    if (kind === 'postgresql') assert.match(stored?.parameters_json ?? '', /"dbPassword":"\*\*\*"/)

    await post(step?.href ?? '', { tableName: 'pets', idAttribute: 'name', saveTable: 'on' })
    const task = await settled(address)

    assert.equal(task.status, 'SUCCESS', task.log)
    assert.deepEqual(
      task.outputs.map(({ name, dataType, contentType }) => [name, dataType, contentType]),
      [['entities_sql-loader_pets.csv', 'entity/list', 'text/csv']],
    )
    const table = (await get(task.outputs[0]?.href ?? '')).body
    assert.match(table, /^"?ID"?,"?href"?,"?size"?,"?born"?\r\n/)
    assert.match(table, /"?Rex"?,"?[^,]+"?,"?1\.5"?,"?9007199254740993"?\r\n/)
    assert.match(table, /"a;""b",[^,]+,(?:"")?,"?2"?\r\n/)
    assert.equal((await get(`${preview}?tableName=pets`)).statusCode, 400, 'the connection is gone')

    const twice = await askedFor(runner, form, { tableName: 'twice', idAttribute: 'k', saveTable: 'on' })
    assert.match(twice.log, /2 rows; values of “k” come twice/)
    assert.match((await get(twice.outputs[0]?.href ?? '')).body, /^"?ID"?,"?href"?,"?k"?,"?ID_1"?,"?href_1"?\r\n"?0"?,/)

    const question = 'select count(*) as many from pets;'
    const counted = await askedFor(runner, form, { customQuery: 'on', dbQuery: question, saveTable: 'on' })
    assert.equal(counted.outputs[0]?.name, 'entities_sql-loader_custom_query.csv', counted.log)
    assert.match((await get(counted.outputs[0]?.href ?? '')).body, /"?0"?,[^,]+,"?2"?\r\n$/)
  })

  test(`RUN-8.3.22 nothing but reading is done, and nothing else is reached (${kind})`, async (t) => {
    const { environment, form } = await prepare(t, kind)
    const runner = await openRunner(t, { environment })
    const hostile = [
      'delete from pets',
      'select 1; delete from pets',
      'insert into pets values (1, 2, 3) returning name',
      ...(kind === 'sqlite'
        ? ["attach '/etc/hostname' as x", 'pragma writable_schema = 1', 'vacuum']
        : ["copy pets to program 'true'", 'commit']),
    ]
    for (const dbQuery of hostile) {
      const task = await askedFor(runner, form, { customQuery: 'on', dbQuery, saveTable: 'on' })
      assert.equal(task.status, 'FAILURE', dbQuery)
      assert.match(task.log, /does not take this question|has no answer|stopped/, `${dbQuery}: ${task.log}`)
    }
    const still = await askedFor(runner, form, {
      customQuery: 'on',
      dbQuery: 'select count(*) from pets',
      saveTable: 'on',
    })
    assert.match((await runner.get(still.outputs[0]?.href ?? '')).body, /"?2"?\r\n$/)
    const wishes: Record<string, string>[] = [
      { tableName: 'none' },
      { tableName: 'pets', columnsList: '["x"]' },
      { tableName: 'pets', columnsList: 'name' },
    ]
    for (const wish of wishes) {
      const { headers } = await runner.post(`${loader}/process/`, form)
      const address = String(headers.location)
      const href = (await runner.settled(address)).steps?.[0]?.href ?? ''
      const answer = await runner.post(href, { ...wish, saveTable: 'on' })
      if (answer.statusCode === 422) continue
      assert.equal((await runner.settled(address)).status, 'FAILURE', JSON.stringify(wish))
    }
  })
}

test('RUN-8.3.22 a database that the administrator did not name is not reached, and no file is no database', async (t) => {
  const { post, settled } = await openRunner(t)
  const failing = async (form: Record<string, string>): Promise<string> => {
    const task = await settled(String((await post(`${loader}/process/`, form)).headers.location))
    assert.equal(task.status, 'FAILURE')
    return task.log
  }

  assert.match(
    await failing({ dbHost: '127.0.0.1', dbPort: '1', dbDatabase: 'x' }),
    /may not connect to 127\.0\.0\.1:1/,
  )
  assert.match(await failing({ sqliteFile: 'data:application/vnd.sqlite3,nothing' }), /is no database of SQLite/)
  assert.match(await failing({ dbEnum: 'sqlite' }), /needs the address of its file/)
  assert.match(await failing({}), /needs the name of the database/)
})
