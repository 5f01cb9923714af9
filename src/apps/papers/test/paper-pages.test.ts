import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unpacked } from '../../../../test/support/archives.ts'
import { PERSON_SOURCE } from '../importing/merging.ts'
import { addPapers, openPapersHouse, sendFile } from './pages-support.ts'

const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(20_000, 65), Buffer.from('\nstartxref\n0\n%%EOF\n')])

test('PAP-7.3 the table searches, filters and pages, and says how many there are', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  await addPapers(
    platform,
    Array.from({ length: 60 }, (_, n) => ({
      title: n === 7 ? 'A needle' : `Hay ${n}`,
      status: n === 7 ? 'failed' : 'new',
    })),
  )

  const first = (await as('cleo').get('/papers/list')).payload
  assert.match(first, /50 of 60/)
  const next = /href="([^"]*cursor=[^"]*)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? ''
  assert.match((await as('cleo').get(next)).payload, /10 of 60/)

  const needle = (await as('cleo').get('/papers/list?q=needle&status=failed')).payload
  assert.match(needle, /A needle/)
  assert.doesNotMatch(needle, /Hay/)
  assert.match((await as('cleo').get('/papers/list?q=status:nonsense')).payload, /means nothing here/)

  const fragment = await as('cleo').get('/papers/list?q=needle', { 'hx-request': 'true' })
  assert.match(fragment.payload, /^<section class="table-part"/)
  for (const query of ['sort=__proto__', 'status=lost', 'limit=-1', 'page=NaN'])
    assert.equal((await as('cleo').get(`/papers/list?${query}`)).statusCode, 422, query)
})

test('R-V3 a table that was drawn before bears each visitor\u2019s own token, nonce and key, and never outlives a change', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  const [id = ''] = await addPapers(platform, [{ title: 'Before' }])
  const drawn = async (who: 'ada' | 'ben') => {
    const { payload } = await as(who).get('/papers/list')
    const table = payload.slice(payload.indexOf('<section class="table-part"'))
    const all = (pattern: RegExp): string[] => [...new Set([...table.matchAll(pattern)].map(([, found = '']) => found))]
    return {
      nonces: all(/hx-nonce="([^"]*)"/g),
      tokens: all(/name="_token" value="([^"]*)"/g),
      keys: all(/name="_key" value="([^"]*)"/g),
      pageNonce: /<script[^>]* nonce="([^"]*)"/.exec(payload)?.[1] ?? '',
      table,
    }
  }

  const [first, again, other] = [await drawn('ada'), await drawn('ada'), await drawn('ben')]
  for (const [visit, who] of [
    [first, 'ada'],
    [again, 'ada'],
    [other, 'ben'],
  ] as const) {
    assert.deepEqual(visit.nonces, [visit.pageNonce], 'the nonce of this very answer')
    assert.deepEqual(visit.tokens, [as(who).visitor?.csrfToken])
    assert.equal(visit.keys.length, 1)
  }
  assert.equal(new Set([first, again, other].flatMap(({ keys }) => keys)).size, 3, 'no key is given twice')
  assert.doesNotMatch(other.table, /\ue000/)

  await platform.db.updateTable('papers').set({ title: 'After' }).where('id', '=', id).execute()
  assert.match((await drawn('ada')).table, /After/)
  assert.doesNotMatch(
    (await as('cleo').get('/papers/list')).payload,
    /name="action"/,
    'a reader is shown what a reader may do',
  )
})

test('R-V1 the CSV of a search holds exactly its rows, without live formulas, and can be read in again', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  await addPapers(platform, [
    { title: '=HYPERLINK("http://evil")', doi: '10.5555/one', extra_json: '{"Cited by":"12"}' },
    { title: 'Another', journal: 'Nature' },
    { title: 'Gone', status: 'deleted', status_before_delete: 'new' },
  ])

  const { payload, headers } = await as('cleo').get('/papers/list.csv')
  assert.match(String(headers['content-disposition']), /attachment/)
  const lines = payload.replace('\ufeff', '').trim().split('\r\n')
  assert.equal(lines.length, 3, 'a header and two papers')
  assert.match(lines[0] ?? '', /^title,doi,issn,journal,.*,Cited by$/)
  assert.match(lines[1] ?? '', /^"'=HYPERLINK/)
  assert.match(lines[1] ?? '', /,12$/)

  const again = await sendFile(as('ada'), '/papers/upload', { name: 'again.csv', content: payload })
  assert.equal(again.statusCode, 303)
})

