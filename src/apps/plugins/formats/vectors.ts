import { loadEntities, loadTable, type Source } from './entities.ts'
import { FormatError, named } from './format-error.ts'
import { type ArrayEntity, arrayReader, compareAttributes, idOf, isNaming } from './rows.ts'

/** Points of one dimension count, row after row in one array. */
export type Points = Readonly<{ count: number; width: number; values: Float64Array }>
/** Points of a file of type `entity/vector`, with the IDs of their entities and the names of the dimensions. */
export type NamedPoints = Readonly<{ ids: readonly string[]; columns: readonly string[]; points: Points }>

/**
 * Reads vectors: every attribute but `ID` and `href` is a dimension, in the order of their names, or of the columns in
 * a table. It takes 8 bytes a number.
 *
 * @throws FormatError where an ID comes twice, entities differ in attributes, or a value is missing or no number
 */
export async function readPoints(file: Source): Promise<NamedPoints> {
  const { attributes, tuples } = await loadTable(file)
  try {
    const columns = attributes.filter((name) => !isNaming(name))
    const read = arrayReader(attributes, true)
    const ids = new Set<string>()
    const store = startStore(columns.length)
    for await (const tuple of tuples) {
      const { ID, values } = read(tuple)
      if (ids.size === ids.add(ID).size) throw new FormatError(`the ID “${ID}” comes twice.`)
      store.add(values)
    }
    return { ids: [...ids], columns, points: { count: ids.size, width: columns.length, values: store.values() } }
  } catch (error) {
    throw named(file.name, error)
  }
}

/**
 * Labels by ID: the attribute `label`, or the only other one there is.
 *
 * @throws FormatError where an entity has no ID, or several attributes might be the label
 */
export async function readLabels(file: Source): Promise<ReadonlyMap<string, string>> {
  const labels = new Map<string, string>()
  let attribute: string | undefined
  try {
    for await (const entity of loadEntities(file)) {
      attribute ??= labelAttribute(Object.keys(entity))
      labels.set(idOf(entity.ID), String(entity[attribute] ?? ''))
    }
    return labels
  } catch (error) {
    throw named(file.name, error)
  }
}

function labelAttribute(names: readonly string[]): string {
  const others = names.filter((name) => !isNaming(name))
  const [only] = others
  if (others.includes('label')) return 'label'
  if (others.length === 1 && only !== undefined) return only
  throw new FormatError('it has no attribute “label”, and not exactly one other.')
}

function startStore(width: number) {
  let values = new Float64Array(1024 * Math.max(1, width))
  let length = 0
  return {
    add: (row: ArrayEntity['values']): void => {
      if (length + width > values.length) {
        const larger = new Float64Array(values.length * 2)
        larger.set(values)
        values = larger
      }
      for (const value of row) values[length++] = value ?? Number.NaN
    },
    values: () => values.slice(0, length),
  }
}

/** A vector of any extents, stored row after row. */
export type ShapedVector = Readonly<{ ID: string; shape: readonly number[]; values: readonly number[] }>

/**
 * Reads an entity of type `entity/shaped_vector`: attributes that begin with `shape` are the extents, by name; all
 * others are the values, by name or in the order of `columns`.
 *
 * @throws FormatError where the extents do not fit the number of values
 */
export function shapedVectorOf(entity: Readonly<Record<string, unknown>>, columns?: readonly string[]): ShapedVector {
  const names = columns ?? Object.keys(entity).sort(compareAttributes)
  const isExtent = (name: string): boolean => name.startsWith('shape')
  const read = (wanted: readonly string[]) => {
    const all = ['ID', ...wanted]
    return arrayReader(all, true)(all.map((name) => entity[name])).values as number[]
  }
  const shape = read(names.filter(isExtent).sort(compareAttributes))
  const values = read(names.filter((name) => !isExtent(name) && !isNaming(name)))
  const size = shape.reduce((product, extent) => product * extent, 1)
  const ID = idOf(entity.ID)
  if (shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0) && size === values.length) {
    return { ID, shape, values }
  }
  throw new FormatError(`the shape ${shape.join(' × ')} of “${ID}” does not fit its ${values.length} values.`)
}

/** A table of numbers: every row an entity, every column an entity too. */
export type Matrix = Readonly<{ rows: readonly string[]; columns: readonly string[]; values: Float64Array }>

/** Reads a file of type `entity/matrix`: attributes are IDs of entities. @throws FormatError as `readPoints` does */
export async function readMatrix(file: Source): Promise<Matrix> {
  const { ids, columns, points } = await readPoints(file)
  return { rows: ids, columns, values: points.values }
}
