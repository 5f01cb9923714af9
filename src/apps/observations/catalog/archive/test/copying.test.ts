import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openMemoryCatalog } from '../../memory-catalog.ts'
import { openArchiveCatalog } from '../archive-catalog.ts'
import type { AskArchive } from '../asking.ts'
import { rowsFromArchive } from '../copying.ts'
import { mostRows } from '../questions.ts'

const row = {
  ...{
    obsid: '1',
    seq_num: '900001',
    status: 'archived',
    target_name: 'X',
    instr: 'ACIS-S',
    pr_num: '15900142',
    type: 'TOO',
  },
  ...{ ra: '05 38 42.40', dec: '-69 06 02.90', roll: 'Y', dither: 'Y', y_amp: '0.002', soe_roll: '12.5', z_sim: '-3' },
  ...{ too_type: '0-4', too_start: '0', mode: 'TE', pi_name: 'Marlow', constr: 'Y', epoch: '58000.5', prop_title: 'T' },
}
const ask: AskArchive = async (question) => {
  if (question.rollReqs) return [{ obsid: '1', roll_const: 'Y', roll_ang: '10', roll_tol: '1', roll_180: 'N' }]
  return question.obsid === '1' ? [row] : []
}

test('what is copied from the archive reads the same from the copy', async () => {
  const copied = openMemoryCatalog(await rowsFromArchive(ask, [1, 2]))
  const direct = await openArchiveCatalog(ask).getObservation(1)

  assert.deepEqual(await copied.getObservation(1), direct)
  assert.deepEqual([direct.values.y_amp, direct.values.soe_roll, direct.values.phase_epoch], [0.002, 12.5, 58000.5])
  assert.equal(direct.roll_ranks.length, 1)
  assert.ok(mostRows >= 500)
})
