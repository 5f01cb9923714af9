import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'

/** `npm run bench` runs all of them, `npm run bench -- tasks start` those that are named. */
const benches = {
  start: () => import('./start.ts'),
  tasks: () => import('./tasks.ts'),
  'papers-reading': () => import('./papers-reading.ts'),
  import: () => import('./import.ts'),
  'papers-table': () => import('./papers-table.ts'),
  'papers-operating': () => import('./papers-operating.ts'),
  'papers-export': () => import('./papers-export.ts'),
  'papers-million': () => import('./papers-million.ts'),
  observations: () => import('./observations.ts'),
  'observations-catalog': () => import('./observations-catalog.ts'),
  backup: () => import('./backup.ts'),
  bioce: () => import('./bioce.ts'),
  plugins: () => import('./plugins.ts'),
} as const satisfies Readonly<Record<string, () => Promise<Bench>>>

type Bench = Readonly<{ title: string; run: () => Promise<void> }>
type Name = keyof typeof benches

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !isName(name))
const names = wanted.length > 0 ? wanted.filter(isName) : Object.keys(benches).filter(isName)
const [only, ...others] = names

if (unknown.length > 0) {
  console.error(`No benchmark is called ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}.`)
  process.exitCode = 2
} else if (only !== undefined && others.length === 0) {
  await runHere(only)
} else {
  tellMachine()
  for (const name of names) if ((await runApart(name)) !== 0) process.exitCode = 1
}

async function runHere(name: Name): Promise<void> {
  const { title, run } = await benches[name]()
  console.log(`\n${title}`)
  await run()
}

/** Each in a process of its own: what one has warmed up or filled would count for the next. */
async function runApart(name: Name): Promise<number> {
  const [code] = await once(spawn(process.execPath, [import.meta.filename, name], { stdio: 'inherit' }), 'exit')
  if (code !== 0) console.error(`${name} ended with ${code}`)
  return code ?? 1
}

/** Figures mean little without the machine, and less on a busy one. */
function tellMachine(): void {
  const [minute = 0] = loadavg()
  const gibibytes = (totalmem() / 2 ** 30).toFixed(0)
  console.log(
    `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus()[0]?.model ?? 'unknown processor'}`,
  )
  console.log(`${availableParallelism()} cores, ${gibibytes} GiB, load ${minute.toFixed(1)} before the first benchmark`)
}

function isName(name: string): name is Name {
  return Object.hasOwn(benches, name)
}
