import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import type { Shell } from '../../platform/app.ts'
import { UserError } from '../../platform/errors.ts'
import { downloadName } from '../../platform/files/names.ts'
import type { Platform } from '../../platform/platform.ts'
import { loadCatalogue } from './loading/catalogue.ts'
import { listOutputs } from './queries/files.ts'
import { findTask, listSteps } from './queries/tasks.ts'
import { readTask } from './runner/task-routes.ts'
import { readForm, type Sent } from './sdk/values.ts'
import { fieldsOf, startTask } from './tasks/starting.ts'

const lookEveryMs = 200

/** `lyceum plugins …`: what there is, and running it without a browser. */
export function pluginCommands(program: Command, shell: Shell): void {
  const plugins = program.command('plugins').description('Plugins, and running them')

  plugins
    .command('list')
    .description('list all plugins, and those that could not be loaded')
    .action(async () => {
      const { plugins, errors } = await loadCatalogue(shell.config)
      const known = plugins.map(({ identifier, name, version, title, type, tags }) => ({
        identifier,
        name,
        version,
        title,
        type,
        tags,
      }))
      shell.print({ plugins: known, errors }, ({ plugins, errors }) =>
        [
          ...plugins.map(({ identifier, type, title }) => `${identifier}  ${type}  ${title}`),
          ...errors.map(({ file, reason }) => `not loaded: ${file}: ${reason}`),
        ].join('\n'),
      )
      if (errors.length > 0) shell.foundSomething()
    })

  plugins
    .command('run')
    .description('run a plugin in the running house, wait for it, and fetch its results')
    .argument('<identifier>', 'as "plugins list" shows it, such as hello-world@v0-2-1')
    .argument('[values...]', 'fields of its form, each as name=value')
    .option('--out <folder>', 'where to put the results')
    .action(async (identifier: string, values: string[], { out }: { out?: string }) => {
      const platform = await shell.platform()
      const seq = await start(platform, shell, identifier, values)
      const status = await waitFor(platform, seq)
      const task = await findTask(platform.db, seq)
      if (!task) return
      const resource = await readTask(platform, task)
      if (out !== undefined) await fetchResults(platform, seq, out)
      shell.print({ task: seq, ...resource }, ({ log, outputs }) =>
        [`task ${seq}: ${status}`, log, ...outputs.map(({ name, href }) => `${name}  ${href}`)]
          .filter(Boolean)
          .join('\n'),
      )
      if (status !== 'SUCCESS') shell.foundSomething()
    })
}

/** @throws UserError for a plugin that is not there, or for fields that cannot be taken, each with its reason. */
async function start(
  platform: Platform,
  { config }: Shell,
  identifier: string,
  given: readonly string[],
): Promise<number> {
  const plugin = (await loadCatalogue(config)).find(identifier)
  if (!plugin) throw new UserError('not-found', 'plugins.unknown', `There is no plugin ${identifier}.`)
  const { values, errors } = readForm(fieldsOf(plugin), sentOf(given))
  const fields = Object.entries(errors).map(([path, [message = '']]) => ({ path, code: 'plugins.field', message }))
  if (fields.length > 0) {
    const sentence = fields.map(({ path, message }) => `${path}: ${message}`).join(' ')
    throw new UserError('invalid', 'plugins.field', sentence, { fields })
  }
  return startTask(platform, plugin, values, { personId: null })
}

function sentOf(given: readonly string[]): Sent {
  const sent: Record<string, string[]> = {}
  for (const one of given) {
    const [name = '', value] = one.split(/=(.*)/s, 2)
    if (value === undefined)
      throw new UserError('malformed', 'plugins.field', `"${one}" is not of the form name=value.`)
    sent[name] = [...(sent[name] ?? []), value]
  }
  return sent
}

/** What it ended with; `PENDING` where it waits for a form that somebody has to fill in. */
async function waitFor({ db }: Platform, seq: number): Promise<string> {
  for (;;) {
    const task = await findTask(db, seq)
    if (task?.finished_at != null) return task.status ?? 'UNKNOWN'
    const steps = await listSteps(db, seq)
    if (steps.some((step) => step.cleared_at === null)) return 'PENDING'
    await sleep(lookEveryMs)
  }
}

async function fetchResults({ db, files }: Platform, seq: number, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const output of await listOutputs(db, seq)) {
    const stored = output.file_id === null ? undefined : await files.find(db, output.file_id)
    if (stored) await pipeline(files.read(stored.sha256), createWriteStream(join(folder, downloadName(output.name))))
  }
}
