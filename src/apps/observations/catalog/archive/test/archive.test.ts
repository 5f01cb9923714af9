import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { databaseKinds } from '../../../../../../test/support/databases.ts'
import { openTestPlatform } from '../../../../../../test/support/house.ts'
import { CatalogAway, ObsidAmbiguous, ObsidUnknown } from '../../errors.ts'
import type { SearchCriteria } from '../../search-criteria.ts'
import { openArchiveCatalog } from '../archive-catalog.ts'
import { openArchive } from '../asking.ts'
import { lacking, recordOf } from '../mapping.ts'
import { NoTextTable, readTextTable } from '../text-table.ts'
import { archiveText, startArchive } from './archive-server.ts'

/** What the archive publishes of 30 Doradus. */
const doradus = {
  ...{ seq_num: '901116', status: 'scheduled', obsid: '16196', pr_num: '15900142', target_name: '30 Doradus' },
  ...{
    instr: 'ACIS-I',
    grat: 'NONE',
    type: 'GO',
    obs_cycle: '15',
    prop_cycle: '14',
    start_date: '2014-05-30 00:22:47',
  },
  ...{
    joint: 'None',
    prop_title: 'The Tarantula',
    pi_name: 'Marlow',
    observer: 'Quill',
    app_exp: '68.00',
    exp_time: '0.0',
  },
  ...{ ra: '05 38 42.40', dec: '-69 06 02.90', soe_roll: '202.00286', y_off: '-0.2', z_off: '-0.25', raster: 'N' },
  ...{
    obj_type: 'NO',
    obj: 'NONE',
    photo: 'N',
    vmag: '0.0',
    est_cnt_rate: '0.05',
    dither: 'N',
    y_amp: '0.0',
    z_phase: '0.0',
  },
  ...{ roll: 'N', window: 'N', unint: 'N', monitor: 'N', pre_id: '0', mon_min: '0.0', simode: 'TE_004DE', mode: 'TE' },
  ...{ bep_pack: 'VF', dropped_chip_cnt: '0', i0: 'Y', s0: 'N', s2: 'O1', s3: 'D', spectra_max_count: '20000' },
  ...{
    multiple_spectral_lines: 'Y',
    subary: 'NONE',
    strt_row: '0',
    row_cnt: '0',
    d_cyc: 'N',
    sec_cnt: '0',
    f_time: '0.0',
  },
  ...{
    oc_sum: 'N',
    oc_row: '1',
    oc_col: '1',
    evfil: 'Y',
    evfil_lo: '0.1',
    evfil_ra: '12.0',
    efficient: 'Y',
    spwin: 'N',
  },
}

async function openServed(t: TestContext, kind: (typeof databaseKinds)[number] = 'sqlite', now?: () => string) {
  const archive = await startArchive(t)
  const platform = await openTestPlatform(t, { kind, environment: archive.environment, now })
  return { archive, platform, catalog: openArchiveCatalog(openArchive(platform)) }
}

test('an answer is read by the names of its columns, in whatever order and number they come', () => {
  const text = '# words\n\nObs ID\tTarget Name\tNew Column\n8N\t20\t4\n16196\t30 Doradus\t\n8008\tÉtoile\tx\n'
  assert.deepEqual(readTextTable(text), [
    { obs_id: '16196', target_name: '30 Doradus' },
    { obs_id: '8008', target_name: 'Étoile', new_column: 'x' },
  ])
  assert.deepEqual(readTextTable('# nothing matches\n# at all\n'), [])
  assert.deepEqual(readTextTable(''), [])
  for (const page of ['<html><body>Moved</body></html>', 'a\tb\nnot\twidths\n1\t2\n']) {
    assert.throws(() => readTextTable(page), NoTextTable)
  }
})

test('whatever an archive sends is a table, or none', () => {
  const cells = fc.oneof(fc.constantFrom('obsid', '8N', '', '#', '16196', 'ra'), fc.string({ maxLength: 8 }))
  const text = fc.array(
    fc.array(cells, { maxLength: 5 }).map((line) => line.join('\t')),
    { maxLength: 6 },
  )
  fc.assert(
    fc.property(text, (lines) => {
      try {
        for (const row of readTextTable(lines.join('\n'))) recordOf(row)
      } catch (error) {
        assert.ok(error instanceof NoTextTable)
      }
    }),
  )
})

