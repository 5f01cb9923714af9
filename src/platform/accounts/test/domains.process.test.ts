import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { emptyFolder } from '../../../../test/support/folders.ts'
import { openHouse } from '../../../../test/support/house.ts'
import { runCommand, temporaryInstance } from '../../../../test/support/process.ts'
import { readList } from '../domains/reading-lists.ts'
import { importList, ruleDomain } from '../domains/ruling.ts'
import { judge } from '../domains/verdict.ts'

const list = { name: 'community', licence: 'MIT', address: 'https://lists.example/world.json' }
const json = JSON.stringify([
  { name: 'New College', domains: ['new.example', 'www.newer.example'], alpha_two_code: 'se', country: 'Sweden' },
  { name: 'Old College', domain: 'old.example', alpha_two_code: 'XX1' },
  { name: 'Nowhere', domains: ['not a domain', 'com', 7] },
  'no institution',
  null,
])

for (const kind of databaseKinds) {
  test(`S-001 an imported list counts with its licence, is replaced as a whole, and goes as a whole (${kind})`, async (t) => {
    const { platform, as } = await openHouse(t, { kind })
    const name = async (email: string) => {
      const verdict = await judge(platform.db, email)
      return verdict.kind === 'academic' ? verdict.institution.name : verdict.kind
    }
    assert.equal(await name('a@lab.new.example'), 'unknown')

    const { list: first, rejected } = await importList(platform, list, json, 'test')

    assert.deepEqual([first.domain_count, first.licence, rejected], [3, 'MIT', ['not a domain', 'com']])
    assert.deepEqual(
      [await name('a@lab.new.example'), await name('a@newer.example'), await name('a@evil-new.example')],
      ['New College', 'New College', 'unknown'],
    )
    await importList(platform, list, 'domain;name\nthird.example;Third', 'test')
    assert.deepEqual([await name('a@new.example'), await name('a@third.example')], ['unknown', 'Third'])
    const page = await as('dora').get('/admin/domains')
    assert.match(page.body, /MIT/)
    const remove = /\/admin\/domains\/lists\/[\w-]+\/remove/.exec(page.body)?.[0] ?? assert.fail('it can be removed')
    assert.equal((await as('dora').post(remove)).statusCode, 303)
    assert.equal(await name('a@third.example'), 'unknown')
    assert.deepEqual(await platform.db.selectFrom('accounts_domains').select('id').execute(), [])
  })

  test(`S-001 a rule of the house counts before lists, the nearest first, and for single addresses (${kind})`, async (t) => {
    const { platform, as } = await openHouse(t, { kind })
    const kindOf = async (email: string) => (await judge(platform.db, email)).kind
    const rule = (domain: string, kind: 'allowed' | 'blocked') =>
      ruleDomain(platform, { domain, kind, institution: null, country: null, note: null }, 'test')

    await rule('lu.se', 'blocked')
    await rule('*.plantbio.lu.se', 'allowed')
    await rule('Friend@gmail.com', 'allowed')
    await rule('enemy@plantbio.lu.se', 'blocked')

    const said = await Promise.all(
      ['a@lu.se', 'a@x.lu.se', 'a@plantbio.lu.se', 'friend@gmail.com', 'other@gmail.com', 'enemy@plantbio.lu.se'].map(
        kindOf,
      ),
    )
    assert.deepEqual(said, ['refused', 'refused', 'academic', 'academic', 'refused', 'refused'])
    await rule('lu.se', 'allowed')
    assert.equal(await kindOf('a@lu.se'), 'academic', 'a new rule takes the place of the old one')
    for (const domain of ['no domain', 'edu', 'x@', '.']) {
      assert.equal((await as('dora').post('/admin/domains/rules', { domain, kind: 'allowed' })).statusCode, 422, domain)
    }
    const page = await as('dora').get('/admin/domains?try=enemy@plantbio.lu.se')
    assert.match(page.body, /Not accepted/)
    assert.equal((await as('ada').get('/admin/domains')).statusCode, 403)
  })
}

test('a list is read as JSON of either form and as CSV with any separator; what is none says so', () => {
  const csv =
    '\ufeffName,Domain,Country_Code\r\n"A ""good"" place, really",https://www.a.example/x,se\n,b.example|c.example,\n\n'
  assert.deepEqual(readList(csv).domains, [
    { domain: 'a.example', institution: 'A "good" place, really', country: 'SE' },
    { domain: 'b.example', institution: null, country: null },
    { domain: 'c.example', institution: null, country: null },
  ])
  assert.equal(readList('domain\tname\nd.example\tD').domains[0]?.institution, 'D')

  for (const bad of ['', '[', '{}', '[]', 'name,country\nX,SE', '\0\0', `[${'['.repeat(50_000)}`, '<html>'])
    assert.throws(() => readList(bad), { code: 'accounts.list' }, bad.slice(0, 20))
})

test('a list is uploaded on the page; without a file the form comes back', async (t) => {
  const { as, platform } = await openHouse(t)
  const { csrfToken } = as('dora').visitor ?? assert.fail()
  const send = (file: string) => {
    const field = (name: string, value: string) =>
      `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
    const payload = `${field('_token', csrfToken)}${field('name', 'mine')}${field('licence', 'CC0')}${field('address', '')}--x\r\ncontent-disposition: form-data; name="file"; filename="${file && 'a.json'}"\r\n\r\n${file}\r\n--x--\r\n`
    return as('dora').inject({
      method: 'POST',
      url: '/admin/domains/lists',
      payload,
      headers: { 'content-type': 'multipart/form-data; boundary=x', accept: 'text/html' },
    })
  }

  const refused = await send('')
  assert.equal(refused.statusCode, 422)
  assert.match(refused.body, /Please choose a file/)
  assert.match(refused.body, /value="mine"/)
  assert.equal((await send('{"x":')).statusCode, 422)
  assert.equal((await send(json)).statusCode, 303)
  const rows = await platform.db
    .selectFrom('accounts_domain_lists')
    .select(['name', 'licence', 'domain_count'])
    .execute()
  assert.deepEqual(
    rows.map((row) => ({ ...row })),
    [{ name: 'mine', licence: 'CC0', domain_count: 3 }],
  )
})

test('lyceum domains imports, rules, checks and lists from the command line', async (t) => {
  const environment = await temporaryInstance(t)
  const folder = emptyFolder(t)
  const file = join(folder, 'list.json')
  await writeFile(file, json)
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await runCommand(environment, args)
    return [code, stdout + stderr] as const
  }
  await run('migrate', 'up')

  const [imported, words] = await run('domains', 'import', file, '--name', 'community', '--licence', 'MIT')
  assert.equal(imported, 0, words)
  assert.match(words, /3 domains are known by the list community/)
  assert.deepEqual(await run('domains', 'check', 'a@x.new.example'), [
    0,
    'a@x.new.example: academic, New College (Sweden).\n',
  ])
  await run('domains', 'block', 'new.example')
  assert.equal((await run('domains', 'check', 'a@x.new.example'))[0], 1)
  assert.match((await run('domains', 'list'))[1], /new\.example\tblocked/)
  assert.equal((await run('domains', 'remove', 'new.example'))[0], 0)
  assert.equal((await run('domains', 'check', 'a@x.new.example'))[0], 0)
  assert.equal((await run('domains', 'import', join(folder, 'none'), '--name', 'x', '--licence', 'y'))[0], 1)
})
