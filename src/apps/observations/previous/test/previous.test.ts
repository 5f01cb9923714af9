import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { databaseKinds } from '../../../../../test/support/databases.ts'
import { openTestPlatform } from '../../../../../test/support/house.ts'
import { makeCast } from '../../../../../test/support/people.ts'
import { parameterNames } from '../../parameters/parameters.ts'
import { listRevisions, originalsOfRevision, requestsOfRevision } from '../../queries/revisions.ts'
import { listDuties } from '../../roster/queries/duties.ts'
import { cellsOfPrevious, readPreviousDay, readPreviousKey } from '../cells.ts'
import { readPreviousDuties } from '../duties.ts'
import { importPrevious } from '../importing.ts'
import { readPreviousText } from '../text-file.ts'
import { previousRow, previousText, writePrevious } from './previous-files.ts'

const write = { isWritten: true, withOpen: false }

test('T26 16196.10 is revision 10, and a key is never read as a number', () => {
  assert.deepEqual(readPreviousKey('16196.10'), { obsid: 16196, number: 10 })
  assert.deepEqual(readPreviousKey('16196.002'), { obsid: 16196, number: 2 })
  for (const text of ['16196', '16196.', '.1', '16196.0', 'a.1', '1.2.3', '1e5.1'])
    assert.equal(readPreviousKey(text), undefined, text)
})

test('cells become statuses, and dates of two digits lie in the time of the telescope', () => {
  const row = previousRow('1.1', 1, {
    general_signoff: 'ben',
    general_date: '12/31/99',
    acis_signoff: 'NA',
    acis_si_mode_signoff: 'N/A',
    usint_date: '',
  })
  const cells = cellsOfPrevious(row, (name) => `id of ${name}`)
  assert.deepEqual(cells.general, { status: 'Signed', signedBy: 'id of ben', signedAt: '1999-12-31T00:00:00.000Z' })
  assert.deepEqual(
    [cells.acis.status, cells.acis_si.status, cells.hrc_si.status],
    ['Pending', 'Discard', 'Not Required'],
  )
  assert.deepEqual(cells.usint, { status: 'Signed', signedBy: 'id of ada', signedAt: null })
  assert.deepEqual(
    [readPreviousDay('02/30/14'), readPreviousDay('NA'), readPreviousDay('1/2/14')],
    [null, null, '2014-01-02T00:00:00.000Z'],
  )
})

test('DATA-09 DATA-10 DATA-12 a text file becomes originals and requests; ranks by the digit at their end', () => {
  const text = readPreviousText(
    previousText({
      comments: ['old words', 'new words\n of two lines'],
      table: [
        ...([
          ['TARGNAME', '30 Doradus', '30 Doradus'],
          ['TYPE', 'GO', 'TOO'],
          ['SPWINDOW', 'N', 'Y'],
        ] as const),
        ...([
          ['DEFOCUS', '0.5', '0.5'],
          ['RA', '05:38:42.40', '84.676667'],
          ['Y_DET_OFFSET', '-0.2', 'NULL'],
        ] as const),
        ...([
          ['TSTART1', '01:02:2014:00:00:00', '01:02:2014:00:00:00'],
          ['TSTART2', '', '01:03:2014:00:00:00'],
        ] as const),
        ...([
          ['ROLL', '10', '10'],
          ['ROLL2', '20', '30'],
          ['ROLL_180_2', 'Y', 'Y'],
          ['ROLL_OBSR', '202.0', '202.0'],
        ] as const),
        ...([
          ['NUDGE', 'x', 'y'],
          ['CHIP0', 'S3', 'S3'],
          ['EST_CNT_RATE', '0.05', '0.0500000001'],
        ] as const),
      ],
    }),
  )
  assert.ok(text)
  assert.deepEqual([text.kind, text.obsid, text.sequence, text.submitter], ['norm', '16196', '901116', 'ada'])
  assert.deepEqual(Object.fromEntries(text.requests), {
    obs_type: 'TOO',
    spwindow_flag: 'Y',
    y_det_offset: null,
    tstart: ['2014-01-02T00:00:00Z', '2014-01-03T00:00:00Z'],
    roll: [10, 30],
    comments: 'new words\n of two lines',
  })
  assert.deepEqual(text.originals.get('roll_180'), [null, 'Y'])
  assert.deepEqual(text.originals.get('tstart'), ['2014-01-02T00:00:00Z', null])
  assert.deepEqual(
    [text.originals.get('focus_offset'), text.originals.get('ra'), text.originals.get('comments')],
    [0.5, 84.676667, 'old words'],
  )
  assert.deepEqual(text.unknown, ['roll_obsr', 'nudge', 'chip0'], 'what was observed is no parameter of a request')
})

test('texts that are too long for the table are taken whole from the lines of changes', () => {
  const long = 'A name that is longer than its column is wide'
  const text = readPreviousText(
    previousText({ changes: [`TARGNAME changed from ${long} to ${long}r`], table: [['TARGNAME', long, `${long}r`]] }),
  )
  assert.deepEqual([text?.originals.get('targname'), text?.requests.get('targname')], [long, `${long}r`])
})

