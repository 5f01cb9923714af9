import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { Config } from '../config.ts'
import { migrationLines } from '../parts.ts'
import type { Shell } from '../platform/app.ts'
import { copyBeforeUpgrade } from '../platform/backup/before-upgrade.ts'
import { openClock } from '../platform/clock.ts'
import type { Database } from '../platform/database/database.ts'
import { type MigrationLine, migrateDown, migrateUp, migrationStates } from '../platform/database/migrating.ts'
import { openDatabase } from '../platform/database/open-database.ts'
import { UserError } from '../platform/errors.ts'

/** `lyceum migrate up|down|status|new`: the schema, one line of steps for each part. */
export function addMigrate(program: Command, shell: Shell): void {
  const { config } = shell
  const migrate = program.command('migrate').description('steps of the database schema')
  migrate
    .command('up')
    .description('apply every step that is missing, after a copy of a database that holds something')
    .option('--no-backup', 'without that copy')
    .action(({ backup }: { backup: boolean }) =>
      withDatabase(config, async (database) => {
        const now = openClock(config)()
        const file = backup
          ? await copyBeforeUpgrade(database, migrationLines, { instance: config.instance, now })
          : undefined
        if (file !== undefined) process.stderr.write(`The database as it was lies in ${file}.\n`)
        shell.print(await migrateUp(database.db, database.kind, migrationLines), (applied) =>
          applied.length > 0
            ? applied.map((step) => `applied ${step}`).join('\n')
            : 'Nothing to do: the schema is current.',
        )
      }),
    )
  migrate
    .command('down <part>')
    .description('revert the latest step of one part')
    .option('--destroy', 'also when that loses data')
    .action((part: string, options: { destroy?: boolean }) =>
      withDatabase(config, async (database) =>
        shell.print(await revertLatest(database, lineOf(part), options.destroy === true), (step) => `reverted ${step}`),
      ),
    )
  migrate
    .command('status')
    .description('which steps are applied')
    .option('--waiting', 'those alone that the next start will apply; ends with 1 where there are any')
    .action((options: { waiting?: boolean }) =>
      withDatabase(config, async ({ db, kind }) => {
        const states = await migrationStates(db, kind, migrationLines)
        const waiting = states.filter(({ appliedAt }) => appliedAt === null)
        if (options.waiting && waiting.length > 0) shell.foundSomething()
        shell.print(options.waiting ? waiting : states, (shown) =>
          shown.length > 0
            ? [
                ...shown.map(({ line, step, appliedAt }) => `${line}/${step}  ${appliedAt ?? 'waiting'}`),
                ...(waiting.length > 0
                  ? [`${waiting.length} steps wait: lyceum migrate up, or the next start, applies them.`]
                  : []),
              ].join('\n')
            : 'Nothing waits: the schema is current.',
        )
      }),
    )
  migrate
    .command('new <folder> <name>')
    .description('a new, empty step in the folder of a part, such as src/apps/papers')
    .action(async (folder: string, name: string) => shell.print(await newStep(folder, name), (file) => `made ${file}`))
}

async function withDatabase(config: Config, work: (database: Database) => Promise<void>): Promise<void> {
  const database = await openDatabase(config.databaseUrl, 'command')
  try {
    await work(database)
  } finally {
    await database.close()
  }
}

async function revertLatest({ db, kind }: Database, line: MigrationLine, mayDestroy: boolean): Promise<string> {
  const states = await migrationStates(db, kind, [line])
  const latest = states.findLast((state) => state.appliedAt !== null)
  if (!latest) throw new UserError('not-found', 'migrate.nothing-applied', `No step of ${line.name} is applied.`)

  const destroys = (await line.steps[latest.step]?.())?.destroys
  if (destroys && !mayDestroy) {
    const sentence = `Reverting ${line.name}/${latest.step} destroys ${destroys}. Say --destroy if that is meant.`
    throw new UserError('conflict', 'migrate.destroys', sentence)
  }
  await migrateDown(db, kind, line)
  return `${line.name}/${latest.step}`
}

function lineOf(part: string): MigrationLine {
  const line = migrationLines.find(({ name }) => name === part)
  if (line) return line
  const known = migrationLines.map(({ name }) => name).join(', ')
  throw new UserError('invalid', 'migrate.no-such-part', `There is no part "${part}": choose one of ${known}.`)
}

async function newStep(folder: string, name: string): Promise<string> {
  if (!/^\d{4}-[a-z0-9-]+$/.test(name)) {
    throw new UserError('invalid', 'migrate.step-name', 'A step is named like 0002-collections.')
  }
  const file = join(folder, 'migrations', `${name}.ts`)
  const words = name.slice(5).replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  const source = `import type { Migration } from '../../../platform/database/migrating.ts'

/** Why this step is needed. */
export const ${words}: Migration = {
  async up(db) {
    await db.schema.createTable('${name.slice(5).replaceAll('-', '_')}').addColumn('id', 'text', (id) => id.primaryKey()).execute()
  },

  async down(db) {
    await db.schema.dropTable('${name.slice(5).replaceAll('-', '_')}').execute()
  },
}
`
  await writeFile(file, source, { flag: 'wx' })
  return file
}
