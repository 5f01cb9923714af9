import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { startImport } from '../../importing.ts'
import { ada, importList, openImportHouse, stateReached, upload } from './import-house.ts'
import { listOf } from './lists.ts'

const rows = (from: number, count: number): string =>
  `title,doi\n${Array.from({ length: count }, (_, at) =>
    `A paper with a long title, number ${from + at}`.replace(',', ''),
  )
    .map((title, at) => `${title},10.5555/d.${from + at}`)
    .join('\n')}\n`

/** A disk of this size that goes with the test; undefined where nobody may make one here. */
function smallDisk(t: TestContext, megabytes: number): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'papers-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    rmSync(folder, { recursive: true })
    return undefined
  }
  t.after(() => {
    execFileSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

test('R-D5 a disk that fills up fails the import in plain words, and it goes on once there is room', async (t) => {
  const disk = smallDisk(t, 170)
  if (!disk) return t.diagnostic('no small disk can be made here')
  const house = await openImportHouse(`sqlite:${join(disk, 'lyceum.db')}`, disk)
  const { platform } = house
  const worker = await house.startWorker()
  t.after(async () => {
    await worker.stop(1_000)
    await house.close()
  })
  const small = await importList(platform, await listOf(t, rows(0, 1_000)))
  assert.equal(small.state, 'done')
  const { id } = await upload(platform, await listOf(t, rows(1_000, 100_000)))

  await startImport(platform, ada, id)
  const failed = await stateReached(platform, id, ['failed'], 40_000)

  assert.match(failed.failure_message ?? '', /no space left on the disk/)
  assert.ok(failed.rows_done > 0 && failed.rows_done < 100_000, `${failed.rows_done} rows`)
  const raw = platform.database.raw
  assert.equal(raw?.prepare('pragma integrity_check').get()?.integrity_check, 'ok')
  assert.equal(raw?.prepare('select count(*) as n from papers').get()?.n, 1_000 + failed.inserted)

  execFileSync('mount', ['-o', 'remount,size=900m', disk])
  await startImport(platform, ada, id)
  const { inserted } = await stateReached(platform, id, ['done'], 60_000)
  assert.equal(inserted, 100_000)
})
