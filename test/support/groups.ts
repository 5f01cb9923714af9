import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

// Most files of tests take longer to load the program than to test it. So they run in groups, many in one process; alone run
// those with processes or a browser of their own, and those about something that a process has only once.

/** Files that run in one process, by the path of the script that does it. */
export type Groups = ReadonlyMap<string, readonly string[]>

const filesPerGroup = 24

/** Files whose tests drive several processes or a browser. */
export const takesLong = (file: string): boolean => /\.(browser|process)\.test\.ts$/.test(file)

/** Whether the tests measure the memory or the time of their process, or change its environment, its flags or its clock. */
const isAboutProcess = (file: string): boolean =>
  /process\.(memoryUsage|cpuUsage|chdir|exit|on\(|env\.\w+ = )|setFlagsFromString|mock\.timers/.test(
    readFileSync(file, 'utf8'),
  )

/** Splits files into those that run alone and groups of neighbours, which share most of what they load. */
export function split(files: readonly string[], folder: string): Readonly<{ alone: string[]; groups: Groups }> {
  const alone = files.filter((file) => files.length === 1 || takesLong(file) || isAboutProcess(file))
  const others = files.filter((file) => !alone.includes(file))
  const groups = new Map<string, readonly string[]>()
  for (let from = 0; from < others.length; from += filesPerGroup) {
    const group = others.slice(from, from + filesPerGroup)
    groups.set(writeScript(folder, `group-${groups.size + 1}.mjs`, group), group)
  }
  return { alone, groups }
}

function writeScript(folder: string, name: string, files: readonly string[]): string {
  const path = resolve(folder, name)
  const together = pathToFileURL(join(import.meta.dirname, 'together.ts')).href
  writeFileSync(path, `import { runTogether } from '${together}'\nrunTogether(${JSON.stringify(files)})\n`)
  return path
}
