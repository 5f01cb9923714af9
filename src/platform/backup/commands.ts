import type { Command } from 'commander'
import type { Config } from '../../config.ts'
import { version } from '../../version.ts'
import type { Shell } from '../app.ts'
import { openClock } from '../clock.ts'
import { readableSize } from '../files/disk-errors.ts'
import { type BackupReport, backUp } from './backing-up.ts'
import { type RestoreReport, restore } from './restoring.ts'
import { verifyArchive } from './verifying.ts'

const linesOf = async (shell: Shell) => (await shell.parts()).flatMap((part) => part.migrations ?? [])

/** `lyceum backup`, `verify` and `restore`. */
export function addCommands(program: Command, shell: Shell): void {
  program
    .command('backup [file]')
    .description('save the database and all files to one archive, while the server goes on')
    .action(async (file: string | undefined) => {
      const report = await backUp(await shell.platform(), { lines: await linesOf(shell), version, file, by: 'cli' })
      shell.print(report, backupWords)
      if (report.missing.length + report.damaged.length > 0) shell.foundSomething()
    })
  program
    .command('verify <file>')
    .description('read a backup and compare every byte with its manifest')
    .action(async (file: string) => {
      const { entries: _, ...manifest } = await verifyArchive(file)
      shell.print(
        manifest,
        ({ createdAt }) => `${file} is whole: a backup of ${createdAt}, made by ${manifest.version}.`,
      )
    })
  program
    .command('restore <file>')
    .description('bring a backup back into an empty instance; the server must be stopped')
    .option('--replace', 'also into an instance that holds data, which is kept aside')
    .action(async (file: string, { replace = false }: { replace?: boolean }) => {
      const now = openClock(shell.config)
      const lines = await linesOf(shell)
      const settle = (staged: Config) => settleParts(shell, staged)
      shell.print(await restore(shell.config, { file, replace, lines, now, by: 'cli', settle }), restoreWords)
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

function backupWords({ file, sizeBytes, files, missing, damaged }: BackupReport): string {
  const lost = [...missing, ...damaged]
  return [
    `${file} (${readableSize(sizeBytes)}): the database and ${files} files.`,
    'The secret of the instance is not in it; keep a copy of it elsewhere.',
    ...(lost.length > 0 ? [`${lost.length} files were lost or spoiled already: ${lost.slice(0, 5).join(', ')}`] : []),
  ].join('\n')
}

function restoreWords({ version: madeBy, createdAt, files, migrated, keptAside, missing }: RestoreReport): string {
  return [
    `The instance is that of ${createdAt} again (made by ${madeBy}), with ${files} files.`,
    ...(migrated.length > 0 ? [`${migrated.length} schema steps were applied since.`] : []),
    ...(keptAside ? [`What was here before lies in ${keptAside}; remove it when you no longer need it.`] : []),
    ...(missing.length > 0 ? [`${missing.length} files were lost before the backup was made.`] : []),
  ].join('\n')
}
