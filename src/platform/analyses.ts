import type { Db } from './database/tables.ts'
import type { StoredFile } from './files/files.ts'
import type { Platform } from './platform.ts'
import type { Language } from './web/languages.ts'

/** What an analysis asks for in one place of its form; plain data. Names mean what they mean in HTML. */
export type AnalysisField = Readonly<{
  kind:
    | 'text'
    | 'integer'
    | 'number'
    | 'boolean'
    | 'choice'
    | 'choices'
    | 'list'
    | 'url'
    | 'dataUrl'
    | 'pluginUrl'
    | 'file'
  label: string
  /** Markdown. */
  description?: string
  required: boolean
  default?: unknown
  widget?: string
  min?: number
  max?: number
  /** `min` and `max` are just not allowed themselves. */
  isAbove?: boolean
  isBelow?: boolean
  step?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  options?: readonly (readonly [value: string, label: string])[]
  suggestions?: readonly string[]
  separator?: 'comma' | 'lines'
  /** Shown to nobody again. */
  isPrivate?: boolean
  dataType?: string
  contentType?: readonly string[]
}>

export type AnalysisFields = Readonly<Record<string, AnalysisField>>

/** A kind of analysis: what it is, what it asks for, and whom to cite. */
export type AnalysisKind = Readonly<{
  /** Name and version together: another version is another kind. */
  id: string
  name: string
  version: string
  title: string
  description: string
  /** Markdown. */
  help: string | undefined
  tags: readonly string[]
  citation: string | undefined
  /** All fields in the order of the form; `file` and `dataUrl` take a file. */
  fields: AnalysisFields
}>

export type SentValues = Readonly<Record<string, string | readonly string[] | undefined>>

export type ReadValues = Readonly<{
  values: Readonly<Record<string, unknown>>
  /** Messages by the name of the field. */
  errors: Readonly<Record<string, readonly string[]>>
  /** What may be kept and shown of the values: secrets are masked. */
  shown: Readonly<Record<string, unknown>>
}>

export type RunWish = Readonly<{
  kind: AnalysisKind
  values: Readonly<Record<string, unknown>>
  /** Files of the house by the name of their field; the run gets copies of the names, not of the bytes. */
  files: Readonly<Record<string, StoredFile>>
  personId: string
}>

export type RunState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'

/** How a run does. */
export type Run = Readonly<{
  state: RunState
  log: string
  /** Null until the run has said how far it is. */
  progress: Readonly<{ value: number; start: number; target: number; unit: string }> | null
  /** Null while nothing waits to be done. */
  jobId: string | null
  outputs: readonly RunOutput[]
}>

export type RunOutput = Readonly<{
  /** Its number, for ever. */
  number: number
  name: string
  dataType: string
  contentType: string
  /** Null where the bytes are elsewhere. */
  fileId: string | null
  /** The whole state of a run that failed, for administrators. */
  isFailureState: boolean
}>

/** Runs analyses for other parts. A run is known by the id that `start` answers with. */
export type Analyses = Readonly<{
  /** With what they say of themselves and their fields in a language, as far as they know their words in it; English else. */
  list: (platform: Platform, language?: Language) => Promise<readonly AnalysisKind[]>
  find: (platform: Platform, id: string, language?: Language) => Promise<AnalysisKind | undefined>
  read: (kind: AnalysisKind, sent: SentValues) => ReadValues
  /** What `read` says of a field, in another language. */
  explain: (message: string, language: Language) => string
  start: (tx: Db, platform: Platform, wish: RunWish) => Promise<string>
  /** Says what results say in English in another language. */
  words: (platform: Platform, language: Language) => Promise<(id: string, text: string) => string>
  look: (db: Db, run: string) => Promise<Run | undefined>
  cancel: (tx: Db, platform: Platform, run: string, by: string) => Promise<void>
  /** Takes a run away with its results; one that still runs is called off. */
  remove: (tx: Db, platform: Platform, run: string, by: string) => Promise<void>
  /** Page on which a plugin is chosen for a file of the house; whoever has its address may read the file. */
  pageFor: (platform: Platform, file: StoredFile) => string
}>

/** What is sent to a plugin that its sender chooses next. */
export type Sent = Pick<StoredFile, 'name' | 'mediaType' | 'dataType'> &
  Readonly<{ ownerId: string; bytes: AsyncIterable<Uint8Array> }>

/** Hears what becomes of runs, whoever asked for them, in the transaction in which it happens. */
export type RunFollower = Readonly<{
  began: (tx: Db, runs: readonly string[], platform: Platform) => Promise<void>
  /** Goes back to the queue, since its worker died or stopped. */
  returned: (tx: Db, run: string, platform: Platform) => Promise<void>
  ended: (tx: Db, run: string, end: RunEnd, platform: Platform) => Promise<void>
}>

export type RunEnd = Readonly<{
  state: 'done' | 'failed' | 'cancelled'
  /** What the run itself said was wrong, or the house; null where it went well. */
  message: string | null
  /** Code of the error; null where it went well. */
  code: string | null
}>

/** What was sent to plugins, among the files of the house. */
export const sentOrigin = 'plugins/sent'
const mostSentBytes = 1_000_000_000

/** Keeps what is sent as it is now, and answers with the address of the page on which its plugin is chosen. */
export async function sendToPlugin(platform: Platform, { bytes, ...about }: Sent): Promise<string> {
  const { pageFor } = await analysesOf(platform)
  const blob = await platform.files.receive(bytes, { maxBytes: mostSentBytes })
  const file = await platform.db
    .transaction()
    .execute((tx) => platform.files.record(tx, blob, { ...about, origin: sentOrigin }))
  return pageFor(platform, file)
}

/** Who runs analyses in this house. @throws Error where nobody does, which is a mistake in the list of apps. */
export async function analysesOf({ parts }: Pick<Platform, 'parts'>): Promise<Analyses> {
  const analyses = await parts.find((part) => part.analyses !== undefined)?.analyses?.()
  if (!analyses) throw new Error('No part of this house runs analyses.')
  return analyses
}
