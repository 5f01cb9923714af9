import { randomUUIDv7 } from 'node:crypto'
import type { Db } from '../../../platform/database/tables.ts'
import type { Blob } from '../../../platform/files/files.ts'
import type { Platform } from '../../../platform/platform.ts'
import { madeWith } from '../../../platform/provenance/record.ts'
import { seal } from '../../../platform/web/sealing.ts'
import { absolute } from '../links.ts'
import type { KnownPlugin } from '../loading/catalogue.ts'
import type { FormDescription } from '../loading/description.ts'
import { insertFile } from '../queries/files.ts'
import { insertSubscription } from '../queries/subscriptions.ts'
import { clearStep, insertSubmission, insertTask, updateSubmission } from '../queries/tasks.ts'
import type { Fields } from '../sdk/fields.ts'
import { maskedValues } from '../sdk/values.ts'
import type { StepRow, SubmissionKind, TaskRow } from '../tables.ts'
import { emit } from './events.ts'
import { runPlugin, sealPurpose } from './running.ts'
import { newTag } from './serving.ts'

/** A file that came with a form: its bytes rest in the store, and become a file of the task. */
export type Upload = Readonly<{ field: string; name: string; contentType: string; blob: Blob }>

export type Values = Readonly<Record<string, unknown>>

/** All fields of a form, inputs first. */
export const fieldsOf = ({ inputs, parameters }: Pick<FormDescription, 'inputs' | 'parameters'>): Fields => ({
  ...inputs,
  ...parameters,
})

/** Starts a task; it is complete in the database before its job can begin. Answers with the task's number. */
export const startTask = (platform: Platform, plugin: KnownPlugin, values: Values, asker: Asker): Promise<number> =>
  platform.db.transaction().execute((tx) => startTaskIn(tx, platform, plugin, values, asker))

type Asker = Readonly<{ personId: string | null; callback?: string; uploads?: readonly Upload[] }>

/** The same, in a transaction of somebody else's. */
export async function startTaskIn(
  tx: Db,
  platform: Platform,
  plugin: KnownPlugin,
  values: Values,
  asker: Asker,
): Promise<number> {
  const now = platform.now()
  const seq = await insertTask(tx, {
    id: randomUUIDv7(),
    plugin: plugin.identifier,
    owner_id: asker.personId,
    parameters_json: JSON.stringify(maskedValues(fieldsOf(plugin), values)),
    data_json: '{}',
    status: null,
    progress_value: null,
    progress_start: 0,
    progress_target: 100,
    progress_unit: '%',
    log: '',
    started_at: now,
    finished_at: null,
    made_with: madeWith,
  })
  if (asker.callback !== undefined)
    await insertSubscription(tx, { task_seq: seq, webhook_href: asker.callback, event: '', created_at: now })
  const task = { seq, owner_id: asker.personId }
  const addresses = await keepUploads(tx, platform, task, asker.uploads ?? [])
  await enqueue(tx, platform, task, 'run', plugin.published ?? null, { ...values, ...addresses })
  return seq
}

/** Takes the form of an open step: of two who send it at once, one is taken. False where it is no longer open. */
export async function submitStep(
  platform: Platform,
  task: TaskRow,
  step: StepRow,
  button: string | null,
  values: Values,
  uploads: readonly Upload[],
): Promise<boolean> {
  return platform.db.transaction().execute(async (tx) => {
    if (!(await clearStep(tx, task.seq, platform.now(), step.number))) return false
    await emit(tx, platform, task.seq, ['steps'])
    const addresses = await keepUploads(tx, platform, task, uploads)
    await enqueue(tx, platform, task, 'step', submissionName(step, button), { ...values, ...addresses })
    return true
  })
}

/** The step, and which of its further buttons was pressed. */
const submissionName = ({ name }: StepRow, button: string | null): string | null =>
  button === null ? name : `${name}#${button}`

/** Files from the visitor's machine lie with the task; the plugin gets their addresses. */
async function keepUploads(
  tx: Db,
  platform: Platform,
  { seq, owner_id }: Pick<TaskRow, 'seq' | 'owner_id'>,
  uploads: readonly Upload[],
): Promise<Record<string, string>> {
  const addresses: Record<string, string> = {}
  for (const { field, name, contentType, blob } of uploads) {
    const dataType = 'plugins/upload'
    const file = { name, mediaType: contentType, dataType, ownerId: owner_id, origin: 'upload' }
    const stored = await platform.files.record(tx, blob, file)
    const tag = newTag()
    const number = await insertFile(tx, {
      task_seq: seq,
      submission_id: null,
      tag,
      file_id: stored.id,
      url: null,
      name,
      data_type: 'temp-file',
      content_type: contentType,
      is_temporary: 1,
      created_at: platform.now(),
    })
    addresses[field] = absolute(platform.config).file(number, tag)
  }
  return addresses
}

/** Starts a reaction of a plugin to what another program told it about a task. */
export async function react(platform: Platform, task: TaskRow, reaction: string, values: Values): Promise<void> {
  await platform.db.transaction().execute((tx) => enqueue(tx, platform, task, 'reaction', reaction, values))
}

async function enqueue(
  tx: Db,
  platform: Platform,
  task: Pick<TaskRow, 'seq' | 'owner_id'>,
  kind: SubmissionKind,
  name: string | null,
  values: Values,
): Promise<void> {
  const id = randomUUIDv7()
  await insertSubmission(tx, {
    id,
    task_seq: task.seq,
    kind,
    name,
    values_sealed: seal(JSON.stringify(values), platform.secret, sealPurpose),
    job_id: null,
    live_log: '',
    created_at: platform.now(),
    ended_at: null,
  })
  const options = { askedBy: task.owner_id ?? undefined, subject: `plugins/task/${task.seq}` }
  const job = await platform.tasks.enqueue(tx, runPlugin, { submissionId: id }, options)
  await updateSubmission(tx, id, { job_id: job.id })
}
