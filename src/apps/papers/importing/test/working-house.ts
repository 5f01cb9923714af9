import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { migratedDatabase } from '../../../../../test/support/migrated.ts'
import type { DatabaseKind } from '../../../../platform/database/migrating.ts'
import type { Platform } from '../../../../platform/platform.ts'
import { importLines, openImportHouse } from './import-house.ts'

/** A house without a row, with a worker that runs until the test ends. */
export async function openWorkingHouse(t: TestContext, kind: DatabaseKind): Promise<Platform> {
  const closing: (() => Promise<unknown>)[] = []
  // Before the database is made: it would be dropped first otherwise.
  t.after(async () => {
    for (const close of closing) await close()
  })
  const folder = await mkdtemp(join(tmpdir(), 'papers-import-'))
  const house = await openImportHouse(await migratedDatabase(t, kind, importLines), folder)
  const worker = await house.startWorker()
  closing.push(
    () => worker.stop(2_000),
    house.close,
    () => rm(folder, { recursive: true, force: true }),
  )
  return house.platform
}
