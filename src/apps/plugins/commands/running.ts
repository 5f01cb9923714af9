import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import type { Shell } from '../../../platform/app.ts'
import { UserError } from '../../../platform/errors.ts'
import { downloadName } from '../../../platform/files/names.ts'
import type { Platform } from '../../../platform/platform.ts'
import { guessedType } from '../formats/headers.ts'
import { loadCatalogue } from '../loading/catalogue.ts'
import { listOutputs } from '../queries/files.ts'
import { findTask, listSteps } from '../queries/tasks.ts'
import { readTask } from '../runner/task-routes.ts'
import type { Fields } from '../sdk/fields.ts'
import { readForm, type Sent } from '../sdk/values.ts'
import { fieldsOf, startTask, type Upload } from '../tasks/starting.ts'

const lookEveryMs = 200

type Options = Readonly<{ out?: string; timeout?: string }>

/** `run`: a plugin in the running house, from the command line. */
export function addRunning(plugins: Command, shell: Shell): void {
  plugins
    .command('run')
    .description('run a plugin in the running house, wait for it, and fetch its results')
    .argument('<identifier>', 'as "plugins list" shows it, such as hello-world@v0-2-1')
    .argument('[values...]', 'fields of its form, each as name=value, or name=@path for a file')
    .option('--out <folder>', 'where to put the results')
    .option('--timeout <seconds>', 'how long to wait; the run itself goes on')
    .action(async (identifier: string, values: string[], { out, timeout }: Options) => {
      const waitMs = timeout === undefined ? Number.POSITIVE_INFINITY : readSeconds(timeout) * 1000
      const platform = await shell.platform()
      const seq = await start(platform, shell, identifier, values)
      const status = await waitFor(platform, seq, waitMs)
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

function readSeconds(text: string): number {
  const seconds = Number(text)
  if (seconds > 0 && Number.isFinite(seconds)) return seconds
  throw new UserError('malformed', 'plugins.field', `"${text}" is no number of seconds.`)
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
  const fields = fieldsOf(plugin)
  const { typed, files } = sortedOut(fields, sentOf(given))
  const { values, errors } = readForm(fields, { ...typed, ...standInsFor(files) })
  const mistakes = Object.entries(errors).map(([path, [message = '']]) => ({ path, code: 'plugins.field', message }))
  if (mistakes.length > 0) {
    const sentence = mistakes.map(({ path, message }) => `${path}: ${message}`).join(' ')
    throw new UserError('invalid', 'plugins.field', sentence, { fields: mistakes })
  }
  const uploads = await Promise.all(Object.entries(files).map(([field, path]) => receive(platform, field, path)))
  return startTask(platform, plugin, values, { personId: null, uploads })
}

/** Fields that take a file, and got the path of one behind an `@`. */
function sortedOut(fields: Fields, sent: Sent): Readonly<{ typed: Sent; files: Record<string, string> }> {
  const files: Record<string, string> = {}
  for (const [name, value] of Object.entries(sent)) {
    const [text = ''] = [value ?? ''].flat()
    const takesFile = ['file', 'dataUrl'].includes(fields[name]?.kind ?? '')
    if (takesFile && text.startsWith('@')) files[name] = text.slice(1)
  }
  return { typed: sent, files }
}

/** Until a file has its address, one that any field for files takes. */
const standInsFor = (files: Readonly<Record<string, string>>): Sent =>
  Object.fromEntries(Object.keys(files).map((name) => [name, 'https://lyceum.invalid/upload']))

async function receive(platform: Platform, field: string, path: string): Promise<Upload> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isFile()) throw new UserError('not-found', 'plugins.field', `${field}: there is no file ${path}.`)
  const blob = await platform.files.receive(createReadStream(path), { maxBytes: found.size })
  return { field, name: basename(path), contentType: guessedType(path), blob }
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
async function waitFor({ db }: Platform, seq: number, waitMs: number): Promise<string> {
  const until = performance.now() + waitMs
  for (;;) {
    const task = await findTask(db, seq)
    if (task?.finished_at != null) return task.status ?? 'UNKNOWN'
    const steps = await listSteps(db, seq)
    if (steps.some((step) => step.cleared_at === null)) return 'PENDING'
    if (performance.now() > until) return 'not ended yet'
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
