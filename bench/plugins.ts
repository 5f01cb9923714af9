import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import kMeans from '../plugins/classical-k-means/plugin.ts'
import mds from '../plugins/mds/plugin.ts'
import simulator from '../plugins/qiskit-simulator/plugin.ts'
import wuPalmer from '../plugins/wu-palmer/plugin.ts'
import { identifierOf } from '../src/apps/plugins/loading/description.ts'
import type { Plugin } from '../src/apps/plugins/sdk/plugin.ts'
import { readForm } from '../src/apps/plugins/sdk/values.ts'
import { runBare } from './plugins-bare.ts'
import { type BenchHouse, countPlugins, serveFiles, startBenchHouse } from './plugins-house.ts'
import { circuit, distances, entities, metadata, points, taxonomies } from './plugins-inputs.ts'
import { quantiles } from './quantiles.ts'

export const title = 'plugins: submit to result beside the plugin’s code alone, and the list of plugins'

const warmRuns = 200
const rounds = 2
const listed = 40
const listSeconds = 4
const hello = 'hello-world@v0-2-1'

type Form = Readonly<Record<string, string>>
type Work = Readonly<{ what: string; plugin: Plugin; form: Form; files: readonly string[] }>

const works: readonly Work[] = [
  {
    what: 'MDS, 1,000 entities',
    plugin: mds,
    form: { entityDistancesUrl: 'distances.json' },
    files: ['entityDistancesUrl'],
  },
  {
    what: 'k-means, 100,000 × 10',
    plugin: kMeans,
    form: { entityPointsUrl: 'points.csv', numClusters: '8' },
    files: ['entityPointsUrl'],
  },
  {
    what: 'Wu-Palmer, 2,000 entities',
    plugin: wuPalmer,
    form: {
      entitiesUrl: 'entities.json',
      entitiesMetadataUrl: 'metadata.json',
      taxonomiesZipUrl: 'taxonomies.zip',
      attributes: 'colour',
    },
    files: ['entitiesUrl', 'entitiesMetadataUrl', 'taxonomiesZipUrl'],
  },
  { what: '20 qubits, depth 50', plugin: simulator, form: { circuit: 'circuit.qasm' }, files: ['circuit'] },
]

/** Prints all of it. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-bench-plugins-'))
  const files = new Map([
    ['distances.json', distances(1_000)],
    ['points.csv', points(100_000, 10)],
    ['entities.json', entities(2_000)],
    ['metadata.json', metadata()],
    ['taxonomies.zip', await taxonomies()],
    ['circuit.qasm', circuit(20, 50)],
  ])
  const server = await serveFiles(files)
  const types = new Map([...files].map(([name, { type }]) => [name, type]))
  let house: BenchHouse | undefined
  try {
    const bare = join(folder, 'bare')
    await mkdir(bare)
    for (const [name, { body }] of files) await writeFile(join(bare, name), body)
    const alone = await startBenchHouse(folder, server.port, 0)
    const more = listed - (await countPlugins(alone.runner))
    await alone.stop()
    house = await startBenchHouse(folder, server.port, Math.max(0, more))
    await answerQuickly(house)
    for (const work of works) await compare(house, work, bare, types, `http://127.0.0.1:${server.port}/`)
    await list(house)
  } finally {
    await house?.stop()
    server.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Of the smallest plugin all that is measured is overhead. */
async function answerQuickly({ run }: BenchHouse): Promise<void> {
  for (let at = 0; at < 10; at++) await run(hello, { inputStr: 'input' })
  const times: number[] = []
  for (let at = 0; at < warmRuns; at++) times.push(await run(hello, { inputStr: `input ${at}` }))
  const startedMs = performance.now()
  const together = await Promise.all(Array.from({ length: 20 }, (_, at) => run(hello, { inputStr: `input ${at}` })))
  const allMs = performance.now() - startedMs
  console.table({
    'hello-world, warm': quantiles(times),
    '20 at once': { ...quantiles(together), allMs: Math.round(allMs) },
  })
}

async function compare(
  house: BenchHouse,
  work: Work,
  folder: string,
  types: ReadonlyMap<string, string>,
  files: string,
): Promise<void> {
  const { what, plugin, form } = work
  const inHouse = Object.fromEntries(
    Object.entries(form).map(([name, value]) => [name, work.files.includes(name) ? files + value : value]),
  )
  const { values } = readForm({ ...plugin.parameters }, form)
  const bareValues = {
    ...Object.fromEntries(Object.keys(plugin.inputs ?? {}).map((name) => [name, form[name] ?? null])),
    ...values,
  }
  const times = { house: [] as number[], bare: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    times.bare.push(await runBare(plugin, bareValues, folder, types))
    times.house.push(await house.run(identifierOf(plugin), inHouse))
  }
  const [bareMs, houseMs] = [Math.min(...times.bare), Math.min(...times.house)]
  console.log(
    `${what.padEnd(28)} ${ms(houseMs)} in the house   ${ms(bareMs)} the plugin’s code alone   ${Math.round((houseMs / bareMs) * 100)} %`,
  )
}

const ms = (value: number): string => `${Math.round(value).toLocaleString('en')} ms`.padStart(10)

/** Beside a bare server that sends the same bytes. */
async function list({ runner }: BenchHouse): Promise<void> {
  const count = await countPlugins(runner)
  const body = Buffer.from(await (await fetch(`${runner}/plugins/`)).arrayBuffer())
  const bare = createServer((_, reply) => reply.setHeader('content-type', 'application/json').end(body))
  bare.listen(0, '127.0.0.1')
  await once(bare, 'listening')
  const { port } = bare.address() as AddressInfo
  for (let round = 0; round < rounds; round++) {
    tellRate(`list of ${count} plugins`, await ask(`${runner}/plugins/`))
    tellRate('  bare server, same bytes', await ask(`http://127.0.0.1:${port}/`))
  }
  tellRate('metadata of one', await ask(`${runner}/plugins/${hello}/`))
  bare.close()
}

type Rate = Readonly<{ perSecond: number; p99Ms: number }>

const tellRate = (what: string, { perSecond, p99Ms }: Rate): void =>
  console.log(
    `${what.padEnd(28)} ${Math.round(perSecond).toLocaleString('en').padStart(7)} requests/s   p99 ${p99Ms.toFixed(1)} ms`,
  )

/** Asked by a process of its own, so that asking takes no time from answering. */
async function ask(url: string): Promise<Rate> {
  const cannon = join(import.meta.dirname, '../node_modules/autocannon/autocannon.js')
  const child = spawn(process.execPath, [cannon, '-c', '10', '-d', String(listSeconds), '--json', url], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk
  })
  await once(child, 'close')
  const { requests, latency, non2xx } = JSON.parse(text)
  if (non2xx > 0) throw new Error(`${non2xx} answers were not what was asked for.`)
  return { perSecond: requests.average, p99Ms: latency.p99 }
}