test('public details become an observation; zeros that mean "not set" become nothing', async (t) => {
  const { archive, catalog } = await openServed(t)
  archive.rows.push(doradus)
  const { values, hasStandardDither, group_obsid, monitor_series } = await catalog.getObservation(16196)

  assert.deepEqual([values.ra, values.dec], [84.676667, -69.100806])
  assert.deepEqual([values.seq_nbr, values.targname, values.obs_ao_str], ['901116', '30 Doradus', '15'])
  assert.deepEqual([values.soe_st_sched_date, values.lts_lt_plan], ['May 30 2014 12:22AM', null])
  assert.deepEqual([values.pi_name, values.observer, values.proposal_joint], ['Marlow', 'Quill', null])
  assert.deepEqual([values.approved_exposure_time, values.rem_exp_time, values.soe_roll], [68, 68, 202.00286])
  assert.deepEqual([values.frame_time, values.subarray_start_row, values.secondary_exp_count], [null, null, null])
  assert.deepEqual([values.vmagnitude, values.pre_id, values.pre_min_lead, values.y_amp], [null, null, null, null])
  assert.deepEqual([values.ccds3_on, values.eventfilter_lower, values.onchip_row_count], ['D', 0.1, 1])
  assert.deepEqual([hasStandardDither, group_obsid, monitor_series, values.hrc_si_mode], [true, [], [], null])
  assert.ok(lacking.includes('comments') && lacking.includes('remarks') && values.comments === null)
  assert.equal(archive.asked.length, 1, 'no side table was asked for')
  assert.equal(archive.asked[0]?.get('outputCoordUnits'), 'sexagesimal')
})

test('OC-01 the archive too has none, one or too many', async (t) => {
  const { archive, catalog } = await openServed(t)
  archive.rows.push(doradus, { ...doradus, obsid: '7' }, { ...doradus, obsid: '7' })

  await assert.rejects(catalog.getObservation(999999), ObsidUnknown)
  await assert.rejects(catalog.getBasic(7), ObsidAmbiguous)
  assert.equal((await catalog.getBasic(16196)).proposal_title, 'The Tarantula')
  assert.deepEqual([...(await catalog.getBasics([7, 16196, 999999])).keys()], [16196])
})

test('ranks are asked for where a flag says so, groups and followers among the proposal', async (t) => {
  const { archive, catalog } = await openServed(t)
  const member = (obsid: string, more: Record<string, string>) => ({ ...doradus, obsid, status: 'unobserved', ...more })
  archive.rows.push(
    member('1', { roll: 'Y', spwin: 'Y', window: 'P', pre_id: '3', too_type: '0-4', too_start: '0', too_stop: '4' }),
    ...[member('2', { pre_id: '1', monitor: 'Y' }), member('3', { status: 'observed' })],
    ...[member('4', { group_id: 'G' }), member('5', { group_id: 'G' })],
  )
  archive.special.set('1:rollReqs', [{ obsid: '1', roll_const: 'Y', roll_ang: '10.5', roll_tol: '2', roll_180: 'N' }])
  archive.special.set('1:timeReqs', [
    { obsid: '1', win_const: 'P', tstart_request: '2031-01-01 00:00:00', tstop_request: '2031-01-02 00:00:00' },
  ])
  const window = { chip: 'S3', start_row: '1', start_col: '2', width: '3', height: '4', low_energy: '0.1', range: '13' }
  archive.special.set('1:acisWindows', [{ obsid: '1', ...window, sample_rate: '0', include: 'E' }])

  const seen = await catalog.getObservation(1)
  assert.deepEqual(seen.roll_ranks, [{ roll_constraint: 'Y', roll_180: 'N', roll: 10.5, roll_tolerance: 2 }])
  assert.deepEqual(seen.time_ranks, [
    { window_constraint: 'P', tstart: '2031-01-01T00:00:00Z', tstop: '2031-01-02T00:00:00Z' },
  ])
  assert.deepEqual(
    [seen.window_ranks[0]?.chip, seen.window_ranks[0]?.start_column, seen.window_ranks[0]?.sample],
    ['S3', 2, 0],
  )
  assert.deepEqual([seen.monitor_series, seen.values.monitor_flag, seen.values.too_type], [[1, 2], 'Y', '0-4'])
  assert.deepEqual((await catalog.getObservation(4)).group_obsid, [4, 5])
  assert.deepEqual(
    [await catalog.getGroup('G'), await catalog.getChain(2)],
    [
      [4, 5],
      [1, 2],
    ],
  )
})

