import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

export const root = join(import.meta.dirname, '..', '..')
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8')

/** One instruction of a Dockerfile: `COPY`, and what stands behind it. */
export type Instruction = Readonly<{ name: string; words: string }>

/** The instructions of each stage, in their order; lines that go on are joined. */
export function readDockerfile(): readonly (readonly Instruction[])[] {
  const joined = textOf('Dockerfile')
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, ' ')
  const stages: Instruction[][] = []
  for (const line of joined.split('\n').filter((one) => one.trim() !== '')) {
    const [, name = '', words = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? []
    if (name === 'FROM') stages.push([])
    stages.at(-1)?.push({ name, words })
  }
  return stages
}

/** What a stage says of its containers. */
export type Image = Readonly<{
  environment: Readonly<Record<string, string>>
  /** ENTRYPOINT and CMD. */
  entry: readonly string[]
  command: readonly string[]
  health: readonly string[]
  user: string
}>

export function imageOf(stage: readonly Instruction[]): Image {
  const last = (name: string): string => stage.findLast((one) => one.name === name)?.words ?? ''
  const array = (words: string): string[] => JSON.parse(words || '[]')
  return {
    environment: Object.fromEntries(
      stage
        .filter(({ name }) => name === 'ENV')
        .flatMap(({ words }) => [...words.matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value])),
    ),
    entry: array(last('ENTRYPOINT')),
    command: array(last('CMD')),
    health: array(/CMD (\[.*\])$/.exec(last('HEALTHCHECK'))?.[1] ?? ''),
    user: last('USER'),
  }
}

export type Service = Readonly<{
  image: string
  command?: readonly string[]
  environment?: Readonly<Record<string, string>>
  read_only?: boolean
  user?: string
  privileged?: boolean
  cap_drop?: readonly string[]
  security_opt?: readonly string[]
  ports?: readonly string[]
  networks?: unknown
  depends_on?: unknown
  deploy?: { replicas?: number }
}>
export type Compose = Readonly<{
  services: Readonly<Record<string, Service>>
  networks?: Readonly<Record<string, { ipam?: { config?: { subnet: string }[] } }>>
}>

/** A compose file as the engine sees it: anchors merged, variables put in. */
export function readCompose(file: string, variables: Readonly<Record<string, string>> = {}): Compose {
  const put = (value: unknown): unknown => (typeof value === 'string' ? interpolate(value, variables) : value)
  return JSON.parse(JSON.stringify(parse(textOf(file), { merge: true })), (_name, value) => put(value))
}

/** @throws Error for a variable that must be there and is not. */
export function interpolate(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\$|\$\{(\w+)(?:(:[-?])([^}]*))?\}/g, (whole, name = '', how, words = '') => {
    if (whole === '$$') return '$'
    const value = variables[name] ?? ''
    if (value === '' && how === ':?') throw new Error(`${name} is missing: ${words}`)
    return value === '' && how === ':-' ? words : value
  })
}

/** The settings of a section of a systemd unit, each with all its values. */
export function readUnit(file: string, section: string): ReadonlyMap<string, readonly string[]> {
  const text = textOf(file).split(`[${section}]\n`)[1]?.split(/^\[/m)[0] ?? ''
  const settings = new Map<string, string[]>()
  for (const [, name = '', value = ''] of text.matchAll(/^(\w+)=(.*)$/gm))
    settings.set(name, [...(settings.get(name) ?? []), value])
  return settings
}

/** Packages that are installed without devDependencies, by the lock file: their places below the root. */
export function productionPackages(): string[] {
  type Entry = { dev?: boolean; devOptional?: boolean }
  const { packages } = JSON.parse(textOf('package-lock.json')) as { packages: Record<string, Entry> }
  return Object.entries(packages).flatMap(([place, { dev, devOptional }]) =>
    place === '' || dev || devOptional ? [] : [place],
  )
}