test('PAP-7.3 what a search finds leaves in each form, and its files as one archive', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  const [id = ''] = await addPapers(platform, [
    { title: 'With a file', doi: '10.5555/file', journal: 'Journal of Files', type: 'journal-article' },
    { title: 'Without', doi: '10.5555/none', type: 'journal-article' },
  ])
  await sendFile(as('ada'), `/papers/list/${id}/files`, { name: 'x.pdf', content: pdf })
  const get = async (extension: string) => {
    const answer = await as('cleo').get(`/papers/list.${extension}?q=${encodeURIComponent('10.5555/file')}`)
    assert.match(
      String(answer.headers['content-disposition']),
      new RegExp(`papers-\\d{4}-\\d\\d-\\d\\d\\.${extension}`),
    )
    return answer
  }

  assert.match(
    (await get('ris')).payload,
    /^TY {2}- JOUR\r\nTI {2}- With a file\r\nT2 {2}- Journal of Files\r\nDO {2}- 10\.5555\/file\r\nER {2}- /,
  )
  assert.match((await get('bib')).payload, /^@article\{paper-1,\n {2}title = \{\{With a file\}\},/)
  assert.deepEqual(
    JSON.parse((await get('json')).payload).map(({ DOI }: { DOI: string }) => DOI),
    ['10.5555/file'],
  )
  const [line = ''] = (await get('jsonl')).payload.trim().split('\n')
  assert.deepEqual(
    JSON.parse(line).files.map(({ size_bytes }: { size_bytes: number }) => size_bytes),
    [pdf.length],
  )
  const files = await unpacked((await get('zip')).rawPayload)
  const [name = ''] = [...files.keys()]
  assert.match(name, /^Journal-of-Files_With-a-file_10\.5555_file\.pdf$/)
  assert.deepEqual(files.get(name), pdf)
  assert.match(
    files.get('manifest.csv')?.toString() ?? '',
    /\r\nJournal-of-Files.*,10\.5555\/file,With a file,.*,\d+\r\n$/,
  )
  assert.equal(files.size, 2)
})

test('PAP-7.3 ticked papers leave alone in each form, all that match by the address of their search', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  const [one = '', , three = ''] = await addPapers(platform, [{ title: 'One' }, { title: 'Two' }, { title: 'Three' }])
  const wish = (who: 'cleo', as_: string, more: Record<string, unknown>) =>
    as(who).post('/papers/list/export', { scope: 'selected', as: as_, ...more })

  const { statusCode, headers } = await wish('cleo', 'csv', { id: [one, three], q: 'Two' })
  assert.equal(statusCode, 303)
  const csv = await as('cleo').get(String(headers.location))
  assert.match(String(csv.headers['content-disposition']), /attachment; filename="papers-[\d-]+\.csv"/)
  assert.deepEqual(
    csv.payload
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',')[0]),
    ['One', 'Three'],
  )
  const ris = await as('cleo').get(String((await wish('cleo', 'ris', { id: one })).headers.location))
  assert.deepEqual(ris.payload.match(/(?<=TI {2}- ).*(?=\r)/g), ['One'])
  const all = await wish('cleo', 'bib', { scope: 'all', id: [one], q: 'Two', status: 'new' })
  assert.equal(all.headers.location, '/papers/list.bib?q=Two&status=new')

  assert.equal((await wish('cleo', 'csv', {})).statusCode, 422, 'nothing is ticked')
  assert.equal((await wish('cleo', 'exe', { id: one })).statusCode, 422)
  assert.equal((await as('cleo').get('/papers/list/export?as=csv&ids=x')).statusCode, 422)
  const most = Array.from({ length: 200 }, (_, n) => one.slice(0, -3) + String(n).padStart(3, '0'))
  const long = String((await wish('cleo', 'csv', { id: most })).headers.location)
  assert.ok(long.length < 8_000, 'an address that proxies take')
  assert.equal((await as('cleo').get(long)).statusCode, 200)
})

