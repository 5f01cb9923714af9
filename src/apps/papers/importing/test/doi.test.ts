import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type DoiReading, normaliseDoi } from '../doi.ts'
import { samples } from './lists.ts'

const vectors: readonly { raw: string; normalised: string | null; note: string }[] = JSON.parse(
  readFileSync(join(samples, 'expected/doi_vectors.json'), 'utf8'),
)

const LOOKS: Readonly<Record<string, (reading: DoiReading) => boolean>> = {
  ok: ({ warnings, isInvalid }) => warnings.length === 0 && !isInvalid,
  invalid: ({ isInvalid }) => isInvalid,
  no_doi_in_url: ({ isInvalid }) => isInvalid,
  empty: ({ warnings, isInvalid }) => warnings.length === 0 && !isInvalid,
  short_doi: ({ warnings, isInvalid }) => warnings.includes('short_doi') && !isInvalid,
  from_url: ({ warnings }) => warnings.join() === 'doi_from_url',
  multiple: ({ warnings }) => warnings.join() === 'multiple_dois',
  dash: ({ warnings }) => warnings.join() === 'doi_dash_replaced',
  trailing_slash: ({ warnings }) => warnings.join() === 'trailing_slash',
}

for (const { raw, normalised, note } of vectors) {
  test(`the DOI text ${JSON.stringify(raw)} is read as ${normalised ?? note}`, () => {
    const reading = normaliseDoi(raw)

    assert.equal(reading.doi, normalised)
    assert.ok(LOOKS[note]?.(reading), `${note}: ${JSON.stringify(reading)}`)
    assert.equal(reading.shape === null, normalised === null)
  })
}

test('a DOI that was normalised stays as it is', () => {
  for (const { normalised } of vectors) if (normalised !== null) assert.equal(normaliseDoi(normalised).doi, normalised)
})

test('shapes that Crossref publishes are usual, others are not', () => {
  assert.equal(normaliseDoi('10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2').shape, 'usual')
  assert.equal(normaliseDoi('10.1016/j.ǅelo.2020.1').shape, 'unusual')
})

test('backslashes go from BibTeX only', () => {
  assert.equal(normaliseDoi('10.1007/978-3\\_1', { bibtex: true }).doi, '10.1007/978-3_1')
  assert.equal(normaliseDoi('10.1007/978-3\\_1').doi, '10.1007/978-3\\_1')
})

test('glued, repeated and queried DOIs are understood', () => {
  assert.deepEqual(normaliseDoi('10.1038/nature12373;10.1038/35057062').warnings, ['multiple_dois'])
  assert.equal(normaliseDoi('10.1038/nature12373;10.1038/35057062').doi, '10.1038/nature12373')
  assert.deepEqual(normaliseDoi('10.1038/nature12373 https://doi.org/10.1038/nature12373').warnings, [])
  assert.equal(
    normaliseDoi('https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0000308').doi,
    '10.1371/journal.pone.0000308',
  )
  assert.equal(normaliseDoi('https://www.tandfonline.com/doi/full/10.1080/01.2/full').doi, '10.1080/01.2')
})

test('a closing bracket stays where its partner is inside', () => {
  assert.equal(normaliseDoi('10.1000/abc(1)').doi, '10.1000/abc(1)')
  assert.equal(normaliseDoi('see [10.1000/abc[1](2)]).').doi, '10.1000/abc[1](2)')
})

test('a DOI longer than 512 characters is refused', () => {
  assert.equal(normaliseDoi(`10.1000/${'x'.repeat(504)}`).doi?.length, 512)
  assert.equal(normaliseDoi(`10.1000/${'x'.repeat(505)}`).isInvalid, true)
})
