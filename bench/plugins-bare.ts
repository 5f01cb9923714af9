import { createReadStream, createWriteStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Content, OpenedFile, RunContext } from '../src/apps/plugins/sdk/context.ts'
import type { Plugin } from '../src/apps/plugins/sdk/plugin.ts'

/** Runs a plugin's code in this process: files lie in a folder, results are written there, and there is no house. */
export async function runBare(
  plugin: Plugin,
  values: Readonly<Record<string, unknown>>,
  folder: string,
  types: ReadonlyMap<string, string>,
): Promise<number> {
  const controller = new AbortController()
  const save = async (name: string, content: Content) => {
    const path = join(folder, 'result')
    const chunks = typeof content === 'string' || content instanceof Uint8Array ? [content] : content
    await pipeline(Readable.from(chunks), createWriteStream(path, { flush: true }))
    return { url: path, name, sizeBytes: (await stat(path)).size }
  }
  const context = {
    task: { number: 1, url: '' },
    plugin: { identifier: '', name: plugin.name, version: plugin.version, url: '' },
    stepId: null,
    signal: controller.signal,
    scratch: folder,
    log: () => {},
    progress: () => {},
    open: async (name: string) => opened(join(folder, name), name, types.get(name) ?? ''),
    saveOutput: save,
    data: {},
  } as unknown as RunContext

  const startedMs = performance.now()
  await plugin.run(context, values)
  return performance.now() - startedMs
}

async function opened(path: string, name: string, contentType: string): Promise<OpenedFile> {
  return {
    url: name,
    name,
    contentType,
    dataType: null,
    attributeMetadataUrl: null,
    sizeBytes: (await stat(path)).size,
    path,
    stream: () => createReadStream(path),
    text: () => readFile(path, 'utf8'),
    json: async () => JSON.parse(await readFile(path, 'utf8')),
    bytes: () => readFile(path),
  }
}
