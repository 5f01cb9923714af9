import { createReadStream, createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Content, OpenedFile, OutputType, RunContext, SavedFile } from '../sdk/context.ts'
import type { EndpointContext } from '../sdk/plugin.ts'
import { PluginError } from '../sdk/plugin.ts'
import type { Asks, Assignment, FetchedFile, FromChild, ToChild } from './messages.ts'

type Waiting = Readonly<{ resolve: (value: unknown) => void; reject: (error: Error) => void }>

const waiting = new Map<number, Waiting>()
let asked = 0
let written = 0

/** Hands the parent's answer to whoever asked. */
export function answerAsk(answer: Extract<ToChild, { do: 'answer' }>): void {
  const { resolve, reject } = waiting.get(answer.ask) ?? {}
  waiting.delete(answer.ask)
  if (answer.error === undefined) resolve?.(answer.value)
  else reject?.(new PluginError(answer.error))
}

/** What a plugin is lent, in the process in which it runs: each act is a question to the parent. */
export function contextOf(
  id: number,
  assignment: Assignment,
  signal: AbortSignal,
  say: (message: FromChild) => void,
): RunContext & EndpointContext {
  const { task, plugin, stepId, button, scratch, data } = assignment
  function ask<What extends keyof Asks>(what: What, ...given: Parameters<Asks[What]>): ReturnType<Asks[What]> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const number = ++asked
    waiting.set(number, { resolve, reject })
    say({ say: 'ask', id, ask: number, what, arguments: given })
    return promise as ReturnType<Asks[What]>
  }
  async function save(name: string, content: Content, type: OutputType, isTemporary: boolean): Promise<SavedFile> {
    const file = `out-${++written}`
    await pipeline(readable(content), createWriteStream(join(scratch, file)), { signal })
    return ask('save', file, name, type, isTemporary)
  }

  return {
    task: { ...task, data },
    plugin,
    stepId,
    button,
    signal,
    scratch,
    data,
    log: (line) => say({ say: 'log', id, line: String(line) }),
    progress: (value, of = {}) => say({ say: 'progress', id, progress: { value, ...of } }),
    open: async (url) => openedFile(url, await ask('open', url)),
    saveOutput: (name, content, type) => save(name, content, type, false),
    saveTemporary: (name, content, contentType) => save(name, content, { dataType: 'temp-file', contentType }, true),
    linkOutput: (name, url, type) => ask('link', name, url, type),
    state: {
      get: (key) => ask('getState', key),
      set: (key, value) => ask('setState', key, value),
      delete: (key) => ask('deleteState', key),
    },
    blobs: {
      get: (key) => ask('getBlob', key),
      set: (key, value) => ask('setBlob', key, value),
      delete: (key) => ask('deleteBlob', key),
    },
    virtual: {
      publish: (virtual) => ask('publish', virtual),
      withdraw: ({ name, version }) => ask('withdraw', { name, version }),
      list: () => ask('listPublished'),
    },
    secrets: { seal: (text) => ask('seal', text), open: (sealed) => ask('unseal', sealed) },
    addLink: (type, href) => ask('addLink', type, href),
    callPlugin: (url, form) => ask('callPlugin', url, form),
    readJson: (url) => ask('readJson', url),
    postJson: (url, body) => ask('postJson', url, body),
    request: (asked) => ask('request', asked),
    subscribe: (taskUrl, webhook, event = null) => ask('subscribe', taskUrl, webhook, event),
    react: (reaction, values) => ask('react', reaction, values),
  }
}

const readable = (content: Content): Readable =>
  Readable.from(typeof content === 'string' || content instanceof Uint8Array ? [content] : content)

function openedFile(url: string, fetched: FetchedFile): OpenedFile {
  const { path } = fetched
  return {
    ...fetched,
    url,
    stream: () => createReadStream(path),
    text: () => readFile(path, 'utf8'),
    json: async () => JSON.parse(await readFile(path, 'utf8')),
    bytes: () => readFile(path),
  }
}
