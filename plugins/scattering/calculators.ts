import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runTool } from '../../src/apps/plugins/manifests/tool.ts'
import { PluginError } from '../../src/apps/plugins/sdk/plugin.ts'
import { type Profile, readProfile } from './profile.ts'

/** Programs of others that calculate a curve from a structure, where an administrator has installed them. */
export type CalculatorName = 'foxs' | 'pepsi-saxs' | 'crysol'

type Calculator = Readonly<{
  program: string
  /** Files are in the working folder: `model.pdb` and `curve.dat`. */
  arguments: (largestQ: number) => readonly string[]
  /** On one scale for all models, whatever scale the program gave to each. */
  read: (folder: string) => Promise<Profile>
}>

export const calculators: Readonly<Record<CalculatorName, Calculator>> = {
  foxs: {
    program: 'foxs',
    arguments: () => ['model.pdb', 'curve.dat'],
    read: async (folder) => {
      const text = await readFirst(folder, /^model.*curve.*\.(?:fit|dat)$/)
      return divided(readProfile(text, /model|fit/i, 2), factorIn(text, /\bc\s*=\s*(\S+?)[,;\s]/, 'scaling c'))
    },
  },
  'pepsi-saxs': {
    program: 'Pepsi-SAXS',
    arguments: () => ['model.pdb', 'curve.dat', '-o', 'out.fit'],
    read: async (folder) => {
      const log = await readFirst(folder, /^out\.log$/)
      const factor = factorIn(log, /^\s*Scaling\b[^\d+-]*([+-]?[\d.]+(?:[eE][+-]?\d+)?)/m, 'Scaling')
      return divided(readProfile(await readFirst(folder, /^out\.fit$/), /fit/i, 3), factor)
    },
  },
  crysol: {
    program: 'crysol',
    arguments: (largestQ) => ['model.pdb', '--smax', String(largestQ), '--ns', '1000', '--prefix', 'out'],
    read: async (folder) => readProfile(await readFirst(folder, /\.int$/), /final|intensity|solution/i, 1),
  },
}

const longestRunMs = 5 * 60_000

export type Wish = Readonly<{
  name: CalculatorName
  /** Its path, where it is not the one that is found by its name. */
  program?: string
  structure: string
  /** The measured curve, three columns. */
  curve: string
  q: Float64Array
  /** An empty folder is made below it, and taken away. */
  scratch: string
  signal: AbortSignal
}>

/**
 * The curve of one structure at the points `q`.
 *
 * @throws PluginError where the program is not there, fails, takes too long or leaves nothing that can be read
 */
export async function calculate({ name, program, structure, curve, q, scratch, signal }: Wish): Promise<Float64Array> {
  const calculator = calculators[name]
  const folder = join(scratch, 'calculation')
  await mkdir(folder)
  try {
    await writeFile(join(folder, 'model.pdb'), structure)
    await writeFile(join(folder, 'curve.dat'), curve)
    await runTool({
      program: program ?? calculator.program,
      arguments: calculator.arguments(q.at(-1) ?? 0.5),
      environment: {},
      folder,
      stdin: null,
      stdout: null,
      line: () => {},
      signal: AbortSignal.any([signal, AbortSignal.timeout(longestRunMs)]),
    })
    return at(q, await calculator.read(folder), name)
  } catch (error) {
    if (!(error instanceof Error && error.name === 'TimeoutError')) throw error
    throw new PluginError(
      `${calculator.program} took longer than ${longestRunMs / 60_000} minutes for one structure.`,
      { cause: error },
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function readFirst(folder: string, pattern: RegExp): Promise<string> {
  const name = (await readdir(folder)).sort().find((one) => pattern.test(one))
  if (name === undefined) throw new PluginError(`The program ended well, and left no file ${pattern.source}.`)
  return readFile(join(folder, name), 'utf8')
}

function factorIn(text: string, pattern: RegExp, what: string): number {
  const factor = Number(pattern.exec(text)?.[1])
  if (!Number.isFinite(factor) || factor === 0) throw new PluginError(`The program's files name no “${what}”.`)
  return factor
}

const divided = ({ q, intensity }: Profile, factor: number): Profile => ({
  q,
  intensity: intensity.map((value) => value / factor),
})

/** Points of the measured curve, between those of the program where they differ. */
function at(q: Float64Array, profile: Profile, name: string): Float64Array {
  const last = profile.q.at(-1) ?? 0
  if (profile.q.length === 0 || last < (q.at(-1) ?? 0) * 0.999)
    throw new PluginError(`The curve of ${name} ends at q = ${last}, before the measured one does.`)
  let place = 0
  return q.map((value) => {
    while (place + 2 < profile.q.length && (profile.q[place + 1] as number) < value) place++
    const [left, right] = [profile.q[place] as number, profile.q[place + 1] ?? Number.POSITIVE_INFINITY]
    const share = Math.min(1, Math.max(0, (value - left) / (right - left)))
    const from = profile.intensity[place] as number
    return from + share * ((profile.intensity[place + 1] ?? from) - from)
  })
}
