import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { OpenedFile, RunContext } from '../../../../src/apps/plugins/sdk/context.ts'
import type { Ensemble } from '../inference/ensemble.ts'
import type { Statistics } from '../inference/statistics.ts'
import type { Pool } from '../parallel/pool.ts'
import type { StructureCurve } from '../scattering/curve-of-structure.ts'
import type { Atoms } from '../scattering/exposure.ts'
import { walkStructures } from './archive.ts'
import { type CurveOptions, type ReadCurve, readCurve } from './curve.ts'
import { readExtras } from './extras.ts'
import type { InputFact, ModelFacts } from './facts.ts'
import { type Finding, findingsFor, type InputName } from './findings.ts'
import { type Demand, type GivenFiles, largestCurveBytes, largestTextBytes, textOf } from './given.ts'
import { type KnownCurves, knownCurves } from './known-curves.ts'
import { readSimulated } from './simulated.ts'
import { parseStructure } from './structure.ts'
import { twinsAmong } from './twins.ts'

type ReadingOptions = CurveOptions & Readonly<{ solvent: 'usual' | 'fitted'; threads: number; splitModels?: boolean }>

export type ReadInputs = Readonly<{
  ensemble: Ensemble
  models: readonly ModelFacts[]
  shifts?: Statistics
  energies?: Float64Array
  isDummy: boolean
  findings: readonly Finding[]
}>

/** Some file cannot be used: what is wrong stands in `findings`. */
export class UnusableInputs extends Error {
  override name = 'UnusableInputs'
  readonly findings: readonly Finding[]

  constructor(findings: readonly Finding[]) {
    super('Some file cannot be used.')
    this.findings = findings
  }
}

/**
 * Reads everything that was given, and calculates curves where none were; those in `blobs` are not calculated again.
 *
 * @throws UnusableInputs
 */
export async function readInputs(
  files: GivenFiles,
  options: ReadingOptions,
  pool: Pool,
  report: (share: number, words: string) => void,
  blobs?: RunContext['blobs'],
): Promise<ReadInputs> {
  const all: Finding[] = []
  const demand = <Value>(value: Value | undefined, found: readonly Finding[]): Value => {
    all.push(...found)
    if (value === undefined || found.some(({ severity }) => severity === 'error')) throw new UnusableInputs(all)
    return value
  }
  await refuseTwice(files, demand)
  const curveFile = files.curve as OpenedFile
  const aboutCurve = findingsFor('curve', curveFile.name)
  const curve = demand(
    readCurve(await textOf(curveFile, largestCurveBytes, aboutCurve), options, aboutCurve),
    aboutCurve.list,
  )

  const walked = files.structures
    ? await walk(files.structures, files.simulated ? null : curve, options, pool, report, demand, blobs)
    : null
  const order = walked ? naturalOrder(walked.map(({ facts }) => facts.name)) : []
  const structures = order.map((at) => walked?.[at] as Walked)
  const { simulated, names } = files.simulated
    ? await given(files.simulated, curve, structures, demand)
    : calculated(structures, curve)
  const models = names.map(
    (name, at): ModelFacts =>
      structures.find(({ facts }) => facts.name === name)?.facts ?? structures[at]?.facts ?? { ...noFacts, name },
  )
  const ensemble: Ensemble = { curve: curve.curve, simulated, names }
  all.push(...findingsOfTwins(ensemble, files))
  return {
    ensemble,
    models,
    ...(await readExtras(files, names, demand)),
    isDummy: structures.length > 0 && structures.every(({ isDummy }) => isDummy),
    findings: all,
  }
}

type Walked = Readonly<{ facts: ModelFacts; isDummy: boolean; atoms: number; intensity: Float64Array | null }>

const noFacts = { atoms: null, residues: null, radiusOfGyration: null, largestDistance: null, c1: null, c2: null }

/** Reads structures one after the other, and lets threads calculate their curves meanwhile; few are in memory at once. */
async function walk(
  file: OpenedFile,
  curve: ReadCurve | null,
  { solvent, threads, splitModels = false }: ReadingOptions,
  pool: Pool,
  report: (share: number, words: string) => void,
  demand: Demand,
  blobs: RunContext['blobs'] | undefined,
): Promise<Walked[]> {
  const known = curve && blobs ? knownCurves(blobs, curve, solvent) : undefined
  const findings = findingsFor('structures', file.name)
  const started: Promise<Walked>[] = []
  const running = new Set<Promise<unknown>>()
  let done = 0
  for await (const { name, text } of walkStructures(file.path, file.name, findings, { splitModels })) {
    const structure = parseStructure(name, text)
    if (!structure) {
      findings.error(`“${name}” without coordinates`, 'ATOM or HETATM records')
      break
    }
    for (const warning of structure.warnings) findings.warn(`in “${name}”: ${warning}`, 'one model of known elements')
    const { atoms, residues, isDummy } = structure
    const base = { ...noFacts, name, atoms: atoms.x.length, residues }
    const finish = (walked: Omit<Walked, 'isDummy' | 'atoms'>): Walked => {
      report(++done / (done + 10), `${done} structures`)
      return { ...walked, isDummy, atoms: atoms.x.length }
    }
    const run = curve
      ? curveFor({ text, atoms }, curve, solvent, pool, known).then(({ forward, intensity, ...facts }) =>
          finish({ facts: { ...base, ...facts }, intensity: Float64Array.of(forward, ...intensity) }),
        )
      : pool.run('sizeOfStructure', atoms).then((sizes) => finish({ facts: { ...base, ...sizes }, intensity: null }))
    started.push(run)
    const settled = run.catch(() => {}).finally(() => running.delete(settled))
    running.add(settled)
    if (running.size > 2 * Math.max(1, threads)) await Promise.race(running)
  }
  const found = await Promise.all(started)
  if (found.length === 0 && !findings.hasErrors()) findings.error('no structure', 'PDB or CIF files')
  const odd = found.find(({ atoms }) => atoms !== found[0]?.atoms)
  if (odd)
    findings.warn(`${odd.atoms} atoms in “${odd.facts.name}”`, `${found[0]?.atoms}, as in “${found[0]?.facts.name}”`)
  return demand(found, findings.list)
}

