import type { OpenedFile } from '../../src/apps/plugins/sdk/context.ts'
import { PluginError } from '../../src/apps/plugins/sdk/plugin.ts'
import type { Entity } from './attribute-values.ts'
import { parseCsv } from './csv.ts'
import { type Points, pointsFrom } from './points.ts'

/** Points of a file of type `entity/vector`, and the IDs of their entities. */
export type NamedPoints = Readonly<{ ids: readonly string[]; columns: readonly string[]; points: Points }>

/** All entities of a file: a list, a single one, one a line, or a table, whatever the file is. */
export async function readEntities(file: OpenedFile): Promise<Entity[]> {
  const type = (file.contentType.split(';')[0] ?? '').trim().toLowerCase()
  const text = await file.text()
  try {
    if (type === 'text/csv' || type === 'application/csv') return entitiesOfTable(parseCsv(text))
    if (type === 'application/x-lines+json')
      return text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map(parsed)
    const held: unknown = JSON.parse(text)
    return (Array.isArray(held) ? held : [held]).map(entity)
  } catch (cause) {
    throw new PluginError(`“${file.name}” cannot be read: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}

const parsed = (line: string): Entity => entity(JSON.parse(line))

function entity(value: unknown): Entity {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Entity
  throw new TypeError('it does not hold entities.')
}

function entitiesOfTable([header = [], ...rows]: readonly (readonly string[])[]): Entity[] {
  return rows.map((row) => Object.fromEntries(header.map((name, at) => [name, row[at] ?? ''])))
}

/**
 * Reads vectors: every attribute but `ID` and `href` is a dimension, in the order of names, or of columns in a table.
 *
 * @throws PluginError where an ID comes twice, entities differ in attributes, or a value is no number
 */
export async function readPoints(file: OpenedFile): Promise<NamedPoints> {
  const entities = await readEntities(file)
  const isTable = /csv/i.test(file.contentType)
  const names = Object.keys(entities[0] ?? {}).filter((name) => name !== 'ID' && name !== 'href')
  const columns = isTable ? names : names.sort()
  const ids = entities.map((one, at) => idOf(one, at, file.name))
  if (new Set(ids).size < ids.length) throw new PluginError(`An ID comes twice in “${file.name}”.`)
  const rows = entities.map((one, at) => {
    if (Object.keys(one).filter((name) => name !== 'ID' && name !== 'href').length !== columns.length) {
      throw new PluginError(`The entity “${ids[at]}” has other dimensions than the first one.`)
    }
    return columns.map((column) => numberOf(one[column], column, ids[at] ?? ''))
  })
  return { ids, columns, points: pointsFrom(rows) }
}

function idOf({ ID }: Entity, at: number, name: string): string {
  if (typeof ID === 'string' || typeof ID === 'number') return String(ID)
  throw new PluginError(`Entity ${at + 1} of “${name}” has no ID.`)
}

function numberOf(value: unknown, column: string, id: string): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number === 'number' && Number.isFinite(number)) return number
  throw new PluginError(`“${column}” of the entity “${id}” is no number.`)
}
