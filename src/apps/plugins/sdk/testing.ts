import { describeFiles } from '../loading/describing-files.ts'
import type { PluginDescription } from '../loading/description.ts'
import { pluginFilesIn } from '../loading/plugin-files.ts'
import { type Children, openChildren } from '../running/children.ts'
import type { Progress } from '../running/messages.ts'
import {
  type Answers,
  openPretendedHouse,
  type PretendedHouse,
  type TestFile,
  type TestOutput,
} from './pretended-house.ts'
import { type Given, openRun } from './test-run.ts'

export type { Answers, TestFile, TestOutput }

/** A plugin, ready to be run by a test as the house runs it: in a process of its own, with its limits. */
export type PluginUnderTest = Readonly<{
  identifier: string
  /** What the house knows of it: fields, steps, outputs. */
  description: PluginDescription
  /** Sends the first form, and waits until the plugin has ended or asks for another one. */
  run: (values?: Given) => Promise<TestRun>
  /** Calls an endpoint of its own, such as `GET`, `plots/`. */
  call: (method: string, path: string, body?: unknown) => Promise<unknown>
}>

/** What came of a run so far. */
export type TestRun = Readonly<{
  /** REFUSED: the form was not taken, see `errors`. PENDING: a step is open, or the plugin waits for others. */
  status: 'SUCCESS' | 'FAILURE' | 'PENDING' | 'REFUSED'
  /** What is wrong with each field of a form that was refused. */
  errors: Readonly<Record<string, readonly string[]>>
  log: string
  progress: Progress | null
  outputs: readonly TestOutput[]
  links: readonly Readonly<{ type: string; href: string }>[]
  /** The step that is open now; null where none is. */
  step: Readonly<{ id: string; name: string; title: string }> | null
  /** What the plugin keeps with the task. */
  data: Readonly<Record<string, unknown>>
  /** Fills in the open step, by one of its further buttons where one is named. */
  submit: (values?: Given, button?: string) => Promise<TestRun>
  /** Starts one of the plugin's reactions, as an endpoint of it would. */
  react: (reaction: string, values?: Readonly<Record<string, unknown>>) => Promise<TestRun>
  /** Calls an endpoint of this task, and waits for the reactions that it starts. */
  call: (method: string, path: string, body?: unknown) => Promise<Readonly<{ answer: unknown; run: TestRun }>>
}>

/** Within which a plugin must say what it is. */
const describeMs = 10_000

/**
 * Loads the plugin of a folder for the tests beside it; `t` is the test, whose end closes what was opened.
 *
 * @throws Error that says why the plugin cannot be loaded.
 */
export async function openPlugin(
  folder: string,
  t: Readonly<{ after: (close: () => Promise<void>) => void }>,
  { answers = {} }: Readonly<{ answers?: Answers }> = {},
): Promise<PluginUnderTest> {
  const { files } = await pluginFilesIn(folder)
  const [described] = await describeFiles(files.slice(0, 1), describeMs)
  if (!described?.plugin)
    throw new Error(described?.reason ?? `${folder} holds no plugin.ts, plugin.js or plugin.json.`)
  const { plugin } = described
  const children: Children = openChildren()
  const house: PretendedHouse = openPretendedHouse(answers)
  t.after(() => children.close())
  return {
    identifier: plugin.identifier,
    description: plugin,
    run: (values = {}) => openRun(plugin, children, house).submitFirst(values),
    call: (method, path, body) => openRun(plugin, children, house).call(method, path, body),
  }
}

/** A file to give to a field: what it holds, and what its origin would say of it. */
export function testFile(
  name: string,
  content: string | Uint8Array,
  { contentType = 'text/plain', dataType = null }: Readonly<{ contentType?: string; dataType?: string | null }> = {},
): TestFile {
  return { name, content, contentType, dataType }
}
