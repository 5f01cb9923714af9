import { dirname } from 'node:path'
import type { Command } from 'commander'
import type { Config } from '../../config.ts'
import { version } from '../../version.ts'
import { migrationsOf, type Shell } from '../app.ts'
import { openClock } from '../clock.ts'
import type { Database } from '../database/database.ts'
import { UserError } from '../errors.ts'
import { readableSize } from '../files/disk-errors.ts'
import { type BackupReport, backUp } from './backing-up.ts'
import { verifyKnown } from './making.ts'
import { reset } from './resetting.ts'
import { type RestoreReport, restore } from './restoring.ts'
import { proveArchive } from './scratch-restoring.ts'
import { isConfirmed, openProgressLine } from './terminal.ts'

const schemaOf = async (shell: Shell) => migrationsOf(await shell.parts())

/** `lyceum backup`, `verify`, `restore` and `reset`. */
export function addCommands(program: Command, shell: Shell): void {
  addBackup(program, shell)
  addVerify(program, shell)
  addRestore(program, shell)
  addReset(program, shell)
}

function addBackup(program: Command, shell: Shell): void {
  program
    .command('backup [file]')
    .description('save the database and all files to one archive, while the server goes on')
    .option('--with-secrets', 'also the secret of the instance: whoever has the archive can then open sessions')
    .option('--verify', 'restore it into a scratch place afterwards, and write down that it can be restored')
    .action(async (file: string | undefined, { withSecrets = false, verify = false }: Record<string, boolean>) => {
      const platform = await shell.platform()
      const { show: progress, clear } = openProgressLine()
      const report = await backUp(platform, { version, file, by: 'cli', withSecrets, progress }).finally(clear)
      if (verify) await verifyKnown(platform, report.file, { by: 'cli', progress }).finally(clear)
      shell.print({ ...report, verified: verify }, (told) => backupWords(told, withSecrets, verify))
      if (report.missing.length + report.damaged.length > 0) shell.foundSomething()
    })
}

function addVerify(program: Command, shell: Shell): void {
  program
    .command('verify <file>')
    .description('restore a backup into a scratch place, and compare every byte, row and file')
    .option('--scratch <folder>', 'a folder with room for the database; beside the backup by default')
    .action(async (file: string, { scratch = dirname(file) }: { scratch?: string }) => {
      const line = openProgressLine()
      const progress = (done: number, all: number) => line.show('reading', done, all)
      const proof = await proveArchive(file, { lines: await schemaOf(shell), scratch, progress }).finally(line.clear)
      const { entries: _, ...manifest } = proof.manifest
      shell.print({ ...manifest, migrated: proof.migrated }, ({ createdAt, madeOn, migrated }) =>
        [
          `${file} restores: a backup of ${createdAt}, made by ${manifest.version} on ${madeOn}.`,
          ...(migrated.length > 0 ? [`A restore adds ${migrated.length} schema steps.`] : []),
          ...installedWords('Beside it was installed, and is to be installed again:', manifest.installed),
        ].join('\n'),
      )
    })
}

function addRestore(program: Command, shell: Shell): void {
  program
    .command('restore <file>')
    .description('bring a backup back into an empty instance; the server must be stopped')
    .option('--replace', 'also into an instance that holds data, which is kept aside')
    .option('--with-secrets', 'also the secret, where the backup was made with it')
    .action(async (file: string, { replace = false, withSecrets = false }: Record<string, boolean>) => {
      const line = openProgressLine()
      const parts = await shell.parts()
      const report = await restore(shell.config, {
        file,
        replace,
        withSecrets,
        lines: await schemaOf(shell),
        now: openClock(shell.config),
        by: 'cli',
        progress: line.show,
        settle: (staged) => settleParts(shell, staged),
        copied: async (database: Database) => {
          for (const part of parts) await part.copied?.(database)
        },
      }).finally(line.clear)
      shell.print(report, restoreWords)
    })
}

function addReset(program: Command, shell: Shell): void {
  program
    .command('reset')
    .description('empty the instance; the server must be stopped, and what was there is kept aside')
    .option('--yes', 'without asking')
    .action(async ({ yes = false }: { yes?: boolean }) => {
      const { instance } = shell.config
      if (!yes && !(await isConfirmed(`Everything in ${instance} is put aside: people, papers, jobs. Go on?`)))
        throw notConfirmed()
      const order = { lines: await schemaOf(shell), now: openClock(shell.config), by: 'cli' }
      shell.print(await reset(shell.config, order), ({ keptAside }) =>
        [`The instance ${instance} is empty.`, ...asideWords(keptAside)].join('\n'),
      )
    })
}

/** Lets every part put in order what the backup brings back. */
async function settleParts(shell: Shell, config: Config): Promise<void> {
  const { platform, close } = await shell.open(config)
  try {
    for (const part of await shell.parts()) await part.restored?.(platform)
  } finally {
    await close()
  }
}

function backupWords(
  { file, sizeBytes, files, installed, missing, damaged }: BackupReport,
  withSecrets: boolean,
  isVerified: boolean,
): string {
  const lost = [...missing, ...damaged]
  return [
    `${file} (${readableSize(sizeBytes)}): the database and ${files} files.`,
    ...(isVerified ? ['It was restored into a scratch place, and is whole.'] : []),
    withSecrets
      ? 'The secret of the instance is in it: whoever has it can open sessions.'
      : 'The secret of the instance is not in it; keep a copy of it elsewhere.',
    ...installedWords('What is installed is not in it; it keeps how to install it again:', installed),
    ...(lost.length > 0 ? [`${lost.length} files were lost or spoiled already: ${lost.slice(0, 5).join(', ')}`] : []),
  ].join('\n')
}

function restoreWords(report: RestoreReport): string {
  const { version: madeBy, createdAt, files, migrated, keptAside, installed, missing } = report
  return [
    `The instance is that of ${createdAt} again (made by ${madeBy}), with ${files} files.`,
    ...(migrated.length > 0 ? [`${migrated.length} schema steps were applied since.`] : []),
    ...asideWords(keptAside),
    ...installedWords('Beside it was installed; on a new machine, install it again:', installed),
    ...(missing.length > 0 ? [`${missing.length} files were lost before the backup was made.`] : []),
  ].join('\n')
}

const installedWords = (sentence: string, commands: readonly string[]): string[] =>
  commands.length === 0 ? [] : [sentence, ...commands.map((command) => `  ${command}`)]

const asideWords = (keptAside: string | null): string[] =>
  keptAside === null ? [] : [`What was here before lies in ${keptAside}; remove it when you no longer need it.`]

const notConfirmed = (): UserError =>
  new UserError('conflict', 'backup.not-confirmed', 'Nothing was changed. Say --yes if the instance shall be emptied.')
