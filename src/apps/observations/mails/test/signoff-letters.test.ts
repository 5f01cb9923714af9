import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BasicObservation } from '../../catalog/read-model.ts'
import { type Cell, notRequired, pending, signed } from '../../signoff/engine.ts'
import type { Part } from '../../signoff/signoff.ts'
import { nextSignerLetter } from '../signoff-letters.ts'

const done = signed('ben', '2026-03-02T12:00:00.000Z')
const submitter = { email: 'ada@lyceum.test' }
const signer = { email: 'ben@lyceum.test' }

function letter(waiting: readonly Part[], basic: Partial<BasicObservation> = {}) {
  const cell = (part: Part, otherwise: Cell): Cell => (waiting.includes(part) ? pending : otherwise)
  return nextSignerLetter({
    key: '90010.001',
    cells: {
      general: cell('general', done),
      acis: cell('acis', notRequired),
      acis_si: cell('acis_si', done),
      hrc_si: cell('hrc_si', notRequired),
      usint: cell('usint', done),
    },
    observation: {
      ...{ obsid: 90_010, seq_nbr: null, status: 'unobserved', targname: null, obs_type: 'TOO', instrument: 'ACIS-S' },
      ...{ ocat_propid: null, proposal_number: null, proposal_title: null, pi_name: null, si_mode: null },
      ...basic,
    },
    submitter,
    signer,
    baseUrl: 'https://desk.test',
  })
}

test('NTF-07 who is next follows from what is entered, checked and verified', () => {
  const said = (...waiting: Part[]) => {
    const found = letter(waiting)
    return found && [found.to, found.subject]
  }
  const mode = [['acis'], 'TOO SI Mode Sign Off Request: (Obsid: 90010)']
  const edits = [['arcops'], 'TOO General/ACIS Sign Off Request: (Obsid: 90010)']

  assert.deepEqual(said('acis_si', 'usint'), mode)
  assert.deepEqual(said('hrc_si'), mode, 'whether it is verified or not')
  for (const one of ['general', 'acis'] as const) {
    assert.deepEqual(said(one, 'usint'), edits)
    assert.deepEqual(said(one), edits)
    assert.equal(said(one, 'acis_si', 'usint'), undefined, 'both wait: nobody is next')
  }
  assert.deepEqual(said('usint'), [[submitter, signer], 'TOO Usint Sign Off Request: (Obsid: 90010)'])
  assert.equal(said(), undefined)
})

test('NTF-07 the SI mode is the instrument’s team’s, and only urgent targets are told of', () => {
  assert.deepEqual(letter(['hrc_si', 'usint'], { instrument: 'HRC-I' })?.to, ['hrc'])
  assert.match(letter(['usint'], { obs_type: 'DDT' })?.subject ?? '', /^DDT Usint/)
  for (const obs_type of ['GO', 'GTO', 'CAL', null]) assert.equal(letter(['usint'], { obs_type }), undefined)
  const { lines = [] } = letter(['acis_si', 'usint']) ?? {}
  assert.match(lines.join('\n'), /acis_si, usint[\s\S]*https:\/\/desk\.test\/observations\/revisions\/90010\.001/)
})
