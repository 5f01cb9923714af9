import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Shell } from '../../../platform/app.ts'
import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import { changePlan, demandImport, discardDraft, draftImport, LARGEST_LIST_BYTES, startImport } from '../importing.ts'
import type { ImportRow } from '../tables.ts'
import { checkList } from './checking.ts'
import { type Counts, type ImportResult, resultOf } from './counts.ts'
import { applyMapping, MappingName } from './mappings.ts'
import { ListChoices } from './stored-plan.ts'

const by = 'cli'
const pollMs = 200
/** A house that is up takes a job within a second. */
const patienceMs = 5_000

const Options = z.strictObject({
  preset: ListChoices.shape.preset,
  policy: z.enum(['skip', 'fill', 'update']).optional(),
  mapping: MappingName.optional(),
  dryRun: z.boolean().default(false),
  wait: z.boolean(),
  encoding: ListChoices.shape.encoding,
  delimiter: z
    .string()
    .transform((name) => (name === 'tab' ? '\t' : name))
    .pipe(ListChoices.shape.delimiter.unwrap())
    .optional(),
  map: ListChoices.shape.mapping,
  invalidDoi: ListChoices.shape.invalidDoi,
})
type Options = z.output<typeof Options>

/** Imports a file with the options that were typed, and waits for the end as long as a house is there to do the work. */
export async function importAsTyped(shell: Shell, file: string, given: unknown): Promise<void> {
  const options = readOptions(given)
  const platform = await shell.platform()
  const list = await readAs(platform, await draftOf(platform, file, options), options)
  if (options.dryRun) return shell.print(await tryOut(platform, list), dryWords)
  const { jobId } = await startImport(platform, by, list.id)
  const ended = options.wait ? await ending(platform, list.id) : await demandImport(platform.db, list.id)
  shell.print({ importId: list.id, jobId, state: ended.state, ...resultOf(ended) }, () => endWords(ended))
  if (ended.state === 'failed' || ended.errors > 0) shell.foundSomething()
}

/** @throws UserError that names every option that does not fit */
function readOptions(given: unknown): Options {
  const { json: _, ...own } = given as Record<string, unknown>
  const { data, error } = Options.safeParse(own)
  if (data) return data
  const fields = error.issues.map(({ path, code, message }) => ({ path: `--${path.join('.')}`, code, message }))
  throw new UserError('invalid', 'papers.import-options', 'Some of the options do not fit.', { fields })
}

async function draftOf(platform: Platform, file: string, options: Options): Promise<ImportRow> {
  const { preset, encoding, delimiter, map: mapping, invalidDoi, policy } = options
  await demandFile(file)
  const blob = await platform.files.receive(createReadStream(file), { maxBytes: LARGEST_LIST_BYTES })
  const list = { blob, name: basename(file), ownerId: null, origin: 'command line' }
  const choices = { preset, encoding, delimiter, mapping, invalidDoi }
  const decided = Object.fromEntries(Object.entries(choices).filter(([, value]) => value !== undefined))
  return draftImport(platform, by, list, { ...decided, policy: policy ?? 'skip' })
}

/** As a saved mapping says, but for a policy that was named; where there is no such mapping, nothing is kept. */
async function readAs(platform: Platform, list: ImportRow, { mapping, policy }: Options): Promise<ImportRow> {
  if (mapping === undefined) return list
  try {
    const read = await applyMapping(platform, list.id, mapping)
    return policy === undefined ? read : await changePlan(platform, list.id, { policy })
  } catch (error) {
    await discardDraft(platform, by, list.id)
    throw error
  }
}

async function demandFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined)
  if (found?.isFile()) return
  throw new UserError('invalid', 'papers.no-file', `There is no file ${file}.`)
}

/** Done here and now, since nothing is written; the draft goes again. */
async function tryOut(platform: Platform, list: ImportRow): Promise<ImportResult> {
  try {
    const counts: Counts = await checkList(platform, list, new AbortController().signal, async () => {})
    return resultOf(counts)
  } finally {
    await discardDraft(platform, by, list.id)
  }
}

/** Waits for the end, or until it is clear that no house is there to do the work. */
async function ending(platform: Platform, importId: string): Promise<ImportRow> {
  const begun = performance.now()
  for (;;) {
    const list = await demandImport(platform.db, importId)
    if (list.state !== 'queued' && list.state !== 'running') return list
    if (list.state === 'queued' && performance.now() - begun > patienceMs) return list
    await sleep(pollMs)
  }
}

const counted = ({ inserted, updated, duplicates, errors, warnings }: Omit<ImportResult, 'rows' | 'issues'>): string =>
  `${inserted} new, ${updated} updated, ${duplicates} duplicates, ${errors} left out, ${warnings} warnings`

const dryWords = (result: ImportResult): string => `Nothing was changed. Of ${result.rows} rows: ${counted(result)}.`

function endWords(list: ImportRow): string {
  if (list.state === 'failed') return `${list.name}: the import failed. ${list.failure_message ?? ''}`
  if (list.state === 'queued')
    return `${list.name} is in the queue as import ${list.id}; it begins as soon as the house is up (lyceum serve).`
  return `${list.name} (import ${list.id}), ${list.rows_done} rows: ${counted(list)}.`
}