test('PAP-7.1 a paper has a page, whole for a visit and in part for the drawer', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  const [id = ''] = await addPapers(platform, [
    {
      title: '<b>Bold</b> title',
      doi: '10.1002/(sici)1<1::aid>3.0.co;2-2',
      status: 'failed',
      failure_code: 'no_open_copy',
    },
  ])

  const whole = (await as('cleo').get(`/papers/list/${id}`)).payload
  assert.match(whole, /<h1 class="paper-title">&lt;b&gt;Bold/)
  assert.match(whole, /No open copy of this paper is known/)
  assert.match(whole, /data-copy="citation-/)
  assert.match(whole, /class="citation">&lt;b&gt;Bold&lt;\/b&gt; title\. \(n\.d\.\)\. https:\/\/doi\.org\/10\.1002/)
  assert.match(whole, /https:\/\/doi\.org\/10\.1002\/\(sici\)1%3C1%3A%3Aaid%3E3\.0\.co%3B2-2/)
  assert.doesNotMatch(whole, /Process now/, 'a reader is offered nothing to do')
  assert.match((await as('ada').get(`/papers/list/${id}`)).payload, /Process now/)

  const part = await as('ada').get(`/papers/list/${id}`, { 'hx-request': 'true' })
  assert.match(part.payload, /^<article class="paper">/)
  assert.equal((await as('ada').get('/papers/list/unknown')).statusCode, 404)
})

test('PAP-R-034 what can be done to a paper is done, and what cannot is refused', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  const [id = ''] = await addPapers(platform, [{ title: 'One', status: 'manual', failure_code: 'bot_challenge' }])
  const statusOf = async (): Promise<string> =>
    (await platform.db.selectFrom('papers').select('status').where('id', '=', id).executeTakeFirstOrThrow()).status
  const act = async (part: string, expected: string, form = {}): Promise<void> => {
    const answer = await as('ada').post(`/papers/list/${id}/${part}`, form)
    assert.equal(answer.statusCode, 303, part)
    assert.equal(await statusOf(), expected, part)
  }

  assert.equal((await as('ada').post(`/papers/list/${id}/restore`)).statusCode, 409)
  await act('unavailable', 'failed', { next: 'manual' })
  await act('retry', 'new')
  await act('process', 'pending')
  await act('delete', 'deleted')
  await act('restore', 'new')
  await act('complete', 'done')
  await act('priority', 'done', { priority: '7' })
  assert.equal((await as('ada').post(`/papers/list/${id}/priority`, { priority: '11' })).statusCode, 422)
  for (const part of ['unavailable', 'retry', 'process', 'delete', 'restore', 'complete', 'priority', 'edit'])
    assert.equal((await as('cleo').post(`/papers/list/${id}/${part}`, { priority: '1' })).statusCode, 403, part)
})

const empty = ['doi', 'authors', 'journal', 'publisher', 'issn', 'volume', 'issue', 'pages', 'abstract']
const fields = {
  ...Object.fromEntries(empty.map((name) => [name, ''])),
  ...{ title: 'Mine', published_on: '2024-05', type: 'book', language: 'en' },
}

test('R-P2 the second of two people who edit a paper is told, sees both, and overwrites only knowingly', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  const [id = ''] = await addPapers(platform, [{ title: 'Theirs' }])
  const edit = (who: 'ada' | 'ben', form: object) => as(who).post(`/papers/list/${id}/edit`, { ...fields, ...form })

  assert.equal((await edit('ada', { version: 1, title: 'Of Ada' })).statusCode, 303)
  const second = await edit('ben', { version: 1, title: 'Of Ben' })
  assert.equal(second.statusCode, 409)
  assert.match(second.payload, /value="Of Ben"/, 'what was typed')
  assert.match(second.payload, /“Of Ada”/, 'what stands there now')
  assert.match(second.payload, /name="version" value="2"/)

  assert.equal((await edit('ben', { version: 2, title: 'Of Ben' })).statusCode, 303)
  const paper = await platform.db.selectFrom('papers').selectAll().executeTakeFirstOrThrow()
  assert.equal(paper.title, 'Of Ben')
  assert.equal(paper.published_year, 2024)
  assert.equal(JSON.parse(paper.sources_json ?? '{}').title, PERSON_SOURCE)
})

test('PAP-7.3 a DOI that is none, or that another paper has, is refused beside its field', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  const [id = ''] = await addPapers(platform, [{ title: 'One' }, { title: 'Two', doi: '10.5555/taken' }])
  const edit = (form: object) => as('ada').post(`/papers/list/${id}/edit`, { ...fields, version: 1, ...form })

  const taken = await edit({ doi: 'https://doi.org/10.5555/TAKEN' })
  assert.equal(taken.statusCode, 409)
  assert.match(taken.payload, /id="field-doi-error">Another paper has this DOI already/)
  assert.equal((await edit({ doi: 'hello' })).statusCode, 422)
  assert.equal((await edit({ published_on: '2024-02-30' })).statusCode, 422)
  assert.equal((await edit({ title: '' })).statusCode, 422, 'without a title and a DOI nobody could find it')
})

