import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { TestContext } from 'node:test'
import { sql } from 'kysely'
import { emptyDatabase } from '../../../../test/support/databases.ts'
import { emptyFolder } from '../../../../test/support/folders.ts'
import { bearerFor, makeCast, signedIn } from '../../../../test/support/people.ts'
import { s3Keys, sharedS3 } from '../../../../test/support/s3-server.ts'
import { startImport } from '../../../apps/papers/importing.ts'
import { draftSampleList } from '../../../apps/papers/samples/sample-list.ts'
import { addPapers } from '../../../apps/papers/test/support.ts'
import { openHouse } from '../../../compose.ts'
import { type Config, readConfig } from '../../../config.ts'
import { allTasks, migrationLines } from '../../../parts.ts'
import type { Database } from '../../database/database.ts'
import { migrateUp } from '../../database/migrating.ts'
import { openDatabase } from '../../database/open-database.ts'
import { filePlaceOf } from '../../files/file-place.ts'
import { openBlobStore } from '../../files/storing.ts'
import { openInstance } from '../../instance/instance.ts'
import type { Platform } from '../../platform.ts'
import { startWorker } from '../../tasks/worker.ts'
import { houseTables, readPage } from '../queries.ts'
import { canonicalRow } from '../row-digest.ts'

export type Environment = Readonly<Record<string, string>>

/** Where a house may be: everything in a folder, or on servers. */
export async function emptyHouse(t: TestContext, where: 'folder' | 'servers'): Promise<Environment> {
  const folder = emptyFolder(t)
  const common = { LYCEUM_INSTANCE: join(folder, 'instance'), LYCEUM_TIMEZONE: 'UTC', LYCEUM_LOG_LEVEL: 'silent' }
  if (where === 'folder') return common
  const { emptyPlace } = await sharedS3()
  return {
    ...common,
    LYCEUM_DATABASE_URL: await emptyDatabase(t, 'postgres'),
    LYCEUM_FILES_URL: emptyPlace(),
    ...s3Keys,
  }
}

/** The same as a file of settings, as the command takes it. */
export async function settingsFile(environment: Environment): Promise<string> {
  const file = `${environment.LYCEUM_INSTANCE}.env`
  await writeFile(
    file,
    Object.entries(environment)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  )
  return file
}

/** A house that people have worked in: something in most tables, all kinds of text and numbers, and files of all sizes. */
export async function fillHouse(environment: Environment, { papers = 300, files = 12 } = {}): Promise<void> {
  const config = readConfig(environment)
  openInstance(config)
  await withDatabase(config, ({ db, kind }) => migrateUp(db, kind, migrationLines))
  const { platform, close } = await openHouse(config, 'worker')
  try {
    const { ada } = await makeCast(platform)
    await signedIn(platform, ada)
    await bearerFor(platform, ada.id)
    await importSample(platform, ada.id)
    await addPapers(
      platform,
      Array.from({ length: papers }, (_, n) => ({ title: `Zwölf "Ähren" \\ 🧪 ${n}\n'x'`, doi: `10.5555/${n}` })),
    )
    await addRows(platform)
    for (let n = 0; n < files; n++) await storeFile(platform, ada.id, `file ${n} `.repeat(n ** 3))
    await storeFile(platform, ada.id, 'large '.repeat(1_500_000))
  } finally {
    await close()
  }
}

async function importSample(platform: Platform, ownerId: string): Promise<void> {
  const worker = await startWorker({ platform, tasks: await allTasks(), schedules: [], log: platform.log })
  const { id } = await draftSampleList(platform, ownerId, ownerId)
  await startImport(platform, ownerId, id)
  for (let state = ''; state !== 'done'; ) {
    const list = await platform.db.selectFrom('papers_imports').select('state').where('id', '=', id).executeTakeFirst()
    state = list?.state ?? 'done'
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await worker.stop(1_000)
}

const blankIssue = {
  line_number: 1,
  column_name: null,
  severity: 'info',
  code: 'x',
  message: 'Said twice: rows of this table have no key.',
  value: null,
  original: 'a,b\n',
  paper_id: null,
} as const

/** What no person does, but a year of use: numbers with gaps, issues without a key, a row removed at the end. */
async function addRows({ db, now, activity }: Platform): Promise<void> {
  for (let n = 0; n < 300; n++) {
    await db
      .transaction()
      .execute((tx) => activity.record(tx, { actor: 'ada', action: 'files.stored', target: `ü ${n}`, details: { n } }))
  }
  const { rows } = await sql<{ id: string }>`select id from papers_imports`.execute(db)
  for (let n = 0; n < 250; n++) {
    await db
      .insertInto('papers_import_issues')
      .values({ ...blankIssue, import_id: rows[0]?.id ?? '', row_number: n % 100 })
      .execute()
  }
  const { id } = await db.selectFrom('papers').select('id').orderBy('seq', 'desc').executeTakeFirstOrThrow()
  await db.deleteFrom('papers').where('id', '=', id).execute()
  await sql`insert into settings_values (name, version, value_json, set_at, set_by)
    values ('papers.volume', 1, '{"a":1}', ${now()}, 'ada')`.execute(db)
}

async function storeFile({ db, files }: Platform, ownerId: string, text: string): Promise<void> {
  const blob = await files.receive(Readable.from([Buffer.from(text)]), { maxBytes: 1e9 })
  const kind = { mediaType: 'text/plain', dataType: 'test/x', ownerId, origin: 'upload' }
  await db.transaction().execute((tx) => files.record(tx, blob, { name: text.slice(0, 40), ...kind }))
}

/** Every row of every table and the hash of every file, as text: equal texts are equal houses. */
export async function exportOf(environment: Environment): Promise<string> {
  const config = readConfig(environment)
  return withDatabase(config, async (database) => {
    const parts: string[] = []
    for (const shape of (await houseTables(database)).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const rows = await readPage(
        database,
        { ...shape, key: shape.key.length > 0 ? shape.key : shape.columns },
        null,
        1e6,
      )
      parts.push(shape.name, ...rows.map((row) => canonicalRow(shape.columns, row)).sort())
    }
    const store = openBlobStore(filePlaceOf(config, openInstance(config)))
    const blobs: string[] = []
    for await (const { sha256, sizeBytes } of store.list()) {
      const hash = createHash('sha256')
      for await (const piece of store.read(sha256)) hash.update(piece)
      blobs.push(`${sha256} ${sizeBytes} ${hash.digest('hex')}`)
    }
    return [...parts, ...blobs.sort()].join('\n')
  })
}

export async function withDatabase<Result>(
  config: Config,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const database = await openDatabase(config.databaseUrl, 'command')
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}
