import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sources } from '../list.ts'
import type { Asking, Source, Together } from '../source.ts'
import { openDesk, subject } from './asking.ts'
import { crossrefWork, openAlexWork, semanticScholarPaper } from './recorded.ts'

const dois = ['10.5555/recorded.4375', '10.5555/unknown', '10.5555/strange']

function named(name: string): Source & { together: Together } {
  const source = sources.find((one) => one.name === name)
  assert.ok(source?.together, `${name} answers for many at once`)
  return { ...source, together: source.together }
}

/** What it says of all is kept for each, and then a paper is asked about with nothing left to ask. */
async function lookUpAfterwards(source: Source & { together: Together }, asking: Asking) {
  const answer = await source.together.ask(dois, asking)
  assert.ok(answer.kind === 'ok', JSON.stringify(answer))
  for (const [doi, body] of answer.value) await asking.memory.keep(source.together.key(doi), body, 1_000)
  return { answered: [...answer.value.keys()], found: await source.lookUp(subject({ doi: dois[0] ?? null }), asking) }
}

test('PAP-6.2 Crossref is asked for many DOIs in one question, at the pace of lists', async (t) => {
  const unreadable = { DOI: '10.5555/strange', title: 17 }
  const { asking, asked } = await openDesk(t, {
    '/works': { body: { message: { items: [unreadable, crossrefWork.message] } } },
  })

  const { answered, found } = await lookUpAfterwards(named('crossref'), asking)

  assert.deepEqual(answered, ['10.5555/recorded.4375'], 'a record that cannot be read takes no other with it')
  assert.ok(found.kind === 'ok')
  assert.equal(found.value.details.title, 'The state of open records & copies')
  assert.deepEqual(
    asked.map(({ path, query }) => [path, query.get('filter'), query.get('rows'), query.get('mailto')]),
    [['/works', dois.map((doi) => `doi:${doi}`).join(','), '3', 'library@lyceum-tests.org']],
  )
})

test('PAP-6.2 OpenAlex is asked for many DOIs in one question where there is a key, which counts as a list', async (t) => {
  const answers = { '/works': { body: { results: [{ ...openAlexWork, doi: `https://doi.org/${dois[0]}` }] } } }
  const { asking, asked, costs } = await openDesk(t, answers)
  const openalex = named('openalex')

  assert.equal((await openalex.together.ask(dois, asking)).kind, 'not-applicable')
  const { answered, found } = await lookUpAfterwards(openalex, { ...asking, key: 'a-key' })

  assert.deepEqual([answered, found.kind], [['10.5555/recorded.4375'], 'ok'])
  assert.deepEqual(
    asked.map(({ path, query }) => [path, query.get('filter'), query.get('per_page'), query.get('api_key')]),
    [['/works', `doi:${dois.join('|')}`, '3', 'a-key']],
  )
  assert.deepEqual(costs, [100])
})

test('PAP-6.2 Semantic Scholar is sent many DOIs at once, and is believed where it knows none of them', async (t) => {
  const { asking, asked } = await openDesk(t, { '/paper/batch': { body: [semanticScholarPaper, null, { title: 4 }] } })
  const semanticScholar = named('semantic-scholar')

  assert.equal((await semanticScholar.together.ask(dois, asking)).kind, 'not-applicable')
  const withKey = { ...asking, key: 'a-key' }
  const { answered, found } = await lookUpAfterwards(semanticScholar, withKey)
  const unknown = await semanticScholar.lookUp(subject({ doi: '10.5555/unknown' }), withKey)

  assert.deepEqual(answered, ['10.5555/recorded.4375', '10.5555/unknown'])
  assert.deepEqual([found.kind, unknown.kind], ['ok', 'not-found'])
  assert.deepEqual(
    asked.map(({ path, headers, body }) => [path, headers['x-api-key'], JSON.parse(body)]),
    [['/paper/batch', 'a-key', { ids: dois.map((doi) => `DOI:${doi}`) }]],
  )
})