test('R-V5 a file that a person adds comes back whole, in part, and only as a download', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  const [id = '', other = ''] = await addPapers(platform, [
    { title: 'One', status: 'manual', doi: '10.5555/one' },
    { title: 'Two' },
  ])

  const refused = await sendFile(as('ada'), `/papers/list/${id}/files`, { name: 'x.pdf', content: '<html>' })
  assert.equal(refused.statusCode, 415)
  const added = await sendFile(as('ada'), `/papers/list/${id}/files`, { name: '../x.pdf', content: pdf })
  assert.equal(added.statusCode, 303)

  const href =
    /href="(\/papers\/list\/[^"]*\/files\/[^"]*)"/.exec((await as('cleo').get(`/papers/list/${id}`)).payload)?.[1] ?? ''
  const whole = await as('cleo').get(href)
  assert.deepEqual(whole.rawPayload, pdf)
  assert.match(String(whole.headers['content-disposition']), /^attachment; filename="One_10\.5555_one\.pdf"/)
  assert.match(String(whole.headers['content-security-policy']), /sandbox/)
  const part = await as('cleo').get(href, { range: 'bytes=0-7' })
  assert.deepEqual(
    [part.statusCode, part.payload, part.headers['content-range']],
    [206, '%PDF-1.7', `bytes 0-7/${pdf.length}`],
  )
  assert.equal((await as('cleo').get(href, { range: 'bytes=999999-' })).statusCode, 416)
  assert.equal((await as('cleo').get(href.replace(id, other))).statusCode, 404, 'a file of another paper')
  assert.equal((await as('anon').get(href)).statusCode, 303)
})

test('PAP-7.3 ticked papers are acted on at once, all that match after asking again', async (t) => {
  const house = await openPapersHouse(t, { worker: true })
  const { as, platform } = house
  const ids = await addPapers(
    platform,
    Array.from({ length: 260 }, (_, n) => ({ title: `Paper ${n}`, status: n < 250 ? 'failed' : 'new' })),
  )
  const bulk = (form: Readonly<Record<string, unknown>>) => as('ada').post('/papers/list/bulk', form)
  const countOf = async (status: string): Promise<number> =>
    (
      await platform.db
        .selectFrom('papers')
        .select('id')
        .where('status', '=', status as never)
        .execute()
    ).length

  assert.equal((await bulk({ action: 'delete' })).statusCode, 422, 'nothing is ticked')

  assert.equal((await as('cleo').post('/papers/list/bulk', { action: 'delete', id: ids[0] })).statusCode, 403)
  const ticked = await bulk({ action: 'retry', id: [ids[0], ids[255]] })
  assert.equal(ticked.statusCode, 303)
  assert.equal(await countOf('failed'), 249, 'of the two that were ticked, one was New already')

  const asked = await bulk({ action: 'delete', scope: 'all', status: 'failed' })
  assert.equal(asked.statusCode, 200)
  assert.match(asked.payload, /249 papers match/)
  assert.equal(await countOf('deleted'), 0, 'nothing has happened yet')

  const confirmed_at = /name="confirmed_at" value="([^"]*)"/.exec(asked.payload)?.[1]
  const confirmed = await bulk({ action: 'delete', scope: 'all', status: 'failed', confirmed_at })
  assert.match(String(confirmed.headers.location), /^\/jobs\//)
  for (let turn = 0; turn < 400 && (await countOf('deleted')) < 249; turn++)
    await new Promise((go) => setTimeout(go, 25))
  assert.equal(await countOf('deleted'), 249)
})

test('PAP-7.1 the manual queue shows one paper at a time, oldest first', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  assert.match((await as('cleo').get('/papers/manual')).payload, /Nothing waits for you/)
  await addPapers(platform, [
    {
      title: 'Younger',
      status: 'manual',
      failure_code: 'bot_challenge',
      status_changed_at: '2026-11-02T00:00:00.000Z',
    },
    {
      title: 'Older',
      status: 'manual',
      failure_code: 'licence_unclear',
      status_changed_at: '2026-11-01T00:00:00.000Z',
      doi: '10.5555/o',
    },
  ])

  const first = (await as('ada').get('/papers/manual')).payload
  assert.match(first, /<h2><a href="[^"]*">Older</)
  assert.match(first, /href="https:\/\/doi\.org\/10\.5555\/o"/)
  assert.match((await as('ada').get('/papers/manual?skip=1')).payload, /<h2><a href="[^"]*">Younger</)
  assert.equal((await as('ada').get('/papers/manual?skip=-1')).statusCode, 422)
})