async function curveFor(
  { text, atoms }: Readonly<{ text: string; atoms: Atoms }>,
  { curve }: ReadCurve,
  solvent: ReadingOptions['solvent'],
  pool: Pool,
  known: KnownCurves | undefined,
): Promise<StructureCurve> {
  const before = await known?.find(text)
  if (before) return before
  const { q, intensity, sigma } = curve
  const fit = solvent === 'fitted' ? { fit: { intensity, sigma } } : {}
  const found = await pool.run('curveOfStructure', { atoms, q, c1: 1, c2: 0, ...fit })
  await known?.keep(text, found)
  return found
}

/** One normalisation for all models, never one for each: how strongly they scatter forward tells them apart. */
function calculated(structures: readonly Walked[], { curve }: ReadCurve): { simulated: Float64Array; names: string[] } {
  const points = curve.q.length
  const mean = structures.reduce((sum, { intensity }) => sum + (intensity?.[0] ?? 0), 0) / structures.length
  const simulated = new Float64Array(structures.length * points)
  structures.forEach(({ intensity }, model) => {
    for (let point = 0; point < points; point++)
      simulated[model * points + point] = (intensity?.[point + 1] ?? Number.NaN) / mean
  })
  return { simulated, names: structures.map(({ facts }) => facts.name) }
}

/** Columns belong to structures by the names above them, or else by their order. */
async function given(
  file: OpenedFile,
  curve: ReadCurve,
  structures: readonly Walked[],
  demand: Demand,
): Promise<{ simulated: Float64Array; names: string[] }> {
  const findings = findingsFor('simulated', file.name)
  const models = structures.length > 0 ? structures.length : null
  const text = await textOf(file, largestTextBytes, findings)
  const { simulated, header, columns } = demand(readSimulated(text, curve, models, findings), findings.list)
  const stem = (name: string): string => name.replace(/\.(?:pdb|ent|cif|mmcif)$/i, '')
  const own = structures.map(({ facts }) => facts.name)
  const places = own.map((name) => header.findIndex((title) => stem(title) === stem(name)))
  if (own.length > 0 && places.every((place) => place >= 0)) {
    const points = curve.curve.q.length
    const sorted = new Float64Array(simulated.length)
    places.forEach((from, to) => {
      sorted.set(simulated.subarray(from * points, (from + 1) * points), to * points)
    })
    return { simulated: sorted, names: own }
  }
  const byOrder = findingsFor('simulated', file.name)
  if (own.length > 1)
    byOrder.warn('columns without names', `the order of the names, from “${own[0]}” to “${own.at(-1)}”, is taken`)
  demand(true, byOrder.list)
  const names =
    own.length > 0
      ? own
      : header.length === columns
        ? [...header]
        : Array.from({ length: columns }, (_, at) => `model ${at + 1}`)
  return { simulated, names }
}

/** Which of two such models the selection keeps is chance; a person should know before reading the weights. */
function findingsOfTwins(ensemble: Ensemble, { structures, simulated }: GivenFiles): readonly Finding[] {
  const findings = findingsFor(simulated ? 'simulated' : 'structures', (simulated ?? structures)?.name ?? '')
  const twins = twinsAmong(ensemble)
  const [first] = twins
  if (first)
    findings.warn(
      `${twins.length} ${twins.length === 1 ? 'pair' : 'pairs'} of models that scatter alike, such as “${first[0]}” and “${first[1]}”`,
      'models that the curve can tell apart; of such a pair one is kept by chance',
    )
  return findings.list
}

/** The same file in two places is a slip of the hand, whatever its names. */
async function refuseTwice(files: GivenFiles, demand: Demand): Promise<void> {
  const seen = new Map<string, string>()
  for (const { input, sha256, name } of await factsOf(files)) {
    const findings = findingsFor(input as InputName, name)
    const other = seen.get(sha256)
    if (other !== undefined) findings.error(`the same file as for “${other}”`, 'a file of its own')
    seen.set(sha256, input)
    demand(true, findings.list)
  }
}

export async function factsOf(files: GivenFiles): Promise<InputFact[]> {
  const facts: InputFact[] = []
  for (const [input, file] of Object.entries(files)) {
    const hash = createHash('sha256')
    await pipeline(createReadStream(file.path), hash)
    facts.push({ input, name: file.name, sha256: hash.digest('hex'), sizeBytes: file.sizeBytes })
  }
  return facts
}

/** 2.pdb before 10.pdb. */
function naturalOrder(names: readonly string[]): number[] {
  const { compare } = new Intl.Collator('en', { numeric: true })
  return [...names.keys()].sort((a, b) => compare(names[a] ?? '', names[b] ?? ''))
}
