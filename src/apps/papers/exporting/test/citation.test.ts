import assert from 'node:assert/strict'
import { test } from 'node:test'
import { citationOf } from '../citation.ts'

const nothing = {
  authors_json: null,
  published_year: null,
  title: null,
  journal: null,
  volume: null,
  issue: null,
  pages: null,
  article_number: null,
  doi: null,
}
const people = (...names: readonly (readonly [string, string])[]): string =>
  JSON.stringify(names.map(([family, given]) => ({ family, given })))

test('PAP-7.3 a citation names what is known of a paper, and nothing else', () => {
  const whole = {
    authors_json: people(['Carberry', 'Josiah Stinkney'], ['Müller', 'Jean-Luc']),
    published_year: 2008,
    title: 'Toward a unified theory: is it?',
    journal: 'Journal of Psychoceramics',
    volume: '5',
    issue: '11',
    pages: '1-3',
    article_number: 'e7',
    doi: '10.5555/12345678',
  }

  assert.equal(
    citationOf(whole),
    'Carberry, J. S., & Müller, J.-L. (2008). Toward a unified theory: is it? Journal of Psychoceramics, 5(11), 1–3. https://doi.org/10.5555/12345678',
  )
  assert.equal(citationOf({ ...nothing, title: 'Alone' }), 'Alone. (n.d.).')
  assert.equal(
    citationOf({ ...nothing, authors_json: '[{"literal":"ATLAS Collaboration"}]', journal: 'A', article_number: 'e7' }),
    'ATLAS Collaboration (n.d.). A, Article e7.',
  )
})

test('PAP-7.3 of more than twenty authors nineteen are named, and the last', () => {
  const many = Array.from({ length: 23 }, (_, n) => [`N${n}`, 'A'] as const)

  const text = citationOf({ ...nothing, authors_json: people(...many), title: 'Many' })

  assert.match(text, /^N0, A\., N1, A\.,.* N18, A\., … N22, A\. \(n\.d\.\)\. Many\.$/)
})
