import assert from 'node:assert/strict'
import { test } from 'node:test'
import { approveTogether, classify } from '../approving.ts'
import { openDesk, submit } from './desk.ts'

test('EXP-01 EXP-02 EXP-03 EXP-04 EXP-05 express approval looks at each anew, the blocking reason first', async (t) => {
  const desk = await openDesk(t)
  const { platform, people } = desk
  await submit(desk, { changes: { comments: 'x' } }, 'ben')
  await submit(desk, { kind: 'asis', of: 90_002 })
  await submit(desk, { of: 90_002, changes: { comments: 'y' } })

  const all = await classify(platform, people.ada, [8008, 90_001, 90_002, 90_003, 90_015, 999_999])
  assert.deepEqual(
    all.map((one) => [one.obsid, one.blocking, one.notable.join()]),
    [
      [8008, 'closed', ''],
      [90_001, undefined, 'open-revisions,submitted-by-another'],
      [90_002, 'approved', 'open-revisions'],
      [90_003, undefined, ''],
      [90_015, 'no-si-mode', ''],
      [999_999, 'unknown', ''],
    ],
  )
  await desk.letters()
  const made = await approveTogether(platform, people.ada, [8008, 90_001, 90_002, 90_003, 999_999])
  assert.deepEqual(
    made.map(({ key }) => key),
    ['90001.002', '90003.001'],
  )
  assert.equal((await desk.letters()).filter((one) => one.startsWith('ada@lyceum.test: Parameter')).length, 2)
  assert.deepEqual(await approveTogether(platform, people.ada, [90_001, 90_003]), [])
})
