import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { bibtexOf, citationsOf } from '../citing.ts'
import { commandLine, curlCall } from '../commands.ts'
import { crateOf } from '../crate.ts'
import { methodsText } from '../methods.ts'
import { type Provenance, settingsOf } from '../record.ts'

const record: Provenance = {
  id: 'one',
  title: 'First look',
  url: 'https://house.test/studies/analyses/one',
  tool: {
    id: 'bioce@v1-0-0',
    title: 'Ensemble from a curve',
    name: 'bioce',
    version: 'v1.0.0',
    citation: 'A. Nobody & B. Nobody, Journal of Lines 1 (2020), doi 10.1234/lines.',
  },
  inputs: [
    { field: 'curve', name: 'curve.dat', sha256: 'a'.repeat(64), url: null },
    { field: 'extra', name: 'extra.csv', sha256: null, url: 'https://elsewhere.test/extra.csv' },
  ],
  settings: settingsOf(
    { iterations: 500, seed: 7, password: '***', note: '', parts: [1, 2] },
    { iterations: { kind: 'integer', label: 'Iterations', required: true, default: 2000 } },
  ),
  state: 'done',
  error: null,
  askedAt: '2031-02-03T04:05:06.000Z',
  startedAt: '2031-02-03T04:05:07.000Z',
  finishedAt: '2031-02-03T04:06:07.000Z',
  madeWith: 'Lyceum 9.9.9, Node 26.0.0',
}

test('settings leave out secrets and what is empty, and mark what differs from the usual', () => {
  assert.deepEqual(record.settings, [
    { name: 'iterations', label: 'Iterations', value: 500, isChanged: true },
    { name: 'seed', label: 'seed', value: 7, isChanged: false },
    { name: 'parts', label: 'parts', value: [1, 2], isChanged: false },
  ])
})

test('the methods text names files, tool, version, day, settings and whom to cite', () => {
  assert.equal(
    methodsText(record),
    'Curve.dat (SHA-256 aaaaaaaaaaaa…) and extra.csv (https://elsewhere.test/extra.csv) were analysed with Ensemble from a curve (bioce v1.0.0) in Lyceum 9.9.9 on 2031-02-03. Settings: Iterations: 500; seed: 7; parts: 1, 2. The method is described in: A. Nobody & B. Nobody, Journal of Lines 1 (2020), doi 10.1234/lines.',
  )
  const bare = {
    ...record,
    inputs: [],
    settings: [],
    tool: { ...record.tool, name: null, version: null, citation: null },
  }
  assert.equal(methodsText(bare), 'Ensemble from a curve was run in Lyceum 9.9.9 on 2031-02-03.')
})

test('citations are the method and the software, and BibTeX of them finds the DOI and escapes what TeX would take', () => {
  assert.deepEqual(citationsOf(record), [
    record.tool.citation,
    'bioce v1.0.0, run with Lyceum 9.9.9, 2031, https://house.test/studies/analyses/one',
  ])
  const text = bibtexOf(record)
  assert.match(text, /@misc\{bioce-v1-0-0-method,[\s\S]*A\. Nobody \\& B\. Nobody[\s\S]*doi = \{10\.1234\/lines\}/)
  assert.match(text, /@software\{bioce-v1-0-0,[\s\S]*version = \{v1\.0\.0\},[\s\S]*year = \{2031\}/)
})

test('a crate names nothing that it does not describe, and files of no archive by their hash or address', () => {
  const result = {
    path: 'a b/result.json',
    name: 'result.json',
    mediaType: 'application/json',
    sizeBytes: 2,
    sha256: 'c',
  }
  const crate = crateOf({
    title: 'First look',
    description: '',
    url: record.url,
    madeAt: record.askedAt,
    changedAt: record.askedAt,
    agent: { id: 'ada', name: 'Ada', orcid: '0000-0002-1825-0097' },
    files: [],
    runs: [{ record, results: [result] }],
  })
  const graph = crate['@graph'] as Record<string, unknown>[]
  const known = new Set(graph.map((one) => one['@id']))
  const named = [...JSON.stringify(graph).matchAll(/\{"@id":"([^"]+)"\}/g)].map(([, name = '']) => name)
  assert.deepEqual(
    named.filter((name) => !known.has(name) && !/^https?:\/\/(w3id|schema)\.org\//.test(name)),
    [],
  )
  const run = graph.find((one) => one['@id'] === '#run-one') ?? assert.fail('no run')
  assert.deepEqual(run.result, [{ '@id': 'a%20b/result.json' }])
  assert.deepEqual((run.object as unknown[]).slice(0, 2), [
    { '@id': `#input-${'a'.repeat(64)}` },
    { '@id': 'https://elsewhere.test/extra.csv' },
  ])
  assert.equal(
    run.actionStatus && (run.actionStatus as { '@id': string })['@id'],
    'http://schema.org/CompletedActionStatus',
  )
})

test('a shell reads back from a command line exactly the words that went in', async () => {
  const word = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !/[\0\n\r]/.test(text))
  const words = fc.sample(word, { numRuns: 60, seed: 7 })
  const { stdout } = await promisify(execFile)('sh', ['-c', `printf '%s\\n' ${commandLine(words)}`])
  assert.deepEqual(stdout.split('\n').slice(0, -1), words)
  assert.equal(
    curlCall('https://house.test/x', new URLSearchParams({ note: "it's" })),
    `curl -H "Authorization: Bearer $LYCEUM_TOKEN" \\\n  --data-urlencode 'note=it'\\''s' \\\n  https://house.test/x`,
  )
})
