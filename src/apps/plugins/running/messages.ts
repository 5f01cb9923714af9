import type { OutputType, SavedFile, VirtualPlugin, WebAnswer, WebRequest } from '../sdk/context.ts'

/** What a job of a plugin starts from. Everything here may cross between processes. */
export type Assignment = Readonly<{
  /** Path of the plugin's `plugin.ts`. */
  file: string
  kind: 'run' | 'step' | 'reaction' | 'fields' | 'html' | 'endpoint'
  /** Of the step, reaction, endpoint (`GET path`) or virtual plugin (`name\nversion`); null for the first form. */
  name: string | null
  values: Readonly<Record<string, unknown>>
  task: Readonly<{ number: number; url: string; status: string; openStepId: string | null }>
  plugin: Readonly<{ identifier: string; name: string; version: string; url: string }>
  stepId: string | null
  /** Of the step's further buttons; null for its first one. */
  button: string | null
  data: Record<string, unknown>
  scratch: string
}>

/** What a job answers with. */
export type Outcome = Readonly<{ result: unknown; data: Record<string, unknown> }>

export type ToChild =
  | Readonly<{ do: 'describe'; id: number; file: string }>
  | Readonly<{ do: 'work'; id: number; assignment: Assignment }>
  | Readonly<{ do: 'abort'; id: number }>
  | Readonly<{ do: 'answer'; ask: number; value?: unknown; error?: string }>

export type FromChild =
  | Readonly<{ say: 'done'; id: number; value: unknown }>
  | Readonly<{ say: 'failed'; id: number; failure: Failure }>
  | Readonly<{ say: 'log'; id: number; line: string }>
  | Readonly<{ say: 'progress'; id: number; progress: Progress }>
  /** Files of the program that it may not keep without their types. */
  | Readonly<{ say: 'unkept'; id: number; files: readonly string[] }>
  | Readonly<{ say: 'ask'; id: number; ask: number; what: keyof Asks; arguments: readonly unknown[] }>

export type Progress = Readonly<{ value: number; start?: number; target?: number; unit?: string }>

/** How a plugin failed; `stack` is empty for a failure that the plugin means its users to read. */
export type Failure = Readonly<{ name: string; message: string; stack: string }>

/** What a child may ask of the house, and nothing else. */
export type Asks = {
  open: (url: string) => Promise<FetchedFile>
  save: (file: string, name: string, type: OutputType, isTemporary: boolean) => Promise<SavedFile>
  link: (name: string, url: string, type: OutputType) => Promise<void>
  addLink: (type: string, href: string) => Promise<void>
  callPlugin: (url: string, form: Readonly<Record<string, string>>) => Promise<string>
  readJson: (url: string) => Promise<unknown>
  postJson: (url: string, body: unknown) => Promise<unknown>
  request: (asked: WebRequest) => Promise<WebAnswer>
  subscribe: (taskUrl: string, webhook: string, event: string | null) => Promise<boolean>
  getState: (key: string) => Promise<unknown>
  setState: (key: string, value: unknown) => Promise<void>
  deleteState: (key: string) => Promise<void>
  getBlob: (key: string) => Promise<Uint8Array | undefined>
  setBlob: (key: string, value: Uint8Array) => Promise<void>
  deleteBlob: (key: string) => Promise<void>
  seal: (text: string) => Promise<string>
  unseal: (sealed: string) => Promise<string | undefined>
  publish: (plugin: VirtualPlugin) => Promise<string>
  withdraw: (which: Readonly<{ name: string; version: string }>) => Promise<void>
  listPublished: () => Promise<readonly Readonly<{ name: string; version: string; href: string }>[]>
  react: (reaction: string, values: Readonly<Record<string, unknown>>) => Promise<void>
}

/** A file that lies in the scratch folder of the job now. */
export type FetchedFile = Readonly<{
  path: string
  name: string
  contentType: string
  dataType: string | null
  attributeMetadataUrl: string | null
  sizeBytes: number
}>
