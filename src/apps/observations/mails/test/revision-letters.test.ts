import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Observation } from '../../catalog/read-model.ts'
import type { Kept } from '../../revisions/comparing.ts'
import { type NoteKey, noteKeys } from '../../revisions/notes.ts'
import { acisWindow, anObservation } from '../../revisions/test/an-observation.ts'
import { touchedBy } from '../../revisions/touched.ts'
import { cellsOfChange } from '../../signoff/signoff.ts'
import { planningLetter, revisionLetter, type ToldRevision, urgentLetter } from '../revision-letters.ts'

const by = { name: 'Ada', email: 'ada@lyceum.test' }
const teller = { baseUrl: 'https://desk.test', by }

type How = Partial<ToldRevision> & Readonly<{ asks?: Readonly<Record<string, Kept>> }>

function told({ asks = {}, observation = anObservation(), ...more }: How = {}): ToldRevision {
  const requests = new Map(Object.entries(asks))
  const key = `${observation.obsid}.002`
  return { key, kind: 'norm', observation, requests, notes: [], cells: cellsOfChange(touchedBy(requests)), ...more }
}

const textOf = ({ lines, listing = '' }: { lines: readonly string[]; listing?: string }): string =>
  [...lines, listing].join('\n')

test('NTF-01 a change tells whoever asked, and the teams that have to sign', () => {
  const to = (asks: How['asks']) => revisionLetter(told({ asks: asks ?? {} }), teller).cc

  assert.deepEqual(to({ y_det_offset: 1 }), ['arcops'])
  assert.deepEqual(to({ frame_time: 3 }), ['arcops', 'acis'])
  assert.deepEqual(to({ spectra_max_count: 3 }), ['arcops'])
  assert.deepEqual(to({ hrc_si_mode: 'HO' }), ['arcops', 'hrc'])
  assert.deepEqual(revisionLetter(told(), teller).to, [by])
})

test('NTF-01 its blocks name each parameter with its old and its new value', () => {
  const observation = anObservation({
    values: { spwindow_flag: 'Y', frame_time: 3.2 },
    window_ranks: [acisWindow('S2'), acisWindow('S3')],
  })
  const asks = { y_det_offset: 0.4, frame_time: null, chip: ['S2', null], comments: 'New words.' }
  const letter = revisionLetter(told({ observation, asks }), teller)

  assert.equal(letter.subject, 'Parameter Change Log: 90001.002')
  const text = textOf(letter)
  for (const part of [
    /OBSID = 90001\nSEQUENCE NUMBER = 900001\nTARGET NAME = Invented Source\nUSER NAME = Ada/,
    /VERIFIED NORM/,
    /PAST COMMENTS =\nAs agreed\.\n\nNEW COMMENTS =\nNew words\./,
    /PAST REMARKS =\n\n/,
    /GENERAL CHANGES:\nY_DET_OFFSET \(Offset Y\) changed from -0\.2 to 0\.4\n/,
    /ACIS CHANGES:\nFRAME_TIME \(Frame Time\) changed from 3.2 to NULL\n/,
    /ACIS WINDOW CHANGES:\nCHIP \(Chip\) changed from \[S2, S3\] to \[S2, NULL\]/,
    /https:\/\/desk\.test\/observations\/revisions\/90001\.002/,
    /https:\/\/desk\.test\/observations\/status/,
  ])
    assert.match(text, part)
})

test('NTF-02 an approval tells whoever gave it; taking it back tells whoever had given it too', () => {
  const approver = { email: 'ben@lyceum.test' }
  const approval = revisionLetter(told({ kind: 'asis' }), teller, approver)
  assert.deepEqual(
    [approval.to, approval.cc, approval.subject],
    [[by], [], 'Parameter Change Log: 90001.002 (Approved)'],
  )
  assert.match(textOf(approval), /VERIFIED OK AS IS[\s\S]*PAST COMMENTS =\nAs agreed\.[\s\S]*PAST REMARKS =/)
  assert.doesNotMatch(textOf(approval), /CHANGES:/)

  const removal = revisionLetter(told({ kind: 'remove' }), teller, approver)
  assert.deepEqual([removal.to, removal.subject], [[by, approver], 'Parameter Change Log: 90001.002 (Removed)'])
  assert.match(textOf(removal), /VERIFIED REMOVED/)
  assert.deepEqual(revisionLetter(told({ kind: 'remove' }), teller).to, [by])
})

test('NTF-03 a wish to split goes to ARCOPS with its reason', () => {
  const letter = revisionLetter(told({ kind: 'clone', asks: { comments: 'Too long.' } }), teller)
  assert.deepEqual(
    [letter.to, letter.cc, letter.subject],
    [[by], ['arcops'], 'Parameter Change Log: 90001.002 (Split Request)'],
  )
  assert.match(textOf(letter), /VERIFIED CLONE[\s\S]*NEW COMMENTS =\nToo long\./)
})

test('NTF-05 VAL-11 Mission Planning gets one letter with a paragraph for each note, and none for the others', () => {
  const of = (...notes: NoteKey[]) => planningLetter([told({ notes })], teller)
  const telling = noteKeys.filter((note) => of(note) !== undefined)
  assert.deepEqual(telling, [
    'target_name_change',
    'instrument_change',
    'grating_change',
    'large_coordinate_change',
    'obsdate_under10',
    'on_or_list',
  ])

  const second = told({ observation: anObservation({ values: { obsid: 90_002 } }), notes: ['obsdate_under10'] })
  const letter = planningLetter([told({ notes: ['on_or_list', 'obsdate_under10'] }), second], teller)
  assert.deepEqual([letter?.to, letter?.cc], [['mp'], [by]])
  const [, onList, soon] = letter?.lines ?? []
  assert.match(onList ?? '', /^On an active OR list:\n90001: https/)
  assert.match(soon ?? '', /^Planned within ten days:\n90002: https[^\n]*$/, 'what is on the list is not told twice')
})

test('NTF-06 only changes of the most urgent targets go to ARCOPS at once', () => {
  const of = (too_type: string | null, more: How = {}) => {
    const observation: Observation = anObservation({
      values: { obs_type: 'TOO', tooid: 7, too_type, too_trig: 'A burst', too_remarks: 'Call.' },
    })
    return urgentLetter(told({ observation, ...more }), teller)
  }
  for (const type of ['FAST', '0-5', '0-4']) {
    const letter = of(type)
    assert.deepEqual([letter?.to, letter?.subject], [['arcops'], 'TOO observation 90001 Parameter Change (90001.002)'])
    assert.match(textOf(letter ?? { lines: [] }), /TOO ID {6}= 7[\s\S]*A burst[\s\S]*Call\./)
  }
  for (const type of ['4-12', '12-30', '>30', null]) assert.equal(of(type), undefined, String(type))
  assert.equal(of('0-4', { kind: 'asis' }), undefined)
})