test('the fifth line tells the kind; a split asks for comments alone, an approval for nothing', () => {
  const table = [['TARGNAME', 'a', 'b']] as const
  const read = (kind: string) => readPreviousText(previousText({ kind, table, comments: ['', 'why'] }))
  assert.deepEqual([...(read('VERIFIED CLONE')?.requests ?? [])], [['comments', 'why']])
  assert.deepEqual([read('VERIFIED OK AS IS')?.kind, read('VERIFIED OK AS IS')?.requests.size], ['asis', 0])
  assert.deepEqual([read('VERIFIED REMOVED')?.kind, read('ASIS')?.kind], ['remove', 'asis'])
  assert.equal(read('SOMETHING ELSE'), undefined)
  assert.equal(readPreviousText(''), undefined)
})

test('no text file makes the reading fail, whatever stands in it', () => {
  const pieces = fc.constantFrom(
    'VERIFIED NORM',
    'PARAM NAME',
    '-'.repeat(30),
    'TSTART99',
    'ROLL0',
    'PAST COMMENTS =',
    'OBSID =',
    'RA',
    'X changed from a to b',
    '\u0000',
    ' '.repeat(60),
  )
  const lines = fc.array(fc.oneof(pieces, fc.string({ maxLength: 80 })), { maxLength: 30 })
  fc.assert(
    fc.property(lines, (all) => {
      const text = readPreviousText(['', '', '', '', 'VERIFIED NORM', ...all].join('\n'))
      assert.equal(text?.kind, 'norm')
      for (const [name] of [...text.originals, ...text.requests]) assert.ok(parameterNames.includes(name), name)
      readPreviousDuties(all.join('\n'), (name) => name)
    }),
  )
})

test('duties are read by their tabs; what is none is told', () => {
  const { rows, unread } = readPreviousDuties(
    'ben\t1\t6\t2031\t1\t12\t2031\tada\nTBD\t01\t13\t2031\t01\t19\t2031\n\nben\t2\t30\t2031\t3\t1\t2031\nben 1 6\n',
    (name) => name,
  )
  assert.deepEqual(
    rows.map(({ starts_on, ends_on, person_id, assigned_by }) => [starts_on, ends_on, person_id, assigned_by]),
    [
      ['2031-01-06', '2031-01-12', 'ben', 'ada'],
      ['2031-01-13', '2031-01-19', null, null],
    ],
  )
  assert.equal(unread.length, 2)
})

for (const kind of databaseKinds) {
  test(`an import says first what it would do, ends at the first open revision, and goes on from there (${kind})`, async (t) => {
    const platform = await openTestPlatform(t, { kind })
    const { ada } = await makeCast(platform)
    const rows = [
      previousRow('16196.010', 1_400_000_300, { usint_verification: 'NA', usint_date: 'NA' }),
      previousRow('16196.001', 1_400_000_100, { general_signoff: 'zoe', general_date: '05/29/14' }),
      previousRow('8008.001', 1_400_000_200),
      previousRow('8000.001', 1_400_000_150),
    ]
    const change = previousText({
      table: [
        ['TARGNAME', 'a', 'b'],
        ['RA', '10', '20'],
      ],
    })
    const places = await writePrevious(
      t,
      rows,
      { '16196.001': change, '8008.001': previousText({ kind: 'VERIFIED OK AS IS' }), '16196.010': previousText() },
      {
        people: 'ada ada@lyceum.test\nben nobody@lyceum.test\n',
        shifts: '16196.001\n',
        duties: 'ada\t1\t6\t2031\t1\t12\t2031\n',
        approved: '8008 901116 ada\n16196 901116\n',
      },
    )

    const told = await importPrevious(platform, places, { ...write, isWritten: false })
    assert.deepEqual(
      [told.revisions, told.endedAt, told.leftOut, told.duties],
      [2, '16196.010', [{ key: '8000.001', why: 'its text file is missing' }], 1],
    )
    assert.deepEqual(
      [await listRevisions(platform.db, 16196), await listDuties(platform.db)],
      [[], []],
      'nothing is written',
    )

    const done = await importPrevious(platform, places, write)
    assert.deepEqual([done.unknownPeople, done.onlyOnList, done.onlyByRevisions], [['zoe'], [16196], []])
    const [revision] = await listRevisions(platform.db, 16196)
    assert.ok(revision)
    assert.deepEqual(
      [revision.submitted_by, revision.submitted_at, revision.sequence_number],
      [ada.id, '2014-05-13T16:55:00.000Z', '901116'],
    )
    assert.deepEqual(revision.notes, ['target_name_change', 'large_coordinate_change'])
    assert.equal(revision.cells.general.signedBy, 'previous:zoe')
    assert.deepEqual([...(await requestsOfRevision(platform.db, revision.id))].sort(), [
      ['ra', 20],
      ['targname', 'b'],
    ])
    assert.deepEqual((await originalsOfRevision(platform.db, revision.id)).get('ra'), 10)
    assert.equal((await listDuties(platform.db))[0]?.person_id, ada.id)

    const last = await importPrevious(platform, places, { isWritten: true, withOpen: true })
    assert.deepEqual([last.revisions, last.known, last.endedAt, last.duties], [1, 2, null, 0])
    assert.deepEqual(
      (await listRevisions(platform.db, 16196)).map(({ revision_number }) => revision_number),
      [1, 10],
    )
  })
}

test('files that are none are named', async (t) => {
  const platform = await openTestPlatform(t)
  const refused = { code: 'observations.previous' }
  const places = await writePrevious(t, [], {})
  await assert.rejects(importPrevious(platform, { ...places, revisions: '/nowhere' }, write), refused)
  await assert.rejects(importPrevious(platform, { ...places, people: '/nowhere' }, write), refused)
  assert.equal((await importPrevious(platform, places, write)).revisions, 0)
})
