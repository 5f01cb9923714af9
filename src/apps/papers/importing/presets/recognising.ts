import type { Field } from '../fields.ts'
import { formPresets } from '../forms/forms.ts'
import { normaliseHeader } from '../headers.ts'
import { generic } from './generic.ts'
import { KNOWN_PRESETS } from './known.ts'
import type { Preset } from './preset.ts'

export const PRESETS: readonly Preset[] = [...KNOWN_PRESETS, ...formPresets, generic]
/** Those that a table can be read by. */
export const TABLE_PRESETS: readonly Preset[] = [...KNOWN_PRESETS, generic]

/** The program that wrote a header, or the generic preset. */
export function recognisePreset(headers: readonly string[]): Preset {
  const spelt = new Set(headers.map((header) => header.trim().toLowerCase()))
  const names = new Set(headers.map(normaliseHeader))
  return (
    KNOWN_PRESETS.find(
      (preset) => preset.keys.every((key) => spelt.has(key)) && namesFound(preset, names) >= preset.fewest,
    ) ?? generic
  )
}

/** The preset of this name; the generic one where nobody has it. */
export function presetNamed(name: string): Preset {
  return PRESETS.find((preset) => preset.name === name) ?? generic
}

/** What each header feeds, by the names of the preset. Two columns of one name feed the same field. */
export function mappingOf(preset: Preset, headers: readonly string[]): Map<string, Field> {
  const places = placesOf(preset)
  const mapping = new Map<string, Field>()
  for (const header of headers) {
    const place = places.get(normaliseHeader(header.replace(/#\d+$/, '')))
    if (place !== undefined) mapping.set(header, place.field)
  }
  return mapping
}

/** How early a header comes among those that feed one field; unknown names come last. */
export function preferenceOf(preset: Preset, header: string): number {
  return placesOf(preset).get(normaliseHeader(header.replace(/#\d+$/, '')))?.rank ?? Number.MAX_SAFE_INTEGER
}

/** How many cells of a row are names that lists use for their columns, and whether a DOI column is among them. */
export function countKnownNames(cells: readonly string[]): { count: number; hasDoi: boolean } {
  const places = placesOf(generic)
  let count = 0
  let hasDoi = false
  for (const cell of cells) {
    if (cell.length > 100) continue
    const name = normaliseHeader(cell)
    const place = places.get(name)
    if (place !== undefined || known().has(name)) count++
    if (place?.field === 'doi') hasDoi = true
  }
  return { count, hasDoi }
}

interface Place {
  readonly field: Field
  readonly rank: number
}

const placesByPreset = new Map<Preset, ReadonlyMap<string, Place>>()

function placesOf(preset: Preset): ReadonlyMap<string, Place> {
  const kept = placesByPreset.get(preset)
  if (kept !== undefined) return kept
  const places = new Map<string, Place>()
  for (const [field, names] of Object.entries(preset.names) as [Field, readonly string[]][]) {
    names.forEach((name, rank) => {
      if (!places.has(name)) places.set(name, { field, rank })
    })
  }
  placesByPreset.set(preset, places)
  return places
}

let knownNames: ReadonlySet<string> | undefined

function known(): ReadonlySet<string> {
  knownNames ??= new Set(KNOWN_PRESETS.flatMap((preset) => [...placesOf(preset).keys(), ...(preset.others ?? [])]))
  return knownNames
}

function namesFound(preset: Preset, names: ReadonlySet<string>): number {
  let count = 0
  for (const name of [...placesOf(preset).keys(), ...(preset.others ?? [])]) if (names.has(name)) count++
  return count
}
