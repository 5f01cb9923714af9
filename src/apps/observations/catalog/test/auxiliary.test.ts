import assert from 'node:assert/strict'
import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { emptyFolder } from '../../../../../test/support/folders.ts'
import { openAuxiliary, readOrList, readPlannedRolls, withPlannedRolls } from '../auxiliary.ts'
import { openSampleCatalog } from '../samples/sample-catalog.ts'

test('lists that are missing say nothing, rather than that nothing is on them', async () => {
  for (const auxiliary of [openAuxiliary(undefined), openAuxiliary('/nowhere/at/all')]) {
    assert.equal(await auxiliary.orList(), undefined)
    assert.equal(await auxiliary.plannedRolls(), undefined)
    assert.deepEqual(await auxiliary.skyMaps('901116'), {})
  }
})

test('the OR list is read by the first word of each line', () => {
  assert.deepEqual([...readOrList('16196\tplanner\n  8008 other\n\n# none\nabc 5\n16196\n')], [16196, 8008])
})

test('OC-10 each line of the planned rolls counts, and its numbers come sorted', async (t) => {
  const folder = emptyFolder(t)
  await writeFile(join(folder, 'mp_long_term'), '8008:10.5:9.5\nnonsense\n16196:200.1:210\n1:2\n')
  assert.deepEqual([...readPlannedRolls('1:100:20')], [[1, '20-100']])

  const catalog = withPlannedRolls(openSampleCatalog(), openAuxiliary(folder))
  assert.equal((await catalog.getObservation(16196)).values.planned_roll, '200.1-210')
  assert.equal((await catalog.getObservation(8008)).values.planned_roll, '9.5-10.5')
  assert.equal((await catalog.getObservation(8000)).values.planned_roll, null)
})

test('a list that changes is read anew, and pictures with the planned roll are preferred', async (t) => {
  const folder = emptyFolder(t)
  const auxiliary = openAuxiliary(folder)
  await writeFile(join(folder, 'scheduled_obs_list'), '16196 a\n')
  assert.deepEqual([...((await auxiliary.orList()) ?? [])], [16196])
  await writeFile(join(folder, 'scheduled_obs_list'), '80080 a\n')
  await utimes(join(folder, 'scheduled_obs_list'), 1, 1)
  assert.deepEqual([...((await auxiliary.orList()) ?? [])], [80080])

  await mkdir(join(folder, 'targets', '901116'), { recursive: true })
  for (const name of ['901116.16196.rass.gif', '901116.16196.soe.rass.gif', '901116.16196.dss.gif']) {
    await writeFile(join(folder, 'targets', '901116', name), '')
  }
  assert.deepEqual(await auxiliary.skyMaps('901116'), {
    rass: 'https://cxc.harvard.edu/targets/901116/901116.16196.soe.rass.gif',
    dss: 'https://cxc.harvard.edu/targets/901116/901116.16196.dss.gif',
  })
  assert.deepEqual(await auxiliary.skyMaps('../..'), {})
})
