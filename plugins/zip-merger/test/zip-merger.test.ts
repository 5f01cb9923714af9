import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { zipEntries } from '../../../src/apps/plugins/formats/zip.ts'
import { archiveOf, dataOf, openPlugins } from '../../shared/test/running.ts'

test('RUN-8.3.4 two archives become one, bytes stay bytes, and of two files of one name the second stays', async (t) => {
  const { run, get } = await openPlugins(t)
  const bytes = Uint8Array.from({ length: 300 }, (_, at) => at % 256)
  const zip1Url = await archiveOf([
    ['a.txt', 'first'],
    ['deep/bytes', bytes],
  ])
  const zip2Url = await archiveOf([
    ['a.txt', 'second'],
    ['b.txt', ''],
  ])
  const path = 'zip-merger@v0-2-1/process/'

  const task = await run(path, { zip1Url, zip2Url })

  assert.equal(task.status, 'SUCCESS', task.log)
  assert.match(task.log, /“a.txt” is there twice/)
  const [output] = task.outputs
  assert.match(output?.name ?? '', /^merged_\w+\.zip$/)
  assert.deepEqual([output?.dataType, output?.contentType], ['*', 'application/zip'])
  const folder = mkdtempSync(join(tmpdir(), 'lyceum-merged-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'merged'), (await get(output?.href ?? '')).rawPayload)
  const read = new Map<string, Buffer>()
  for await (const { name, bytes: all } of zipEntries({ name: 'merged', path: join(folder, 'merged') })) {
    read.set(name, Buffer.from(await all()))
  }
  assert.deepEqual([...read.keys()], ['a.txt', 'deep/bytes', 'b.txt'])
  assert.equal(read.get('a.txt')?.toString(), 'second')
  assert.deepEqual(read.get('deep/bytes'), Buffer.from(bytes))

  const failed = await run(path, { zip1Url, zip2Url: dataOf('application/zip', 'PK') })
  assert.equal(failed.status, 'FAILURE')
  assert.match(failed.log, /“data.zip” is no ZIP archive that can be read/)
})
