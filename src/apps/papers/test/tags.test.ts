import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { openHouse } from '../../../../test/support/house.ts'
import { readTag } from '../tagging.ts'
import { addPapers, openPapersHouse } from './pages-support.ts'

const three = [{ title: 'Apples' }, { title: 'Berries' }, { title: 'Cherries', status: 'failed' }]

for (const kind of databaseKinds) {
  test(`PAP-7.3 papers are tagged, found by their tags, and the tag is taken off again (${kind})`, async (t) => {
    const { as, platform } = await openHouse(t, { kind })
    const [apples = '', berries = ''] = await addPapers(platform, three)
    const titles = async (query: string): Promise<string[]> => {
      const { items } = (await as('cleo').get(`/api/v1/papers/papers?sort=title&${query}`)).json()
      return items.map(({ title }: { title: string }) => title)
    }

    await as('ada').post(`/papers/list/${apples}/tags`, { tag: '  Review   2026 ' })
    await as('ada').post('/papers/list/bulk', { action: 'tag', new_tag: 'fruit', id: [apples, berries] })
    await as('ada').post(`/papers/list/${apples}/tags`, { tag: 'fruit' })

    assert.deepEqual(await titles('tag=review+2026'), ['Apples'])
    assert.deepEqual(await titles('q=tag:fruit'), ['Apples', 'Berries'])
    assert.deepEqual(await titles('q=-tag:fruit'), ['Cherries'])
    assert.deepEqual(await titles(`q=${encodeURIComponent('tag:"Review 2026"')}`), ['Apples'], 'a phrase is one tag')
    assert.deepEqual(await titles('q=has:no-tag'), ['Cherries'])
    assert.deepEqual((await as('cleo').get(`/api/v1/papers/papers/${apples}`)).json().tags, ['fruit', 'review 2026'])

    await as('ada').post(`/papers/list/${apples}/untag`, { tag: 'fruit' })
    assert.deepEqual(await titles('q=tag:fruit'), ['Berries'])
    const log = await platform.db
      .selectFrom('activity_entries')
      .select(['action', 'message'])
      .where('target', '=', `papers/paper/${apples}`)
      .orderBy('seq')
      .execute()
    assert.deepEqual(
      log.map(({ message }) => message),
      ['Tag added: review 2026.', 'Tag added: fruit.', 'Tag taken off: fruit.'],
      'a tag that is there already is no event',
    )
  })
}

test('PAP-7.3 the table shows tags and offers them as a filter, and its downloads name them', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  const [apples = ''] = await addPapers(platform, three)
  await as('ada').post(`/papers/list/${apples}/tags`, { tag: 'fruit' })

  const table = (await as('cleo').get('/papers/list')).body
  assert.match(table, /<a class="tag" href="\/papers\/list\?tag=fruit">fruit<\/a>/)
  assert.match(table, /name="tag" value="fruit"/)
  const [header = '', first = ''] = (await as('cleo').get('/papers/list.csv?tag=fruit')).body.split('\r\n')
  assert.equal(first.split(',')[header.replace('\ufeff', '').split(',').indexOf('lyceum_tags')], 'fruit')
  assert.deepEqual(JSON.parse((await as('cleo').get('/papers/list.jsonl?tag=fruit')).body).tags, ['fruit'])
})

test('PAP-7.3 the page of a paper shows its tags, with a way to add and take them only for who may', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  const [apples = ''] = await addPapers(platform, three)
  await as('ada').post(`/papers/list/${apples}/tags`, { tag: 'fruit' })

  const mine = (await as('ada').get(`/papers/list/${apples}`)).body
  const readers = (await as('cleo').get(`/papers/list/${apples}`)).body

  assert.match(mine, /Take off fruit/)
  assert.match(mine, /action="\/papers\/list\/[^"]*\/tags"/)
  assert.match(readers, /<span class="tag"><a href="\/papers\/list\?tag=fruit">fruit<\/a><\/span>/)
  assert.doesNotMatch(readers, /Take off fruit/)
  assert.equal((await as('cleo').post(`/papers/list/${apples}/tags`, { tag: 'x' })).statusCode, 403)
})

test('PAP-7.3 a tag is a short word: what is none is refused before anything happens', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  const ids = await addPapers(platform, three)

  for (const tag of ['', ' ', ',', '"', '-x', 'a,b', 'x'.repeat(51)]) {
    assert.throws(() => readTag(tag), { code: 'papers.tag-invalid' }, tag)
    const bulk = await as('ada').post('/papers/list/bulk', { action: 'tag', new_tag: tag, id: ids })
    assert.equal(bulk.statusCode, 422, tag)
  }
  const program = await as('ada').json('POST', '/api/v1/papers/papers/bulk', { action: 'tag', tag: 'a,b', q: '' })

  assert.equal(program.json().code, 'papers.tag-invalid')
  assert.equal((await platform.db.selectFrom('papers_tags').selectAll().execute()).length, 0)
  assert.equal(readTag('Ämter & Würden #1'), 'ämter & würden #1')
})
