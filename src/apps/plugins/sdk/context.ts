import type { Readable } from 'node:stream'
import type { Fields } from './fields.ts'

/** What a plugin is lent while one job of it runs. Everything that leaves the process goes through here. */
export type RunContext = Readonly<{
  task: Readonly<{ number: number /** Address of the task, absolute. */; url: string }>
  plugin: Readonly<{
    identifier: string
    name: string
    version: string /** Its root, absolute, ending in `/`. */
    url: string
  }>
  /** Id of the step whose form was submitted; null for the first form. */
  stepId: string | null
  /** Which of the step's further buttons was pressed; null for its first one. */
  button: string | null
  /** Aborts when the task is cancelled or the house stops; the process ends a moment later whether or not you listen. */
  signal: AbortSignal
  /** An empty folder for this job alone, removed afterwards. */
  scratch: string
  /** Adds a line to the log that everybody who sees the task can read. */
  log: (line: string) => void
  progress: (value: number, of?: Readonly<{ start?: number; target?: number; unit?: string }>) => void
  /** Fetches a file by its address (http, https, data, or a file of this house); throws where that fails. */
  open: (url: string) => Promise<OpenedFile>
  /** Attaches a file to the task's results. */
  saveOutput: (name: string, content: Content, type: OutputType) => Promise<SavedFile>
  /** Attaches a file that lives elsewhere to the results, without copying it. */
  linkOutput: (name: string, url: string, type: OutputType) => Promise<void>
  /** Keeps a file for later steps, or for another plugin to fetch; it is not among the results. */
  saveTemporary: (name: string, content: Content, contentType: string) => Promise<SavedFile>
  /** JSON kept with the task from step to step. Change it as you like: it is stored when the job ends. */
  data: Record<string, unknown>
  /** JSON that the plugin keeps for itself, over all tasks. */
  state: Readonly<{
    get: (key: string) => Promise<unknown>
    set: (key: string, value: unknown) => Promise<void>
    delete: (key: string) => Promise<void>
  }>
  blobs: Readonly<{
    get: (key: string) => Promise<Uint8Array | undefined>
    set: (key: string, value: Uint8Array) => Promise<void>
    delete: (key: string) => Promise<void>
  }>
  /**
   * For a password that a later form needs: what `data` and `state` hold is readable in the database, sealed it is not.
   * `open` answers undefined where it was sealed elsewhere, or changed.
   */
  secrets: Readonly<{ seal: (text: string) => Promise<string>; open: (sealed: string) => Promise<string | undefined> }>
  /** Further plugins that this one publishes. */
  virtual: VirtualPlugins
  /** Publishes an address for other plugins among the task's links. */
  addLink: (type: string, href: string) => Promise<void>
  /** Calls an address of another plugin or task with a form, follows redirects, and answers with the address it ends at: its task. */
  callPlugin: (url: string, form: Readonly<Record<string, string>>) => Promise<string>
  /** Reads JSON, such as a task or a plugin's metadata. */
  readJson: (url: string) => Promise<unknown>
  /** Sends JSON and reads JSON, such as `of-evaluate`; an answer of 204 or 404 after a redirect is asked for again. */
  postJson: (url: string, body: unknown) => Promise<unknown>
  /**
   * Asks any address, and answers whatever comes back, errors included; redirects are followed. 20 s and 50 MB at most, and
   * as for all requests of the house no private network but for what the administrator allowed.
   */
  request: (asked: WebRequest) => Promise<WebAnswer>
  /**
   * Has `webhook` told what happens to a task; true where the task's runner took it, false where the house looks itself.
   * A webhook may be called late, twice, or with nothing new: read the task, and act on what it says.
   */
  subscribe: (taskUrl: string, webhook: string, event?: string | null) => Promise<boolean>
}>

/** Plugins that stand in the list beside their parent, as one for each thing that it keeps. */
export type VirtualPlugins = Readonly<{
  /** Adds one, or puts it in the place of the one with the same name and version; answers with its root address. */
  publish: (plugin: VirtualPlugin) => Promise<string>
  /** Removes one; nothing happens where there is none. */
  withdraw: (which: Readonly<{ name: string; version: string }>) => Promise<void>
  /** Those of this plugin, by name and version. */
  list: () => Promise<readonly Readonly<{ name: string; version: string; href: string }>[]>
}>

/** One of them. Clients keep metadata by name and version: whatever changes needs a new version. */
export type VirtualPlugin = Readonly<{
  name: string
  version: string
  description: string
  tags: readonly string[]
}> &
  (
    | Readonly<{
        /** Address below the plugin's own root whose endpoints answer everything: metadata, page and form. */
        href: string
      }>
    | Readonly<{
        /** The house shows its form and takes it; `runVirtual` of its parent runs it. */
        title: string
        type: 'processing' | 'visualization' | 'conversion' | 'dataloader' | 'interaction'
        inputs?: Fields
        parameters?: Fields
        outputs?: readonly Readonly<{
          name?: string
          dataType: string
          contentType: readonly string[]
          required: boolean
        }>[]
        help?: string
      }>
  )

export type WebRequest = Readonly<{
  url: string
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  headers?: Readonly<Record<string, string>>
  body?: string | Uint8Array
}>

export type WebAnswer = Readonly<{
  /** Where it came from in the end. */
  url: string
  status: number
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  body: Uint8Array
}>

export type Content = string | Uint8Array | AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>
export type OutputType = Readonly<{ dataType: string; contentType: string }>
export type SavedFile = Readonly<{ url: string; name: string; sizeBytes: number }>

/** A file that was fetched, and what its origin said of it. */
export type OpenedFile = Readonly<{
  url: string
  /** File name as its origin named it, extension included; never a path. */
  name: string
  /** As the origin said it, parameters included, or guessed from the name. */
  contentType: string
  /** From the header `X-Data-Type`; null where the origin does not say. */
  dataType: string | null
  /** From the header `X-Attribute-Metadata`; null where the origin does not say. */
  attributeMetadataUrl: string | null
  sizeBytes: number
  /** Where it lies for this job, for readers that need random access. */
  path: string
  stream: () => Readable
  text: () => Promise<string>
  json: () => Promise<unknown>
  bytes: () => Promise<Uint8Array>
}>
