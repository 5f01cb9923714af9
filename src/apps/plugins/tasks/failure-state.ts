import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Readable } from 'node:stream'
import { zipWith } from '../../../platform/archives/writing.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { JobContext } from '../../../platform/tasks/tasks.ts'
import { insertFile } from '../queries/files.ts'
import type { ChildFailure } from '../running/child.ts'
import type { SubmissionRow, TaskRow } from '../tables.ts'
import { newTag } from './serving.ts'

/** What a file that holds the whole state of a failed run says it is. */
export const failureState = 'failure-state'

const mostBytes = 1_000_000_000
const mostFiles = 5_000

type Failed = Readonly<{
  platform: Platform
  task: TaskRow
  submission: SubmissionRow
  job: JobContext
  scratch: string
  lines: string
}>

/**
 * Keeps what a failed run leaves behind as one archive beside its results: what was asked for, the log, the trace, and its
 * scratch folder with inputs and intermediate files. Nothing is kept of runs that belong to nobody, nor of a very large folder.
 */
export async function keepFailureState(failed: Failed, { failure }: ChildFailure): Promise<void> {
  const { platform, task, submission, job, scratch, lines } = failed
  if (task.owner_id === null) return
  try {
    const about = { task: task.seq, plugin: task.plugin, parameters: JSON.parse(task.parameters_json), failure }
    const texts = { 'failure.json': JSON.stringify(about, null, 2), 'log.txt': `${lines}\n` }
    const archive = archiveOf(texts, scratch, await filesBelow(scratch))
    const blob = await platform.files.receive(archive, { maxBytes: mostBytes, signal: job.signal })
    const name = `failed-run-${task.seq}.zip`
    const origin = `plugins/task/${task.seq}`
    await job.fenced(async (tx) => {
      const about = { name, mediaType: 'application/zip', dataType: 'plugins/failure-state', ownerId: null, origin }
      const stored = await platform.files.record(tx, blob, about)
      await insertFile(tx, {
        task_seq: task.seq,
        submission_id: submission.id,
        tag: newTag(),
        file_id: stored.id,
        url: null,
        name,
        data_type: failureState,
        content_type: 'application/zip',
        is_temporary: 1,
        created_at: platform.now(),
      })
    })
  } catch (err) {
    // The failure itself matters more than what could have been kept of it.
    platform.log.warn({ err, task: task.seq }, 'the state of a failed run was not kept')
  }
}

/** Plain files alone: a link may lead out of the folder. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .slice(0, mostFiles)
}

const archiveOf = (texts: Readonly<Record<string, string>>, folder: string, files: readonly string[]): Readable =>
  zipWith((zip) => {
    for (const [name, text] of Object.entries(texts)) zip.text(name, text)
    for (const file of files) zip.file(`scratch/${relative(folder, file)}`, file)
  })
