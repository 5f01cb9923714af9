import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Where the program itself lies. */
const root = join(import.meta.dirname, '../../..')

/** One package that the house is built on. Empty text: it does not say. */
export type UsedPackage = Readonly<{ name: string; version: string; licence: string; author: string; homepage: string }>

type Manifest = Readonly<{
  name?: string
  version?: string
  license?: string | Readonly<{ type?: string }>
  author?: string | Readonly<{ name?: string }>
  homepage?: string
  dependencies?: Readonly<Record<string, string>>
}>

let read: Promise<readonly UsedPackage[]> | undefined

/** Every package that comes along with the house, by name; read from where they lie, once. */
export function usedPackages(): Promise<readonly UsedPackage[]> {
  read ??= readPackages()
  return read
}

async function readPackages(): Promise<readonly UsedPackage[]> {
  const own = await readManifest(root)
  const found = new Map<string, UsedPackage>()
  let places = await placesOf(root, own)
  while (places.length > 0) {
    const next: string[] = []
    for (const place of places) {
      if (found.has(place)) continue
      const manifest = await readManifest(place)
      found.set(place, shown(manifest))
      next.push(...(await placesOf(place, manifest)))
    }
    places = next
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Where the packages lie that one asks for: beside it, or above, as the engine looks for them. */
async function placesOf(folder: string, { dependencies = {} }: Manifest): Promise<string[]> {
  const places = await Promise.all(Object.keys(dependencies).map((name) => placeOf(folder, name)))
  return places.filter((place) => place !== undefined)
}

async function placeOf(folder: string, name: string): Promise<string | undefined> {
  const place = join(folder, 'node_modules', name)
  if ((await readManifest(place)).name !== undefined) return place
  return dirname(folder) === folder ? undefined : placeOf(dirname(folder), name)
}

async function readManifest(folder: string): Promise<Manifest> {
  try {
    return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  } catch {
    return {}
  }
}

const shown = ({ name = '', version = '', license, author, homepage = '' }: Manifest): UsedPackage => ({
  name,
  version,
  licence: typeof license === 'string' ? license : (license?.type ?? ''),
  author: (typeof author === 'string' ? author : (author?.name ?? '')).replace(/\s*[<(].*$/, ''),
  homepage,
})
