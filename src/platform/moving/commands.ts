import { readFileSync, statSync } from 'node:fs'
import { parseEnv } from 'node:util'
import type { Command } from 'commander'
import { type Config, readConfig } from '../../config.ts'
import type { Shell } from '../app.ts'
import { UserError } from '../errors.ts'
import { readableSize } from '../files/disk-errors.ts'
import { type MovePlan, type MoveReport, moveHouse, planMove } from './moving.ts'
import { tellProgress } from './progress.ts'

type Options = { from?: string; to: string; dryRun?: boolean }

/** `lyceum move`. */
export function addCommands(program: Command, shell: Shell): void {
  program
    .command('move')
    .description('move the whole house to another database and another place for files; every server must be stopped')
    .requiredOption('--to <settings>', 'the new house: a file of settings such as .env, or the folder of an instance')
    .option('--from <settings>', 'the old house, likewise; by default the one of this environment')
    .option('--dry-run', 'only look whether it could be done, and how much there is to do')
    .action(async ({ from: source, to: target, dryRun }: Options) => {
      const from = source === undefined ? shell.config : configAt(source, shell.config)
      const asked = { from, to: configAt(target, shell.config), parts: await shell.parts() }
      if (dryRun) return shell.print(await planMove(asked), planWords)

      const report = await moveHouse({ ...asked, progress: tellProgress((line) => process.stderr.write(line)) })
      shell.print(report, reportWords)
      if ((report.files?.missing.length ?? 0) + (report.files?.damaged.length ?? 0) > 0) shell.foundSomething()
    })
}

/**
 * The settings that a file holds, or those of an instance folder with everything in it. Keys of the object storage need
 * not stand in the file: the environment lends its own.
 *
 * @throws UserError `moving.settings` where there is no such file; ConfigError.
 */
function configAt(path: string, { s3Keys }: Config): Config {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found?.isDirectory()) return readConfig({ LYCEUM_INSTANCE: path })
  if (!found) {
    const sentence = `There is no file of settings and no instance at ${path}. Write the settings of that house into it, such as LYCEUM_DATABASE_URL=postgres://…`
    throw new UserError('invalid', 'moving.settings', sentence)
  }
  const lent = {
    AWS_ACCESS_KEY_ID: s3Keys.accessKeyId,
    AWS_ACCESS_KEY_ID_FILE: s3Keys.accessKeyIdFile,
    AWS_SECRET_ACCESS_KEY: s3Keys.secretAccessKey,
    AWS_SECRET_ACCESS_KEY_FILE: s3Keys.secretAccessKeyFile,
    AWS_REGION: s3Keys.region,
  }
  return readConfig({ ...lent, ...parseEnv(readFileSync(path, 'utf8')) })
}

const sumOf = (tables: Readonly<Record<string, number>>): number =>
  Object.values(tables).reduce((sum, rows) => sum + rows, 0)

function planWords({ from, tables, blobs, bytes }: MovePlan): string {
  return [
    `${sumOf(tables)} rows of ${Object.keys(tables).length} tables are in ${from.database}.`,
    `${blobs} files (${readableSize(bytes)}) are in ${from.files}.`,
    'The new house can take them. Nothing was changed.',
  ].join('\n')
}

function reportWords({ from, to, tables, files, keepsSecret }: MoveReport): string {
  const lost = [...(files?.missing ?? []), ...(files?.damaged ?? [])]
  return [
    `The house has moved to ${to.database} and ${to.files}.`,
    ...(Object.keys(tables).length > 0
      ? [`${sumOf(tables)} rows of ${Object.keys(tables).length} tables were compared, and are the same.`]
      : []),
    ...(files ? [`${files.blobs} files (${readableSize(files.bytes)}) were hashed, and are the same.`] : []),
    ...(lost.length > 0 ? [`${lost.length} files were lost or spoiled before: ${lost.slice(0, 5).join(', ')}`] : []),
    ...(keepsSecret
      ? []
      : ['The new house has a secret of its own: links that were sent end, and forms have to be opened anew.']),
    `Start it with its settings. The old one in ${from.database} and ${from.files} is as it was; keep it until you trust the new one.`,
  ].join('\n')
}
