import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readDomain, readListed, withParents } from '../domains/names.ts'
import { judge } from '../domains/verdict.ts'
import { testInBoth } from './both.ts'

testInBoth('S-001 sub-domains of an institution count, neighbours in spelling do not', async ({ platform: { db } }) => {
  const said = async (email: string) => {
    const verdict = await judge(db, email, { suffixCounts: false })
    return verdict.kind === 'academic' ? verdict.institution.name : verdict.kind
  }
  const answers = {
    'a@mit.edu': 'Massachusetts Institute of Technology',
    'a@lu.se': 'Lund University',
    'a@plantbio.lu.se': 'Lund University',
    'a@student.cs.uni-heidelberg.de': 'Universität Heidelberg',
    'a@LU.SE': 'Lund University',
    'A@Ku.Dk': 'Copenhagen University',
    'a@mail.imperial.ac.uk': 'Imperial College London',
    'a@imperial.ac.uk': 'Imperial College London',
    'a@lu.se.': 'Lund University',
    'a@esrf.eu': 'European Synchrotron Radiation Facility',
    'a@embl-hamburg.de': 'European Molecular Biology Laboratory, Hamburg',
    'a@astro.mpg.de': 'Max Planck Society',
    'a@evil-mit.edu': 'unknown',
    'a@submit.edu': 'unknown',
    'a@whi.is': 'unknown',
    'a@pku.dk': 'unknown',
    'a@foou.nl': 'unknown',
    'a@lu.se.example.com': 'unknown',
    'a@gmail.com': 'refused',
    'a@': 'unknown',
    'a@.se': 'unknown',
    'a@ac.uk': 'unknown',
  }

  for (const [email, expected] of Object.entries(answers)) assert.equal(await said(email), expected, email)
})

testInBoth('S-001 an academic suffix is enough, unless the house wants to be asked', async ({ platform: { db } }) => {
  for (const email of ['a@nowhere.edu', 'a@lab.nowhere.ac.nz', 'a@nowhere.edu.au']) {
    assert.equal((await judge(db, email)).kind, 'academic', email)
    assert.equal((await judge(db, email, { suffixCounts: false })).kind, 'unknown', email)
  }
  for (const email of ['a@edu', 'a@edu.au', 'a@nowhere.edu.com', 'a@nowhere.xedu', 'a@nowhere.edu.example'])
    assert.notEqual((await judge(db, email)).kind, 'academic', email)
})

test('what lists hold becomes a domain, or is left out', () => {
  const cleaned = ['www.lu.se', 'WWW2.lu.se', 'https://lu.se/en/', 'lu.se:8080', 'lu.se/', ' LU.se '].map(readListed)

  assert.deepEqual([...new Set(cleaned)], ['lu.se'])
  assert.deepEqual(
    ['ac.uk', 'edu', '', 'not a domain', '1.2.3.4', 'a'.repeat(300)].map(readListed),
    Array(6).fill(undefined),
  )
  assert.equal(readDomain('Universität.example'), 'xn--universitt-y5a.example')
})

test('no rule reaches up to a suffix that anybody can register below', () => {
  assert.deepEqual(withParents('x.cs.ox.ac.uk'), ['x.cs.ox.ac.uk', 'cs.ox.ac.uk', 'ox.ac.uk'])
  assert.deepEqual(withParents('someone.github.io'), ['someone.github.io'])
})
