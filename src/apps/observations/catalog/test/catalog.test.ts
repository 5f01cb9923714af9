import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { databaseKinds, emptyDatabase, openTestDatabase } from '../../../../../test/support/databases.ts'
import type { DatabaseKind } from '../../../../platform/database/migrating.ts'
import type { Catalog } from '../catalog.ts'
import { CatalogAway, ObsidAmbiguous, ObsidUnknown } from '../errors.ts'
import { type CatalogRows, openMemoryCatalog } from '../memory-catalog.ts'
import type { CatalogRow } from '../rows.ts'
import { sampleRows } from '../samples/sample-catalog.ts'
import { type SearchCriteria, everything as unlimited } from '../search-criteria.ts'
import { catalogDb, createCatalog, loadCatalog } from '../sql/schema.ts'
import { openSqlCatalog } from '../sql/sql-catalog.ts'

/** Opens a catalog of these rows; the one before it is gone then. */
type Opening = (rows: CatalogRows) => Promise<Catalog>

const kinds: Readonly<Record<string, (t: TestContext) => Promise<Opening>>> = {
  memory: async () => async (rows) => openMemoryCatalog(rows),
  ...Object.fromEntries(databaseKinds.map((kind) => [kind, (t: TestContext) => openTables(t, kind)])),
}

async function openTables(t: TestContext, kind: DatabaseKind): Promise<Opening> {
  const database = await openTestDatabase(t, await emptyDatabase(t, kind), 'command')
  const db = catalogDb(database)
  await createCatalog(db)
  return async (rows) => {
    await loadCatalog(db, rows)
    return openSqlCatalog(database)
  }
}

/** What one target row, and rows of side tables for it, become. */
const target = (row: CatalogRow): CatalogRow => ({ obsid: 91000, status: 'unobserved', ...row })
const everything: SearchCriteria = { ...unlimited, limit: 500 }

