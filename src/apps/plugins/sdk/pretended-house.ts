import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Asks, FetchedFile } from '../running/messages.ts'
import type { OutputType } from './context.ts'

/** A file that a test gives to a plugin. */
export type TestFile = Readonly<{
  name: string
  content: string | Uint8Array
  contentType: string
  dataType: string | null
}>

/** A result, as whoever looks at the task finds it. */
export type TestOutput = Readonly<{
  name: string
  dataType: string
  contentType: string
  /** Address of a file that lies elsewhere; null for one that the plugin wrote. */
  url: string | null
  bytes: Uint8Array
  text: string
  /** @throws SyntaxError where it is no JSON. */
  json: () => unknown
}>

/** What other programs answer to the plugin; a test gives those that the plugin asks. */
export type Answers = Readonly<
  Partial<Pick<Asks, 'open' | 'callPlugin' | 'readJson' | 'postJson' | 'request' | 'subscribe'>>
>

/** The world of one plugin in a test: files, memory over all runs, and nothing else. */
export type PretendedHouse = Readonly<{
  /** The address under which the plugin may open a file. */
  addressOf: (file: TestFile) => string
  asksFor: (run: RunFolders) => Asks
}>

type RunFolders = Readonly<{
  scratch: string
  outputs: TestOutput[]
  links: { type: string; href: string }[]
  react: Asks['react']
}>

const origin = 'https://lyceum.test/files/'

export function openPretendedHouse(answers: Answers): PretendedHouse {
  const files = new Map<string, TestFile>()
  const state = new Map<string, unknown>()
  const blobs = new Map<string, Uint8Array>()
  const published = new Map<string, Readonly<{ name: string; version: string; href: string }>>()
  let fetched = 0

  const addressOf = (file: TestFile): string => {
    const address = `${origin}${files.size + 1}/${encodeURIComponent(file.name)}`
    files.set(address, file)
    return address
  }

  async function open(url: string, scratch: string): Promise<FetchedFile> {
    const known = files.get(url) ?? (url.startsWith('data:') ? await fromDataUrl(url) : undefined)
    if (!known) return answerOf(answers.open, 'open', url)(url)
    const path = join(scratch, `in-${++fetched}`)
    await writeFile(path, known.content)
    const { name, contentType, dataType } = known
    return { path, name, contentType, dataType, attributeMetadataUrl: null, sizeBytes: (await stat(path)).size }
  }

  async function save(run: RunFolders, file: string, name: string, type: OutputType, isTemporary: boolean) {
    demandOutput(name, type)
    const bytes = await readFile(join(run.scratch, file))
    if (!isTemporary) run.outputs.push(outputOf(name, type, bytes, null))
    return { url: addressOf({ name, content: bytes, ...type }), name, sizeBytes: bytes.length }
  }

  const asksFor = (run: RunFolders): Asks => ({
    open: (url) => open(url, run.scratch),
    save: (file, name, type, isTemporary) => save(run, file, name, type, isTemporary),
    link: async (name, url, type) => {
      demandOutput(name, type)
      if (!/^https?:/.test(url)) throw new Error('This must be an absolute http or https address.')
      run.outputs.push(outputOf(name, type, new Uint8Array(), url))
    },
    addLink: async (type, href) => void run.links.push({ type, href }),
    callPlugin: (url, form) => answerOf(answers.callPlugin, 'callPlugin', url)(url, form),
    readJson: (url) => answerOf(answers.readJson, 'readJson', url)(url),
    postJson: (url, body) => answerOf(answers.postJson, 'postJson', url)(url, body),
    request: (asked) => answerOf(answers.request, 'request', asked.url)(asked),
    subscribe: (task, webhook, event) => answerOf(answers.subscribe, 'subscribe', task)(task, webhook, event),
    getState: async (key) => state.get(key),
    setState: async (key, value) => void state.set(key, JSON.parse(JSON.stringify(value))),
    deleteState: async (key) => void state.delete(key),
    getBlob: async (key) => blobs.get(key),
    setBlob: async (key, value) => void blobs.set(key, value),
    deleteBlob: async (key) => void blobs.delete(key),
    publish: async ({ name, version }) => {
      const href = `https://lyceum.test/plugins/${name}@${version}/`
      published.set(`${name}\n${version}`, { name, version, href })
      return href
    },
    withdraw: async ({ name, version }) => void published.delete(`${name}\n${version}`),
    listPublished: async () => [...published.values()],
    seal: async (text) => `sealed:${Buffer.from(text).toString('base64url')}`,
    unseal: async (sealed) => {
      const [, body] = /^sealed:([\w-]*)$/.exec(sealed) ?? []
      return body === undefined ? undefined : Buffer.from(body, 'base64url').toString()
    },
    react: run.react,
  })

  return { addressOf, asksFor }
}

function answerOf<Ask>(answer: Ask | undefined, what: string, url: string): Ask {
  if (answer === undefined) throw new Error(`The test gives no answer to ${what}(${url.slice(0, 200)}).`)
  return answer
}

/** What the house refuses too. */
function demandOutput(name: string, { dataType, contentType }: OutputType): void {
  const isPlain = !/(?:^|[\\/])\.\.(?:[\\/]|$)/.test(name)
  if (!isPlain || ![dataType, contentType].every((type) => /^[\x20-\x7e]{1,255}$/.test(type)))
    throw new Error('A result needs a plain name, a data type and a content type.')
}

function outputOf(name: string, type: OutputType, bytes: Uint8Array, url: string | null): TestOutput {
  const text = new TextDecoder().decode(bytes)
  return { name, ...type, url, bytes, text, json: () => JSON.parse(text) }
}

/** @see RFC 2397 */
async function fromDataUrl(url: string): Promise<TestFile> {
  const [, head = '', body = ''] = /^data:([^,]*),(.*)$/s.exec(url) ?? []
  const isBase64 = /;\s*base64$/i.test(head)
  const content = Buffer.from(decodeURIComponent(body), isBase64 ? 'base64' : 'utf8')
  return { name: 'data', content, contentType: head.replace(/;\s*base64$/i, '') || 'text/plain', dataType: null }
}