for (const kind of databaseKinds) {
  test(`what is closed is asked for once a day, what may change every five minutes (${kind})`, async (t) => {
    let now = '2026-01-01T00:00:00.000Z'
    const { archive, catalog } = await openServed(t, kind, () => now)
    archive.rows.push(doradus, { ...doradus, obsid: '8', status: 'archived' })
    const both = async () => {
      await catalog.getBasic(16196)
      await catalog.getBasic(8)
      return archive.asked.length
    }

    assert.equal(await both(), 2)
    now = '2026-01-01T00:04:00.000Z'
    assert.equal(await both(), 2)
    now = '2026-01-01T00:06:00.000Z'
    assert.equal(await both(), 3)
    now = '2026-01-02T00:07:00.000Z'
    assert.equal(await both(), 5)
  })
}

test('two who ask the same at once ask once', async (t) => {
  const { archive, catalog } = await openServed(t)
  archive.rows.push(doradus)
  const [one, other] = await Promise.all([catalog.getBasic(16196), catalog.getBasic(16196)])
  assert.deepEqual([one, archive.asked.length], [other, 1])
})

test('an archive that fails, or sends a page of words, is away', async (t) => {
  const { archive, catalog } = await openServed(t)
  archive.failWith(404, 'gone')
  await assert.rejects(catalog.getObservation(16196), CatalogAway)
  archive.failWith(200, '<html>down for maintenance</html>')
  await assert.rejects(catalog.getBasics([1, 2]), CatalogAway)
})

test('a search is asked in the words of the archive, and what it has none for is looked at again', async (t) => {
  const { archive, catalog } = await openServed(t)
  archive.rows.push(doradus, { ...doradus, obsid: '8', instr: 'HRC-I', pr_num: '15900200' })
  const criteria: SearchCriteria = {
    ...{ order: 'start', offset: 0, limit: 10, sequences: [{ from: 901116, to: 901116 }], obsids: [], piName: 'Marl' },
    ...{
      proposals: [{ from: 15900100, to: 15900150 }],
      observer: null,
      target: 'dor',
      obsCycle: '15',
      propCycle: null,
    },
    ...{ cone: { raDeg: 84.6, decDeg: -69.1, radiusDeg: 0.5 }, category: '90', instruments: ['ACIS-I', 'ACIS-S'] },
    ...{ modes: ['TE'], gratings: ['NONE'], types: [], statuses: ['Scheduled'], joint: [] },
  }
  const found = await catalog.search(criteria)

  assert.deepEqual([found.total, found.items.map(({ obsid }) => obsid), found.isCut], [1, [16196], false])
  assert.deepEqual(Object.fromEntries(archive.asked[0] ?? []), {
    ...{ category: 'EXTRAGALACTIC DIFFUSE EMISSION AND SURVEYS', cycle: '15', expMode: 'ACIS TE', format: 'text' },
    ...{ grating: 'NONE', inputCoordFrame: 'J2000', lat: '-69.1', lon: '84.6', maxResults: '1000', radius: '30' },
    ...{ outputCoordUnits: 'sexagesimal', piName: 'Marl', seqNum: '901116', sortColumn: 'startDate' },
    ...{ sortOrder: 'ascending', status: 'scheduled', target: 'dor' },
  })
})

test('the server of these tests writes what is read', () => {
  assert.deepEqual(readTextTable(archiveText([{ obsid: '1', target_name: 'X' }])), [{ obsid: '1', target_name: 'X' }])
})