for (const [name, opening] of Object.entries(kinds)) {
  test(`a catalog keeps its contract (${name})`, async (t) => {
    const open = await opening(t)
    await t.test(`OC-01 none is unknown, two are ambiguous, in either read (${name})`, async () => {
      const catalog = await open({ target: [target({ obsid: 91001 }), target({ obsid: 91001 }), target({})] })

      assert.equal((await catalog.getObservation(91000)).obsid, 91000)
      await assert.rejects(catalog.getObservation(999999), ObsidUnknown)
      await assert.rejects(catalog.getObservation(91001), ObsidAmbiguous)
      await assert.rejects(catalog.getBasic(999999), ObsidUnknown)
      await assert.rejects(catalog.getBasic(91001), ObsidAmbiguous)
      assert.deepEqual([...(await catalog.getBasics([91000, 91000, 91001, 999999])).keys()], [91000])
      assert.equal((await catalog.getBasics([])).size, 0)
    })

    await t.test(
      `OC-02 OC-11 columns get the names of this app; the proposal decides the cycle (${name})`,
      async () => {
        const catalog = await open({
          target: [
            target({
              ocat_propid: 1,
              type: 'GO',
              mp_remarks: 'why',
              remarks: 'how',
              obs_ao_str: '14',
              tooid: 2,
              hrcid: 3,
            }),
          ],
          prop_info: [
            { ocat_propid: 1, prop_num: '08900073', title: 'T', joint: 'HST', ao_str: '15', hst_approved_time: 12 },
          ],
          view_pi: [{ ocat_propid: 1, last: 'Marlow' }],
          too: [{ tooid: 2, type: '0-4', start: 0, stop: 4, followup: 1, trig: 'alert', remarks: 'soon' }],
          hrcparam: [{ hrcid: 3, hrc_zero_block: 'Y', timing_mode: 'N', si_mode: 'None' }],
        })
        const { values } = await catalog.getObservation(91000)

        const { comments, remarks, obs_type, proposal_number, proposal_title, proposal_joint, obs_ao_str } = values
        assert.deepEqual(
          { comments, remarks, obs_type, proposal_number, proposal_title, proposal_joint, obs_ao_str },
          {
            comments: 'why',
            remarks: 'how',
            obs_type: 'GO',
            proposal_number: '08900073',
            proposal_title: 'T',
            proposal_joint: 'HST',
            obs_ao_str: '15',
          },
        )
        assert.deepEqual([values.pi_name, values.observer], ['Marlow', 'Marlow'], 'the observer falls back to the PI')
        assert.deepEqual([values.too_type, values.too_start, values.too_remarks], ['0-4', 0, 'soon'])
        assert.deepEqual([values.hrc_zero_block, values.hrc_timing_mode, values.hrc_si_mode], ['Y', 'N', 'None'])
        assert.deepEqual([values.proposal_hst, values.proposal_vla], [12, null])
      },
    )

    await t.test(`OC-03 OC-04 a flag of nothing is N, and no time remaining is less than none (${name})`, async () => {
      const catalog = await open({
        target: [target({ rem_exp_time: -2 }), target({ obsid: 91001, dither_flag: 'N' })],
      })
      const observation = await catalog.getObservation(91000)

      const { dither_flag, window_flag, roll_flag, spwindow_flag, rem_exp_time } = observation.values
      assert.deepEqual([dither_flag, window_flag, roll_flag, spwindow_flag, rem_exp_time], ['N', 'N', 'N', 'N', 0])
      assert.equal(observation.hasStandardDither, true)
      assert.equal((await catalog.getObservation(91001)).hasStandardDither, false)
    })

    await t.test(`OC-05 a side table whose flag says no is not read (${name})`, async () => {
      const side = { roll_constraint: 'Y', roll_180: 'N', roll: 1, roll_tolerance: 2 }
      const rows = (roll_flag: string | null) => ({
        target: [target({ roll_flag, dither_flag: 'N' })],
        rollreq: [{ obsid: 91000, ordr: 1, ...side }],
        dither: [{ obsid: 91000, y_amp: 1 }],
        sim: [{ obsid: 91000, trans_offset: -3 }],
        soe: [
          { obsid: 91000, unscheduled: 'Y', soe_roll: 1 },
          { obsid: 91000, unscheduled: 'N', soe_roll: 2 },
        ],
      })
      for (const flag of ['N', null, 'NONE']) {
        const seen = await (await open(rows(flag))).getObservation(91000)
        assert.deepEqual([seen.roll_ranks, seen.values.y_amp], [[], null])
        assert.deepEqual([seen.values.trans_offset, seen.values.soe_roll], [-3, 2], 'these are always read')
      }
      assert.deepEqual((await (await open(rows('P'))).getObservation(91000)).roll_ranks, [side])
    })

    await t.test(`OC-06 OC-07 ranks come in their order, times in one form (${name})`, async () => {
      const catalog = await open({
        target: [
          target({ window_flag: 'Y', soe_st_sched_date: '2014-05-30 00:22:47', lts_lt_plan: 'Jun  5 2014 12:00AM' }),
        ],
        timereq: [
          { obsid: 91000, ordr: 10, window_constraint: 'P', tstart: 'Jan 03 2031 04:05PM', tstop: null },
          {
            obsid: 91000,
            ordr: 2,
            window_constraint: 'Y',
            tstart: '2031-01-01 00:00:00',
            tstop: '2031-01-02T00:00:00Z',
          },
        ],
      })
      const { time_ranks, values } = await catalog.getObservation(91000)

      assert.deepEqual(time_ranks, [
        { window_constraint: 'Y', tstart: '2031-01-01T00:00:00Z', tstop: '2031-01-02T00:00:00Z' },
        { window_constraint: 'P', tstart: '2031-01-03T16:05:00Z', tstop: null },
      ])
      assert.deepEqual([values.soe_st_sched_date, values.lts_lt_plan], ['May 30 2014 12:22AM', 'Jun 05 2014 12:00AM'])
    })

    await t.test(`OC-08 texts that mean nothing are null, but a target may be called None (${name})`, async () => {
      const catalog = await open({
        target: [
          target({
            targname: 'None',
            grating: 'NONE',
            object: 'NULL',
            group_id: ' ',
            ocat_propid: 1,
            aca_mode: '<Blank>',
          }),
        ],
        prop_info: [{ ocat_propid: 1, joint: 'None' }],
      })
      const { values } = await catalog.getObservation(91000)

      assert.equal(values.targname, 'None')
      assert.deepEqual(
        [values.grating, values.object, values.group_id, values.aca_mode, values.proposal_joint, values.monitor_flag],
        [null, null, null, null, null, 'N'],
      )
    })

    await t.test(`OC-09 a group lists what is open of it; a series is a tree, and a loop ends (${name})`, async () => {
      const follows = (obsid: number, pre_id: number | null, status = 'unobserved') => target({ obsid, pre_id, status })
      const catalog = await open({
        target: [
          ...[target({ obsid: 5, group_id: 'G' }), target({ obsid: 4, group_id: 'G', status: 'Scheduled' })],
          target({ obsid: 6, group_id: 'G', status: 'archived' }),
          ...[follows(10, null, 'observed'), follows(11, 10), follows(12, 10), follows(13, 11), follows(14, 12)],
          ...[follows(20, 21), follows(21, 20), follows(30, null), follows(40, 41)],
        ],
      })

      const grouped = await catalog.getObservation(5)
      assert.deepEqual([grouped.group_obsid, grouped.values.monitor_flag], [[4, 5], 'N'])
      for (const obsid of [10, 11, 12, 13, 14]) {
        const { monitor_series, values } = await catalog.getObservation(obsid)
        assert.deepEqual([monitor_series, values.monitor_flag], [[11, 12, 13, 14], 'Y'], String(obsid))
      }
      assert.deepEqual((await catalog.getObservation(20)).monitor_series, [20, 21])
      const alone = await catalog.getObservation(30)
      assert.deepEqual([alone.monitor_series, alone.values.monitor_flag], [[], 'N'])
      assert.deepEqual((await catalog.getObservation(40)).monitor_series, [40], 'what it follows is not in the catalog')
      assert.deepEqual(
        [await catalog.getGroup('G'), await catalog.getChain(13)],
        [
          [4, 5],
          [11, 12, 13, 14],
        ],
      )
    })

    await t.test(`OC-12 the light read has what lists need (${name})`, async () => {
      const catalog = await open(sampleRows)
      const expected = {
        ...{ obsid: 90002, seq_nbr: '800002', status: 'unobserved', targname: 'Sample Star', obs_type: 'GO' },
        ...{ instrument: 'ACIS-S', ocat_propid: 90002, proposal_number: '33200002', proposal_title: 'Lines of a star' },
        ...{ pi_name: 'Fenwick', si_mode: 'TE_0045A' },
      }

      assert.deepEqual(await catalog.getBasic(90002), expected)
      const several = await catalog.getBasics([90002, 62635])
      assert.deepEqual(several.get(90002), expected)
      assert.deepEqual(several.get(62635)?.targname, null, 'engineering rows have no target')
    })

    await t.test(`letters go to the PI, and to a co-I who asked for them (${name})`, async () => {
      const catalog = await open(sampleRows)
      assert.deepEqual(await catalog.getContact(90001), {
        name: 'Quill',
        emails: ['marlow@observers.example', 'quill@observers.example'],
      })
      assert.deepEqual(await catalog.getContact(90002), { name: 'Fenwick', emails: ['fenwick@observers.example'] })
      assert.equal(await catalog.getContact(16196), undefined)
      await assert.rejects(catalog.getContact(999999), ObsidUnknown)
    })

    await t.test(`every sample is read whole, and each catalog tells the same of it (${name})`, async () => {
      const catalog = await open(sampleRows)
      const plain = openMemoryCatalog(sampleRows)
      for (const { obsid } of sampleRows.target ?? []) {
        assert.deepEqual(await catalog.getObservation(Number(obsid)), await plain.getObservation(Number(obsid)))
      }
    })

    await t.test(`a search asks for what the form asks, and each catalog finds the same (${name})`, async () => {
      const catalog = await open(sampleRows)
      const find = async (criteria: Partial<SearchCriteria>) =>
        (await catalog.search({ ...everything, ...criteria })).items.map(({ obsid }) => obsid)

      assert.deepEqual(
        await find({
          obsids: [
            { from: 16196, to: 16196 },
            { from: 62635, to: 62636 },
          ],
        }),
        [16196, 62635, 62636],
      )
      assert.deepEqual(await find({ sequences: [{ from: 901400, to: 901500 }] }), [21389, 21955])
      assert.deepEqual(await find({ proposals: [{ from: 8900073, to: 8900073 }] }), [8000])
      assert.deepEqual(await find({ target: 'ngc4507' }), [2150, 12292])
      assert.deepEqual(await find({ target: '%' }), [])
      assert.deepEqual(await find({ piName: 'MARL', observer: 'quil' }), [90001])
      assert.deepEqual(await find({ category: '90', propCycle: '8' }), [8000])
      assert.deepEqual(await find({ obsCycle: '19' }), [20279])
      assert.deepEqual(await find({ gratings: ['LETG'], statuses: ['Unobserved'] }), [90012])
      assert.deepEqual(await find({ instruments: ['hrc-i'], types: ['GO'], gratings: ['NONE'] }), [90007, 90008, 90009])
      assert.deepEqual(await find({ modes: ['TE'], obsids: [{ from: 1, to: 20000 }], order: 'ra' }), [16196, 8008])
      assert.deepEqual(await find({ joint: ['HST'] }), [90013])
      assert.deepEqual(await find({ cone: { raDeg: 188.902, decDeg: -39.909, radiusDeg: 1 / 60 } }), [2150, 12292])
      assert.deepEqual(await find({ cone: { raDeg: 120, decDeg: -90, radiusDeg: 20 } }), [])

      const paged = await catalog.search({ ...everything, target: 'Sample', order: 'start', offset: 1, limit: 2 })
      assert.deepEqual([paged.total, paged.items.map(({ obsid }) => obsid)], [15, [90003, 90001]])
      const memory = await openMemoryCatalog(sampleRows).search(everything)
      assert.deepEqual(await catalog.search(everything), memory)
    })
  })
}

