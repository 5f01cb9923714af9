import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../../../platform/errors.ts'
import { shownName } from '../../../platform/files/names.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { JobContext } from '../../../platform/tasks/tasks.ts'
import { seal, unseal } from '../../../platform/web/sealing.ts'
import { absolute } from '../links.ts'
import type { KnownPlugin } from '../loading/catalogue.ts'
import { insertFile, listOutputs } from '../queries/files.ts'
import { deleteBlob, deleteState, getBlob, getState, setBlob, setState } from '../queries/kept.ts'
import { insertLink } from '../queries/tasks.ts'
import type { Asks } from '../running/messages.ts'
import type { OutputType, SavedFile } from '../sdk/context.ts'
import type { TaskRow } from '../tables.ts'
import { callPlugin, postJson, readJson, request, subscribeTo } from './calling.ts'
import { fetchFile } from './fetching.ts'
import { publishingAsks } from './publishing.ts'
import { watch } from './watching.ts'

type ServedJob = Readonly<{
  platform: Platform
  plugin: KnownPlugin
  task: TaskRow
  submissionId: string
  scratch: string
  signal: AbortSignal
  job: JobContext
}>

const mostBytes = 4_000_000_000
const mostBlobBytes = 10_000_000

/** Everything that a running plugin may ask of the house. */
export function asksOf(served: ServedJob): Asks {
  const { platform, plugin, task, scratch, signal, job } = served
  const web = { platform, signal, personId: task.owner_id }
  return {
    open: (url) => fetchFile(platform, { url, scratch, signal, personId: task.owner_id }),
    save: (file, name, type, isTemporary) => saveFile(served, file, name, type, isTemporary),
    link: (name, url, type) => linkFile(served, name, url, type),
    addLink: (type, href) =>
      job.fenced((tx) =>
        insertLink(tx, { task_seq: task.seq, type: String(type).slice(0, 64), href: webAddress(href) }),
      ),
    callPlugin: (url, form) => callPlugin(web, url, form),
    readJson: (url) => readJson(web, url),
    request: (asked) => request(web, asked),
    postJson: (url, body) => postJson(web, url, body),
    subscribe: async (taskUrl, webhook, event) => {
      const isSubscribed = await subscribeTo(web, taskUrl, webhook, event)
      await watch(platform, { taskUrl, webhook, personId: task.owner_id, isSubscribed })
      return isSubscribed
    },
    ...keptAsks(platform, plugin),
    react: async () => {
      throw new UserError('invalid', 'plugins.react', 'A job cannot start a reaction; an endpoint can.')
    },
  }
}

/** What a plugin keeps for itself. */
export const keptAsks = (platform: Platform, plugin: KnownPlugin, { db } = platform, { identifier } = plugin) => ({
  getState: (key: string) => getState(db, identifier, String(key)),
  setState: (key: string, value: unknown) => setState(db, identifier, String(key), value),
  deleteState: (key: string) => deleteState(db, identifier, String(key)),
  getBlob: (key: string) => getBlob(db, identifier, String(key)),
  setBlob: async (key: string, value: Uint8Array) => {
    if (!(value instanceof Uint8Array) || value.length > mostBlobBytes)
      throw new UserError('too-large', 'plugins.blob', 'What a plugin keeps may be bytes, 10 MB at most.')
    await setBlob(db, identifier, String(key), value)
  },
  deleteBlob: (key: string) => deleteBlob(db, identifier, String(key)),
  seal: async (text: string) => seal(String(text), platform.secret, `plugins_secrets ${identifier}`),
  unseal: async (sealed: string) => unseal(String(sealed), platform.secret, `plugins_secrets ${identifier}`),
  ...publishingAsks(platform, plugin),
})

/** Takes a file out of the scratch folder: by its own name there alone, and never through a link. */
async function saveFile(
  { platform, task, submissionId, scratch, signal, job }: ServedJob,
  file: string,
  name: string,
  type: OutputType,
  isTemporary: boolean,
): Promise<SavedFile> {
  if (!/^out-\d+$/.test(file)) throw new TypeError('A result is taken from a file that the run context wrote.')
  const { name: shown, dataType, contentType } = checkedOutput(name, type)
  const handle = await open(join(scratch, file), constants.O_RDONLY | constants.O_NOFOLLOW)
  const blob = await platform.files.receive(handle.createReadStream(), { maxBytes: mostBytes, signal })
  const tag = newTag()
  // Flushed with the end of the task; before that a power cut has the job done again, files and all.
  const seq = await job.fenced(
    async (tx) => {
      const stored = await platform.files.record(tx, blob, {
        name: shown,
        mediaType: contentType,
        dataType: 'plugins/result',
        ownerId: task.owner_id,
        origin: `plugins/task/${task.seq}`,
      })
      return insertFile(tx, {
        task_seq: task.seq,
        submission_id: submissionId,
        tag,
        file_id: stored.id,
        url: null,
        name: shown,
        data_type: dataType,
        content_type: contentType,
        is_temporary: isTemporary ? 1 : 0,
        created_at: platform.now(),
      })
    },
    { isFlushed: false },
  )
  platform.live.publish(`job/${job.id}`)
  return { url: absolute(platform.config).file(seq, tag), name: shown, sizeBytes: blob.sizeBytes }
}

/** The same file under the same name is published once, however often a plugin says so. */
async function linkFile(
  { platform, task, submissionId, job }: ServedJob,
  name: string,
  url: string,
  type: OutputType,
): Promise<void> {
  const { name: shown, dataType, contentType } = checkedOutput(name, type)
  const address = webAddress(url)
  await job.fenced(async (tx) => {
    const known = await listOutputs(tx, task.seq)
    if (known.some((one) => one.url === address && one.name === shown)) return
    await insertFile(tx, {
      task_seq: task.seq,
      submission_id: submissionId,
      tag: newTag(),
      file_id: null,
      url: address,
      name: shown,
      data_type: dataType,
      content_type: contentType,
      is_temporary: 0,
      created_at: platform.now(),
    })
  })
}

/** @throws UserError `plugins.output` for a name that would be a path, or no type. */
function checkedOutput(name: string, { dataType, contentType }: OutputType) {
  if (
    /(?:^|[\\/])\.\.(?:[\\/]|$)/.test(name) ||
    [dataType, contentType].some((type) => !/^[\x20-\x7e]{1,255}$/.test(type))
  )
    throw new UserError('invalid', 'plugins.output', 'A result needs a plain name, a data type and a content type.')
  return { name: shownName(name), dataType, contentType }
}

/** 32 random bytes: whoever knows the address may read the file. */
export const newTag = (): string => randomBytes(32).toString('base64url')

/** @throws UserError `plugins.address` */
function webAddress(address: string): string {
  const url = URL.parse(String(address))
  if (url && ['http:', 'https:'].includes(url.protocol) && address.length <= 2_000) return url.href
  throw new UserError('invalid', 'plugins.address', 'This must be an absolute http or https address.')
}
