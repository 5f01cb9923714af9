import { createHash } from 'node:crypto'
import { saveEntities } from '../../src/apps/plugins/formats/entities.ts'
import type { Entity } from '../../src/apps/plugins/formats/rows.ts'
import { jsonEntries, stemOf, type ZipEntry, zipOf } from '../../src/apps/plugins/formats/zip.ts'
import type { RunContext } from '../../src/apps/plugins/sdk/context.ts'
import { dataUrl, list } from '../../src/apps/plugins/sdk/fields.ts'
import type { DataOutput } from '../../src/apps/plugins/sdk/plugin.ts'
import { PluginError } from '../../src/apps/plugins/sdk/plugin.ts'

export const entitiesUrl = dataUrl({
  label: 'Entities',
  required: true,
  dataType: 'entity/list',
  contentType: ['application/json', 'text/csv'],
})

export const attributes = list({ label: 'Attributes', description: 'One a line.', required: true, separator: 'lines' })

/** An archive with one JSON file for each attribute. */
export const zipInput = (label: string, dataType: string) =>
  dataUrl({ label, required: true, dataType, contentType: ['application/zip'] })

export const zipOutput = (dataType: string): readonly DataOutput[] => [
  { dataType, contentType: ['application/zip'], required: true },
]

/** Saves an archive with one JSON list for each attribute, written as it is computed. */
export async function saveByAttribute(
  context: RunContext,
  name: string,
  dataType: string,
  lists: Iterable<readonly [attribute: string, rows: Iterable<Entity>]>,
): Promise<void> {
  const files = Array.from(
    lists,
    ([attribute, rows]) => [entryName(attribute), saveEntities(rows, 'application/json')] as const,
  )
  await context.saveOutput(name, zipOf(files), { dataType, contentType: 'application/zip' })
}

function entryName(attribute: string): string {
  if (/[/\\]|^\.\.?$/.test(attribute)) throw new PluginError(`“${attribute}” cannot be the name of a file.`)
  return `${attribute}.json`
}

/** The lists of an archive by attribute, only those asked for. @throws PluginError that names one which is missing */
export async function readByAttribute<Row>(
  context: RunContext,
  url: string,
  wanted: readonly string[],
): Promise<ReadonlyMap<string, readonly Row[]>> {
  const file = await context.open(url)
  const found = new Map<string, readonly Row[]>()
  for await (const entry of jsonEntries(file)) {
    if (wanted.includes(stemOf(entry.name))) found.set(stemOf(entry.name), await rowsOf<Row>(entry))
  }
  const missing = wanted.find((attribute) => !found.has(attribute))
  if (missing !== undefined) throw new PluginError(`“${file.name}” holds nothing about the attribute “${missing}”.`)
  return new Map(wanted.map((attribute) => [attribute, found.get(attribute) ?? []]))
}

/** The rows of a JSON list. @throws PluginError where the entry holds something else */
export async function rowsOf<Row>(entry: ZipEntry): Promise<readonly Row[]> {
  const rows = await entry.json()
  if (!Array.isArray(rows)) throw new PluginError(`“${entry.name}” does not hold a list.`)
  return rows as Row[]
}

/** A short text that differs where the inputs differ, for names of files. */
export const digestOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 12)
