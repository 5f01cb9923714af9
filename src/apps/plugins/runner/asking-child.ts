import { absolute } from '../links.ts'
import { ChildFailure } from '../running/child.ts'
import type { Asks, Assignment } from '../running/messages.ts'
import type { TaskRow } from '../tables.ts'
import { borrowFor } from '../tasks/catalogues.ts'
import { fetchFile } from '../tasks/fetching.ts'
import { keptAsks } from '../tasks/serving.ts'
import { RunnerError } from './errors.ts'
import type { Addressed } from './form-routes.ts'

type Question = Readonly<{
  kind: 'fields' | 'html' | 'endpoint'
  name: string
  values?: Readonly<Record<string, unknown>>
  task: TaskRow | undefined
  stepId: string | null
  react?: Asks['react']
}>

const patienceMs = 20_000

/** Has a plugin's code answer while somebody waits: what it may do then is to read, and to keep things for itself. */
export async function askChild({ platform, plugin, asker }: Addressed, question: Question): Promise<unknown> {
  const { kind, name, values = {}, task, stepId } = question
  const loan = await borrowFor(platform, plugin, asker.personId)
  const signal = AbortSignal.timeout(patienceMs)
  const links = absolute(platform.config)
  const assignment: Assignment = {
    file: plugin.file,
    kind,
    name,
    values,
    task: {
      number: task?.seq ?? 0,
      url: task ? links.task(task.seq) : '',
      status: task ? (task.status ?? 'PENDING') : '',
      openStepId: stepId,
    },
    plugin: {
      identifier: plugin.identifier,
      name: plugin.name,
      version: plugin.version,
      url: links.plugin(plugin.identifier),
    },
    stepId,
    button: null,
    data: task ? JSON.parse(task.data_json) : {},
    scratch: loan.scratch,
  }
  const asks: Asks = {
    ...forJobsAlone,
    ...keptAsks(platform, plugin),
    open: (url) => fetchFile(platform, { url, scratch: loan.scratch, signal, personId: asker.personId }),
    ...(question.react && { react: question.react }),
  }
  try {
    const { result } = await loan.child.work(assignment, { asks, log: () => {}, progress: () => {}, signal })
    return result
  } catch (error) {
    throw asAnswer(error, platform.log, plugin.identifier)
  } finally {
    await loan.giveBack()
  }
}

function asAnswer(error: unknown, log: Addressed['platform']['log'], plugin: string): unknown {
  if (!(error instanceof ChildFailure)) return error
  const { name, message, stack } = error.failure
  if (name === 'PluginError') return new RunnerError(422, message)
  log.warn({ plugin, stack, reason: message }, 'plugin failed while it answered')
  return new RunnerError(500)
}

const forJob = async (): Promise<never> => {
  throw new Error('Only a job may do this.')
}

const forJobsAlone = {
  save: forJob,
  link: forJob,
  addLink: forJob,
  callPlugin: forJob,
  readJson: forJob,
  request: forJob,
  postJson: forJob,
  subscribe: forJob,
  react: forJob,
}
