import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { emptyDatabase, openTestDatabase } from '../../../../test/support/databases.ts'
import { emptyFolder } from '../../../../test/support/folders.ts'
import { openTestPlatform } from '../../../../test/support/house.ts'
import { s3Keys, sharedS3 } from '../../../../test/support/s3-server.ts'
import { composePlatform } from '../../../compose.ts'
import { readConfig } from '../../../config.ts'
import { migrationLines } from '../../../parts.ts'
import { openInstance } from '../../instance/instance.ts'
import { openLog } from '../../log.ts'
import type { Platform } from '../../platform.ts'
import { backUp } from '../backing-up.ts'
import { restore } from '../restoring.ts'
import { proveArchive } from '../scratch-restoring.ts'

const kind = { mediaType: 'application/pdf', dataType: 'test/x', ownerId: null, origin: 'upload' }
/** Small ones side by side, and two that are streamed. */
const sizes = [0, 1, 70_000, 5_000_000, 300, 4_500_000]

test('R-D4 files in object storage are saved, proven and restored into another place, or to disk', async (t) => {
  const server = await sharedS3()
  const onS3 = () => ({ LYCEUM_FILES_URL: server.emptyPlace(), ...s3Keys })
  const platform = await openTestPlatform(t, { kind: 'postgres', environment: onS3() })
  for (const size of sizes) {
    const blob = await platform.files.receive(Readable.from([randomBytes(size)]), { maxBytes: 1e9 })
    await platform.db.transaction().execute((tx) => platform.files.record(tx, blob, { name: `${size}.pdf`, ...kind }))
  }
  const folder = emptyFolder(t)
  const file = join(folder, 'house.tar')
  const report = await backUp(platform, { version: '0.1.0', file, by: 'cli' })
  assert.deepEqual([report.files, report.missing, report.damaged], [sizes.length, [], []])
  await proveArchive(file, { lines: migrationLines, scratch: folder })

  for (const place of [onS3(), {}]) {
    const config = readConfig({
      LYCEUM_INSTANCE: mkdtempSync(join(folder, 'instance-')),
      LYCEUM_DATABASE_URL: await emptyDatabase(t, 'sqlite'),
      LYCEUM_TIMEZONE: 'UTC',
      ...place,
    })
    const now = () => new Date().toISOString()
    await restore(config, { file, replace: false, lines: migrationLines, now, by: 'cli' })

    const database = await openTestDatabase(t, config.databaseUrl)
    const restored = composePlatform(config, openInstance(config), database, openLog(config))
    t.after(() => restored.live.close())
    assert.deepEqual(await contents(restored), await contents(platform))
  }
})

async function contents({ db, files }: Platform): Promise<string[]> {
  const rows = await db.selectFrom('files').select(['name', 'sha256']).orderBy('id').execute()
  return Promise.all(
    rows.map(async ({ name, sha256 }) => {
      const bytes = Buffer.concat(await Array.fromAsync(files.read(sha256)))
      return `${name} ${bytes.length} ${bytes.toString('base64').slice(0, 60)}`
    }),
  )
}
