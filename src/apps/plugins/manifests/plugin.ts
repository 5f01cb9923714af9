import { constants } from 'node:fs'
import { glob, lstat, mkdir, open, rename, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { RunContext } from '../sdk/context.ts'
import type { FieldSpec, Fields } from '../sdk/fields.ts'
import { type Plugin, PluginError } from '../sdk/plugin.ts'
import { argumentsOf, environmentOf, type Given } from './command.ts'
import { fieldsOfManifest, type Manifest, type ManifestOutput, readManifest } from './manifest.ts'
import { runTool } from './tool.ts'

type Values = Readonly<Record<string, unknown>>

const mostOutputs = 1_000
/** What the log of one run takes of a program's words. */
const longestLog = 100_000

/**
 * The plugin that a manifest describes, in the folder in which it lies.
 *
 * @throws TypeError where the manifest is not right.
 */
export function pluginOfManifest(json: string, folder: string): Plugin {
  const manifest = readManifest(json)
  const { name, version, title, description, type, tags, help, example, citation, limits } = manifest
  const [inputs, parameters] = [fieldsOfManifest(manifest.inputs), fieldsOfManifest(manifest.parameters)]
  return {
    ...{ name, version, title, description, type, tags, help, example, citation, limits, inputs, parameters },
    outputs: manifest.outputs.map(({ file, contentType, ...rest }) => ({
      ...rest,
      ...(file.includes('*') ? {} : { name: basename(file) }),
      contentType: [contentType],
    })),
    needs: ['programs', ...manifest.needs],
    run: (context, values) => runManifest(manifest, folder, { ...inputs, ...parameters }, context, values),
  }
}

async function runManifest(
  manifest: Manifest,
  pluginFolder: string,
  fields: Fields,
  context: RunContext,
  values: Values,
): Promise<undefined> {
  const folder = join(context.scratch, 'work')
  await mkdir(folder)
  const given = { ...(await givenFor(fields, values, context)), plugin: pluginFolder }
  const [program = '', ...rest] = argumentsOf(manifest.command, given, fields)
  await runTool({
    program,
    arguments: rest,
    surroundings: { pluginFolder, scratch: context.scratch, mayUseNetwork: manifest.needs.includes('network') },
    environment: environmentOf(manifest.environment, given),
    folder,
    stdin: manifest.stdin === undefined ? null : await stdinFor(manifest.stdin, fields, given, context),
    stdout: manifest.stdout === undefined ? null : await placeFor(join(folder, manifest.stdout)),
    line: listenTo(manifest, context),
    signal: context.signal,
  })
  for (const output of manifest.outputs) await saveOutputs(output, folder, context)
}

/** Files become paths, under the names that their origins gave them; everything else becomes text. */
async function givenFor(fields: Fields, values: Values, context: RunContext): Promise<Given> {
  const given: Record<string, string | string[] | null> = {}
  for (const [name, field] of Object.entries(fields)) {
    const value = values[name] ?? null
    given[name] = value !== null && isFile(field) ? await fetched(name, String(value), context) : textOf(value)
  }
  return given
}

const isFile = ({ kind }: FieldSpec): boolean => kind === 'file' || kind === 'dataUrl'

const textOf = (value: unknown): string | string[] | null =>
  value === null ? null : Array.isArray(value) ? value.map(String) : String(value)

async function fetched(field: string, url: string, context: RunContext): Promise<string> {
  const { path, name } = await context.open(url)
  const place = await placeFor(join(context.scratch, 'inputs', field, name))
  await rename(path, place)
  return place
}

async function stdinFor(name: string, fields: Fields, given: Given, { scratch }: RunContext): Promise<string | null> {
  const value = given[name] ?? null
  const field = fields[name]
  if (value === null || !field || isFile(field)) return value === null ? null : String(value)
  const place = join(scratch, 'stdin')
  await writeFile(place, [value].flat().join('\n'))
  return place
}

async function placeFor(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  return path
}

/** What the program says is progress where it fits the pattern, and else goes to the log as far as that holds it. */
function listenTo({ progress }: Manifest, context: RunContext): (line: string) => void {
  const pattern = progress === undefined ? undefined : new RegExp(progress, 'u')
  let room = longestLog
  return (line) => {
    const { value, of } = pattern?.exec(line)?.groups ?? {}
    const numbers = [Number(value), Number(of ?? 100)] as const
    if (value !== undefined && numbers.every(Number.isFinite)) {
      context.progress(numbers[0], { target: numbers[1], unit: of === undefined ? '%' : 'steps' })
    } else if (room > 0) {
      room -= line.length + 1
      context.log(room > 0 ? line : 'What else the program said is left out.')
    }
  }
}

async function saveOutputs(output: ManifestOutput, folder: string, context: RunContext): Promise<void> {
  const { file, dataType, contentType, required } = output
  const found: string[] = []
  for await (const path of glob(file, { cwd: folder })) if (await isPlainFile(join(folder, path))) found.push(path)
  if (found.length === 0 && required) throw new PluginError(`The program ended well, and left no ${file}.`)
  if (found.length > mostOutputs)
    throw new PluginError(`The program left ${found.length} files ${file}; ${mostOutputs} are taken.`)
  for (const path of found.sort()) {
    const handle = await open(join(folder, path), constants.O_RDONLY | constants.O_NOFOLLOW)
    await context.saveOutput(basename(path), handle.createReadStream(), { dataType, contentType })
  }
}

/** No link, whose target may be anything. */
const isPlainFile = async (path: string): Promise<boolean> => (await lstat(path)).isFile()