test('columns of the operational catalog may be timestamps, decimals and padded characters', async (t) => {
  const database = await openTestDatabase(t, await emptyDatabase(t, 'postgres'), 'command')
  await createCatalog(catalogDb(database))
  await loadCatalog(catalogDb(database), sampleRows)
  await sql`alter table target
    alter column soe_st_sched_date type timestamp using soe_st_sched_date::timestamp,
    alter column lts_lt_plan type timestamp using lts_lt_plan::timestamp,
    alter column ra type numeric, alter column obsid type integer,
    alter column seq_nbr type char(6), alter column instrument type char(12),
    add column unknown_to_us text`.execute(database.db)
  await sql`alter table timereq alter column tstart type timestamp using tstart::timestamp`.execute(database.db)
  const catalog = openSqlCatalog(database)
  const plain = openMemoryCatalog(sampleRows)

  for (const obsid of [16196, 90001, 90003, 62635]) {
    assert.deepEqual(await catalog.getObservation(obsid), await plain.getObservation(obsid))
  }
  const asked = {
    ...everything,
    order: 'start',
    sequences: [{ from: 800001, to: 800003 }],
    instruments: ['ACIS-S'],
  } as const
  assert.deepEqual(
    (await catalog.search(asked)).items.map(({ obsid, instrument }) => [obsid, instrument?.trim()]),
    [
      [90003, 'ACIS-S'],
      [90002, 'ACIS-S'],
    ],
  )
})

