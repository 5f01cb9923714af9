import type { Analyses, AnalysisKind, Run, RunState } from '../../../platform/analyses.ts'
import type { Db } from '../../../platform/database/tables.ts'
import { findJob } from '../../../platform/tasks/queries.ts'
import type { Language } from '../../../platform/web/languages.ts'
import { houseWords, translatedError, translatedFields, wordsOf } from '../frontends/words.ts'
import { links } from '../links.ts'
import type { KnownPlugin } from '../loading/catalogue.ts'
import { listFilesOf } from '../queries/files.ts'
import { deleteTask, findTask, listSubmissions } from '../queries/tasks.ts'
import { maskedValues, readForm } from '../sdk/values.ts'
import type { PluginFileRow, TaskRow } from '../tables.ts'
import { catalogueAtHand, catalogueOf } from './catalogues.ts'
import { failureState } from './failure-state.ts'
import { addressOf } from './files-at.ts'
import { joined } from './settling.ts'
import { fieldsOf, startTaskIn } from './starting.ts'

/** The plugins of the house as analyses that other apps may run. The id of a run is the number of its task. */
export const analyses: Analyses = {
  list: async (platform, language = 'en') => {
    const { plugins } = await catalogueOf(platform)
    return Promise.all(plugins.filter(isAnalysis).map((plugin) => asKind(plugin, language)))
  },
  find: async (platform, id, language = 'en') => {
    const plugin = (await catalogueOf(platform)).find(id)
    return plugin && isAnalysis(plugin) ? asKind(plugin, language) : undefined
  },
  read: ({ fields }, sent) => {
    const { values, errors } = readForm(fields as ReturnType<typeof fieldsOf>, sent)
    return { values, errors, shown: maskedValues(fields as ReturnType<typeof fieldsOf>, values) }
  },
  explain: (message, language) => translatedError(message, houseWords(language).t),
  start: async (tx, platform, { kind, values, files, personId }) => {
    const plugin = (await catalogueAtHand(platform)).find(kind.id)
    if (!plugin) throw new Error(`The plugin ${kind.id} was there a moment ago.`)
    const uploads = Object.entries(files).map(([field, { name, mediaType, sha256, sizeBytes }]) => ({
      field,
      name,
      contentType: mediaType,
      blob: { sha256, sizeBytes },
    }))
    return String(await startTaskIn(tx, platform, plugin, values, { personId, uploads }))
  },
  words: async (platform, language) => {
    const { plugins } = await catalogueOf(platform)
    const words = await Promise.all(plugins.map(async (one) => [one.identifier, await wordsOf(one, language)] as const))
    const byId = new Map(words)
    return (id, text) => byId.get(id)?.say(text) ?? text
  },
  look,
  cancel: async (tx, platform, run, by) => {
    for (const { job_id: jobId, ended_at: end } of await listSubmissions(tx, Number(run)))
      if (jobId !== null && end === null) await platform.tasks.cancel(tx, jobId, by)
  },
  remove: async (tx, platform, run, by) => {
    await analyses.cancel(tx, platform, run, by)
    for (const { file_id: id } of await listFilesOf(tx, Number(run)))
      if (id !== null) await platform.files.remove(tx, id)
    await deleteTask(tx, Number(run))
  },
  pageFor: (platform, { id, name, dataType, mediaType }) =>
    links.send({ data: addressOf(platform, id), type: dataType, content: mediaType, name }),
}

/** Whether a form alone is enough: nobody sits beside an analysis to fill in a second one, or to name another plugin. */
const isAnalysis = (plugin: KnownPlugin): boolean =>
  Object.keys(plugin.steps).length === 0 &&
  plugin.callback !== 'required' &&
  !Object.values(fieldsOf(plugin)).some(({ kind, required }) => kind === 'pluginUrl' && required)

async function asKind(plugin: KnownPlugin, language: Language): Promise<AnalysisKind> {
  const { identifier: id, name, version, title, description, help, tags, citation } = plugin
  const words = await wordsOf(plugin, language)
  return {
    ...{ id, name, version, tags, citation },
    title: words.say(title),
    description: words.say(description),
    help: help && words.say(help),
    fields: translatedFields(fieldsOf(plugin), words),
  }
}

async function look(db: Db, run: string): Promise<Run | undefined> {
  const task = await findTask(db, Number(run))
  if (!task) return undefined
  const [submission] = await listSubmissions(db, task.seq)
  const jobState = submission?.job_id == null ? undefined : (await findJob(db, submission.job_id))?.state
  const { progress_value: value, progress_start: start, progress_target: target, progress_unit: unit } = task
  return {
    state: stateOf(task, jobState),
    log: joined(task.log, submission?.live_log),
    progress: value === null ? null : { value, start, target, unit },
    jobId: submission?.job_id ?? null,
    outputs: (await listFilesOf(db, task.seq)).filter(isShown).map(asOutput),
  }
}

function stateOf({ status, finished_at: end }: TaskRow, jobState: string | undefined): RunState {
  if (end === null) return jobState === 'queued' ? 'queued' : 'running'
  if (status === 'SUCCESS') return 'done'
  return jobState === 'cancelled' ? 'cancelled' : 'failed'
}

const isShown = ({ is_temporary: isTemporary, data_type: type }: PluginFileRow): boolean =>
  isTemporary === 0 || type === failureState

const asOutput = (file: PluginFileRow) => ({
  number: file.seq,
  name: file.name,
  dataType: file.data_type,
  contentType: file.content_type,
  fileId: file.file_id,
  isFailureState: file.data_type === failureState,
})
