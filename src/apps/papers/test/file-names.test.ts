import assert from 'node:assert/strict'
import { test } from 'node:test'
import { doiSlug, paperFileName } from '../file-names.ts'

const paper = { id: '0190aaaa-0000-7000-8000-000000000001', title: null, journal: null, published_on: null, doi: null }

test('PAP-6.6 the name of a file tells year, journal, title and DOI, and is a file name everywhere', () => {
  const named = { ...paper, published_on: '2018-02-13', journal: 'PLoS ONE', title: 'Über Café & “Co”: <b>a/b</b>' }

  assert.equal(
    paperFileName({ ...named, doi: '10.7717/peerj.4375' }),
    '2018_PLoS-ONE_Über-Café-Co-b-a-b-b_10.7717_peerj.4375.pdf',
  )
  assert.equal(paperFileName(paper, 'xml'), `${paper.id}.xml`)
  const decomposed = paperFileName({ ...named, title: 'Cafe\u0301', doi: '10.1/a' })
  assert.equal(decomposed, decomposed.normalize('NFC'))
})

test('PAP-6.6 no name is longer than 150 bytes, cut within a letter, or like that of another DOI', () => {
  const dois = [
    '10.1002/(sici)1097-0258<1661::aid-sim968>3.0.co;2-2',
    '10.1002/-sici-1097-0258-1661--aid-sim968-3.0.co-2-2',
    `10.1234/${'a'.repeat(400)}1`,
    `10.1234/${'a'.repeat(400)}2`,
    '10.1234/ümlaut',
    '10.1234/../../etc',
  ]
  const names = dois.map((doi) => paperFileName({ ...paper, title: '漢字'.repeat(200), journal: 'é'.repeat(90), doi }))

  assert.equal(new Set(dois.map(doiSlug)).size, dois.length)
  assert.equal(new Set(names).size, dois.length)
  for (const name of names) {
    assert.ok(Buffer.byteLength(name) <= 150, name)
    assert.doesNotMatch(name, /[\p{Cc}<>:"/\\|?*\uFFFD]|^\.|[. ]$/u)
  }
})