test('a SQL catalog whose tables are gone says so as a catalog that is away', async (t) => {
  const catalog = openSqlCatalog(await openTestDatabase(t, await emptyDatabase(t, 'sqlite'), 'command'))
  await assert.rejects(catalog.getObservation(16196), CatalogAway)
})

test('the sample of 16196 holds what is published of it', async () => {
  const { values, time_ranks } = await openMemoryCatalog(sampleRows).getObservation(16196)

  assert.deepEqual(
    [values.targname, values.ra, values.dec, values.status],
    ['30 Doradus', 84.676667, -69.100806, 'scheduled'],
  )
  assert.deepEqual([values.approved_exposure_time, values.soe_roll, values.si_mode], [68, 202.00286, 'TE_004DE'])
  assert.deepEqual([values.ccdi0_on, values.ccds2_on, values.ccds3_on, values.subarray], ['Y', 'O1', 'O2', null])
  assert.deepEqual([values.eventfilter_lower, values.eventfilter_higher, values.frame_time], [0.1, 12, null])
  assert.deepEqual([values.comments, values.proposal_joint, time_ranks], [null, null, []])
})

test('invented observations have obsids from 90000 on, and nothing else has', () => {
  const invented = (sampleRows.target ?? []).filter(({ targname }) => String(targname).startsWith('Sample'))
  assert.ok(invented.length >= 15)
  assert.deepEqual(
    (sampleRows.target ?? []).filter(({ obsid }) => Number(obsid) >= 90_000),
    invented,
  )
})
