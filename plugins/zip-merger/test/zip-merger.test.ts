import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { archiveOf } from '../../../src/apps/plugins/formats/test/sources.ts'
import { zipEntries, zipOf } from '../../../src/apps/plugins/formats/zip.ts'
import { openPlugin, testFile } from '../../../src/apps/plugins/sdk/testing.ts'

const contentType = 'application/zip'
const zipFile = async (entries: Iterable<readonly [string, string | Uint8Array]>) =>
  testFile('data.zip', Buffer.concat(await Array.fromAsync(zipOf(entries))), { contentType })

test('RUN-8.3.4 two archives become one, bytes stay bytes, and of two files of one name the second stays', async (t) => {
  const plugin = await openPlugin(join(import.meta.dirname, '..'), t)
  const bytes = Uint8Array.from({ length: 300 }, (_, at) => at % 256)
  const zip1Url = await zipFile([
    ['a.txt', 'first'],
    ['deep/bytes', bytes],
  ])
  const zip2Url = await zipFile([
    ['a.txt', 'second'],
    ['b.txt', ''],
  ])

  const { status, log, outputs } = await plugin.run({ zip1Url, zip2Url })

  assert.equal(status, 'SUCCESS', log)
  assert.match(log, /“a.txt” is there twice/)
  const [output] = outputs
  assert.match(output?.name ?? '', /^merged_\w+\.zip$/)
  assert.deepEqual([output?.dataType, output?.contentType], ['*', contentType])
  const read = new Map<string, Buffer>()
  for await (const entry of zipEntries(await archiveOf(t, output?.bytes ?? new Uint8Array()))) {
    read.set(entry.name, Buffer.from(await entry.bytes()))
  }
  assert.deepEqual([...read.keys()], ['a.txt', 'deep/bytes', 'b.txt'])
  assert.equal(read.get('a.txt')?.toString(), 'second')
  assert.deepEqual(read.get('deep/bytes'), Buffer.from(bytes))

  const failed = await plugin.run({ zip1Url, zip2Url: testFile('broken.zip', 'PK', { contentType }) })
  assert.equal(failed.status, 'FAILURE')
  assert.match(failed.log, /“broken.zip” is no ZIP archive that can be read/)
})
